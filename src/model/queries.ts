/** What is asked of a state again and again: one object by name, what belongs together. */
import { EXIT, UserError, validationError } from '../errors.ts';
import { quoted } from '../visible.ts';
import type { CloudPeering } from './cloud-peering.ts';
import { nearest } from './nearest.ts';
import type { Client, Gateway, Peering, Side, State, Vpc } from './state.ts';
import { clientKey } from './state.ts';
import type { Name } from './values.ts';

/** How messages call the kinds of objects that a command lists. */
const LABELS: Readonly<Record<string, string>> = { vpc: 'VPC', gateway: 'gateway', peering: 'peering' };

/**
 * Exit 4, with the nearest name there is.
 * @param what  the kind of object, as messages call it
 * @param list  the command that lists them
 */
export function notFound(what: string, name: string, known: Iterable<string>, list?: string): UserError {
  const names = [...known];
  const near = nearest(name, names);
  const hints = [
    ...(names.length === 0
      ? [
          `there is no ${what} yet; run \`${['peerway', ...(list?.split(' ').slice(1, 2) ?? [])].join(' ')} --help\``,
        ]
      : []),
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    ...(list === undefined || names.length === 0 ? [] : [`run \`${list}\` to see all`]),
  ];
  const hint = hints.length > 0 ? hints.join(' ') : 'run `peerway --help`';
  return new UserError(EXIT.notFound, 'not-found', `No ${what} named ${quoted(name)}`, { hint });
}

function named<Value>(noun: string, map: ReadonlyMap<Name, Value>, name: string): Value {
  const found = map.get(name as Name);
  if (found === undefined) throw notFound(LABELS[noun] ?? noun, name, map.keys(), `peerway ${noun} list`);
  return found;
}

export const vpcNamed = (state: State, name: string): Vpc => named('vpc', state.vpcs, name);
export const gatewayNamed = (state: State, name: string): Gateway => named('gateway', state.gateways, name);

/** A peering of gateways. Exit 3 where it is one of a cloud, which has none. */
export function peeringNamed(state: State, name: string): Peering {
  const peering = anyPeeringNamed(state, name);
  if (peering.via === 'wireguard') return peering;
  throw validationError(
    'not-of-gateways',
    `Peering ${name} is a cloud peering (via ${peering.via}); this command is for peerings of gateways`,
    `run \`peerway peering show ${name}\` to see it`,
  );
}

/** Every peering, whatever carries it. */
export const allPeerings = (state: State): (Peering | CloudPeering)[] => [
  ...state.peerings.values(),
  ...state.cloudPeerings.values(),
];

/** The two gateways of a peering, or its two VPCs where a cloud carries it; the requester first. */
export const endsOf = (peering: Peering | CloudPeering): [Name, Name] =>
  peering.via === 'wireguard'
    ? [peering.requester.gateway, peering.accepter.gateway]
    : [peering.requester.vpc, peering.accepter.vpc];

/** A peering, whatever carries it. */
export const anyPeeringNamed = (state: State, name: string): Peering | CloudPeering =>
  state.cloudPeerings.get(name as Name) ??
  state.peerings.get(name as Name) ??
  named<Peering | CloudPeering>(
    'peering',
    new Map(allPeerings(state).map((peering) => [peering.name, peering])),
    name,
  );

export function clientNamed(state: State, gateway: Name, name: string): Client {
  const client = state.clients.get(clientKey(gateway, name as Name));
  if (client) return client;
  const names = clientsOf(state, gateway).map((known) => known.name);
  throw notFound(`client of ${gateway}`, name, names, `peerway client list ${gateway}`);
}

/** The VPC a gateway is in. A state in which it is missing is damaged. */
export function vpcOf(state: State, gateway: Gateway): Vpc {
  const vpc = state.vpcs.get(gateway.vpc);
  if (!vpc)
    throw new Error(`gateway ${gateway.name} names VPC ${gateway.vpc}, which the state does not hold`);
  return vpc;
}

/** Pending and active peerings take addresses and stand in the way of others; ended ones are kept for the record. */
export const isAlive = (peering: Pick<Peering, 'status'>): boolean =>
  peering.status !== 'rejected' && peering.status !== 'expired' && peering.status !== 'failed';

/** Only these are rendered. */
export const isRendered = (peering: Peering): boolean => peering.status === 'active';

/** The two sides as seen from one gateway. The peering has to be one of its own. */
export const sidesFrom = (peering: Peering, gateway: Name): { local: Side; remote: Side } =>
  peering.requester.gateway === gateway
    ? { local: peering.requester, remote: peering.accepter }
    : { local: peering.accepter, remote: peering.requester };

/** The gateways of peerings, each once: requester before accepter, in the order of the peerings. */
export const gatewaysOf = (peerings: readonly Peering[]): Name[] => [
  ...new Set(peerings.flatMap(({ requester, accepter }) => [requester.gateway, accepter.gateway])),
];

/**
 * Groups made once per state, each when it is first asked for: looking through all peerings for each gateway would be
 * quadratic in a full mesh.
 */
interface Index {
  peerings?: ReadonlyMap<Name, readonly Peering[]>;
  cloudPeerings?: ReadonlyMap<Name, readonly CloudPeering[]>;
  clients?: ReadonlyMap<Name, readonly Client[]>;
  gateways?: ReadonlyMap<Name, readonly Gateway[]>;
}

const indexes = new WeakMap<State, Index>();

function indexOf(state: State): Index {
  let index = indexes.get(state);
  if (!index) {
    index = {};
    indexes.set(state, index);
  }
  return index;
}

function grouped<Value>(pairs: readonly (readonly [Name, Value])[]): Map<Name, Value[]> {
  const groups = new Map<Name, Value[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

const bothSides = (peering: Peering): [Name, Peering][] => [
  [peering.requester.gateway, peering],
  [peering.accepter.gateway, peering],
];

/** All peerings of a gateway, ended ones too. */
export function peeringsOf(state: State, gateway: Name): readonly Peering[] {
  const index = indexOf(state);
  index.peerings ??= grouped([...state.peerings.values()].flatMap(bothSides));
  return index.peerings.get(gateway) ?? [];
}

/** All peerings of a VPC that a cloud carries, ended ones too. */
export function cloudPeeringsOf(state: State, vpc: Name): readonly CloudPeering[] {
  const index = indexOf(state);
  index.cloudPeerings ??= grouped(
    [...state.cloudPeerings.values()].flatMap((peering): [Name, CloudPeering][] => [
      [peering.requester.vpc, peering],
      [peering.accepter.vpc, peering],
    ]),
  );
  return index.cloudPeerings.get(vpc) ?? [];
}

/** The VPC at the other end of a cloud's peering. */
export const otherVpc = ({ requester, accepter }: CloudPeering, vpc: Name): Name =>
  requester.vpc === vpc ? accepter.vpc : requester.vpc;

export function clientsOf(state: State, gateway: Name): readonly Client[] {
  const index = indexOf(state);
  index.clients ??= grouped([...state.clients.values()].map((client) => [client.gateway, client] as const));
  return index.clients.get(gateway) ?? [];
}

/** The gateways of a VPC. */
export function gatewaysIn(state: State, vpc: Name): readonly Gateway[] {
  const index = indexOf(state);
  index.gateways ??= grouped([...state.gateways.values()].map((gateway) => [gateway.vpc, gateway] as const));
  return index.gateways.get(vpc) ?? [];
}

/** The gateways in order of their names; likewise for anything that is named. */
export const byName = <Value extends { readonly name: string }>(values: Iterable<Value>): Value[] =>
  [...values].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
