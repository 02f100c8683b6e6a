import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTunnelInterface, peersOf } from './gateway.ts';
import type { Host } from './host.ts';
import { stateOf } from './interface.ts';
import { Laboratory } from './laboratory.ts';
import { describeLab } from './requirements.ts';
import { osaka, register, seoul } from './sites.ts';

const daemon = '/lib/systemd/systemd-networkd';
const isInstalled = existsSync(daemon);
if (!isInstalled) console.log(`skipped (networkd): missing ${daemon}`);

const patience = { timeout: 10_000, interval: 50 };

// /sys read-only is how networkd recognises a container, where no udev tells it that a link is ready.
const prepare = `
  mkdir -p /run/systemd/network &&
  install -d -o systemd-network -g systemd-network /run/systemd/netif &&
  mount -t sysfs -o ro sysfs /sys`;

describeLab('networkd', () => {
  let lab: Laboratory;
  let folder: string;

  beforeAll(async () => {
    lab = await Laboratory.open();
    await register(lab.peerway, seoul);
    await register(lab.peerway, osaka);
    await lab.peerway.run('peering', 'create', 'seoul', 'osaka');
    await lab.peerway.run('client', 'add', 'seoul', 'laptop');
    folder = await lab.peerway.render('seoul');
  });

  afterAll(() => lab?.close());

  async function hostWith(files: Readonly<Record<string, string>>): Promise<Host> {
    const host = await lab.host('networkd');
    await host.run(['sh', '-c', prepare]);
    for (const [name, input] of Object.entries(files)) {
      // The owner and mode that the daemon, which is not root, needs to read it.
      const save = 'cat >"$0" && chown root:systemd-network "$0" && chmod 0640 "$0"';
      await host.run(['sh', '-c', save, `/run/systemd/network/${name}`], { input });
    }
    return host;
  }

  /** Starts the daemon; what it has said so far, as a function. It ends with its host. */
  function startDaemon(host: Host): () => string {
    const env = { SYSTEMD_LOG_LEVEL: 'debug', SYSTEMD_LOG_TARGET: 'console', SYSTEMD_LOG_COLOR: '0' };
    const said: string[] = [];
    host.start([daemon], env).stderr?.on('data', (chunk) => said.push(String(chunk)));
    return () => said.join('');
  }

  /** What the daemon said until it had read every file and tried to make the interface. */
  async function logOf(host: Host): Promise<string> {
    const said = startDaemon(host);
    await expect.poll(said, patience).toContain('Enumeration completed');
    await expect.poll(said, patience).toMatch(/wg0: (netdev could not be created|netdev ready|Created)/);
    return said();
  }

  const read = (file: string) => readFile(join(folder, file), 'utf8');
  const complaints = (text: string) =>
    text.split('\n').filter((line) => /wg0\.(netdev|network):\d+:/.test(line));

  test.skipIf(!isInstalled)('reads wg0.netdev and wg0.network without a complaint', async () => {
    const files = { 'wg0.netdev': await read('wg0.netdev'), 'wg0.network': await read('wg0.network') };
    const host = await hostWith(files);
    const said = await logOf(host);
    expect(said).toContain('wg0: loaded "wireguard"');
    expect(complaints(said)).toEqual([]);

    if (said.includes('wg0: netdev could not be created: Operation not supported')) {
      console.log('networkd: no WireGuard in this kernel, so what it makes of the peers is not shown');
      return;
    }
    expect(await peersOf(host)).toHaveLength(2);
  });

  test.skipIf(!isInstalled)('complains about what is wrong in such files', async () => {
    const netdev = (await read('wg0.netdev')).replace(/^AllowedIPs=/m, 'AllowedIPs=10.0.0.0/99,');
    const network = (await read('wg0.network')).replace(/^Destination=/m, 'Aim=');
    const said = await logOf(await hostWith({ 'wg0.netdev': netdev, 'wg0.network': network }));
    expect(complaints(said).length).toBeGreaterThanOrEqual(2);
  });

  test.skipIf(!isInstalled)('gives a wg0 that exists what wg0.ip would', async () => {
    const byBatch = await lab.host('by-batch');
    await createTunnelInterface(byBatch);
    await byBatch.run(['ip', '-batch', join(folder, 'wg0.ip')]);

    // Without the .netdev: networkd refuses to adopt a link of another kind, and wireguard-go makes a tun.
    const host = await hostWith({ 'wg0.network': await read('wg0.network') });
    await createTunnelInterface(host);
    const said = startDaemon(host);
    const wanted = await stateOf(byBatch, 'wg0');
    expect(wanted.routes.length).toBeGreaterThan(0);
    await expect.poll(() => stateOf(host, 'wg0'), patience).toEqual(wanted);
    expect(complaints(said())).toEqual([]);
  });
});
