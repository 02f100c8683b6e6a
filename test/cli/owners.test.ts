/** Every command that changes an object of another owner is refused, with the command that acts as that owner. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { verbsOf } from '../../src/cli/grammar.ts';
import { NOUNS } from '../../src/cli/program.ts';
import { pathWithPeerway } from '../support/program.ts';
import { type Sandbox, sandbox, sandboxIn } from '../support/sandbox.ts';
import { SAVED, writeAwsStub } from '../support/stand-ins/aws.ts';
import { writeStandInSsh } from '../support/stand-ins/ssh.ts';
import { WG_QUICK } from '../support/stand-ins/wg-quick.ts';
import { folderForTest } from '../support/temporary.ts';

/** The lines that netops may not run, or the reason why a verb has none. */
const VERBS: Readonly<Record<string, readonly string[] | string>> = {
  'peering create': [
    'peering create tokyo busan',
    'peering create tokyo busan --dry-run',
    'peering create tokyo busan --request --name t-b -o json',
    'peering create tokyo busan --deploy --yes',
    'peering create osaka tokyo --if-not-exists',
    'peering create cache files --via aws',
    'peering create cache files --via aws --duplex --dry-run',
    'peering create files shop --via aws --apply --profile shop=prod',
    'peering create shop cache --via aws --apply',
    'peering create shop cache --via aws --apply --dry-run',
  ],
  'peering accept': [
    'peering accept seoul-busan',
    'peering accept osaka-tokyo',
    'peering accept shop-cache --dns',
  ],
  'peering reject': ['peering reject seoul-busan'],
  'peering disable': ['peering disable osaka-tokyo', 'peering disable osaka-tokyo --deploy --yes'],
  'peering enable': ['peering enable osaka-tokyo'],
  'peering delete': [
    'peering delete osaka-tokyo --yes',
    'peering delete osaka-tokyo --if-exists --yes',
    'peering delete osaka-tokyo --deploy --yes',
    'peering delete seoul-osaka osaka-tokyo --yes --as bobs',
    'peering delete shop-cache --yes',
    'peering delete shop-cache --apply --profile cache=prod --yes',
  ],
  'peering update': [
    'peering update shop-cache --dns',
    'peering update shop-cache --dns --side cache --dry-run',
    'peering update shop-cache --dns --apply --profile cache=prod',
    'peering update dev-files --dns --side files',
  ],
  'gateway create': [
    'gateway create osaka2 --vpc osaka --endpoint 203.0.113.9',
    'gateway create lab --cidr 10.8.0.0/16 --endpoint 203.0.113.9',
  ],
  'gateway import': ['gateway import osaka2 --file wg0.conf --vpc osaka --endpoint 203.0.113.9'],
  'gateway update': [
    'gateway update osaka --mtu 1400',
    'gateway update osaka --owner netops',
    'gateway update osaka --label env=prod --dry-run',
    'gateway update osaka --unset ssh',
    'gateway update osaka --ssh root@203.0.113.2',
  ],
  'gateway rename': ['gateway rename osaka osaka-1', 'gateway rename osaka osaka-1 --dry-run'],
  'vpc rename': ['vpc rename lab lab-1'],
  'peering rename': ['peering rename osaka-tokyo o-t'],
  'client rename': ['client rename osaka phone mobile'],
  'gateway delete': ['gateway delete osaka --yes', 'gateway delete osaka --if-exists --yes'],
  'gateway peer delete': [
    'gateway peer delete osaka phone --yes',
    'gateway peer delete osaka vpc-peering-tokyo --yes',
  ],
  'gateway rotate-key': ['gateway rotate-key busan --yes', 'gateway rotate-key osaka --plan-only --yes'],
  'peering rotate-psk': [
    'peering rotate-psk osaka-tokyo --yes',
    'peering rotate-psk osaka-tokyo --plan-only --yes',
  ],
  'client rotate-key': ['client rotate-key osaka phone --yes'],
  'gateway deploy': ['gateway deploy jeju --key-on-host --yes'],
  'vpc import': [
    'vpc import --from-aws --region eu-west-1 --file vpcs.json',
    'vpc import --from-aws --region eu-west-1 --file vpcs.json --dry-run',
  ],
  'vpc update': [
    'vpc update osaka --add-cidr 10.99.0.0/16',
    'vpc update lab --owner netops',
    'vpc update lab --location usw2',
  ],
  'vpc delete': ['vpc delete lab --yes', 'vpc delete lab --if-exists --yes'],
  'client add': ['client add osaka laptop', 'client add osaka phone --if-not-exists'],
  'client update': [
    'client update osaka phone --status disabled',
    'client update osaka phone --dns 172.31.0.2',
  ],
  'client delete': ['client delete osaka phone --yes', 'client delete osaka phone --if-exists --yes'],
  'vpc add': 'adds an object, also for another owner',
  'vpc create': 'adds an object, also for another owner',
  'vpc render': 'reads',
  'location set': 'locations have no owner',
  'location delete': 'locations have no owner',
  'location list': 'reads',
  'peering list': 'reads',
  'peering show': 'reads',
  'peering requests': 'reads',
  'peering refresh': 'records the status at the provider',
  'peering doctor': 'reads, and with --fix carries out the plan',
  'peering render': 'reads',
  'peering verify': 'reads',
  'gateway list': 'reads',
  'gateway show': 'reads',
  'gateway peers': 'reads',
  'gateway render': 'reads',
  'gateway diff': 'reads',
  'gateway status': 'reads',
  'vpc list': 'reads',
  'vpc show': 'reads',
  'client list': 'reads',
  'client show': 'reads',
  'client config': 'renders, and records that it did',
  'plan check': 'reads',
  'plan suggest': 'reads',
  'plan list': 'reads',
  'state path': 'reads',
  'state check': 'reads',
  'state export': 'reads',
  'state backups': 'reads',
  'state restore': 'replaces the whole state',
  'state import': 'replaces the whole state',
  'state encrypt': 'changes no object',
  'state decrypt': 'changes no object',
  log: 'reads',
  'config get': 'reads',
  'config list': 'reads',
  'config set': 'settings have no owner',
  'config unset': 'settings have no owner',
  'completion bash': 'reads',
  'completion zsh': 'reads',
  'completion fish': 'reads',
  help: 'reads',
  version: 'reads',
};

