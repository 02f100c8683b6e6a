/** Configuration of the host that a deploy must preserve. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alteringSsh } from './altering-ssh.ts';
import { compareFingerprints, fingerprint } from './fingerprint.ts';
import { lines } from './managed-host.ts';
import { openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';

const ACCEPT_RA = '/proc/sys/net/ipv6/conf/wan0/accept_ra';

describeDeploys('A deploy to a gateway', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await openPair();
  });

  afterAll(() => pair?.lab.close());

  const deploy = async (edit?: string) => {
    const ssh = edit === undefined ? pair.operator.ssh : await alteringSsh(pair.operator, edit);
    const words = ['gateway', 'deploy', 'seoul', '--yes', '--confirm-within', '8'];
    return pair.operator.try(words, { ssh });
  };
  const read = (path: string): Promise<string> => pair.seoul.gateway.run(['cat', path]);

  test('preserves a default route from router advertisements, also after a reboot', async () => {
    const { gateway } = pair.seoul;
    // Of the family that the gateway is not managed over.
    const route = 'default via 2001:db8::254 dev wan0 proto ra metric 1000';
    await gateway.run(['ip', '-6', '-batch', '-'], { input: `route add ${route}\n` });
    expect(await read(ACCEPT_RA)).toBe('1');
    const before = await fingerprint(gateway);
    const bad = await deploy('/^cat >"\\$DATA\\/sysctls"/a net/ipv4/ip_forward many');
    expect(bad.stdout).toMatch(/^seoul +rolled-back/m);
    expect(compareFingerprints(before, await fingerprint(gateway))).toEqual([]);
    const good = await deploy();
    expect(good.code, good.stdout + good.stderr).toBe(0);
    expect(await read(ACCEPT_RA)).toBe('2');
    const kept = await read('/etc/peerway/wg0/sysctls');
    expect(kept.indexOf('wan0/accept_ra 2')).toBeLessThan(kept.indexOf('all/forwarding 1'));
    await gateway.run(['ip', '-6', 'route', 'del', 'default', 'dev', 'wan0', 'proto', 'ra']);
    await pair.lab.peerway.run('client', 'add', 'seoul', 'laptop');
    expect((await deploy()).stdout).toMatch(/^seoul +confirmed/m);
    expect(await read('/etc/peerway/wg0/sysctls')).toBe(kept);
  });

  test('adds its routes beside foreign ones on the same interface, and deletes only its own', async () => {
    const { gateway } = pair.seoul;
    const foreignRoutes = [
      '-4 route add 172.31.0.0/16 dev wg0',
      '-4 route add 172.31.0.0/16 dev wg0 metric 77',
      '-6 route add fd00:2::/64 dev wg0',
    ];
    const listForeignRoutes = async (): Promise<string> =>
      (await gateway.run(['sh', '-c', 'ip -4 route show dev wg0; ip -6 route show dev wg0']))
        .split('\n')
        .filter((line) => !/ proto /.test(line))
        .join('\n');
    for (const family of ['-4', '-6'])
      await gateway.run(['ip', family, 'route', 'flush', 'dev', 'wg0', 'proto', '112']);
    for (const words of foreignRoutes) await gateway.run(['ip', ...words.split(' ')]);
    const before = await listForeignRoutes();
    expect(before.split('\n').filter((line) => /^(172|fd00)/.test(line))).toHaveLength(3);
    const good = await deploy();
    expect(good.code, good.stdout + good.stderr).toBe(0);
    expect(await listForeignRoutes()).toBe(before);
    expect((await pair.operator.try(['gateway', 'diff', 'seoul'])).code).toBe(0);
    await pair.lab.peerway.run('peering', 'delete', 'seoul-osaka', '--yes');
    expect((await deploy()).stdout).toMatch(/^seoul +confirmed/m);
    expect(await listForeignRoutes()).toBe(before);
    expect(await gateway.run(['ip', 'route', 'show', 'proto', '112'])).toBe('');
  });

  test('restores the peer of a point-to-point address in a rollback', async () => {
    const { gateway } = pair.seoul;
    await gateway.run(['ip', '-batch', '-'], {
      input: lines(['address add 192.0.2.80 peer 192.0.2.81/32 dev wg0']),
    });
    await pair.lab.peerway.run('client', 'add', 'seoul', 'phone');
    const before = await fingerprint(gateway);
    // The address is removed after the snapshot.
    const bad = await deploy(
      's|; stage$|; stage; ip address del 192.0.2.80 peer 192.0.2.81/32 dev wg0|\n/^cat >"\\$DATA\\/sysctls"/a net/ipv4/ip_forward many',
    );
    expect(bad.stdout).toMatch(/^seoul +rolled-back/m);
    expect(compareFingerprints(before, await fingerprint(gateway))).toEqual([]);
  });
});
