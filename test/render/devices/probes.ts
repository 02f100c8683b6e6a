/** New connections through a gateway, and what its firewall must do with them. */
import { type Cidr, contains, familyOf, hostCidr, type Ip } from '../../../src/model/address/cidr.ts';
import { flowsOf, networkCidrs } from '../../../src/model/desired/flows.ts';
import type { DesiredGateway } from '../../../src/model/desired/gateway.ts';

export type Side = 'tunnel' | 'lan';

export interface Probe {
  readonly enters: Side;
  readonly leaves: Side;
  readonly source: Ip;
  readonly destination: Ip;
}

/** `ignore` leaves the packet to the other rules of the device. */
export type Verdict = 'accept' | 'drop' | 'ignore';

/** A parsed firewall. */
export interface Firewall {
  forward(probe: Probe): Verdict;
  /** Traffic to the gateway itself. */
  input(packet: InputProbe): Verdict;
}

export interface InputProbe {
  readonly enters: Side;
  readonly source: Ip;
  readonly kind: 'echo-request' | 'udp-listen' | 'tcp';
}

export const isIn = (ip: Ip, cidrs: readonly string[]): boolean =>
  cidrs.some((cidr) => familyOf(cidr as Cidr) === familyOf(ip) && contains(cidr as Cidr, ip));

/** Returns the verdict that the flows of the gateway ask for. */
export function expectedForward(desired: DesiredGateway, probe: Probe): Verdict {
  const { firewall } = desired;
  if (probe.enters === 'lan' && probe.leaves === 'lan')
    return isIn(probe.destination, [...firewall.peeredVpcs, ...firewall.peeredTunnels]) ? 'drop' : 'ignore';
  const isAllowed = flowsOf(desired).some(
    ({ from, to, enters, leaves }) =>
      enters === probe.enters &&
      leaves === probe.leaves &&
      isIn(probe.source, networkCidrs(desired, from)) &&
      isIn(probe.destination, networkCidrs(desired, to)),
  );
  return isAllowed ? 'accept' : 'drop';
}

export function expectedInput({ firewall }: DesiredGateway, { enters, source, kind }: InputProbe): Verdict {
  if (enters === 'lan') return kind === 'udp-listen' ? 'accept' : 'ignore';
  const trusted = [...firewall.clients.map(hostCidr), ...firewall.foreign];
  return kind === 'echo-request' || isIn(source, trusted) ? 'accept' : 'drop';
}

/** Returns a gateway with other networks: as many as the numbers say, and none of a family without any. */
export function withNetworks(desired: DesiredGateway, random: (below: number) => number): DesiredGateway {
  const families = [
    { ipv4: true, ipv6: false },
    { ipv4: true, ipv6: true },
    { ipv4: false, ipv6: true },
  ];
  const family = families[random(3)] as { ipv4: boolean; ipv6: boolean };
  const some = (least: number, make: (at: number) => readonly [string, string]): string[] =>
    Array.from({ length: least + random(3) }, (_, at) => make(at + random(20) * 4)).flatMap(([four, six]) => [
      ...(family.ipv4 ? [four] : []),
      ...(family.ipv6 ? [six] : []),
    ]);
  const distinct = <Text extends string>(texts: readonly string[]): Text[] => [...new Set(texts)] as Text[];
  return {
    ...desired,
    families: family,
    clientToClient: random(2) === 1,
    firewall: {
      vpc: distinct(some(1, (at) => [`10.${at}.0.0/16`, `fd10:${at}::/48`])),
      peeredVpcs: distinct(some(random(2), (at) => [`172.16.${at}.0/24`, `fd20:${at}::/48`])),
      peeredTunnels: distinct(some(random(2), (at) => [`10.200.${at}.0/24`, `fd30:${at}::/64`])),
      clients: distinct(some(0, (at) => [`10.255.0.${at + 2}`, `fd40::${at + 2}`])),
      foreign: random(3) === 0 ? distinct(some(0, (at) => [`192.168.${at}.0/24`, `fd50:${at}::/64`])) : [],
    },
  };
}

/** Addresses inside each network of the gateway, and outside all of them. */
export function addressesOf({ firewall, families }: DesiredGateway): Ip[] {
  const inside = Object.values(firewall).flatMap((networks) =>
    (networks as readonly string[]).map((text) => text.replace(/\.0\/\d+$/, '.9').replace(/::\/\d+$/, '::9')),
  );
  const outside = [...(families.ipv4 ? ['198.51.100.7'] : []), ...(families.ipv6 ? ['2001:db8:77::7'] : [])];
  return [...inside, ...outside] as Ip[];
}

/** Every connection between these addresses, in each direction. */
export const probesOf = (desired: DesiredGateway): Probe[] => {
  const addresses = addressesOf(desired);
  const sides: readonly Side[] = ['tunnel', 'lan'];
  return addresses.flatMap((source) =>
    addresses
      .filter((destination) => familyOf(destination) === familyOf(source))
      .flatMap((destination) =>
        sides.flatMap((enters) => sides.map((leaves) => ({ enters, leaves, source, destination }))),
      ),
  );
};

export const inputProbesOf = (desired: DesiredGateway): InputProbe[] =>
  addressesOf(desired).flatMap((source) =>
    (['tunnel', 'lan'] as const).flatMap((enters) =>
      (['echo-request', 'udp-listen', 'tcp'] as const).map((kind) => ({ enters, source, kind })),
    ),
  );