const STATE = [
  'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1',
  'gateway create osaka --cidr 172.31.0.0/16 --endpoint 203.0.113.2 --ssh root@osaka.example --status active --owner bob',
  'gateway create tokyo --cidr 10.2.0.0/16 --endpoint 203.0.113.3 --ssh root@tokyo.example --status active --owner bob',
  'gateway create busan --cidr 10.3.0.0/16 --endpoint 203.0.113.4 --ssh root@busan.example --status active --owner bob',
  'gateway create jeju --cidr 10.4.0.0/16 --endpoint 203.0.113.5 --ssh root@jeju.example --owner bob',
  'peering create seoul osaka',
  'peering accept seoul-osaka --as bob',
  'peering create osaka tokyo --as bob',
  'peering create seoul busan',
  'client add osaka phone --as bob',
  'vpc add lab --cidr 10.8.0.0/16 --owner bob',
  ...['0', '1', '2', '3'].map(
    (digit) =>
      `vpc add ${['files', 'shop', 'cache', 'dev'][Number(digit)]} --cidr 10.2${digit}.0.0/17 --provider aws --account 111122223333 --region eu-west-1 --vpc-id vpc-0123456789abcdef${digit} --owner bob`,
  ),
  'peering create shop cache --via aws --as bob',
  'vpc update dev --owner netops --as bob',
  'peering create dev files --via aws',
  'peering accept dev-files --as bob',
  'location set usw2',
];

const base = sandbox();
beforeAll(async () => {
  for (const line of STATE) await base.ok(line);
}, 120_000);

