/** Suggestions of object names from the state, described by their networks and status. */

import { widenings } from '../model/agreed.ts';
import { compareNames, inNaturalOrder } from '../model/natural-order.ts';
import { peeringPeerName } from '../model/peer-names.ts';
import { endsOf, isAlive, isPending, otherEnd, type Peering, statusOf } from '../model/peering.ts';
import { flagName, type ProviderSpec, type VpcProviderSpec } from '../model/provider.ts';
import { clientsOf, peeringsOf } from '../model/queries.ts';
import { peerableWith } from '../model/rules/candidates.ts';
import { passes } from '../model/rules/rule.ts';
import type { Client, Gateway, State, Vpc } from '../model/state.ts';
import type { Name, Owner } from '../model/values.ts';
import { DEFAULT_VIA, specs } from '../providers/registry.ts';
import type { Query, Suggestion } from './query.ts';

export const gateways = ({ state, names, describes }: Query): Suggestion[] =>
  describes ? ownedGateways(state('gateway', 'vpc')) : undescribed(names('gateway'));

const ownedGateways = (plan: State): Suggestion[] =>
  withOwners(gatewaySuggestions(plan), ownersIn(plan.gateways));

const undescribed = (names: readonly string[]): Suggestion[] => names.map((value) => ({ value }));

const gatewaySuggestions = (plan: State, some: Iterable<Gateway> = plan.gateways.values()): Suggestion[] =>
  inNaturalOrder(some).map((gateway) => ({ value: gateway.name, description: gatewayText(plan, gateway) }));

function gatewayText(plan: State, { vpc, status }: Gateway): string {
  return [...(plan.vpcs.get(vpc)?.cidrs ?? []), status].join(', ');
}

/** Describes the owner of each object, if there are several: commands that change one are for its owner. */
function withOwners(
  suggestions: readonly Suggestion[],
  ownersOf: ReadonlyMap<string, readonly Owner[]>,
): Suggestion[] {
  const isShared = new Set([...ownersOf.values()].flat()).size > 1;
  return suggestions.map((suggestion) => {
    if (!isShared) return suggestion;
    const owners = [...new Set(ownersOf.get(suggestion.value))].join(' / ');
    return { ...suggestion, description: `${suggestion.description}, owner ${owners}` };
  });
}

const ownersIn = (map: ReadonlyMap<Name, Gateway | Vpc>): Map<string, readonly Owner[]> =>
  new Map([...map].map(([name, { owner }]) => [name, [owner]]));

/** The provider that `--via` names; the default without it. Undefined for an unknown name. */
const specOf = ({ given }: Query): ProviderSpec | undefined => {
  const via = given('--via').at(-1) ?? DEFAULT_VIA;
  return specs.all.find((spec) => spec.via === via);
};

/** Suggests the texts that an option of a cloud peering has in the plan: those of the same provider, if it is known. */
export function optionTexts({ state, given, operands: [name = ''], flag }: Query): Suggestion[] {
  const all = [...state('peering').peerings.values()];
  const via = given('--via').at(-1) ?? all.find((one) => one.name === name)?.via;
  const texts = all
    .filter((one) => via === undefined || one.via === via)
    .flatMap(({ requester, accepter }) => [requester, accepter])
    .flatMap(({ options }) => Object.entries(options))
    .flatMap(([key, value]) => (flagName(key) === flag && typeof value === 'string' ? [value] : []));
  const known = specs.all
    .filter((spec) => via === undefined || spec.via === via)
    .flatMap(({ options }) => options)
    .flatMap(({ key, text }) => (flagName(key) === flag ? (text?.known ?? []) : []));
  return undescribed([...new Set([...known, ...texts.sort(compareNames)])]);
}

