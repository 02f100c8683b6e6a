import { join } from 'node:path';
import { type Firewall, loadFirewall } from './firewall.ts';
import type { Host } from './host.ts';
import type { Peerway } from './peerway.ts';

/** Applies the files that peerway renders for a gateway, as an operator without `gateway deploy` would. */
export async function applyRendered(
  peerway: Peerway,
  name: string,
  gateway: Host,
  instance: Host,
  firewall: Firewall,
): Promise<void> {
  const folder = await peerway.render(name);
  const isUp = (await gateway.try(['ip', 'link', 'show', 'dev', 'wg0'])).code === 0;
  if (!isUp) await createTunnelInterface(gateway);
  // syncconf keeps established sessions; a new interface has none.
  await gateway.run(['wg', isUp ? 'syncconf' : 'setconf', 'wg0', join(folder, 'wg0.setconf')]);
  await gateway.run(['ip', '-batch', join(folder, 'wg0.ip')]);
  await gateway.run(['sysctl', '-q', '-p', join(folder, 'peerway.sysctl.conf')]);
  await loadFirewall(gateway, folder, firewall);
  await instance.run(['ip', '-batch', join(folder, 'vpc-routes.ip')]);
}

/** Creates the interface of `ip link add wg0 type wireguard` without a kernel module. */
export async function createTunnelInterface(gateway: Host): Promise<void> {
  // Stays in the foreground, since a daemon would keep the pipes open. It ends with its host.
  gateway.start(['wireguard-go', '--foreground', 'wg0'], { LOG_LEVEL: 'error' });
  const answers = 'until wg show wg0 >/dev/null 2>&1; do sleep 0.02; done';
  await gateway.run(['sh', '-c', answers], { seconds: 10 });
}

/** Writes the output of wg-quick to a file: a userspace tunnel would keep a pipe open. */
export async function wgQuickUp(host: Host, file: string): Promise<void> {
  const { code } = await host.try(['sh', '-c', 'wg-quick up "$0" >/run/wg-quick.log 2>&1', file]);
  if (code !== 0) throw new Error(`wg-quick up ${file}: ${await host.run(['cat', '/run/wg-quick.log'])}`);
}

export interface Peer {
  readonly publicKey: string;
  readonly presharedKey: string | undefined;
  readonly allowedIps: string;
  /** Seconds since the epoch; 0 for never. */
  readonly latestHandshake: number;
}

/** Returns the live peers of wg0, from `wg show wg0 dump`. */
export async function peersOf(gateway: Host): Promise<Peer[]> {
  const [, ...lines] = (await gateway.run(['wg', 'show', 'wg0', 'dump'])).trim().split('\n');
  return lines.map((line) => {
    const [publicKey = '', presharedKey = '', , allowedIps = '', latestHandshake = '0'] = line.split('\t');
    return {
      publicKey,
      presharedKey: presharedKey === '(none)' ? undefined : presharedKey,
      allowedIps,
      latestHandshake: Number(latestHandshake),
    };
  });
}

/** Returns the public key of a gateway's interface. */
export async function publicKeyOf(gateway: Host): Promise<string> {
  return (await gateway.run(['wg', 'show', 'wg0', 'public-key'])).trim();
}

/** Returns the peer entry for another gateway. */
export async function peerFor(gateway: Host, other: Host): Promise<Peer> {
  const key = await publicKeyOf(other);
  const found = (await peersOf(gateway)).find(({ publicKey }) => publicKey === key);
  if (found === undefined) throw new Error(`${gateway.name} has no peer for ${other.name}`);
  return found;
}
