import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Instant } from '../../src/model/instant.ts';
import { isPending } from '../../src/model/peering.ts';
import { type State, withEntry } from '../../src/model/state.ts';
import { withPeering as replacing } from '../../src/model/transitions/peering.ts';
import { encodeFile } from '../../src/store/envelope.ts';
import { aws, azure, gcp, guid, peered, twoRegions, withCloudVpc } from '../support/cloud-plans.ts';
import { dualStack, NOW, threePeerings, withGateway, withPeering } from '../support/plans.ts';
import { HEADER } from '../support/state-file.ts';
import { completer } from './completer.ts';

/**
 * Seoul is peered with osaka, tokyo and taipei, and has two clients. The peering of osaka with busan, which has another
 * owner, is pending. Jeju is inactive. Daegu overlaps taipei, so seoul cannot be peered with it.
 */
function plan(): State {
  let state = threePeerings();
  const more = {
    busan: { cidrs: ['10.5.0.0/16'], tunnels: ['10.99.5.0/24'], owner: 'bob', location: 'apne2' },
    jeju: { cidrs: ['10.6.0.0/16'], tunnels: ['10.99.6.0/24'], status: 'inactive' },
    daegu: { cidrs: ['10.7.128.0/17'], tunnels: ['10.99.7.0/24'] },
  } as const;
  for (const [name, gateway] of Object.entries(more)) state = withGateway(state, name, gateway);
  return expiringAt(withPeering(state, 'osaka', 'busan'), '2999-01-01T00:00:00.000Z');
}

/** Returns the state with another expiry of its pending request. */
function expiringAt(state: State, time: string): State {
  const [name, request] = [...state.peerings].find(([, peering]) => isPending(peering)) ?? [];
  if (!name || !request) throw new Error('no request');
  return {
    ...state,
    peerings: withEntry(state.peerings, name, {
      ...request,
      agreement: { kind: 'requested', expiresAt: time as Instant },
    }),
  };
}

const { names, zsh, bash, fish, folder } = completer(plan());