/** Suggests ends for a new peering: gateways, or VPCs of the cloud that `--via` names. */
export function peeringEnds(query: Query): Suggestion[] {
  const spec = specOf(query);
  if (spec?.ends !== 'vpc') return gateways(query);
  const { vpcs: all } = query.state('vpc');
  return withOwners(
    vpcSuggestions([...all.values()].filter(({ provider }) => provider.kind === spec.via)),
    ownersIn(all),
  );
}

/** Suggests the gateways or VPCs that the rules allow to be peered with the first end. */
export function peerable(query: Query): Suggestion[] {
  const {
    state,
    around,
    operands: [requester = ''],
  } = query;
  const spec = specOf(query);
  if (spec?.ends === 'vpc') return peerableVpcs(state(...ALL), requester as Name, spec);
  const { near, hasFewerLinks } = around(requester, ...ALL);
  const gateway = near.gateways.get(requester as Name);
  if (!gateway) return [];
  let all: State | undefined;
  const whole = (): State => (all ??= state(...ALL));
  return withAcceptance(
    gatewaySuggestions(near, peerableWith({ near, hasFewerLinks, whole }, gateway)),
    near.gateways,
    gateway.owner,
  );
}

function peerableVpcs(plan: State, name: Name, spec: VpcProviderSpec): Suggestion[] {
  const requester = plan.vpcs.get(name);
  if (!requester) return [];
  const { labelOf } = specs;
  const accepters = [...plan.vpcs.values()].filter((accepter) =>
    passes(spec.rules, { state: plan, requester, accepter, labelOf }),
  );
  return withAcceptance(vpcSuggestions(accepters), plan.vpcs, requester.owner);
}

/** Describes the ends whose owner has to accept a peering with an end of this owner. */
const withAcceptance = (
  suggestions: readonly Suggestion[],
  ends: ReadonlyMap<Name, Gateway | Vpc>,
  requester: Owner,
): Suggestion[] =>
  suggestions.map((suggestion) => {
    const owner = ends.get(suggestion.value as Name)?.owner ?? requester;
    if (owner === requester) return suggestion;
    return { ...suggestion, description: `${suggestion.description}, needs acceptance by ${owner}` };
  });

const ALL = ['client', 'gateway', 'location', 'peering', 'vpc'] as const;

export const vpcs = ({ state, names, describes }: Query): Suggestion[] =>
  describes ? ownedVpcs(state('vpc')) : undescribed(names('vpc'));

const ownedVpcs = ({ vpcs }: State): Suggestion[] =>
  withOwners(vpcSuggestions(vpcs.values()), ownersIn(vpcs));

const vpcSuggestions = (some: Iterable<Vpc>): Suggestion[] =>
  inNaturalOrder(some).map(({ name, cidrs }) => ({ value: name, description: cidrs.join(', ') }));

/** Suggests the CIDRs of the VPC argument. */
export const vpcCidrs = ({ state, operands: [vpc] }: Query): Suggestion[] =>
  (state('vpc').vpcs.get(vpc as Name)?.cidrs ?? []).map((value) => ({ value }));

/** Suggests the keys of the labels of the VPC or gateway argument. */
export const vpcLabels = ({ state, operands: [vpc] }: Query): Suggestion[] =>
  labelKeys(state('vpc').vpcs.get(vpc as Name));

export const gatewayLabels = ({ state, operands: [gateway] }: Query): Suggestion[] =>
  labelKeys(state('gateway').gateways.get(gateway as Name));

const labelKeys = (one: Pick<Vpc, 'labels'> | undefined): Suggestion[] =>
  Object.entries(one?.labels ?? {}).map(([value, description]) => ({ value, description }));

export const subnets = ({ state, operands: [vpc] }: Query): Suggestion[] =>
  (state('vpc').vpcs.get(vpc as Name)?.subnets ?? []).map(({ name, cidr }) => ({
    value: name,
    description: cidr,
  }));

export const peerings = ({ state, names, describes }: Query): Suggestion[] =>
  describes ? peeringSuggestions(state('peering').peerings.values()) : undescribed(names('peering'));

