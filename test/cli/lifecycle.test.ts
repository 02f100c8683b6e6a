import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeQR } from 'qr/decode.js';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Instant } from '../../src/model/instant.ts';
import { withEntry } from '../../src/model/state.ts';
import { decodeFile, encodeFile } from '../../src/store/envelope.ts';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';

describe('deleting', () => {
  const box = sandbox();
  beforeAll(async () => {
    await seoulAndOsaka(box);
    await box.ok('gateway create tokyo --cidr 10.3.0.0/16 --endpoint 203.0.113.3');
    await box.ok('peering create seoul osaka');
    await box.ok('peering create tokyo seoul');
    await box.ok('client add seoul laptop');
  });

  test('a VPC that holds a gateway is refused', async () => {
    const { stderr, exit } = await box.run(['vpc', 'delete', 'seoul', '--yes']);
    expect(stderr).toContain('VPC seoul still contains a gateway\n  gateway seoul\nhint: ');
    expect(exit).toBe(3);
  });

  test('a gateway names all that goes with it before it asks for a yes', async () => {
    const before = box.bytes();
    const { stderr, exit } = await box.run(['gateway', 'delete', 'seoul']);
    for (const part of ['peering seoul-osaka', 'peering tokyo-seoul', 'client seoul/laptop', '--yes'])
      expect(stderr).toContain(part);
    expect(exit).toBe(2);
    expect(box.bytes()).toBe(before);
  });

  test('a gateway takes its peerings off the other sides', async () => {
    expect(await box.ok('gateway rm seoul --yes -o name')).toBe(
      'seoul\nseoul-osaka\ntokyo-seoul\nseoul/laptop\n',
    );
    expect(await box.ok('gateway peers osaka -o name')).toBe('');
    expect(await box.ok('gateway render tokyo --format wg')).not.toContain('[Peer]');
    expect(await box.ok('client list -o name')).toBe('');
    expect(await box.ok('state check')).toContain('the state is valid');
  });
});

describe('a VPC that its gateway leaves', () => {
  const box = sandbox();
  const create = 'gateway create dev --cidr 10.9.0.0/16 --endpoint 203.0.113.9';
  const left = 'VPC dev stays in the plan; to delete it, run `peerway vpc delete dev`';
  const run = (line: string) => box.run(line.split(' '));

  test('is named, and used again by the same command', async () => {
    await box.ok(create);
    expect((await run('gateway delete dev --yes')).stderr).toContain(left);
    const again = await run(create);
    expect([again.exit, again.stderr]).toEqual([0, expect.stringContaining('VPC dev existed already')]);
    expect(await box.ok('vpc list -o name')).toBe('dev\n');
  });

  test('is not named while another gateway is in it', async () => {
    await box.ok('gateway create spare --vpc dev --endpoint 203.0.113.10');
    expect((await run('gateway delete dev --yes')).stderr).not.toContain('VPC dev');
    const taken = await run(create);
    expect([taken.exit, taken.stderr]).toEqual([5, expect.stringContaining('use --vpc dev instead')]);
    expect((await run('gateway delete spare --yes')).stderr).toContain(left);
  });

  test.each([create.replace('10.9.', '10.10.'), `${create} --location lab`])(
    'is not used with other values: %s',
    async (line) => {
      const { exit, stderr } = await run(line);
      expect([exit, stderr]).toEqual([5, expect.stringContaining('first run `peerway vpc delete dev`')]);
    },
  );
});

test.each([
  'vpc delete lab',
  'client delete seoul laptop',
  'gateway peer delete seoul laptop',
  'gateway delete osaka',
])('%s needs a yes where nobody can be asked', async (line) => {
  const box = sandbox();
  await seoulAndOsaka(box);
  await box.ok('vpc add lab --cidr 10.8.0.0/16');
  await box.ok('client add seoul laptop');
  const before = box.bytes();
  for (const flags of [[], ['--no-input']]) {
    const { stdout, stderr, exit } = await box.run([...line.split(' '), ...flags]);
    expect([exit, stdout, stderr]).toEqual([
      2,
      '',
      expect.stringContaining('--yes is required when not running interactively'),
    ]);
  }
  expect(box.bytes()).toBe(before);
  expect(await box.ok(`${line} --yes`)).toContain('deleted');
});