describe('a line', () => {
  test.each<[line: string, suggested: readonly string[]]>([
    ['gateway peer ', ['delete']],
    ['help tr', ['troubleshooting']],
    ['help deploy ', []],
    ['peering create ', ['busan', 'daegu', 'jeju', 'osaka', 'seoul', 'taipei', 'tokyo']],
    ['peering create seoul ', ['busan']],
    ['peering create daegu ', ['busan', 'osaka', 'tokyo']],
    ['peering create jeju ', []],
    ['peering create nosuch ', []],
    ['peering create seoul busan ', []],
    ['peering accept ', ['osaka-busan']],
    ['peering reject o', ['osaka-busan']],
    ['peering delete ', ['osaka-busan', 'seoul-osaka', 'seoul-taipei', 'seoul-tokyo']],
    ['peering delete seoul-osaka seoul-tokyo ', ['osaka-busan', 'seoul-taipei']],
    ['peering rm seoul-os', ['seoul-osaka']],
    ['peering show seoul-t', ['seoul-taipei', 'seoul-tokyo']],
    ['peering render seoul-osaka --side ', ['osaka', 'seoul']],
    [
      'gateway peer delete seoul ',
      ['vpc-peering-osaka', 'vpc-peering-taipei', 'vpc-peering-tokyo', 'laptop', 'phone'],
    ],
    ['client show seoul ', ['laptop', 'phone']],
    ['client config seoul ', ['laptop', 'phone']],
    ['client delete seoul phone ', ['laptop']],
    ['client show osaka ', []],
    ['client list ', ['busan', 'daegu', 'jeju', 'osaka', 'seoul', 'taipei', 'tokyo']],
    ['client add s', ['seoul']],
    ['client add seoul ', []],
    ['vpc delete se', ['seoul']],
    ['vpc update tokyo --remove-cidr ', ['192.168.0.0/20', '172.20.0.0/16']],
    ['vpc update tokyo --remove-cidr 192.168.0.0/20,', ['172.20.0.0/16']],
    ['vpc update tokyo --remove-cidr 192.168.0.0/20 ', ['172.20.0.0/16']],
    ['location set ', ['apne2']],
    ['vpc add new --location ', ['apne2']],
    ['vpc add new --owner ', ['bob', 'netops']],
    ['--as b', ['bob']],
    ['gateway create new --vpc bu', ['busan']],
    ['peering list --gateway tai', ['taipei']],
    ['peering list --status pen', ['pending-acceptance']],
    ['location set x --vpn-gateway ', ['on', 'off']],
    [
      'config get ',
      [
        'owner',
        'output',
        'tunnel-pool',
        'tunnel-pool-ipv6',
        'require-second-operator',
        'key-max-age',
        'key-file',
      ],
    ],
    ['config set require-second-operator ', ['on', 'off']],
    ['config set nosuch ', []],
    [
      'log --object seo',
      ['seoul', 'seoul-osaka', 'seoul-taipei', 'seoul-tokyo', 'seoul/laptop', 'seoul/phone'],
    ],
    ['config set output ', ['table', 'json', 'yaml', 'name']],
    ['config set owner ', ['bob', 'netops']],
    ['config set tunnel-pool ', []],
    [
      'peering list --columns ',
      [
        'name',
        'requester',
        'accepter',
        'via',
        'status',
        'owner',
        'requester-cidrs',
        'accepter-cidrs',
        'key-age',
      ],
    ],
    [
      'peering list --columns name,via,',
      ['requester', 'accepter', 'status', 'owner', 'requester-cidrs', 'accepter-cidrs', 'key-age'],
    ],
    ['peering list --columns=name,o', ['owner']],
    ['peering list --sort st', ['status']],
    ['peering list --sort -st', ['status']],
    ['gateway peers seoul --columns tun', ['tunnel-address']],
    ['plan check --columns ', ['cidr', 'of', 'overlaps']],
    [
      'peering list --filter ',
      [
        'name=',
        'requester=',
        'accepter=',
        'via=',
        'status=',
        'owner=',
        'requester-cidrs=',
        'accepter-cidrs=',
        'key-age=',
      ],
    ],
    ['peering list --filter status=active v', ['via=']],
    ['-o ', ['table', 'json', 'yaml', 'name']],
    ['peering list -oj', ['json']],
    ['peering list -qo y', ['yaml']],
    ['peering list -qoy', ['yaml']],
    ['gateway create --cidr 10.0.0.0/16 --owner b', ['bob']],
    ['gateway create --cidr 10.0.0.0/16 s', []],
    ['peering -q create seoul ', ['busan']],
    ['-- peering accept ', ['osaka-busan']],
    ['peering accept -- ', ['osaka-busan']],
    ['gateway create new-', []],
    ['gatewai show ', []],
    ['gateway show --unknown=', []],
  ])('%j: %j', (line, suggested) => {
    const { suggestions } = zsh(...line.split(' '));
    const typed = (line.split(/[ ,=]/).at(-1) ?? '').replace(/^-(?:q?o)?/, '');
    const beginning = suggestions
      .map((suggestion) => suggestion.split('\t')[0] ?? '')
      .filter((name) => name.startsWith(typed));
    expect(beginning).toEqual(suggested);
  });

  test.each<[line: string, there: readonly string[], not: readonly string[]]>([
    ['peering create -', ['--name', '--dry-run', '--state', '--help'], ['--version', '--format']],
    ['peering create --dry-run -q -', ['--name', '--yes'], ['--dry-run', '--quiet']],
    ['vpc add x --cidr 10.0.0.0/8 --', ['--cidr', '--subnet'], []],
    ['peering list --columns name --sort name --', ['--columns', '--filter'], ['--sort']],
    ['-', ['--version', '--state'], ['--dry-run']],
    ['peering delete -- -', [], ['--yes', '--state']],
  ])('%j: suggests flags that are not given yet', (line, there, not) => {
    expect(names(line)).toEqual(expect.arrayContaining([...there]));
    for (const flag of not) expect(names(line)).not.toContain(flag);
  });

  test('an expired request cannot be accepted', () => {
    const { names: ask } = completer(expiringAt(plan(), NOW));
    expect(ask('peering accept ')).toEqual([]);
    expect(ask('peering create osaka b')).toEqual(['busan']);
  });

  test('files and folders are completed by the shell', () => {
    expect(zsh('plan', 'check', '--file', 'n')).toEqual({ directive: 'file 0', suggestions: [] });
    expect(zsh('plan', 'check', '--file=n')).toEqual({ directive: 'file 7', suggestions: [] });
    expect(zsh('gateway', 'render', 'seoul', '--out', '')).toEqual({
      directive: 'folder 0',
      suggestions: [],
    });
    expect(zsh('state', 'import', '')).toEqual({ directive: 'file 0', suggestions: [] });
    expect(zsh('--state', '')).toEqual({ directive: 'folder 0', suggestions: [] });
  });

  test('names come with a description', () => {
    expect(zsh('peering', 'create', 'seoul', '').suggestions).toEqual([
      'busan\t10.5.0.0/16, active, needs acceptance by bob',
    ]);
    expect(zsh('gateway', 'show', 'j').suggestions).toEqual(['jeju\t10.6.0.0/16, inactive, owner netops']);
    expect(zsh('vpc', 'delete', 'b').suggestions).toEqual(['busan\t10.5.0.0/16, owner bob']);
    expect(zsh('peering', 'accept', '').suggestions).toEqual([
      'osaka-busan\tosaka and busan, pending-acceptance, owner netops / bob',
    ]);
    expect(zsh('client', 'show', 'seoul', 'l').suggestions).toEqual(['laptop\t10.99.1.6, active']);
    expect(zsh('location', 'set', '').suggestions).toEqual(['apne2\tVPN gateways on']);
    expect(zsh('peering', 'create', '--dry').suggestions).toEqual([
      '--dry-run\tshow the changes without making them',
    ]);
  });
});

