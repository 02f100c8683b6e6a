/** Conditions for the networks of one VPC or one gateway, regardless of its peerings. */
import { type Cidr, contains, familyOf, hostCidr, type Ip } from '../address/cidr.ts';
import { unroutablePart } from '../address/special.ts';
import { endpointIp } from '../endpoint.ts';
import { listOf } from '../plan/list.ts';
import { findOverlaps } from '../plan/overlap.ts';
import { gatewaysIn, vpcOf } from '../queries.ts';
import type { Gateway, State, Vpc } from '../state.ts';
import { type Claim, claimHolding, claimsOf, holderText, isCarvedOut, overlapping } from './claims.ts';
import { DEVICE_RULES } from './devices.ts';
import { unreachableForClients } from './endpoints.ts';
import { foreignOverlap } from './foreign.ts';
import { overlapViolation } from './moving.ts';
import { claimsOverlapping } from './neighbors.ts';
import { problemsOf, type Rule, type RuleProblem, type Violation } from './rule.ts';

/** Overlaps of one VPC reported at most. */
const LISTED = 20;

const OTHER_RANGE = 'run `peerway plan suggest --prefix 16` for free private ranges';

function unusableRanges(cidrs: readonly Cidr[], holder: string): Violation[] {
  return cidrs.flatMap((cidr) => {
    const part = unroutablePart(cidr);
    if (!part) return [];
    return [
      {
        message: `${cidr} of ${holder} holds ${part.what} (${part.range}), which cannot be routed`,
        details: () => ['run `peerway plan suggest --prefix 16` to find a free one'],
      },
    ];
  });
}

function selfOverlaps(cidrs: readonly Cidr[], holder: string): Violation[] {
  const entries = listOf(cidrs.map((cidr) => ({ cidr, name: '' })));
  return findOverlaps(entries, LISTED).pairs.map(({ outer, inner }) => ({
    message: `${cidrs[outer]} and ${cidrs[inner]} of ${holder} overlap`,
    details: () => ['the first contains the second: leave one of them out'],
  }));
}

/** A VPC, and the same VPC before the change that is checked. */
interface ChangedVpc {
  readonly vpc: Vpc;
  readonly before?: Vpc | undefined;
}

/** A subnet that loses its CIDR goes with it; a new one belongs into the CIDRs, unless one of them is not known yet. */
function outsideHint({ vpc, before }: ChangedVpc): string {
  const outside = vpc.subnets.filter(({ cidr }) => !vpc.cidrs.some((outer) => contains(outer, cidr)));
  const left = outside.filter(({ name, cidr }) =>
    before?.subnets.some((known) => known.name === name && known.cidr === cidr),
  );
  if (left.length > 0)
    return `to remove what lies in the removed range as well, add \`--remove-subnet ${left.map(({ name }) => name).join(' ')}\``;
  const missing = outside.map(({ cidr }) => cidr).join(' ');
  return `choose a range inside ${vpc.cidrs.join(' or ')}; if the VPC has ${missing} as well, add \`${before ? '--add-cidr' : '--cidr'} ${missing}\``;
}

/** Conditions for a VPC: its CIDRs and its subnets. */
const VPC_RULES: readonly Rule<ChangedVpc>[] = [
  {
    code: 'name-taken',
    reason: 'a subnet name is used twice',
    hint: () => 'give each subnet a name of its own',
    find: ({ vpc: { name, subnets } }) => {
      const names = subnets.map((subnet) => subnet.name);
      return [...new Set(names.filter((one, at) => names.indexOf(one) !== at))].map((one) => ({
        message: `VPC ${name} has two subnets named ${one}`,
        details: () => ['give each a name of its own'],
      }));
    },
  },
  {
    code: 'unusable-range',
    reason: 'holds an unusable range',
    hint: () => OTHER_RANGE,
    find: ({ vpc: { name, cidrs } }) => unusableRanges(cidrs, `VPC ${name}`),
  },
  {
    code: 'cidrs-overlap',
    reason: 'its own CIDRs overlap',
    hint: () => `omit the range inside the other, or ${OTHER_RANGE}`,
    find: ({ vpc: { name, cidrs, subnets } }) => [
      ...selfOverlaps(cidrs, `VPC ${name}`),
      ...selfOverlaps(
        subnets.map(({ cidr }) => cidr),
        `the subnets of VPC ${name}`,
      ),
    ],
  },
  {
    code: 'subnet-outside-vpc',
    reason: 'a subnet is outside its CIDRs',
    hint: outsideHint,
    find: ({ vpc }) =>
      vpc.subnets
        .filter(({ cidr }) => !vpc.cidrs.some((outer) => contains(outer, cidr)))
        .map(({ name, cidr }) => ({
          message: `Subnet ${name} (${cidr}) lies outside the CIDRs of VPC ${vpc.name}`,
          details: () => [`its CIDRs: ${vpc.cidrs.join(', ')}`],
        })),
  },
];

