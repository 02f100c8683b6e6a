import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';

describe('the worked example', () => {
  const box = sandbox();
  beforeAll(() => seoulAndOsaka(box));

  test('a dry run says what both sides would gain, and changes nothing', async () => {
    const before = box.bytes();
    const out = await box.ok('peering create seoul osaka --dry-run');
    expect(out).toContain('Peering seoul-osaka would be active');
    expect(out).toContain('  + peer      vpc-peering-osaka, AllowedIPs 172.31.0.0/16, 10.99.2.0/24');
    expect(out).toContain('  + peer      vpc-peering-seoul, AllowedIPs 10.0.0.0/16, 10.99.1.0/24');
    expect(box.bytes()).toBe(before);
  });

  test('a peering is active at once where both sides have one owner', async () => {
    await box.ok('peering create seoul osaka');
    const [peering] = JSON.parse(await box.ok('peering list -o json'));
    expect(peering).toMatchObject({
      name: 'seoul-osaka',
      via: 'wireguard',
      status: 'active',
      requester: { gateway: 'seoul', owner: 'netops', tunnelAddresses: ['10.99.1.2'] },
      accepter: { gateway: 'osaka', owner: 'netops', tunnelAddresses: ['10.99.2.2'] },
      expiresAt: null,
    });
  });

  test('both peers lists name the peering by the remote gateway', async () => {
    expect(await box.ok('gateway peers seoul -o name')).toBe('vpc-peering-osaka\n');
    expect(await box.ok('gateway peers osaka -o name')).toBe('vpc-peering-seoul\n');
  });

  test('every format is written into a folder, 0600 in 0700', async () => {
    const out = join(box.folder, 'seoul');
    await box.ok(`gateway render seoul --format all --out ${out}`);
    expect(statSync(out).mode & 0o777).toBe(0o700);
    const names =
      'wg0.conf wg0.setconf peerway.nft rules.v4 rules.v6 wg0.ip vpc-routes.ip wg0.netdev wg0.network peerway.sysctl.conf wg0.json';
    for (const name of names.split(' ')) expect(statSync(join(out, name)).mode & 0o777, name).toBe(0o600);
  });

  test('a peering is shown on each side without its keys', async () => {
    const { stdout } = await box.run(['peering', 'render', 'seoul-osaka']);
    expect(stdout).toContain('AllowedIPs = 172.31.0.0/16, 10.99.2.0/24');
    expect(stdout).toContain('AllowedIPs = 10.0.0.0/16, 10.99.1.0/24');
    expect(stdout).not.toMatch(/^(PrivateKey|PresharedKey)/m);
    expect(await box.ok('peering render seoul-osaka --side osaka --format iproute2')).not.toContain('seoul');
  });

  test('deleting the peer on one side deletes the peering on both', async () => {
    const refused = await box.run(['gateway', 'peer', 'delete', 'seoul', 'vpc-peering-osaka']);
    expect(refused.exit).toBe(2);
    expect(refused.stderr).toContain('--yes');
    await box.ok('gateway peer delete seoul vpc-peering-osaka --yes');
    expect(await box.ok('gateway peers osaka -o name')).toBe('');
    expect(await box.ok('peering list -o json')).toBe('[]\n');
  });
});

describe('a peering that cannot be', () => {
  const box = sandbox();
  beforeAll(async () => {
    await seoulAndOsaka(box);
    await box.ok(
      'gateway create tokyo --cidr 10.0.128.0/17 --endpoint 203.0.113.3 --tunnel-subnet 10.99.1.0/24',
    );
  });

  test('is refused with each problem on its own line, exit 3, and the state unchanged', async () => {
    const before = box.bytes();
    const { stdout, stderr, exit } = await box.run(['peering', 'create', 'seoul', 'tokyo']);
    expect(stdout).toBe('');
    expect(stderr.split('\n')).toEqual([
      'error: cannot peer seoul and tokyo:',
      'The VPC CIDRs of the two gateways overlap',
      '  10.0.0.0/16 of VPC seoul overlaps 10.0.128.0/17 of VPC tokyo',
      '  free range of the same size: 10.1.0.0/17, in place of 10.0.128.0/17 of VPC tokyo',
      'The tunnel subnets of the two gateways overlap',
      '  10.99.1.0/24 of the tunnel of gateway seoul overlaps 10.99.1.0/24 of the tunnel of gateway tokyo',
      '  free range of the same size: 10.99.3.0/24, in place of 10.99.1.0/24 of the tunnel of gateway tokyo',
      'hint: to renumber it, run `peerway vpc update tokyo --add-cidr 10.1.0.0/17 --remove-cidr 10.0.128.0/17`',
      '',
    ]);
    expect(exit).toBe(3);
    expect(box.bytes()).toBe(before);
  });

  test('is one JSON object on stderr under -o json', async () => {
    const { stderr, exit } = await box.run(['peering', 'create', 'tokyo', 'seoul', '-o', 'json']);
    const { error } = JSON.parse(stderr);
    expect(error).toMatchObject({
      code: 'vpc-cidrs-overlap',
      message: 'The VPC CIDRs of the two gateways overlap',
    });
    expect(error.problems.map(({ code }: { code: string }) => code)).toEqual([
      'vpc-cidrs-overlap',
      'tunnel-subnets-overlap',
    ]);
    expect(error.problems[0].details[0]).toBe('10.0.128.0/17 of VPC tokyo overlaps 10.0.0.0/16 of VPC seoul');
    expect(exit).toBe(3);
  });

  test('with a gateway that is not there names the nearest, exit 4', async () => {
    const { stderr, exit } = await box.run(['peering', 'create', 'seoul', 'osaca']);
    expect(stderr).toContain('No gateway named "osaca"');
    expect(stderr).toContain('did you mean osaka?');
    expect(exit).toBe(4);
  });

  test('with a VPC in place of a gateway says how to peer it, exit 4', async () => {
    await box.ok('vpc add shop --cidr 10.91.0.0/16 --provider aws');
    await box.ok('vpc add lab --cidr 10.92.0.0/16');
    const inCloud = await box.run(['peering', 'create', 'shop', 'seoul']);
    expect(inCloud.stderr).toContain('shop is a VPC in AWS; to peer it there, add --via aws');
    const alone = await box.run(['peering', 'create', 'lab', 'seoul']);
    expect(alone.stderr).toContain('run `peerway gateway create lab --vpc lab --endpoint <host>`');
    expect([inCloud.exit, alone.exit]).toEqual([4, 4]);
    await box.ok('vpc delete shop lab --yes');
  });

  test('under a name that is taken is a conflict, exit 5', async () => {
    await box.ok('gateway create nagoya --cidr 10.50.0.0/16 --endpoint 203.0.113.5');
    await box.ok('peering create seoul nagoya --name first');
    const { stderr, exit } = await box.run(['peering', 'create', 'osaka', 'nagoya', '--name', 'first']);
    expect(stderr).toContain('There is already a peering named first, between seoul and nagoya');
    expect(exit).toBe(5);
  });
});