describe('changing a VPC', () => {
  const box = sandbox();
  beforeAll(async () => {
    await seoulAndOsaka(box);
    await box.ok('gateway create tokyo --cidr 10.3.0.0/16 --endpoint 203.0.113.3');
    await box.ok('peering create seoul osaka');
    await box.ok('peering create osaka tokyo');
  });

  test('a new CIDR that would break a peering is refused, and names it', async () => {
    const before = box.bytes();
    const { stderr, exit } = await box.run(['vpc', 'update', 'seoul', '--add-cidr', '10.3.128.0/17']);
    expect(stderr).toContain(
      '10.3.128.0/17 of seoul overlaps 10.3.0.0/16 of tokyo, which is already peered with osaka',
    );
    expect(stderr).toContain('breaks peering seoul-osaka');
    expect(exit).toBe(3);
    expect(box.bytes()).toBe(before);
  });

  test('a new CIDR reaches the other side', async () => {
    expect(await box.ok('vpc update seoul --add-cidr 10.5.0.0/16')).toContain('osaka:\n');
    expect(await box.ok('gateway render osaka --format wg')).toContain(
      'AllowedIPs = 10.0.0.0/16, 10.5.0.0/16, 10.99.1.0/24',
    );
  });

  test('a CIDR that goes leaves the other side too, unless something stands on it', async () => {
    await box.ok('vpc update seoul --remove-cidr 10.5.0.0/16');
    expect(await box.ok('gateway render osaka --format wg')).not.toContain('10.5.0.0/16');
    const lan = await box.run([
      'vpc',
      'update',
      'seoul',
      '--remove-cidr',
      '10.0.0.0/16',
      '--add-cidr',
      '10.6.0.0/16',
    ]);
    expect([lan.exit, lan.stderr]).toEqual([
      3,
      expect.stringContaining('The LAN address 10.0.0.2 of seoul lies outside'),
    ]);
    const last = await box.run(['vpc', 'update', 'tokyo', '--remove-cidr', '10.3.0.0/16']);
    expect([last.exit, last.stderr]).toEqual([3, expect.stringContaining('A VPC needs at least one CIDR')]);
    const none = await box.run(['vpc', 'update', 'tokyo', '--remove-cidr', '10.9.0.0/16']);
    expect(none.exit).toBe(4);
  });
});