/** Returns a sandbox with the state, and with programs in place of the clouds' and of ssh. */
function filled(box: Sandbox): Sandbox {
  cpSync(base.state, box.state, { recursive: true });
  pathWithPeerway(join(box.folder, 'path'));
  writeAwsStub(join(box.folder, 'path'));
  writeStandInSsh(join(box.folder, 'path', 'ssh'));
  writeFileSync(join(box.folder, 'wg0.conf'), WG_QUICK);
  writeFileSync(join(box.folder, 'vpcs.json'), JSON.stringify(SAVED['vpcs.json']));
  return box;
}

/** Runs a line as a person would paste it. */
const paste = (line: string, { folder, state }: Sandbox) =>
  execa('bash', ['-c', line], {
    stdin: 'ignore', // With a socket, bash would read .bashrc.
    cwd: folder,
    env: {
      PATH: `${join(folder, 'path')}:${process.env['PATH']}`,
      PEERWAY_STATE: state,
      XDG_CONFIG_HOME: join(folder, 'config'),
    },
    reject: false,
  });

test('every verb either has lines that are refused, or a reason to have none', () => {
  const known = NOUNS.flatMap((noun) => verbsOf(noun)).map(([path]) => path);
  expect(Object.keys(VERBS).sort()).toEqual(known.sort());
});

const refused = Object.values(VERBS).flatMap((lines) => (typeof lines === 'string' ? [] : lines));

describe('what belongs to bob is refused to others, and the hint is the command for bob', () => {
  test.each(refused)(
    '%s',
    async (line) => {
      const box = filled(sandboxIn(folderForTest()));
      const before = box.bytes();
      const { stdout, stderr } = await paste(`peerway ${line} -o json`, box);
      expect(stdout).toBe('');
      const { error } = JSON.parse(stderr);
      const answers = /^peering (accept s|reject)/.test(line);
      expect(error.code).toBe(answers ? 'not-accepter' : 'not-owner');
      expect(error.message).toMatch(/\bbob\b.*you act as (netops|bobs)$/);
      expect(box.bytes()).toBe(before);
      const [, hint = ''] = /^to act for bob, run `(peerway .* --as bob)`$/.exec(error.hint) ?? [];
      const words = line.replace(/ --as bobs| -o json/g, '').split(' ');
      expect(hint.split(' ')).toEqual(expect.arrayContaining(words));
      expect(hint.match(/--as/g)).toHaveLength(1);
      const pasted = await paste(hint, box);
      // The stand-in for ssh makes no keys.
      const exit = line.includes('--key-on-host') ? 6 : 0;
      expect(pasted.exitCode, pasted.stderr).toBe(exit);
    },
    60_000,
  );
});

const run = (line: string) => base.run(line.split(' '));

test('a refusal names the owner, and the owner for whom you act', async () => {
  const { exit, stderr } = await run('gateway update osaka --mtu 1400');
  expect([exit, stderr]).toEqual([
    3,
    `error: cannot update gateway osaka:
Gateway osaka belongs to bob; you act as netops
hint: to act for bob, run \`peerway gateway update osaka --mtu 1400 --as bob\`
`,
  ]);
});

test('a refusal to request a peering names the owners of both sides', async () => {
  const { stderr } = await run('peering create seoul osaka --as carol');
  expect(stderr).toBe(`error: cannot peer seoul and osaka:
Only the owner of one side can request a peering: seoul belongs to netops, and osaka to bob; you act as carol
hint: to act for netops, run \`peerway peering create seoul osaka --as netops\`
`);
});

test('references in objects of others follow a rename', async () => {
  const box = filled(sandboxIn(folderForTest()));
  await box.ok('gateway rename seoul seoul-1');
  expect(await box.ok('peering show seoul-osaka -o json')).toContain('"gateway": "seoul-1"');
});

test('objects that no single owner has are refused with all of their owners', async () => {
  const { exit, stderr } = await run('gateway delete seoul osaka --yes --as carol');
  expect([exit, stderr]).toEqual([
    3,
    `error: cannot delete gateways seoul and osaka:
Gateway seoul belongs to netops; you act as carol
Gateway osaka belongs to bob; you act as carol
hint: no owner can change all of them; use one command with --as for the objects of each owner
`,
  ]);
  expect((await run('gateway delete seoul osaka --yes')).stderr).toContain('hint: no owner can change all');
});

