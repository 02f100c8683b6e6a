/** IPv6 tunnel subnets, with which clients reach all of a dual-stack VPC. */
import { beforeEach, expect, test } from 'vitest';
import { type Sandbox, sandboxIn } from '../support/sandbox.ts';
import { folderForTest } from '../support/temporary.ts';

let box: Sandbox;
beforeEach(() => {
  box = sandboxIn(folderForTest());
});

const json = async (line: string) => JSON.parse(await box.ok(`${line} -o json`));

test('a gateway in a VPC with IPv6 gets a subnet of a random pool, which becomes a setting', async () => {
  const berlin = await json('gateway create berlin --cidr 10.20.0.0/16,fd20::/48 --endpoint 203.0.113.1');
  const pool = (await box.ok('config get tunnel-pool-ipv6')).trim();
  expect(pool).toMatch(/^fd[0-9a-f]{2}:[0-9a-f:]+::\/48$/);
  const prefix = pool.replace('::/48', '');
  expect(berlin.tunnelSubnets).toEqual(['10.255.0.0/24', `${prefix}::/64`]);
  const vienna = await json('gateway create vienna --cidr fd30::/48 --endpoint 203.0.113.2');
  expect(vienna.tunnelSubnets).toEqual(['10.255.1.0/24', `${prefix}:1::/64`]);
  const seoul = await json('gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.3');
  expect(seoul.tunnelSubnets).toEqual(['10.255.2.0/24']);
  await box.ok('client add berlin laptop');
  expect((await json('client show berlin laptop')).allowedIps).toContain('fd20::/48');
});

test('where clients cannot reach all, the warning has the command that changes it', async () => {
  const { stderr } = await box.run(
    'gateway create old --cidr 10.20.0.0/16,fd20::/48 --endpoint 203.0.113.1 --tunnel-subnet 10.99.1.0/24'.split(
      ' ',
    ),
  );
  expect(stderr).toMatch(
    /^warning: clients of old cannot reach fd20::\/48: its tunnel has no IPv6 addresses; to add IPv6 addresses, run /,
  );
  await box.ok('gateway create far --cidr 172.31.0.0/16 --endpoint 203.0.113.2');
  await box.ok('peering create old far');
  const added = await box.run('client add old laptop'.split(' '));
  const [, command = ''] = /to add IPv6 addresses, run `peerway (.*)`/.exec(added.stderr) ?? [];
  expect(command).toMatch(/^gateway update old --tunnel-subnet 10\.99\.1\.0\/24 fd[0-9a-f:]+\/64$/);
  await box.ok('client config old laptop');
  const updated = await json(command);
  expect(updated.renderAgain).toEqual(['old']);
  expect(updated.clientsAgain).toEqual([{ gateway: 'old', client: 'laptop' }]);
  const config = await box.ok('client config old laptop');
  expect(config).toMatch(/^Address = 10\.99\.1\.3\/32, fd[0-9a-f:]+\/128$/m);
  expect(config).toContain('fd20::/48');
  await box.ok('state check');
});

test('a VPC that gains IPv6 says so, too', async () => {
  await box.ok('gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.3');
  await box.ok('client add seoul laptop');
  const { stderr } = await box.run('vpc update seoul --add-cidr fd10::/48'.split(' '));
  expect(stderr).toContain(
    'warning: clients of seoul cannot reach fd10::/48: its tunnel has no IPv6 addresses',
  );
});
