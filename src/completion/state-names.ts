/** Names of the state's own objects, with what helps to choose among them. */

import { type Cloud, type CloudPeering, waits } from '../model/cloud-peering.ts';
import { peeringPeerName } from '../model/peer-names.ts';
import { allPeerings, byName, clientsOf, endsOf, isAlive, peeringsOf, sidesFrom } from '../model/queries.ts';
import { peerableWith } from '../model/rules/candidates.ts';
import { cloudProblems } from '../model/rules/cloud.ts';
import type { Client, Gateway, Peering, State, Vpc } from '../model/state.ts';
import type { Name } from '../model/values.ts';
import type { Asked, Offer } from './sources.ts';

export const gateways = ({ state }: Asked): Offer[] => gatewayOffers(state('gateway', 'vpc'));

const gatewayOffers = (plan: State, some: Iterable<Gateway> = plan.gateways.values()): Offer[] =>
  byName(some).map((gateway) => ({ value: gateway.name, describe: gatewayText(plan, gateway) }));

function gatewayText(plan: State, { vpc, status }: Gateway): string {
  return [...(plan.vpcs.get(vpc)?.cidrs ?? []), status].join(', ');
}

/** The cloud that is to carry a peering, where the line names one. */
const cloudOf = ({ given }: Asked): Cloud | undefined => {
  const via = given('--via').at(-1);
  return via === 'aws' || via === 'gcp' ? via : undefined;
};

/** What can be peered at all: gateways, or VPCs of the cloud that --via names. */
export function peeringEnds(asked: Asked): Offer[] {
  const cloud = cloudOf(asked);
  if (!cloud) return gateways(asked);
  return vpcOffers([...asked.state('vpc').vpcs.values()].filter(({ provider }) => provider.kind === cloud));
}

/** The gateways or VPCs that the one before can be peered with, by the rules of the peering itself. */
export function peerable(asked: Asked): Offer[] {
  const {
    state,
    around,
    operands: [requester = ''],
  } = asked;
  const cloud = cloudOf(asked);
  if (cloud) return peerableVpcs(state(...ALL), requester as Name, cloud);
  const { near, hasFewerLinks } = around(requester, ...ALL);
  const gateway = near.gateways.get(requester as Name);
  if (!gateway) return [];
  let all: State | undefined;
  const whole = (): State => (all ??= state(...ALL));
  return gatewayOffers(near, peerableWith({ near, hasFewerLinks, whole }, gateway));
}

function peerableVpcs(plan: State, name: Name, cloud: Cloud): Offer[] {
  const requester = plan.vpcs.get(name);
  if (!requester) return [];
  const others = [...plan.vpcs.values()].filter(
    (accepter) => cloudProblems({ state: plan, cloud, requester, accepter }).length === 0,
  );
  return vpcOffers(others);
}

const ALL = ['client', 'cloud-peering', 'gateway', 'location', 'peering', 'vpc'] as const;

export const vpcs = ({ state }: Asked): Offer[] => vpcOffers(state('vpc').vpcs.values());

const vpcOffers = (some: Iterable<Vpc>): Offer[] =>
  byName(some).map(({ name, cidrs }) => ({ value: name, describe: cidrs.join(', ') }));

/** Networks of the VPC before. */
export const vpcCidrs = ({ state, operands: [vpc] }: Asked): Offer[] =>
  (state('vpc').vpcs.get(vpc as Name)?.cidrs ?? []).map((value) => ({ value }));

export const subnets = ({ state, operands: [vpc] }: Asked): Offer[] =>
  (state('vpc').vpcs.get(vpc as Name)?.subnets ?? []).map(({ name, cidr }) => ({
    value: name,
    describe: cidr,
  }));

export const peerings = ({ state }: Asked): Offer[] =>
  peeringOffers(allPeerings(state('cloud-peering', 'peering')));