test.each([
  'peering create tokyo busan --name seoul-osaka',
  'peering create osaka tokyo',
  'peering create osaka osaka',
  'peering delete osaka-tokyo --apply --yes',
  'gateway update osaka --tunnel-subnet 172.31.0.0/24',
  'gateway create osaka2 --vpc osaka --endpoint 203.0.113.9 --tunnel-subnet 172.31.0.0/24',
  'vpc update osaka --remove-cidr 172.31.0.0/16',
  'vpc update osaka --add-cidr 10.0.0.0/16',
  'vpc delete osaka --yes',
  'client add osaka phone',
  'gateway delete osaka',
])('the owner is checked before anything else: %s', async (line) => {
  const { exit, stderr } = await base.run([...line.split(' '), '-o', 'json']);
  expect([exit, JSON.parse(stderr).error.code]).toEqual([3, 'not-owner']);
});

test.each([
  'peering delete seoul-osaka --yes',
  'peering delete seoul-osaka --yes --as bob',
  'peering accept seoul-osaka',
  'gateway delete seoul --yes',
  'gateway peer delete osaka vpc-peering-seoul --yes',
  'gateway update osaka --owner carol --as bob',
  'gateway create kobe --cidr 10.9.0.0/16 --endpoint 203.0.113.9 --owner carol --as dave',
  'vpc add kobe --cidr 10.9.0.0/16 --owner carol --as dave',
  'gateway render osaka --as carol',
  'gateway deploy osaka --yes --as carol',
  'client config osaka phone --as carol',
  'location set usw2 --vpn-gateway off --as carol',
  'config set tunnel-pool 10.254.0.0/16 --as carol',
  'state restore 16 --yes --as carol',
])('is allowed: %s', async (line) => {
  const box = filled(sandboxIn(folderForTest()));
  const { exitCode, stderr } = await paste(`peerway ${line}`, box);
  expect(exitCode, stderr).toBe(0);
});

test('new networks of an accepted peering can be rejected, and the earlier ones stay up', async () => {
  const box = filled(sandboxIn(folderForTest()));
  await box.ok('vpc update seoul --add-cidr 10.99.0.0/16');
  const foreign = await box.run('peering reject seoul-osaka -o json'.split(' '));
  expect(JSON.parse(foreign.stderr).error).toMatchObject({
    code: 'not-accepter',
    message: 'The new networks of peering seoul-osaka are for bob to reject; you act as netops',
    hint: 'to act for bob, run `peerway peering reject seoul-osaka --output json --as bob`',
  });
  expect(await box.ok('peering reject seoul-osaka --as bob')).toBe(
    'Peering seoul-osaka is active, new networks rejected by bob\nosaka routes only 10.0.0.0/16 of seoul\n',
  );
  expect(await box.ok('gateway render osaka')).not.toContain('10.99.0.0/16');
  expect(await box.ok('gateway render osaka')).toContain('10.0.0.0/16');
  const exported = await box.ok('state export --with-secrets');
  expect((await box.run(['state', 'import', '-', '--yes'], { input: exported })).exit).toBe(0);
  const [shown] = JSON.parse(await box.ok('peering list --filter name=seoul-osaka -o json'));
  expect(shown).toMatchObject({
    status: 'active',
    requester: { agreedCidrs: ['10.0.0.0/16'], widening: 'rejected' },
  });
  expect(await box.ok('peering accept seoul-osaka --as bob')).toContain('Peering seoul-osaka is active\n');
  expect(await box.ok('gateway render osaka')).toContain('10.99.0.0/16');
});

test('a gateway that was given away belongs to its new owner', async () => {
  const box = filled(sandboxIn(folderForTest()));
  await box.ok('gateway update osaka --owner carol --as bob');
  const { stderr } = await box.run('gateway update osaka --owner bob --as bob'.split(' '));
  expect(stderr).toContain('Gateway osaka belongs to carol; you act as bob');
  await box.ok('gateway update osaka --mtu 1400 --as carol');
  // Its VPC stays with bob, whose networks both owners of the peering route.
  await box.ok('vpc update osaka --add-cidr 10.99.0.0/16 --as bob');
});
