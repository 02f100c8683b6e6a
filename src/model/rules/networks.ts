/** What has to hold for the networks of one VPC or one gateway, before any peering is thought of. */
import type { Problem } from '../../errors.ts';
import { type Cidr, contains, familyOf, hostCidr, type Ip } from '../address/cidr.ts';
import { unroutablePart } from '../address/special.ts';
import { isIp } from '../endpoint.ts';
import { listOf } from '../plan/list.ts';
import { findOverlaps } from '../plan/overlap.ts';
import { gatewaysIn, vpcOf } from '../queries.ts';
import type { Gateway, State, Vpc } from '../state.ts';
import {
  allClaims,
  type Claim,
  claimHolding,
  claimsOf,
  holderText,
  overlapDetails,
  overlapping,
} from './claims.ts';

/** Overlaps of one VPC that are told before the rest is left out. */
const LISTED = 20;

function unusableProblems(cidrs: readonly Cidr[], whose: string): Problem[] {
  return cidrs.flatMap((cidr) => {
    const part = unroutablePart(cidr);
    if (!part) return [];
    const message = `${cidr} of ${whose} holds ${part.what} (${part.range}), which cannot be routed`;
    return [
      {
        code: 'unusable-range',
        message,
        details: ['run `peerway plan suggest --prefix 16` to find a free one'],
      },
    ];
  });
}

function selfOverlaps(cidrs: readonly Cidr[], whose: string): Problem[] {
  const entries = listOf(cidrs.map((cidr) => ({ cidr, name: '' })));
  return findOverlaps(entries, LISTED).pairs.map(({ outer, inner }) => ({
    code: 'cidrs-overlap',
    message: `${cidrs[outer]} and ${cidrs[inner]} of ${whose} overlap`,
    details: ['the first holds all of the second: leave one of them out'],
  }));
}

/** What is wrong with a VPC as such: its own CIDRs, its subnets. */
export function vpcProblems(vpc: Vpc): Problem[] {
  const whose = `VPC ${vpc.name}`;
  const strays = vpc.subnets
    .filter(({ cidr }) => !vpc.cidrs.some((outer) => contains(outer, cidr)))
    .map(({ name, cidr }) => ({
      code: 'subnet-outside-vpc',
      message: `Subnet ${name} (${cidr}) lies outside the CIDRs of ${whose}`,
      details: [`its CIDRs: ${vpc.cidrs.join(', ')}`],
    }));
  const names = vpc.subnets.map(({ name }) => name);
  const twice = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].map((name) => ({
    code: 'name-taken',
    message: `VPC ${vpc.name} has two subnets named ${name}`,
    details: ['give each a name of its own'],
  }));
  return [
    ...twice,
    ...unusableProblems(vpc.cidrs, whose),
    ...selfOverlaps(vpc.cidrs, whose),
    ...selfOverlaps(
      vpc.subnets.map(({ cidr }) => cidr),
      `the subnets of ${whose}`,
    ),
    ...strays,
  ];
}

/** What is wrong with a gateway as such: its tunnel subnets against its own VPC, its addresses in the VPC. */
export function gatewayProblems(state: State, gateway: Gateway): Problem[] {
  const vpc = vpcOf(state, gateway);
  const claims = claimsOf(state, gateway);
  const own = overlapping(
    claims.filter(({ kind }) => kind === 'vpc'),
    claims.filter(({ kind }) => kind === 'tunnel'),
  );
  const whose = `the tunnel of gateway ${gateway.name}`;
  return [
    ...unusableProblems(gateway.tunnelSubnets, whose),
    ...twiceInFamily(gateway.tunnelSubnets, `Gateway ${gateway.name} has two tunnel subnets of one family`),
    ...own.map(([ours, tunnel]) => ({
      code: 'tunnel-overlaps-own-vpc',
      message: `The tunnel subnet ${tunnel.cidr} of ${gateway.name} overlaps ${ours.cidr} of its own VPC ${vpc.name}`,
      details: overlapDetails(state, [[ours, tunnel]], 1).slice(1),
    })),
    ...endpointProblems(gateway),
    ...mtuProblems(gateway, [...vpc.cidrs, ...gateway.tunnelSubnets]),
    ...sharedLanProblems(state, gateway),
    ...twiceInFamily(gateway.lanAddresses, `Gateway ${gateway.name} has two LAN addresses of one family`),
    ...gateway.lanAddresses
      .filter((ip) => !vpc.cidrs.some((cidr) => contains(cidr, ip)))
      .map((ip) => ({
        code: 'lan-address-outside-vpc',
        message: `The LAN address ${ip} of ${gateway.name} lies outside the CIDRs of VPC ${vpc.name}`,
        details: [`its CIDRs: ${vpc.cidrs.join(', ')}`],
      })),
  ];
}