describe('the part of the word that stays as typed', () => {
  test('is counted for zsh', () => {
    expect(zsh('peering', 'list', '--status=act')).toEqual({ directive: 'words 9', suggestions: ['active'] });
    expect(zsh('peering', 'list', '--columns', 'name,vi')).toEqual({
      directive: 'words 5',
      suggestions: ['via'],
    });
    expect(zsh('peering', 'list', '--sort', '-vi')).toEqual({ directive: 'words 1', suggestions: ['via'] });
    expect(zsh('peering', 'list', '--filter', 'vi')).toEqual({ directive: 'open 0', suggestions: ['via='] });
  });

  test('is repeated for fish', () => {
    expect(fish('peering', 'list', '--status=act')).toEqual(['words --status=', '--status=active']);
    expect(fish('peering', 'list', '--sort', '-vi')).toEqual(['words -', '-via']);
    expect(fish('plan', 'check', '--file=n')).toEqual(['file --file=']);
  });

  test('for bash ends at its last word break', () => {
    expect(bash('peerway peering list --status=act')).toEqual(['words', 'active']);
    expect(bash('peerway peering list --status=act', ' ')).toEqual(['words', '--status=active']);
    expect(bash('peerway peering list --columns name,vi')).toEqual(['words', 'name,via']);
    expect(bash('peerway peering list --columns=name,vi')).toEqual(['words', 'name,via']);
    expect(bash('peerway plan check --file=n')).toEqual(['file']);
    expect(bash('peerway plan check --file=n', ' ')).toEqual(['words']);
  });
});

describe('a line of bash', () => {
  test.each<[line: string, reply: readonly string[]]>([
    ['peerway gateway show "seo', ['words', 'seoul']],
    ["peerway gateway show 'seo", ['words', 'seoul']],
    ['peerway gateway show se\\o', ['words', 'seoul']],
    ['peerway   gateway\tshow  seo', ['words', 'seoul']],
    ['/usr/bin/peerway gateway show seo', ['words', 'seoul']],
    ['peerway gateway "show" seo', ['words', 'seoul']],
    ['peerway client config seoul laptop > fi', ['file']],
    ['peerway client config seoul laptop >fi', ['file']],
    ['peerway client config seoul 2>errors lap', ['words', 'laptop']],
    ['peerway client config >file.conf seoul lap', ['words', 'laptop']],
    ['peerway gateway show zzz', ['words']],
    ['peerway', ['words']],
    ['peerway gateway show $(x) seo', []],
    ['peerway gateway show `x` seo', []],
    ['peerway gateway show "$(x)" seo', []],
  ])('%j: %j', (line, reply) => {
    expect(bash(line)).toEqual(reply);
  });

  test('completes addresses with colons', () => {
    const { bash: ask } = completer(dualStack());
    expect(ask('peerway vpc update berlin --remove-cidr fd')).toEqual(['words', 'fd20::/48']);
    expect(ask('peerway vpc update berlin --remove-cidr fd20:')).toEqual(['words', ':/48']);
    expect(ask('peerway vpc update berlin --remove-cidr fd20:', ' ')).toEqual(['words', 'fd20::/48']);
  });
});