/** Suggests the requests, and the peerings with new networks, that can be accepted or rejected. */
export const pendingPeerings = ({ state }: Query): Suggestion[] =>
  peeringSuggestions(
    [...state('peering').peerings.values()].filter(
      (one) => isPending(one) || (isAlive(one) && widenings(one).length > 0),
    ),
  );

function peeringSuggestions(some: Iterable<Peering>): Suggestion[] {
  const all = inNaturalOrder(some);
  return withOwners(
    all.map((peering) => ({
      value: peering.name,
      description: `${endsOf(peering).join(' and ')}, ${statusOf(peering)}`,
    })),
    new Map(all.map(({ name, requester, accepter }) => [name, [requester.owner, accepter.owner]])),
  );
}

/** Suggests the two ends of the peering argument. */
export function sides({ state, operands: [name] }: Query): Suggestion[] {
  const plan = state('gateway', 'peering', 'vpc');
  const peering = plan.peerings.get(name as Name);
  if (!peering) return [];
  const ends = endsOf(peering);
  const known = <Value>(map: ReadonlyMap<Name, Value>): Value[] =>
    ends.map((end) => map.get(end)).filter((value) => value !== undefined);
  return peering.requester.end.kind === 'vpc'
    ? vpcSuggestions(known(plan.vpcs))
    : gatewaySuggestions(plan, known(plan.gateways));
}

/** Suggests the clients of the gateway argument. */
export const clients = ({ around, operands: [gateway = ''] }: Query): Suggestion[] =>
  inNaturalOrder(clientsOf(around(gateway, 'client').near, gateway as Name)).map((client) => ({
    value: client.name,
    description: clientText(client),
  }));

const clientText = ({ addresses, status }: Client): string => [...addresses, status].join(', ');

/** Suggests the peers of the gateway argument: its peerings and clients. */
export function peers(query: Query): Suggestion[] {
  const gateway = (query.operands[0] ?? '') as Name;
  const alive = peeringsOf(query.around(gateway, 'peering').near, gateway).filter(isAlive);
  const ofPeerings = alive.map((peering) => ({
    value: peeringPeerName(otherEnd(peering, gateway)),
    description: `peering ${peering.name}, ${statusOf(peering)}`,
  }));
  const ofClients = clients(query).map(({ value, description }) => ({
    value,
    description: `client, ${description}`,
  }));
  return [...ofPeerings.sort((a, b) => compareNames(a.value, b.value)), ...ofClients];
}

/** Suggests locations that were set or that a VPC refers to. */
export function locations({ state }: Query): Suggestion[] {
  const plan = state('location', 'vpc');
  const named = [...plan.vpcs.values()].map(({ location }) => location);
  const names = new Set([...plan.locations.keys(), ...named.filter((name) => name !== undefined)]);
  return [...names].sort(compareNames).map((value) => ({
    value,
    description: `VPN gateways ${plan.locations.get(value)?.vpnGateway === false ? 'off' : 'on'}`,
  }));
}

/** Suggests the owners of gateways and VPCs. */
export function owners({ state }: Query): Suggestion[] {
  const plan = state('gateway', 'vpc');
  const all = [...plan.gateways.values(), ...plan.vpcs.values()].map(({ owner }) => owner);
  return [...new Set(all)].sort(compareNames).map((value) => ({ value }));
}

/** Suggests all objects, by the names that the journal uses. */
export function objects({ state }: Query): Suggestion[] {
  const { clients, gateways, locations, peerings, vpcs } = state(...ALL);
  const kinds = {
    gateway: gateways,
    vpc: vpcs,
    peering: peerings,
    client: clients,
    location: locations,
  };
  const found = new Map<string, string[]>();
  for (const [kind, map] of Object.entries(kinds)) {
    for (const name of map.keys()) found.set(name, [...(found.get(name) ?? []), kind]);
  }
  return [...found].map(([value, all]) => ({ value, description: all.join(', ') }));
}
