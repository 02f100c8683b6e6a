import type { Host } from './host.ts';
import type { Peerway } from './peerway.ts';

export type Family = 'v4' | 'v6';
export const families: readonly Family[] = ['v4', 'v6'];

export interface Addresses {
  readonly v4: string;
  readonly v6: string;
}

/** A VPC with a gateway and one instance. */
export interface SitePlan {
  readonly name: string;
  readonly vpc: Addresses;
  readonly tunnel: Addresses;
  readonly gatewayLan: Addresses;
  readonly gatewayWan: Addresses;
  readonly instance: Addresses;
}

function site(name: string, number: number, vpc4: string): SitePlan {
  const lan4 = vpc4.replace(/\.0\/16$/, '');
  return {
    name,
    vpc: { v4: vpc4, v6: `fd00:${number}::/64` },
    tunnel: { v4: `10.99.${number}.0/24`, v6: `fd99:${number}::/64` },
    gatewayLan: { v4: `${lan4}.2`, v6: `fd00:${number}::2` },
    gatewayWan: { v4: `203.0.113.${number}`, v6: `2001:db8::${number}` },
    instance: { v4: `${lan4}.5`, v6: `fd00:${number}::5` },
  };
}

export const seoul = site('seoul', 1, '10.0.0.0/16');
export const osaka = site('osaka', 2, '172.31.0.0/16');
export const lima = site('lima', 3, '192.168.0.0/16');
export const quito = site('quito', 4, '10.40.0.0/16');

/** Sites of a mesh, as many as wanted. */
export const meshSites = (count: number): SitePlan[] =>
  Array.from({ length: count }, (_, at) => site(`site-${at + 1}`, at + 11, `10.${at + 11}.0.0/16`));

export interface UnderlayOptions {
  /** Address families of the internet between the gateways. */
  readonly internet?: readonly Family[];
  /** MTU of the line to the internet, and of the LAN, at the gateway's end. */
  readonly lineMtu?: number;
  readonly lanMtu?: number;
}

/** Connects the gateway with its VPC and the internet, and the instance with the VPC: only cables and addresses. */
export async function wire(
  plan: SitePlan,
  gateway: Host,
  instance: Host,
  internet: Host,
  options: UnderlayOptions = {},
): Promise<void> {
  await instance.connect('eth0', gateway, 'lan0');
  await gateway.connect('wan0', internet, `to-${plan.name}`);
  await internet.run(['ip', 'link', 'set', `to-${plan.name}`, 'master', 'br0', 'up']);
  const spoken = options.internet ?? families;
  await addAddresses(gateway, 'lan0', plan.gatewayLan, families, options.lanMtu);
  await addAddresses(gateway, 'wan0', plan.gatewayWan, spoken, options.lineMtu);
  await addAddresses(instance, 'eth0', plan.instance, families);
  await addRoutes(
    gateway,
    spoken.map((family) => ['default', internetHost[family]]),
  );
  // Like any NAT gateway. The rendered routes supply everything else that an instance needs.
  await addRoutes(
    instance,
    families.map((family) => [internetHost[family], plan.gatewayLan[family]]),
  );
}

/** A server on the internet that every gateway reaches. */
export const internetHost: Addresses = { v4: '203.0.113.254', v6: '2001:db8::254' };

export async function addRoutes(host: Host, routes: readonly (readonly [string, string])[]): Promise<void> {
  for (const [destination, via] of routes) {
    await host.run(['ip', via.includes(':') ? '-6' : '-4', 'route', 'add', destination, 'via', via]);
  }
}

export async function addAddresses(
  host: Host,
  device: string,
  addresses: Addresses,
  which: readonly Family[] = families,
  mtu = 1500,
): Promise<void> {
  const lines = which.map((family) =>
    family === 'v4'
      ? `address add ${addresses.v4}/${prefixOn(device)} dev ${device}`
      : `address add ${addresses.v6}/64 dev ${device}`,
  );
  // Otherwise a burst travels as one packet, regardless of the MTU at the other end.
  const batch = [...lines, `link set dev ${device} mtu ${mtu} gso_max_segs 1 up`, ''].join('\n');
  await host.run(['ip', '-batch', '-'], { input: batch });
}

// A VPC is a /16, the internet a /24.
function prefixOn(device: string): number {
  return device === 'wan0' || device === 'br0' ? 24 : 16;
}

export async function bootInternet(internet: Host): Promise<void> {
  await internet.run(['ip', 'link', 'add', 'br0', 'type', 'bridge']);
  await addAddresses(internet, 'br0', internetHost);
}

export interface RegisterOptions {
  readonly endpoint?: Family | 'none';
  readonly mtu?: number;
  /** Address families of the VPC and the tunnel. */
  readonly inside?: readonly Family[];
}

export async function register(
  peerway: Peerway,
  plan: SitePlan,
  { endpoint = 'v4', mtu, inside = families }: RegisterOptions = {},
): Promise<void> {
  const host = endpoint === 'v6' ? `[${plan.gatewayWan.v6}]` : plan.gatewayWan.v4;
  const each = (flag: string, addresses: Addresses) => inside.flatMap((family) => [flag, addresses[family]]);
  await peerway.run(
    ...['gateway', 'create', plan.name],
    ...(endpoint === 'none' ? ['--no-endpoint'] : ['--endpoint', host]),
    ...(mtu === undefined ? [] : ['--mtu', String(mtu)]),
    ...each('--cidr', plan.vpc),
    ...each('--tunnel-subnet', plan.tunnel),
    ...each('--lan-address', plan.gatewayLan),
  );
}