/** Nobody reaches a gateway at an address of the reader's own host, or of many. */
function endpointProblems({ name, endpoint: { host } }: Gateway): Problem[] {
  const part = isIp(host) ? unroutablePart(hostCidr(host)) : undefined;
  if (!part) return [];
  const message = `The endpoint ${host} of ${name} is among ${part.what} (${part.range})`;
  return [
    { code: 'unusable-endpoint', message, details: ['give the address at which other gateways reach it'] },
  ];
}

/** Below 1280 bytes the kernel takes IPv6 off an interface (RFC 8200, 5). */
function mtuProblems({ name, mtu }: Gateway, cidrs: readonly Cidr[]): Problem[] {
  if (mtu >= 1280 || !cidrs.some((cidr) => familyOf(cidr) === 6)) return [];
  const message = `The MTU ${mtu} of ${name} is too small for IPv6, which needs 1280`;
  return [{ code: 'mtu-too-small', message, details: ['give 1280 or more'] }];
}

function sharedLanProblems(state: State, gateway: Gateway): Problem[] {
  return gatewaysIn(state, gateway.vpc)
    .filter(({ name }) => name !== gateway.name)
    .flatMap((other) =>
      other.lanAddresses
        .filter((ip) => gateway.lanAddresses.includes(ip))
        .map((ip) => ({
          code: 'lan-address-taken',
          message: `The LAN address ${ip} of ${gateway.name} is that of gateway ${other.name} already`,
          details: ['each gateway of a VPC needs an address of its own there'],
        })),
    );
}

function twiceInFamily(values: readonly (Cidr | Ip)[], message: string): Problem[] {
  const families = values.map(familyOf);
  if (new Set(families).size === families.length) return [];
  return [
    {
      code: 'one-per-family',
      message,
      details: [`give at most one of IPv4 and one of IPv6: ${values.join(', ')}`],
    },
  ];
}

/** What is wrong with the gateways of a VPC once the VPC has changed. */
export const gatewaysProblems = (state: State, vpc: Vpc): Problem[] =>
  gatewaysIn(state, vpc.name).flatMap((gateway) => gatewayProblems(state, gateway));

/** Overlaps of new networks with the rest of the plan: no error until somebody peers the two. */
export function overlapWarnings(
  state: State,
  holder: Pick<Claim, 'kind' | 'holder'>,
  cidrs: readonly Cidr[],
): string[] {
  const all = allClaims(state);
  const isOwn = (claim: Claim): boolean => claim.kind === holder.kind && claim.holder === holder.holder;
  const mine = all.filter((claim) => isOwn(claim) && cidrs.includes(claim.cidr));
  const others = all.filter((claim) => !isOwn(claim));
  return overlapping(mine, others).map(
    ([one, other]) =>
      `${one.cidr} of ${holderText(one)} overlaps ${other.cidr} of ${holderText(other)}: the two cannot be peered`,
  );
}

/** An endpoint inside the gateway's own networks: its clients would send what carries the tunnel into the tunnel. */
export function endpointWarnings(state: State, gateway: Gateway): string[] {
  const { host } = gateway.endpoint;
  const claim = isIp(host) ? claimHolding(claimsOf(state, gateway), host) : undefined;
  if (!claim) return [];
  return [
    `the endpoint ${host} of ${gateway.name} lies inside ${claim.cidr} of ${holderText(claim)}: neither clients nor peers can use it`,
  ];
}