describe('early checks', () => {
  const box = sandbox();
  beforeAll(() => seoulAndOsaka(box));

  test.each([
    [
      'a tunnel in its own VPC',
      'gateway create x --cidr 10.8.0.0/16 --endpoint 192.0.2.1 --tunnel-subnet 10.8.9.0/24',
      3,
      'The tunnel subnet 10.8.9.0/24 of x overlaps 10.8.0.0/16 of its own VPC x',
    ],
    ['an unusable range', 'vpc add x --cidr 0.0.0.0/0', 3, '0.0.0.0/0 of VPC x holds addresses of this host'],
    [
      'overlapping CIDRs in one VPC',
      'vpc add x --cidr 10.8.0.0/16 --cidr 10.8.1.0/24',
      3,
      '10.8.0.0/16 and 10.8.1.0/24 of VPC x overlap',
    ],
    ['host bits', 'vpc add x --cidr 10.0.0.5/16', 2, 'did you mean 10.0.0.0/16?'],
    ['a short form', 'vpc add x --cidr 10.1/16', 2, 'did you mean 10.1.0.0/16?'],
    ['a leading zero', 'vpc add x --cidr 010.0.0.0/8', 2, 'did you mean 10.0.0.0/8?'],
    ['host bits in IPv6', 'vpc add x --cidr FD00:0:0::1/48', 2, 'did you mean fd00::/48?'],
    ['a name', 'vpc add X_1 --cidr 10.8.0.0/16', 2, '"X_1" is not a valid VPC name'],
    [
      'an endpoint that is an option',
      'gateway create x --cidr 10.8.0.0/16 --endpoint=-oProxyCommand',
      2,
      '"-oProxyCommand" is not a valid endpoint',
    ],
    ['no endpoint', 'gateway create x --cidr 10.8.0.0/16', 2, 'missing --endpoint'],
    ['no VPC', 'gateway create x --endpoint 192.0.2.1', 2, 'missing --vpc'],
    ['a VPC that is not there', 'gateway create x --vpc soul --endpoint 192.0.2.1', 4, 'did you mean seoul?'],
    [
      'a taken name',
      'gateway create seoul --cidr 10.8.0.0/16 --endpoint 192.0.2.1',
      5,
      'There is already a gateway named seoul',
    ],
    [
      'a subnet outside',
      'vpc add x --cidr 10.8.0.0/16 --subnet web=10.9.0.0/24',
      3,
      'Subnet web (10.9.0.0/24) lies outside the CIDRs of VPC x',
    ],
    [
      'an id of another provider',
      'vpc add x --cidr 10.8.0.0/16 --provider gcp --vpc-id vpc-01234567',
      2,
      '--vpc-id cannot be used with --provider gcp',
    ],
    ['an unknown flag', 'vpc add x --cdir 10.8.0.0/16', 2, 'did you mean --cidr?'],
    ['an unknown verb', 'vpc crate x', 2, 'unknown command "crate" for "peerway vpc"'],
    ['an unknown noun', 'peer list', 2, 'unknown command "peer" for "peerway"'],
    ['a reserved client name', 'client add seoul vpc-peering-osaka', 2, 'may not begin with vpc-peering-'],
    ['an expiry in the past', 'client add seoul x --expires 2020-01-01', 2, 'it is in the past'],
    [
      'a date that is none',
      'client add seoul x --expires 2027-02-30',
      2,
      '"2027-02-30" is not a valid expiry',
    ],
    ['all formats on stdout', 'gateway render seoul --format all', 2, '--format all needs --out'],
  ])('%s is refused', async (_, line, exit, message) => {
    const before = box.bytes();
    const finished = await box.run(line.split(' '));
    expect(finished.stderr).toContain(message);
    expect(finished.exit).toBe(exit);
    expect(finished.stdout).toBe('');
    expect(box.bytes()).toBe(before);
  });

  test('an overlap with the rest of the plan is a warning that names both', async () => {
    const { stderr, exit } = await box.run('vpc add big --cidr 10.0.0.0/8'.split(' '));
    expect(stderr).toContain(
      'warning: 10.0.0.0/8 of VPC big overlaps 10.0.0.0/16 of VPC seoul: the two cannot be peered',
    );
    expect(stderr).toContain('10.99.1.0/24 of the tunnel of gateway seoul');
    expect(exit).toBe(0);
    await box.ok('vpc delete big --yes');
  });

  test('a gateway in a location with VPN gateways off is refused', async () => {
    await box.ok('location set dc1 --vpn-gateway off');
    const { stderr, exit } = await box.run(
      'gateway create x --cidr 10.8.0.0/16 --location dc1 --endpoint 192.0.2.1'.split(' '),
    );
    expect([exit, stderr]).toEqual([
      3,
      'error: cannot create gateway x:\n' +
        'VPN gateways are not enabled in location dc1\n' +
        'hint: run `peerway location set dc1 --vpn-gateway on`\n',
    ]);
    await box.ok('location set dc1 --vpn-gateway on');
    await box.ok('gateway create x --cidr 10.8.0.0/16 --location dc1 --endpoint 192.0.2.1');
  });

  test('tunnel subnets are taken from the pool one after the other', async () => {
    expect(JSON.parse(await box.ok('gateway show x -o json')).tunnelSubnets).toEqual(['10.255.0.0/24']);
    await box.ok('config set tunnel-pool 10.254.0.0/23');
    for (const [name, subnet] of [
      ['y', '10.254.0.0/24'],
      ['z', '10.254.1.0/24'],
    ]) {
      await box.ok(
        `gateway create ${name} --cidr ${name === 'y' ? '10.11.0.0/16' : '10.12.0.0/16'} --endpoint ${name}.example`,
      );
      expect(JSON.parse(await box.ok(`gateway show ${name} -o json`)).tunnelSubnets).toEqual([subnet]);
    }
    const full = await box.run('gateway create w --cidr 10.13.0.0/16 --endpoint w.example'.split(' '));
    expect([full.exit, full.stderr]).toEqual([
      3,
      expect.stringContaining('No free /24 is left in the tunnel pool 10.254.0.0/23'),
    ]);
    await box.ok('config unset tunnel-pool');
  });
});

