/** Two gateways of the plan on one host: their interfaces, tables, files and locks do not collide. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alteringSsh, insertLine } from './altering-ssh.ts';
import { compareFingerprints, fingerprint } from './fingerprint.ts';
import { openPair, type Pair, target } from './pair.ts';
import { describeDeploys } from './requirements.ts';

describeDeploys('Two gateways on one host', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await openPair();
  });

  afterAll(() => pair?.lab.close());

  const tables = (): Promise<string> => pair.seoul.gateway.run(['nft', 'list', 'tables', 'inet']);

  test('need different interfaces and ports', async () => {
    const { lab, operator, seoul } = pair;
    await lab.peerway.run(
      ...['gateway', 'create', 'busan', '--cidr', '10.50.0.0/16', '--endpoint', '203.0.113.1:51821'],
      ...[
        '--listen-port',
        '51820',
        '--tunnel-subnet',
        '10.99.50.0/24',
        '--tunnel-subnet',
        'fd99:50::/64',
        '--ssh',
        target(seoul.plan),
      ],
    );
    const sameInterface = await operator.try(['gateway', 'deploy', 'busan', '--yes']);
    expect(sameInterface.code).toBe(3);
    expect(sameInterface.stderr).toContain('peerway gateway update busan --interface wg1');
    await lab.peerway.run('gateway', 'update', 'busan', '--interface', 'wg1');
    const samePort = await operator.try(['gateway', 'deploy', 'busan', '--yes']);
    expect(samePort.code).toBe(3);
    expect(samePort.stderr).toMatch(/peerway gateway update busan --listen-port 51821/);
    await lab.peerway.run('gateway', 'update', 'busan', '--listen-port', '51821');
  });

  test('are deployed at the same time', async () => {
    const { operator } = pair;
    const words = ['gateway', 'deploy', 'seoul', 'osaka', 'busan', '--yes'];
    const { code, stdout, stderr } = await operator.try(words);
    expect(code, stdout + stderr).toBe(0);
    expect((await tables()).trim().split('\n').sort()).toEqual([
      'table inet peerway',
      'table inet peerway_wg1',
    ]);
    for (let round = 0; round < 12; round += 1) {
      const diff = await operator.try(['gateway', 'diff', 'seoul', 'busan']);
      expect(diff.code, diff.stdout + diff.stderr).toBe(0);
    }
  });

  test('roll back one without the other', async () => {
    const { lab, operator, seoul } = pair;
    await lab.peerway.run('gateway', 'update', 'busan', '--mtu', '1399');
    const before = await fingerprint(seoul.gateway);
    const ssh = await alteringSsh(operator, insertLine('addresses', '203.0.113.300/32'));
    const { code, stdout } = await operator.try(['gateway', 'deploy', 'busan', '--yes'], { ssh });
    expect(code, stdout).toBe(6);
    expect(compareFingerprints(before, await fingerprint(seoul.gateway))).toEqual([]);
    expect((await seoul.gateway.run(['cat', '/proc/sys/net/ipv4/ip_forward'])).trim()).toBe('1');
  });

  test('roll back together to a host that does not forward, but not while one is confirmed', async () => {
    const { lab, operator, seoul } = pair;
    const clear = `
      for wg in wg0 wg1; do ip link del $wg; done; nft flush ruleset; rm -rf /etc/peerway /run/peerway
      echo 0 >/proc/sys/net/ipv4/ip_forward; echo 0 >/proc/sys/net/ipv6/conf/all/forwarding`;
    await seoul.gateway.run(['sh', '-c', clear]);
    const forwarding = ['cat', '/proc/sys/net/ipv4/ip_forward', '/proc/sys/net/ipv6/conf/all/forwarding'];
    const ssh = await alteringSsh(operator, insertLine('sysctls', 'net/ipv4/ip_forward many'));
    const bad = await operator.try(
      ['gateway', 'deploy', 'seoul', 'busan', '--yes', '--confirm-within', '8'],
      { ssh },
    );
    expect(bad.code, bad.stdout).toBe(6);
    expect((await seoul.gateway.run(forwarding)).split('\n').slice(0, 2)).toEqual(['0', '0']);
    await lab.peerway.run('gateway', 'update', 'busan', '--mtu', '1398');
    const good = await operator.try(['gateway', 'deploy', 'busan', '--yes']);
    expect(good.code, good.stdout).toBe(0);
    const again = await operator.try(['gateway', 'deploy', 'seoul', '--yes', '--confirm-within', '8'], {
      ssh,
    });
    expect(again.code, again.stdout).toBe(6);
    expect((await seoul.gateway.run(forwarding)).split('\n').slice(0, 2)).toEqual(['1', '1']);
  });
});
