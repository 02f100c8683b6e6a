import type { Host } from './host.ts';

export type Undo = () => Promise<unknown>;

/** A temporary change of a host; returns its undo. */
export type Tampering = () => Promise<Undo>;

/** Runs `body` while the changes are in place, and undoes them afterwards, the last one first. */
export async function during<T>(tamperings: readonly Tampering[], body: () => Promise<T>): Promise<T> {
  const undo: Undo[] = [];
  try {
    for (const tamper of tamperings) undo.unshift(await tamper());
    return await body();
  } finally {
    for (const step of undo) await step();
  }
}

/** Adds an address that belongs to another host. */
export function foreignAddress(host: Host, address: string, device = 'eth0'): Tampering {
  const what = [`${address}/${address.includes(':') ? 128 : 32}`, 'dev', device];
  return async () => {
    await host.run(['ip', 'address', 'add', ...what]);
    return () => host.run(['ip', 'address', 'del', ...what]);
  };
}

/** Adds a route that peerway did not render. */
export function ownRoute(
  host: Host,
  destination: string,
  towards: { via: string } | { dev: string },
): Tampering {
  const ip = ['ip', destination.includes(':') ? '-6' : '-4', 'route'];
  const route = [destination, ...Object.entries(towards).flat()];
  return async () => {
    await host.run([...ip, 'add', ...route]);
    return () => host.run([...ip, 'del', ...route]);
  };
}

/** Lets a peer of the host's tunnel carry more ranges than agreed. */
export function widerAllowedIps(
  host: Host,
  peer: { readonly publicKey: string; readonly allowedIps: string },
  more: readonly string[],
): Tampering {
  const set = (ranges: string) =>
    host.run(['wg', 'set', 'wg0', 'peer', peer.publicKey, 'allowed-ips', ranges]);
  return async () => {
    await set([peer.allowedIps, ...more].join(','));
    return () => set(peer.allowedIps);
  };
}