describe('a request between owners', () => {
  const box = sandbox();
  const as = (owner: string, line: string) => box.run([...line.split(' '), '--as', owner]);
  beforeAll(async () => {
    await as(
      'alice',
      'gateway create a --cidr 10.1.0.0/16 --endpoint 203.0.113.1 --tunnel-subnet 10.99.1.0/24',
    );
    await as(
      'bob',
      'gateway create b --cidr 10.2.0.0/16 --endpoint 203.0.113.2 --tunnel-subnet 10.99.2.0/29',
    );
    await as(
      'bob',
      'gateway create c --cidr 10.3.0.0/16 --endpoint 203.0.113.3 --tunnel-subnet 10.99.3.0/24',
    );
  });

  test('waits with its expiry, keeps its addresses, and is not rendered', async () => {
    const { stdout } = await as('alice', 'peering create a b');
    expect(stdout).toMatch(/^Peering a-b is pending-acceptance, expires \d{4}-\d\d-\d\dT\d\d:\d\dZ$/m);
    const [peering] = JSON.parse(
      (await as('alice', 'peering list --status pending-acceptance -o json')).stdout,
    );
    expect(Date.parse(peering.expiresAt) - Date.parse(peering.createdAt)).toBe(7 * 86_400_000);
    expect(peering.accepter.tunnelAddresses).toEqual(['10.99.2.2']);
    const wg = (await as('alice', 'gateway render a --format wg')).stdout;
    expect(wg).not.toContain('[Peer]');
    const render = await as('alice', 'peering render a-b');
    expect([render.exit, render.stderr]).toEqual([3, expect.stringContaining('pending-acceptance')]);
    await as('bob', 'client add b laptop');
    const client = JSON.parse((await as('bob', 'client show b laptop -o json')).stdout);
    expect(client.addresses).toEqual(['10.99.2.3']);
  });

  test('is for the accepter to answer, and anyone else is told so', async () => {
    const before = box.bytes();
    const { stderr, exit } = await as('alice', 'peering accept a-b');
    expect(stderr).toContain('Peering a-b is for bob to accept; you act as alice');
    expect(exit).toBe(3);
    expect((await as('carol', 'peering reject a-b')).exit).toBe(3);
    expect(box.bytes()).toBe(before);
  });

  test('is judged again when it is accepted', async () => {
    await as('bob', 'gateway update b --status inactive');
    const refused = await as('bob', 'peering accept a-b');
    expect([refused.exit, refused.stderr]).toEqual([
      3,
      'error: cannot accept peering a-b:\n' +
        'Gateway b is inactive; both gateways must be active\n' +
        'hint: once its configuration is applied, run `peerway gateway update b --status active`\n',
    ]);
    await as('bob', 'gateway update b --status active');
    expect((await as('bob', 'peering accept a-b')).exit).toBe(0);
    expect((await as('alice', 'gateway render a --format wg')).stdout).toContain('# vpc-peering-b');
    expect((await as('bob', 'peering accept a-b')).stdout).toContain('already active');
  });

  test('turned down, gives its addresses back and stays in the list', async () => {
    await as('alice', 'peering create a c');
    expect((await as('bob', 'peering reject a-c')).stdout).toBe('Peering a-c is rejected\n');
    const [peering] = JSON.parse((await as('bob', 'peering list --status rejected -o json')).stdout);
    expect(peering.requester.tunnelAddresses).toEqual([]);
    expect((await as('alice', 'peering create a c')).exit).toBe(0);
    expect(JSON.parse((await as('bob', 'peering list --gateway c -o json')).stdout)).toHaveLength(1);
  });

  test('by the owner of the second gateway is for the owner of the first to accept', async () => {
    await as('alice', 'gateway create d --cidr 10.4.0.0/16 --endpoint 203.0.113.4');
    await as('bob', 'peering create d c');
    const { stdout } = await as('bob', 'peering show d-c -o json');
    expect(JSON.parse(stdout)).toMatchObject({
      requester: { gateway: 'c' },
      accepter: { gateway: 'd', owner: 'alice' },
    });
  });
});
