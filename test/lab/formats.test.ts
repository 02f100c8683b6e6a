import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTunnelInterface, wgQuickUp } from './gateway.ts';
import type { Host } from './host.ts';
import { stateOf } from './interface.ts';
import { Laboratory } from './laboratory.ts';
import { describeLab } from './requirements.ts';
import { type Family, families, lima, osaka, register, seoul } from './sites.ts';

interface Shape {
  readonly name: string;
  readonly inside: readonly Family[];
  readonly peerings: number;
  readonly clients: number;
}

const shapes: readonly Shape[] = [
  { name: 'with both families, two peerings and a client', inside: families, peerings: 2, clients: 1 },
  { name: 'with IPv4 only', inside: ['v4'], peerings: 1, clients: 1 },
  { name: 'with IPv6 only', inside: ['v6'], peerings: 1, clients: 1 },
  { name: 'that is not peered yet', inside: families, peerings: 0, clients: 0 },
];

// What each tool makes of its file, on one gateway in one go: later tests find what earlier ones loaded.
describeLab('The files of a gateway', () => {
  for (const shape of shapes) describe(shape.name, () => describeFiles(shape));
});

function describeFiles({ inside, peerings, clients }: Shape): void {
  let lab: Laboratory;
  let gateway: Host;
  let instance: Host;
  let folder: string;

  beforeAll(async () => {
    lab = await Laboratory.open();
    ({ gateway, instance } = await lab.site(seoul, { inside }));
    for (const other of [osaka, lima].slice(0, peerings)) {
      await register(lab.peerway, other, { inside });
      await lab.peerway.run('peering', 'create', 'seoul', other.name);
    }
    if (clients > 0) await lab.peerway.run('client', 'add', 'seoul', 'laptop');
    folder = await lab.peerway.render('seoul');
    await createTunnelInterface(gateway);
  });

  afterAll(() => lab?.close());

  const rendered = (file: string) => join(folder, file);

  /** Keys, endpoints and ranges, without what traffic changes. */
  async function configuration(host: Host): Promise<string[]> {
    const shown = ['private-key', 'listen-port', 'peers', 'preshared-keys', 'endpoints', 'allowed-ips'];
    const parts = shown.map((what) => host.run(['wg', 'show', 'wg0', what]));
    const keepalive = host.run(['wg', 'show', 'wg0', 'persistent-keepalive']);
    return Promise.all([...parts, keepalive].map(async (part) => (await part).split('\n').sort().join('\n')));
  }

  test('are for their owner only', async () => {
    const modes = await Promise.all(
      (await readdir(folder)).map(async (file) => (await stat(rendered(file))).mode & 0o777),
    );
    expect(modes).toEqual(Array(11).fill(0o600));
  });

  test('wg0.setconf is taken by wg setconf, and changes nothing as syncconf', async () => {
    await gateway.run(['wg', 'setconf', 'wg0', rendered('wg0.setconf')]);
    const once = await configuration(gateway);
    expect((await gateway.run(['wg', 'show', 'wg0', 'peers'])).match(/=/g) ?? []).toHaveLength(
      peerings + clients,
    );
    await gateway.run(['wg', 'syncconf', 'wg0', rendered('wg0.setconf')]);
    expect(await configuration(gateway)).toEqual(once);
  });

  test('wg0.conf is stripped by wg-quick to the same peers', async () => {
    const once = await configuration(gateway);
    const reload = 'umask 077; wg-quick strip "$0" >/run/stripped && wg setconf wg0 /run/stripped';
    await gateway.run(['sh', '-c', reload, rendered('wg0.conf')]);
    expect(await configuration(gateway)).toEqual(once);
  });

  test('wg0.ip does the same the second time', async () => {
    await gateway.run(['ip', '-batch', rendered('wg0.ip')]);
    const once = await stateOf(gateway, 'wg0');
    expect(once.mtu).toBe(1420);
    expect(once.addresses).toHaveLength(inside.length * (1 + peerings));
    expect(once.routes).toHaveLength(inside.length * 2 * peerings);
    await gateway.run(['ip', '-batch', rendered('wg0.ip')]);
    expect(await stateOf(gateway, 'wg0')).toEqual(once);
  });

  test('wg0.conf brings up the same addresses and routes with wg-quick alone', async () => {
    const other = await lab.host('by-wg-quick');
    await wgQuickUp(other, rendered('wg0.conf'));
    expect(await stateOf(other, 'wg0')).toEqual(await stateOf(gateway, 'wg0'));
    expect(await configuration(other)).toEqual(await configuration(gateway));
  });

  test('vpc-routes.ip does the same the second time', async () => {
    const before = await stateOf(instance, 'eth0');
    await instance.run(['ip', '-batch', rendered('vpc-routes.ip')]);
    const once = await stateOf(instance, 'eth0');
    const added = once.routes.filter((route) => !before.routes.includes(route));
    // Two for each peering, and the own tunnel subnet for the answers to clients.
    expect(added).toHaveLength(inside.length * (2 * peerings + 1));
    for (const route of added) {
      expect(route).toContain(` via ${seoul.gatewayLan[route.includes(':') ? 'v6' : 'v4']}`);
    }
    await instance.run(['ip', '-batch', rendered('vpc-routes.ip')]);
    expect(await stateOf(instance, 'eth0')).toEqual(once);
  });

  test('peerway.sysctl.conf makes the host forward', async () => {
    const read = () =>
      gateway.run([
        ...['sysctl', '-n', 'net.ipv4.ip_forward'],
        ...['net.ipv6.conf.all.forwarding', 'net.ipv4.conf.wg0.rp_filter'],
      ]);
    expect((await read()).split('\n')).toEqual(['0', '0', '0']);
    await gateway.run(['sysctl', '-p', rendered('peerway.sysctl.conf')]);
    const [ipv4, ipv6, reversePath] = (await read()).split('\n');
    if (inside.includes('v4')) expect([ipv4, reversePath]).toEqual(['1', '2']);
    if (inside.includes('v6')) expect(ipv6).toBe('1');
  });

  test('peerway.nft passes the check, loads twice, and touches no other table', async () => {
    await gateway.run(['nft', 'add', 'table', 'inet', 'elsewhere']);
    const list = () => gateway.run(['nft', '--stateless', 'list', 'ruleset']);
    const before = await list();
    await gateway.run(['nft', '--check', '--file', rendered('peerway.nft')]);
    expect(await list()).toBe(before);
    await gateway.run(['nft', '--file', rendered('peerway.nft')]);
    const once = await list();
    expect(once).toContain('table inet peerway');
    expect(once).toContain('table inet elsewhere');
    await gateway.run(['nft', '--file', rendered('peerway.nft')]);
    expect(await list()).toBe(once);
  });

  test.each([
    ['rules.v4', 'iptables'],
    ['rules.v6', 'ip6tables'],
  ])('%s passes the test of %s-restore, loads twice, and keeps other rules', async (file, tool) => {
    await gateway.run([tool, '-A', 'INPUT', '-i', 'lo', '-j', 'ACCEPT']);
    await gateway.run([`${tool}-restore`, '--test', '--noflush', rendered(file)]);
    expect(await gateway.run([`${tool}-save`])).not.toContain('PEERWAY');
    await gateway.run([`${tool}-restore`, '--noflush', rendered(file)]);
    const once = withoutCounters(await gateway.run([`${tool}-save`]));
    expect(once).toContain('PEERWAY');
    expect(once).toContain('-A INPUT -i lo -j ACCEPT');
    const input = (await readFile(rendered(file), 'utf8')).replace(/^-I .*\n/gm, '');
    await gateway.run([`${tool}-restore`, '--noflush'], { input });
    expect(withoutCounters(await gateway.run([`${tool}-save`]))).toBe(once);
  });
}

/** iptables-save stamps the time and counts packets. */
function withoutCounters(saved: string): string {
  return saved.replace(/^#.*$/gm, '').replace(/\[\d+:\d+\]/g, '');
}