/** Those that wait to be accepted or rejected. */
export const pendingPeerings = ({ state }: Asked): Offer[] =>
  peeringOffers(
    allPeerings(state('cloud-peering', 'peering')).filter((peering) =>
      peering.via === 'wireguard' ? peering.status === 'pending-acceptance' : waits(peering),
    ),
  );

const peeringOffers = (some: Iterable<Peering | CloudPeering>): Offer[] =>
  byName(some).map((peering) => ({ value: peering.name, describe: peeringText(peering) }));

const peeringText = (peering: Peering | CloudPeering): string =>
  `${endsOf(peering).join(' and ')}, ${peering.status}`;

/** The two gateways or VPCs of the peering before. */
export function sides({ state, operands: [name] }: Asked): Offer[] {
  const plan = state('cloud-peering', 'gateway', 'peering', 'vpc');
  const ofCloud = plan.cloudPeerings.get(name as Name);
  if (ofCloud)
    return vpcOffers(
      endsOf(ofCloud)
        .map((end) => plan.vpcs.get(end))
        .filter((vpc) => vpc !== undefined),
    );
  const peering = plan.peerings.get(name as Name);
  const names = peering ? [peering.requester.gateway, peering.accepter.gateway] : [];
  return gatewayOffers(
    plan,
    names.map((side) => plan.gateways.get(side)).filter((side) => side !== undefined),
  );
}

/** The clients of the gateway before. */
export const clients = ({ around, operands: [gateway = ''] }: Asked): Offer[] =>
  byName(clientsOf(around(gateway, 'client').near, gateway as Name)).map((client) => ({
    value: client.name,
    describe: clientText(client),
  }));

const clientText = ({ addresses, status }: Client): string => [...addresses, status].join(', ');

/** The peers of the gateway before: its peerings and clients. */
export function peers(asked: Asked): Offer[] {
  const gateway = (asked.operands[0] ?? '') as Name;
  const alive = peeringsOf(asked.around(gateway, 'peering').near, gateway).filter(isAlive);
  const ofPeerings = alive.map((peering) => ({
    value: peeringPeerName(sidesFrom(peering, gateway).remote.gateway),
    describe: `peering ${peering.name}, ${peering.status}`,
  }));
  const ofClients = clients(asked).map(({ value, describe }) => ({ value, describe: `client, ${describe}` }));
  return [...ofPeerings.sort((a, b) => (a.value < b.value ? -1 : 1)), ...ofClients];
}

/** Locations that were set, or that a VPC names. */
export function locations({ state }: Asked): Offer[] {
  const plan = state('location', 'vpc');
  const named = [...plan.vpcs.values()].map(({ location }) => location);
  const names = new Set([...plan.locations.keys(), ...named.filter((name) => name !== undefined)]);
  return [...names].sort().map((value) => ({
    value,
    describe: `VPN gateways ${plan.locations.get(value)?.vpnGateway === false ? 'off' : 'on'}`,
  }));
}

/** Whoever owns something in the plan. */
export function owners({ state }: Asked): Offer[] {
  const plan = state('gateway', 'vpc');
  const all = [...plan.gateways.values(), ...plan.vpcs.values()].map(({ owner }) => owner);
  return [...new Set(all)].sort().map((value) => ({ value }));
}

/** Everything that changes are made to, by the names that the journal calls it. */
export function objects({ state }: Asked): Offer[] {
  const { clients, cloudPeerings, gateways, locations, peerings, vpcs } = state(...ALL);
  const kinds = {
    gateway: gateways,
    vpc: vpcs,
    peering: new Map<Name, object>([...peerings, ...cloudPeerings]),
    client: clients,
    location: locations,
  };
  const found = new Map<string, string[]>();
  for (const [kind, map] of Object.entries(kinds)) {
    for (const name of map.keys()) found.set(name, [...(found.get(name) ?? []), kind]);
  }
  return [...found].map(([value, all]) => ({ value, describe: all.join(', ') }));
}
