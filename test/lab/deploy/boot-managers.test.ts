/** Other programs that would configure the interface at the next boot. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alteringSsh } from './altering-ssh.ts';
import { writeOn } from './managed-host.ts';
import { openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';
import { installSystemdStubs } from './systemd-stubs.ts';

const UNIT = '/run/lab/enabled-wg-quick@wg0.service';

describeDeploys('A gateway whose interface is in the hands of another program', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await openPair();
    await installSystemdStubs(pair.seoul.gateway);
  });

  afterAll(() => pair?.lab.close());

  const deploy = async (edit?: string) => {
    const ssh = edit === undefined ? pair.operator.ssh : await alteringSsh(pair.operator, edit);
    return pair.operator.try(['gateway', 'deploy', 'seoul', '--yes', '--confirm-within', '8'], { ssh });
  };
  const has = async (path: string): Promise<boolean> =>
    (await pair.seoul.gateway.try(['test', '-e', path])).code === 0;
  const diff = () => pair.operator.try(['gateway', 'diff', 'seoul']);

  test('keeps an enabled wg-quick through a rollback, and disables it with a deploy', async () => {
    const { gateway } = pair.seoul;
    await gateway.run(['touch', UNIT]);
    expect((await diff()).stdout).toMatch(/boot +- wg-quick@wg0\.service, enabled: it would load its own/);
    const bad = await deploy('/^cat >"\\$DATA\\/sysctls"/a net/ipv4/ip_forward many');
    expect(bad.stdout).toMatch(/^seoul +rolled-back/m);
    expect(await has(UNIT)).toBe(true);
    const good = await deploy();
    expect(good.stdout, good.stderr).toMatch(/^seoul +confirmed +\d+ +-$/m);
    expect(await has(UNIT)).toBe(false);
    const calls = await gateway.run(['cat', '/run/lab/calls']);
    expect(calls).not.toMatch(/stop wg-quick/);
    expect((await diff()).stdout + (await diff()).stderr).toMatch(/no differences/);
  });

  test('shows wg-quick in diff and status if someone enables it again', async () => {
    await pair.seoul.gateway.run(['touch', UNIT]);
    expect((await diff()).code).toBe(8);
    const status = await pair.operator.try(['gateway', 'status', 'seoul']);
    expect(status.stderr).toMatch(/wg-quick@wg0\.service, enabled: it would load its own configuration/);
    expect((await deploy()).stdout).toMatch(/^seoul +confirmed +1 /m);
    expect(await has(UNIT)).toBe(false);
  });

  test.each([
    ['/etc/systemd/network/50-tunnel.netdev', 'systemd-networkd', '[NetDev]\nName=wg0\nKind=wireguard\n'],
    [
      '/etc/systemd/network/60-wg.network',
      'systemd-networkd',
      '[Match]\nName=eth5 wg*\n[Network]\nDHCP=no\n',
    ],
    [
      '/etc/NetworkManager/system-connections/vpn.nmconnection',
      'NetworkManager',
      '[connection]\nid=vpn\ntype=wireguard\ninterface-name=wg0\n',
    ],
    ['/etc/network/interfaces.d/wg', 'ifupdown', 'auto wg0\niface wg0 inet static\n'],
  ])('is not deployed to while %s exists', async (path, program, text) => {
    const { gateway } = pair.seoul;
    await gateway.run(['touch', `/run/lab/enabled-${program}.service`]);
    await gateway.run(['mkdir', '-p', path.replace(/\/[^/]*$/, '')]);
    await writeOn(gateway, path, text);
    const refused = await deploy();
    const shown = await diff();
    await gateway.run(['rm', path, `/run/lab/enabled-${program}.service`]);
    expect(refused.code).toBe(6);
    expect(refused.stdout.replaceAll(/\s+/g, ' ')).toContain(
      `${program} would configure wg0 at the next boot, too: remove wg0 from ${path}`,
    );
    expect(shown.stdout).toContain(`- ${path}: ${program} would load it at the next boot`);
    expect((await diff()).code).toBe(0);
  });

  test('ignores files for other interfaces, and those of a program that is not in use', async () => {
    const { gateway } = pair.seoul;
    await gateway.run(['mkdir', '-p', '/etc/systemd/network', '/run/systemd/network']);
    await writeOn(gateway, '/etc/systemd/network/10-wg0.netdev', '[NetDev]\nName=wg0\nKind=wireguard\n');
    expect((await diff()).code).toBe(0);
    await gateway.run(['touch', '/run/lab/enabled-systemd-networkd.service']);
    expect((await diff()).code).toBe(8);
    await gateway.run(['mv', '/etc/systemd/network/10-wg0.netdev', '/run/systemd/network/']);
    await gateway.run(['ln', '-s', '/dev/null', '/etc/systemd/network/10-wg0.netdev']);
    await writeOn(gateway, '/etc/systemd/network/90-all.network', '[Match]\nName=*\n[Network]\nDHCP=yes\n');
    await writeOn(gateway, '/etc/systemd/network/91-wg1.netdev', '[NetDev]\nName=wg1\nKind=wireguard\n');
    expect((await diff()).code).toBe(0);
  });
});
