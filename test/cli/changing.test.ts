/** Conventions of the verbs that change something. */
import { describe, expect, test } from 'vitest';
import { type Verb, verbsOf } from '../../src/cli/grammar.ts';
import { flagsOf } from '../../src/cli/parser.ts';
import { NOUNS } from '../../src/cli/program.ts';

const VERBS: ReadonlyMap<string, Verb> = new Map(NOUNS.flatMap((noun) => verbsOf(noun)));

const longsOf = (path: string): string[] => {
  const verb = VERBS.get(path);
  if (!verb) throw new Error(`no verb ${path}`);
  return flagsOf(verb).map(({ long }) => long ?? '');
};

/** The verbs without --dry-run, and why. */
const WITHOUT_DRY_RUN: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...['peering requests', 'peering list', 'peering show', 'peering render', 'peering verify'],
      ...[
        'gateway list',
        'gateway show',
        'gateway peers',
        'gateway render',
        'gateway diff',
        'gateway status',
      ],
      ...['vpc list', 'vpc show', 'vpc render', 'client list', 'client show', 'location list'],
      ...['plan check', 'plan suggest', 'plan list', 'state path', 'state check', 'state export'],
      ...['state backups', 'log', 'config get', 'config list', 'help', 'version'],
      ...['completion bash', 'completion zsh', 'completion fish'],
    ].map((path) => [path, 'reads']),
  ),
  'peering refresh': 'records only what the providers answer',
  'peering doctor': 'reads without --fix',
  'client config': 'prints, and records that it did',
  'state encrypt': 'changes no object',
  'state decrypt': 'changes no object',
};

describe('--dry-run', () => {
  test('exists on every verb that changes something', () => {
    const without = [...VERBS.keys()].filter((path) => !longsOf(path).includes('--dry-run'));
    expect(without.sort()).toEqual(Object.keys(WITHOUT_DRY_RUN).sort());
  });
});

/** How the values that a verb sets are changed and unset: flags of another verb, or a reason. */
const VALUES: Readonly<Record<string, Readonly<Record<string, readonly string[] | string>>>> = {
  'vpc add': {
    '--cidr': ['vpc update --add-cidr', 'vpc update --remove-cidr'],
    '--subnet': ['vpc update --add-subnet', 'vpc update --remove-subnet'],
    '--location': ['vpc update --location', 'vpc update --unset'],
    '--owner': ['vpc update --owner'],
    '--label': ['vpc update --label', 'vpc update --remove-label', 'vpc update --unset'],
    '--provider': ['vpc update --provider'],
    '*': ['vpc update *', 'vpc update --unset'],
  },
  'vpc create': {
    '--cidr': ['vpc update --add-cidr', 'vpc update --remove-cidr'],
    '--subnet': ['vpc update --add-subnet', 'vpc update --remove-subnet'],
    '--public': 'a subnet is replaced as a whole at its provider',
    '--location': ['vpc update --location', 'vpc update --unset'],
    '--owner': ['vpc update --owner'],
    '--provider': ['vpc update --provider'],
    '--profile': 'how the provider is reached this time',
    '--timeout': 'how long to wait this time',
    '*': ['vpc update *', 'vpc update --unset'],
  },
  'gateway create': {
    '--vpc': 'a gateway is a host in its VPC',
    '--cidr': ['vpc update --add-cidr', 'vpc update --remove-cidr'],
    '--location': ['vpc update --location', 'vpc update --unset'],
    '--endpoint': ['gateway update --endpoint', 'gateway update --no-endpoint'],
    '--listen-port': ['gateway update --listen-port', 'gateway update --unset'],
    '--lan-address': ['gateway update --lan-address', 'gateway update --unset'],
    '--ssh': ['gateway update --ssh', 'gateway update --unset'],
    '--label': ['gateway update --label', 'gateway update --remove-label', 'gateway update --unset'],
    '*': ['gateway update *'],
  },
  'client add': {
    '--public-key': 'another key is another device',
    '*': ['client update *', 'client update --unset'],
  },
  'location set': { '--vpn-gateway': ['location set --vpn-gateway', 'location delete --if-exists'] },
  'peering create': {
    '--name': ['peering rename --dry-run'],
    '--via': 'another transport is another peering',
    '--request': 'a question to the other owner, asked once',
    '--duplex': ['peering update --duplex'],
    '--without-cidr': ['peering update --without-cidr', 'peering update --with-cidr'],
    '--profile': 'how a side is reached this time',
    '--project': 'how a side is reached this time',
    '--tenant': 'how a side is reached this time',
    '--side': 'what to apply this time',
    '--replace-routes': 'what to apply this time',
    '--timeout': 'how long to wait this time',
    '*': ['peering update *'],
  },
};

/** Flags that say how a command runs. */
const RUNNING = ['--dry-run', '--if-not-exists', '--apply', '--deploy'];

describe('Every value that can be set can be changed and unset', () => {
  test.each(
    Object.entries(VALUES).flatMap(([path, values]) =>
      longsOf(path)
        .filter((flag) => !RUNNING.includes(flag))
        .map((flag) => ({ path, flag, ways: values[flag] ?? values['*'] ?? [] })),
    ),
  )('$path $flag', ({ path, flag, ways }) => {
    if (typeof ways === 'string') return;
    expect(ways, `${path} ${flag} needs a way or a reason`).not.toHaveLength(0);
    for (const way of ways) {
      const [noun, verb, named] = way.split(' ');
      // An option of a peering that is on has a flag that turns it off.
      const wanted = named === '*' ? [flag, flag.replace(/^--/, '--no-')] : [named];
      expect(wanted.some((one) => longsOf(`${noun} ${verb}`).includes(one ?? ''))).toBe(true);
    }
  });

  test('with every verb that adds or sets something', () => {
    const setting = [...VERBS.keys()].filter((path) => / (add|create|set)$/.test(path));
    expect(setting.filter((path) => !(path in VALUES))).toEqual(['config set']);
  });
});
