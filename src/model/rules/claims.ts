import { type Cidr, contains, type Ip, type Range, rangeOf } from '../address/cidr.ts';
import { NetworkIndex } from '../address/network-index.ts';
import { isOwnAddressOnly } from '../address/pool.ts';
import { vpcOf } from '../queries.ts';
import type { Gateway, State, Vpc } from '../state.ts';
import type { Name } from '../values.ts';

/** A network of the plan that remote gateways route into the tunnel. */
export interface Claim {
  readonly cidr: Cidr;
  readonly range: Range;
  readonly kind: 'vpc' | 'tunnel';
  /** Name of the VPC, or of the gateway whose tunnel subnet it is. */
  readonly holder: Name;
}

const claim = (cidr: Cidr, kind: Claim['kind'], holder: Name): Claim => ({
  cidr,
  range: rangeOf(cidr),
  kind,
  holder,
});

/** The holder of a claim, as messages write it. */
export const holderText = ({ kind, holder }: Pick<Claim, 'kind' | 'holder'>): string =>
  kind === 'vpc' ? `VPC ${holder}` : `the tunnel of gateway ${holder}`;

const claimsByState = new WeakMap<State, Map<Name, readonly Claim[]>>();

/** The networks that peering with a gateway adds: the CIDRs of its VPC, then its tunnel subnets. */
export function claimsOf(state: State, gateway: Gateway): readonly Claim[] {
  const known = claimsByState.get(state) ?? new Map<Name, readonly Claim[]>();
  claimsByState.set(state, known);
  const claims = known.get(gateway.name) ?? [
    ...vpcOf(state, gateway).cidrs.map((cidr) => claim(cidr, 'vpc', gateway.vpc)),
    ...gateway.tunnelSubnets.map((cidr) => claim(cidr, 'tunnel', gateway.name)),
  ];
  known.set(gateway.name, claims);
  return claims;
}

/** The networks that peering with a VPC itself adds. */
export const claimsOfVpc = ({ name, cidrs }: Vpc): Claim[] => cidrs.map((cidr) => claim(cidr, 'vpc', name));

/** Every network of the plan, in no particular order. */
export function allClaims(state: State): Claim[] {
  return [
    ...[...state.vpcs.values()].flatMap((vpc) => vpc.cidrs.map((cidr) => claim(cidr, 'vpc', vpc.name))),
    ...[...state.gateways.values()].flatMap((gateway) =>
      gateway.tunnelSubnets.map((cidr) => claim(cidr, 'tunnel', gateway.name)),
    ),
  ];
}

/** The pairs of claims, one of each list, that share an address. */
export function overlapping(ones: readonly Claim[], others: readonly Claim[]): [Claim, Claim][] {
  return ones.flatMap((one) =>
    others.filter((other) => share(one.range, other.range)).map((other): [Claim, Claim] => [one, other]),
  );
}

type Network = Pick<Claim, 'kind' | 'cidr'>;

/**
 * True if one of two tunnel subnets is only the address of its gateway in the other one, as in an imported tunnel whose
 * ends share a subnet: WireGuard sends what belongs to the address to the longer prefix, so both have their traffic.
 */
export const isCarvedOut = ([one, other]: readonly [Network, Network]): boolean =>
  one.kind === 'tunnel' &&
  other.kind === 'tunnel' &&
  one.cidr !== other.cidr &&
  isOwnAddressOnly(one.cidr) !== isOwnAddressOnly(other.cidr);

const share = (a: Range, b: Range): boolean =>
  a.family === b.family && a.first <= b.last && b.first <= a.last;

/** Every network of the plan, except for the addresses of gateways in the tunnel subnets of others. */
export function plannedNetworks(state: State): Claim[] {
  const claims = allClaims(state);
  const own = claims.filter(({ kind, cidr }) => kind === 'tunnel' && isOwnAddressOnly(cidr));
  if (own.length === 0) return claims;
  const subnets = new NetworkIndex(
    claims.filter(({ kind, cidr }) => kind === 'tunnel' && !isOwnAddressOnly(cidr)).map(({ cidr }) => cidr),
  );
  const carvedOut = new Set(own.filter(({ cidr }) => subnets.around(cidr) !== undefined));
  return claims.filter((claim) => !carvedOut.has(claim));
}

/** The CIDR of every network in the plan. Built once per state, since each problem searches it for a free range. */
export function usedNetworks(state: State): readonly Cidr[] {
  const used = usedByState.get(state) ?? allClaims(state).map(({ cidr }) => cidr);
  usedByState.set(state, used);
  return used;
}

const usedByState = new WeakMap<State, readonly Cidr[]>();

/** The gateways that bring a network into their peerings: those of its VPCs, or the one whose tunnel subnet it is. */
export function suppliersOf(state: State, cidr: Cidr): readonly Name[] {
  let suppliers = suppliersByState.get(state);
  if (!suppliers) {
    suppliers = new Map();
    for (const gateway of state.gateways.values())
      for (const claim of claimsOf(state, gateway)) {
        const names = suppliers.get(claim.cidr);
        if (names) names.push(gateway.name);
        else suppliers.set(claim.cidr, [gateway.name]);
      }
    suppliersByState.set(state, suppliers);
  }
  return suppliers.get(cidr) ?? [];
}

const suppliersByState = new WeakMap<State, Map<Cidr, Name[]>>();

/** The first of the claims that holds the address. */
export const claimHolding = (claims: readonly Claim[], ip: Ip): Claim | undefined =>
  claims.find(({ cidr }) => contains(cidr, ip));