describe('the state', () => {
  const other = completer(dualStack());

  test('is the one on the line, after shell expansion', () => {
    expect(names(`--state ${other.folder} gateway show b`)).toEqual(['berlin']);
    expect(names(`gateway show --state=${other.folder} b`)).toEqual(['berlin']);
    expect(names(`gateway show b`)).toEqual(['busan']);
    const away = completer(undefined, { HOME: other.folder, WHERE: other.folder });
    expect(away.bash('peerway --state ~ gateway show b')).toEqual(['words', 'berlin']);
    expect(away.bash('peerway --state ~/. gateway show b')).toEqual(['words', 'berlin']);
    expect(away.bash('peerway --state "$WHERE" gateway show b')).toEqual(['words', 'berlin']);
    expect(away.bash(`peerway --state \${WHERE} gateway show b`)).toEqual(['words', 'berlin']);
  });

  test('is by default in the folder of the XDG specification', () => {
    const data = completer();
    mkdirSync(join(data.folder, 'peerway'));
    const text = readFileSync(join(other.folder, 'state.jsonl'));
    writeFileSync(join(data.folder, 'peerway', 'state.jsonl'), text, { mode: 0o600 });
    const at = (env: Record<string, string>) => completer(undefined, { PEERWAY_STATE: undefined, ...env });
    expect(at({ XDG_DATA_HOME: data.folder }).names('gateway show b')).toEqual(['berlin']);
  });

  test('has no default for an empty --state', () => {
    expect(() => zsh('--state', '', 'gateway', 'show', 'b')).toThrow();
  });
});

describe('an unusable state', () => {
  const state = readFileSync(join(folder, 'state.jsonl'), 'utf8');

  /** Returns the suggested names for a state file with this text. */
  function namesIn(text: string, mode = 0o600): readonly string[] {
    const { folder: one, names: ask } = completer();
    writeFileSync(join(one, 'state.jsonl'), text);
    chmodSync(join(one, 'state.jsonl'), mode);
    return ask('gateway show b');
  }

  test('is rejected if others can read it, or if it is truncated or of another format', () => {
    expect(namesIn(state)).toEqual(['busan']);
    for (const mode of [0o640, 0o604, 0o644]) expect(() => namesIn(state, mode)).toThrow();
    expect(() => namesIn(state.slice(0, -9))).toThrow();
    expect(() => namesIn(state.replace('"format":4', '"format":5'))).toThrow();
    expect(() => namesIn('')).toThrow();
    expect(() => namesIn('\n\n\n')).toThrow();
    expect(() => namesIn(state.replace('{"kind":"gateway"', '{"kind":"gateway",'))).toThrow();
  });

  test.each([
    '$(touch x)',
    '`x`',
    '-rf',
    'a b',
    "a'b",
    'a;b',
    'a\u001b[31m',
    'a\nb',
    'a\u202eb',
    '~',
    '*',
    '',
  ])('does not suggest the name %j', (name) => {
    const bad = state.replace('"name":"busan","owner"', `"name":${JSON.stringify(name)},"owner"`);
    expect(namesIn(bad)).not.toContain(name);
  });

  test('has its control characters escaped', () => {
    const { zsh: ask, folder: one } = completer();
    const bad = state.replaceAll('"10.5.0.0/16"', '"\\u001b[31m\\n\\tx"');
    writeFileSync(join(one, 'state.jsonl'), bad, { mode: 0o600 });
    expect(ask('gateway', 'show', 'b').suggestions).toEqual([
      'busan\t\\u{1b}[31m\\u{a}\\u{9}x, active, owner bob',
    ]);
  });

  test('is not created if there is none', () => {
    const { folder: one, names: ask } = completer(undefined, {
      PEERWAY_STATE: '/tmp/peerway-nowhere/at/all',
    });
    expect(() => ask('gateway show b')).toThrow();
    expect(existsSync('/tmp/peerway-nowhere')).toBe(false);
    expect(existsSync(join(one, 'state.jsonl'))).toBe(false);
  });
});