describe('clients', () => {
  const box = sandbox();
  beforeAll(() => seoulAndOsaka(box));
  const configOf = async () => JSON.parse(await box.ok('client list seoul -o json'))[0].config;

  test('reach their VPC and its tunnel, and every peered VPC once there is one', async () => {
    await box.ok('client add seoul laptop');
    expect(await configOf()).toBe('never-issued');
    expect(await box.ok('client config seoul laptop')).toContain('AllowedIPs = 10.0.0.0/16, 10.99.1.0/24\n');
    expect(await configOf()).toBe('current');
    await box.ok('peering create seoul osaka');
    expect(await configOf()).toBe('stale');
    const { stderr } = await box.run(['client', 'list']);
    expect(stderr).toContain('laptop needs a new configuration; run `peerway client config seoul laptop`');
    expect(await box.ok('client config seoul laptop')).toContain(
      'AllowedIPs = 10.0.0.0/16, 10.99.1.0/24, 172.31.0.0/16\n',
    );
    expect(await configOf()).toBe('current');
  });

  test('get their configuration as a QR code that reads back the same', async () => {
    const text = await box.ok('client config seoul laptop');
    const picture = await box.ok('client config seoul laptop --qr');
    expect(decodeQR(pixels(picture))).toBe(text);
  });

  test('with a key pair of their own have the private key left to them', async () => {
    const key = 'yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=';
    await box.ok(`client add seoul phone --public-key ${key}`);
    const { stdout, stderr } = await box.run(['client', 'config', 'seoul', 'phone']);
    expect(stdout).toContain('PrivateKey = PUT-THE-PRIVATE-KEY-OF-THIS-CLIENT-HERE');
    expect(stderr).toContain('the private key of phone is not stored');
    const twice = await box.run(['client', 'add', 'osaka', 'phone', '--public-key', key]);
    expect([twice.exit, twice.stderr]).toEqual([
      5,
      expect.stringContaining('is already used by client phone of seoul'),
    ]);
  });

  test('that have expired are not rendered any more', async () => {
    await box.ok('client add seoul guest --expires 1m');
    expect(await box.ok('gateway render seoul --format wg')).toContain('# guest');
    expire(box.state, 'seoul/guest');
    expect(await box.ok('gateway render seoul --format wg')).not.toContain('# guest');
    const config = await box.run(['client', 'config', 'seoul', 'guest']);
    expect([config.exit, config.stderr]).toEqual([
      3,
      expect.stringContaining('Client guest of seoul expired'),
    ]);
  });
});

/** Puts a client's expiry into the past, as time would. */
function expire(folder: string, key: string): void {
  const path = join(folder, 'state.jsonl');
  const { header, state } = decodeFile(readFileSync(path));
  const client = state.clients.get(key);
  if (!client) throw new Error(`no client ${key}`);
  const past = { ...client, expiresAt: '2020-01-01T00:00:00.000Z' as Instant };
  writeFileSync(path, encodeFile(header, { ...state, clients: withEntry(state.clients, key, past) }));
}

/** The dots of a QR code drawn with half blocks, four pixels to a dot. */
function pixels(picture: string): { width: number; height: number; data: Uint8Array } {
  const halves: Record<string, [number, number]> = { ' ': [1, 1], '▀': [0, 1], '▄': [1, 0], '█': [0, 0] };
  const rows = picture
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const dots = [...line].map((char) => halves[char] ?? [1, 1]);
      return [dots.map(([top]) => top), dots.map(([, bottom]) => bottom)];
    });
  const scale = 4;
  const [width, height] = [Math.max(...rows.map((row) => row.length)) * scale, rows.length * scale];
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dark = rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] ?? 0;
      data.set(dark ? [0, 0, 0, 255] : [255, 255, 255, 255], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

describe('a gateway whose key stays on it', () => {
  const box = sandbox();

  test('is rendered with the line left to the operator, and says so on stderr', async () => {
    await box.ok(
      'gateway create a --cidr 10.1.0.0/16 --endpoint 192.0.2.1 --public-key yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=',
    );
    const { stdout, stderr, exit } = await box.run(['gateway', 'render', 'a', '--format', 'wg']);
    expect(stdout).toContain('PrivateKey = PUT-THE-PRIVATE-KEY-OF-a-HERE');
    expect(stderr).toContain('peerway does not have the private key of a');
    expect(exit).toBe(0);
  });
});