/** Problems of a VPC's own CIDRs and subnets; `before` is the VPC before a change. */
export const vpcProblems = (vpc: Vpc, before?: Vpc): RuleProblem[] => problemsOf(VPC_RULES, { vpc, before });

/** A gateway in the state that holds its VPC. */
interface Placed {
  readonly state: State;
  readonly gateway: Gateway;
  /** The state before the change that is checked. */
  readonly before?: State | undefined;
}

const OTHER_LAN = ({ gateway }: Placed): string =>
  `run \`peerway vpc show ${gateway.vpc}\` to see its networks, and choose a --lan-address in them`;

/** The tunnel subnets of a gateway that overlap its own VPC. */
function ownOverlaps({ state, gateway }: Placed): [Claim, Claim][] {
  const claims = claimsOf(state, gateway);
  return overlapping(
    claims.filter(({ kind }) => kind === 'vpc'),
    claims.filter(({ kind }) => kind === 'tunnel'),
  );
}

function twiceInFamily(values: readonly (Cidr | Ip)[], message: string): Violation[] {
  const families = values.map(familyOf);
  if (new Set(families).size === families.length) return [];
  return [
    { message, details: () => [`at most one of IPv4 and one of IPv6 is possible: ${values.join(', ')}`] },
  ];
}

const onePerFamily = (values: (gateway: Gateway) => readonly (Cidr | Ip)[], what: string): Rule<Placed> => ({
  code: 'one-per-family',
  reason: `has two ${what} of one family`,
  hint: () => 'to add a second network of a family, run `peerway gateway create` for another gateway',
  find: ({ gateway }) =>
    twiceInFamily(values(gateway), `Gateway ${gateway.name} has two ${what} of one family`),
});

