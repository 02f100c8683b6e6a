/** The conditions for peering two gateways, in the order in which their problems are reported. */
import { isFullForPeerings } from '../allocated-addresses.ts';
import { endpointIp } from '../endpoint.ts';
import { isAlive, otherEnd, statusOf } from '../peering.ts';
import { peeringsOf } from '../queries.ts';
import type { Gateway } from '../state.ts';
import { type Claim, claimHolding, claimsOf } from './claims.ts';
import { unresolvableEndpoint } from './devices.ts';
import { noEndpoint } from './endpoints.ts';
import { noCommonFamily } from './families.ts';
import { disabledLocations, enableLocationHint, vpnDisabled } from './locations.ts';
import { routeConflict, tunnelOverlapsVpc, tunnelSubnetsOverlap, vpcCidrsOverlap } from './overlaps.ts';
import { bothOf, directionsOf, type GatewayProposal, inSameVpc, presentPeers } from './proposal.ts';
import { passes, type Rule, type Violation } from './rule.ts';

type GatewayRule = Rule<GatewayProposal>;

const sameVpc: GatewayRule = {
  code: 'same-vpc',
  reason: 'in the same VPC',
  hint: () =>
    'hosts of one VPC reach each other already; run `peerway gateway list` to see the VPC of each gateway',
  find: (proposal) =>
    inSameVpc(proposal)
      ? [
          {
            message: 'Cannot peer gateways in the same VPC',
            details: () => [`both are in VPC ${proposal.requester.vpc}`],
          },
        ]
      : [],
};

const existingPeering = ({ state, requester, accepter, existing }: GatewayProposal) =>
  requester.name === accepter.name
    ? undefined
    : peeringsOf(state, requester.name).find(
        (peering) =>
          isAlive(peering) &&
          peering.name !== existing &&
          otherEnd(peering, requester.name) === accepter.name,
      );

const peeringExists: GatewayRule = {
  code: 'peering-exists',
  reason: 'already peered',
  isConflict: true,
  hint: (proposal) => `run \`peerway peering show ${existingPeering(proposal)?.name}\``,
  find: (proposal) => {
    const other = existingPeering(proposal);
    if (!other) return [];
    return [
      {
        message: 'A peering already exists between these gateways',
        details: () => [`peering ${other.name} is ${statusOf(other)}`],
      },
    ];
  },
};

const gatewayNotActive: GatewayRule = {
  code: 'gateway-not-active',
  reason: 'not active',
  hint: () => 'run `peerway gateway list` to see the status of each gateway',
  find: (proposal) => {
    const inactive = distinct(bothOf(proposal).filter(({ status }) => status !== 'active'));
    return inactive.map((gateway) => ({
      message: `Gateway ${gateway.name} is ${gateway.status}; both gateways must be active`,
      hint: activationHint(gateway, inactive),
    }));
  },
};

const awaitsDeploy = ({ status, ssh }: Gateway): boolean => status === 'pending' && ssh !== undefined;

/** The command that makes a gateway active, and with it the others that await their first deployment, too. */
function activationHint(gateway: Gateway, inactive: readonly Gateway[]): string {
  const { name } = gateway;
  if (awaitsDeploy(gateway)) {
    const names = inactive.filter(awaitsDeploy).map((other) => other.name);
    const them = names.length > 1 ? 'them' : 'it';
    return `run \`peerway gateway deploy ${names.join(' ')}\`: the first deployment activates ${them}`;
  }
  return `once its configuration is applied, run \`peerway gateway update ${name} --status active\``;
}

const vpnDisabledInLocation: GatewayRule = {
  ...vpnDisabled,
  hint: (proposal) => enableLocationHint(proposal.state, bothOf(proposal)),
  find: (proposal) => disabledLocations(proposal.state, bothOf(proposal)),
};

/**
 * Packets to an endpoint inside AllowedIPs would enter the tunnel that they carry. This concerns every pair of peers
 * of the two gateways, and the clients of both, whose AllowedIPs hold both VPCs.
 */
const endpointInsidePeer: GatewayRule = {
  code: 'endpoint-inside-peer',
  reason: 'endpoint inside a peered network',
  dependsOn: 'addresses',
  hint: ({ requester }) =>
    `run \`peerway gateway update ${requester.name} --endpoint <host>\` with a public address outside both VPCs`,
  find: (proposal) => {
    const { state } = proposal;
    const pairClaims = distinct(bothOf(proposal)).flatMap((gateway) => claimsOf(state, gateway));
    const found = distinct(bothOf(proposal)).map((gateway) => endpointViolation(gateway, pairClaims));
    for (const [z, x] of directionsOf(proposal)) {
      for (const y of presentPeers(proposal, z, x)) {
        found.push(endpointViolation(x, claimsOf(state, y)), endpointViolation(y, claimsOf(state, x)));
      }
    }
    const violations = found.filter((one) => one !== undefined);
    return [...new Map(violations.map((one) => [one.message, one])).values()];
  },
};

function endpointViolation(gateway: Gateway, claims: readonly Claim[]): Violation | undefined {
  const host = endpointIp(gateway);
  const claim = host && claimHolding(claims, host);
  if (!claim) return undefined;
  return {
    message: `The endpoint of ${gateway.name} lies inside ${claim.cidr}, which would be routed through the tunnel`,
    details: () => [
      `${host} is in ${claim.cidr} of ${claim.kind === 'vpc' ? 'VPC' : 'gateway'} ${claim.holder}`,
    ],
    hint: `run \`peerway gateway update ${gateway.name} --endpoint <host>\` with a public address outside both VPCs`,
  };
}

const tunnelSubnetFull: GatewayRule = {
  code: 'tunnel-subnet-full',
  reason: 'tunnel subnet full',
  dependsOn: 'capacity',
  hint: ({ requester }) => `run \`peerway gateway peers ${requester.name}\` to see who uses its addresses`,
  find: (proposal) =>
    distinct(bothOf(proposal)).flatMap((gateway) =>
      gateway.tunnelSubnets
        .filter((subnet) => isFullForPeerings(proposal.state, gateway, subnet))
        .map((subnet) => ({
          message: `No free address is left in the tunnel subnet ${subnet} of ${gateway.name}`,
          hint: `run \`peerway gateway peers ${gateway.name}\` to see who uses its addresses`,
        })),
    ),
};

const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

/** All conditions, in the order of the report. */
export const GATEWAY_PEERING_RULES: readonly GatewayRule[] = [
  sameVpc,
  peeringExists,
  vpcCidrsOverlap,
  tunnelSubnetsOverlap,
  tunnelOverlapsVpc,
  noCommonFamily,
  noEndpoint,
  gatewayNotActive,
  vpnDisabledInLocation,
  routeConflict,
  endpointInsidePeer,
  unresolvableEndpoint,
  tunnelSubnetFull,
];

/** The conditions that hold or fail regardless of conflicts between addresses and of free capacity. */
const nonAddressRules = GATEWAY_PEERING_RULES.filter(
  ({ dependsOn = 'other' }) => dependsOn === 'other' || dependsOn === 'ends',
);

/** True when the two gateways can be peered. */
export const canPeer = (proposal: GatewayProposal): boolean => passes(GATEWAY_PEERING_RULES, proposal);

/** True when only addresses could prevent the peering. */
export const canPeerApartFromAddresses = (proposal: GatewayProposal): boolean =>
  passes(nonAddressRules, proposal);
