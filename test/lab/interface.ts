import type { Host } from './host.ts';

export interface InterfaceState {
  readonly addresses: readonly string[];
  readonly routes: readonly string[];
  readonly mtu: number;
}

/** Returns the state of one interface, in an order that does not depend on its history. */
export async function stateOf(host: Host, device: string): Promise<InterfaceState> {
  const links = await json<Link>(host, ['address', 'show', 'dev', device, 'scope', 'global']);
  const routes = await Promise.all(
    ['-4', '-6'].map((family) => json<Route>(host, [family, 'route', 'show', 'dev', device])),
  );
  // ip prints an empty object for everything that a filter excludes.
  const link = links.find(({ mtu }) => mtu !== undefined);
  return {
    addresses: (link?.addr_info ?? [])
      .flatMap(({ local, prefixlen }) => (local === undefined ? [] : [`${local}/${prefixlen}`]))
      .sort(),
    routes: routes
      .flat()
      .filter(({ dst, protocol }) => protocol !== 'kernel' && dst !== 'default')
      .map(({ dst, gateway }) => (gateway === undefined ? dst : `${dst} via ${gateway}`))
      .sort(),
    mtu: link?.mtu ?? 0,
  };
}

interface Link {
  readonly mtu?: number;
  readonly addr_info?: readonly { readonly local?: string; readonly prefixlen?: number }[];
}

interface Route {
  readonly dst: string;
  readonly gateway?: string;
  readonly protocol: string;
}

async function json<T>(host: Host, argv: readonly string[]): Promise<T[]> {
  const text = await host.run(['ip', '-json', ...argv]);
  return text.trim() === '' ? [] : (JSON.parse(text) as T[]);
}