/** Conditions for a gateway: its tunnel subnets against its own VPC, its endpoint, and its addresses in the VPC. */
const GATEWAY_RULES: readonly Rule<Placed>[] = [
  {
    code: 'unusable-range',
    reason: 'holds an unusable range',
    hint: () => OTHER_RANGE,
    find: ({ gateway }) => unusableRanges(gateway.tunnelSubnets, `the tunnel of gateway ${gateway.name}`),
  },
  ...DEVICE_RULES,
  onePerFamily(({ tunnelSubnets }) => tunnelSubnets, 'tunnel subnets'),
  {
    code: 'tunnel-overlaps-own-vpc',
    reason: 'tunnel overlaps its own VPC',
    hint: () => 'run `peerway plan check` to list all overlaps',
    find: ({ state, gateway, before }) =>
      ownOverlaps({ state, gateway }).map(([vpc, tunnel]) =>
        overlapViolation(
          `The tunnel subnet ${tunnel.cidr} of ${gateway.name} overlaps ${vpc.cidr} of its own VPC ${gateway.vpc}`,
          () => ({ state, before, pairs: [[vpc, tunnel]], moving: 1 }),
          'without-pairs',
        ),
      ),
  },
  {
    code: 'unusable-endpoint',
    reason: 'unusable endpoint',
    hint: () => 'choose a public address outside both VPCs for --endpoint',
    find: ({ gateway }) => {
      const ip = endpointIp(gateway);
      const part = ip && unroutablePart(hostCidr(ip));
      if (!part) return [];
      return [
        {
          message: `The endpoint ${ip} of ${gateway.name} is among ${part.what} (${part.range})`,
          details: () => ['use the address at which other gateways reach it'],
        },
      ];
    },
  },
  unreachableForClients,
  {
    // Below 1280 bytes the kernel disables IPv6 on an interface (RFC 8200, 5).
    code: 'mtu-too-small',
    reason: 'MTU too small for IPv6',
    hint: () => 'use --mtu 1280 or more',
    find: ({ state, gateway }) => {
      const cidrs = [...vpcOf(state, gateway).cidrs, ...gateway.tunnelSubnets];
      if (gateway.mtu >= 1280 || !cidrs.some((cidr) => familyOf(cidr) === 6)) return [];
      const message = `The MTU ${gateway.mtu} of ${gateway.name} is too small for IPv6, which needs 1280`;
      return [{ message, details: () => ['use 1280 or more'] }];
    },
  },
  {
    code: 'lan-address-taken',
    reason: 'LAN address in use',
    hint: OTHER_LAN,
    find: ({ state, gateway }) =>
      gatewaysIn(state, gateway.vpc)
        .filter(({ name }) => name !== gateway.name)
        .flatMap((other) =>
          other.lanAddresses
            .filter((ip) => gateway.lanAddresses.includes(ip))
            .map((ip) => ({
              message: `The LAN address ${ip} of ${gateway.name} is already used by gateway ${other.name}`,
              details: () => ['each gateway of a VPC needs an address of its own there'],
            })),
        ),
  },
  onePerFamily(({ lanAddresses }) => lanAddresses, 'LAN addresses'),
  foreignOverlap,
  {
    code: 'lan-address-outside-vpc',
    reason: 'LAN address outside its VPC',
    hint: OTHER_LAN,
    find: ({ state, gateway }) => {
      const vpc = vpcOf(state, gateway);
      return gateway.lanAddresses
        .filter((ip) => !vpc.cidrs.some((cidr) => contains(cidr, ip)))
        .map((ip) => ({
          message: `The LAN address ${ip} of ${gateway.name} lies outside the CIDRs of VPC ${vpc.name}`,
          details: () => [`its CIDRs: ${vpc.cidrs.join(', ')}`],
        }));
    },
  },
];

/** Problems of a gateway's own addresses, regardless of its peerings; `before` is the state before a change. */
export const gatewayProblems = (state: State, gateway: Gateway, before?: State): RuleProblem[] =>
  problemsOf(GATEWAY_RULES, { state, gateway, before });

/** Problems of the gateways in a VPC that has changed. */
export const gatewaysProblems = (state: State, vpc: Vpc, before: State): RuleProblem[] =>
  gatewaysIn(state, vpc.name).flatMap((gateway) => gatewayProblems(state, gateway, before));

/** Overlaps with other networks that are warned of one by one. A supernet overlaps every network of a plan. */
const WARNINGS = 5;

/** Warnings about new networks that overlap others in the plan; an error only once the two are peered. */
export function overlapWarnings(
  state: State,
  holder: Pick<Claim, 'kind' | 'holder'>,
  cidrs: readonly Cidr[],
): string[] {
  const isOwn = (claim: Claim): boolean => claim.kind === holder.kind && claim.holder === holder.holder;
  const warnings = [...new Set(cidrs)].flatMap((cidr) =>
    claimsOverlapping(state, cidr)
      .filter((claim) => !isOwn(claim) && !isCarvedOut([{ kind: holder.kind, cidr }, claim]))
      .map(
        (other) =>
          `${cidr} of ${holderText(holder)} overlaps ${other.cidr} of ${holderText(other)}: the two cannot be peered`,
      ),
  );
  if (warnings.length <= WARNINGS + 1) return warnings;
  const rest = warnings.length - WARNINGS;
  return [
    ...warnings.slice(0, WARNINGS),
    `${holderText(holder)} overlaps ${rest} more networks; run \`peerway plan check\` to list all overlaps`,
  ];
}

/** Warns of an endpoint inside the gateway's own networks: its clients would send the tunnel's packets into the tunnel. */
export function endpointWarnings(state: State, gateway: Gateway): string[] {
  const host = endpointIp(gateway);
  const claim = host && claimHolding(claimsOf(state, gateway), host);
  if (!claim) return [];
  return [
    `the endpoint ${host} of ${gateway.name} lies inside ${claim.cidr} of ${holderText(claim)}: neither clients nor peers can use it`,
  ];
}