describe('earlier revisions', () => {
  test('are suggested with their time and command, newest first, but not damaged ones', () => {
    const { folder: one, zsh: ask } = completer(plan());
    mkdirSync(join(one, 'generations'));
    const keep = (revision: number, text: string | Buffer): void =>
      writeFileSync(join(one, 'generations', `${String(revision).padStart(8, '0')}.jsonl`), text, {
        mode: 0o600,
      });
    keep(8, encodeFile({ ...HEADER, revision: 8, command: 'vpc add lab' }, plan()));
    keep(10, encodeFile({ ...HEADER, revision: 10, command: 'peering create a b' }, plan()));
    keep(9, 'garbled\n');
    expect(ask('state', 'restore', '').suggestions).toEqual([
      '10\t2026-01-02T03:04Z by peering create a b',
      '8\t2026-01-02T03:04Z by vpc add lab',
    ]);
  });
});

describe('a line about cloud peerings', () => {
  const tokyo = { cidrs: ['10.9.0.0/16'], provider: aws('ap-northeast-1', '5') };
  const near = { cidrs: ['10.0.128.0/17'], provider: aws('ap-northeast-1', '6') };
  const files = { cidrs: ['10.4.0.0/16'], provider: gcp('team-files-1', 'files') };
  const state = [['tokyo', tokyo] as const, ['near', near] as const, ['files', files] as const].reduce(
    (before, [name, vpc]) => withCloudVpc(before, name, vpc),
    twoRegions(),
  );
  const { state: asked, peering } = peered(state, 'seoul', 'osaka');
  const clouds = completer(
    replacing(asked, {
      ...peering,
      agreement: { kind: 'requested', expiresAt: '2999-01-01T00:00:00.000Z' as Instant },
    }),
  );

  test.each<[line: string, suggested: readonly string[]]>([
    ['peering create --via aws ', ['near', 'osaka', 'seoul', 'tokyo']],
    ['peering create --via gcp ', ['files']],
    ['peering create --via aws seoul ', ['tokyo']],
    ['peering create --via aws near ', ['tokyo']],
    ['peering create --via=gcp files ', []],
    ['peering create ', []],
    ['peering accept ', ['seoul-osaka']],
    ['peering show ', ['seoul-osaka']],
    ['peering render seoul-osaka --side ', ['osaka', 'seoul']],
    ['peering render seoul-osaka --format ter', ['terraform']],
    ['log --object seoul-', ['seoul-osaka']],
  ])('%s', (line, suggested) => {
    expect(clouds.names(line)).toEqual(suggested);
  });
});

describe('destinations of flow logs', () => {
  const account = `/subscriptions/${guid('1')}/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/logs`;
  const vnets = ['hub', 'spoke'].reduce(
    (all, name, at) =>
      withCloudVpc(all, name, { cidrs: [`10.${70 + at}.0.0/16`], provider: azure('1', 'net', name) }),
    twoRegions(),
  );
  const { state: atAzure } = peered(vnets, 'hub', 'spoke', { via: 'azure', options: { flowLogs: account } });
  const { state } = peered(atAzure, 'seoul', 'osaka', {
    duplex: true,
    options: { flowLogs: 'arn:aws:s3:::flow-logs' },
  });
  const logging = completer(state);

  test.each<[line: string, suggested: readonly string[]]>([
    ['peering create a b --via aws --flow-logs ', ['arn:aws:s3:::flow-logs']],
    ['peering create a b --via gcp --flow-logs ', ['logging']],
    ['peering create a b --via azure --flow-logs ', [account]],
    ['peering update seoul-osaka --flow-logs ', ['arn:aws:s3:::flow-logs']],
    ['peering accept hub-spoke --flow-logs ', [account]],
    ['peering update seoul-osaka --flow-logs-role ', []],
    ['peering update seoul-osaka --no-flow', ['--no-flow-logs']],
  ])('%s', (line, suggested) => {
    expect(logging.names(line)).toEqual(suggested);
  });
});
