/** Renames objects. Every reference follows, and what exists at a provider keeps the name under which it was made. */
import { conflict } from '../../errors.ts';
import { heldAtProvider, type NamedAtProvider, renamed } from '../name-at-provider.ts';
import { type End, endsOf, type Peering, type Side } from '../peering.ts';
import {
  clientNamed,
  clientsOf,
  gatewayNamed,
  gatewaysIn,
  peeringNamed,
  peeringsOfEnd,
  vpcNamed,
  vpcOf,
} from '../queries.ts';
import { type Client, clientKey, type Gateway, type State } from '../state.ts';
import type { Name } from '../values.ts';
import { throwIfClientNamed } from './client.ts';
import { throwIfGatewayNamed } from './gateway.ts';
import { throwIfVpcNamed } from './vpc.ts';

/** An object that refers to a renamed one. */
export interface Reference {
  readonly kind: 'gateway' | 'peering' | 'client';
  readonly name: string;
}

/** A state in which an object has another name. */
export interface Renaming {
  readonly state: State;
  /** Owners are not asked about the references in their objects. */
  readonly comparedWith: State;
  readonly references: readonly Reference[];
  /** The name that the object keeps at its provider. */
  readonly nameAtProvider?: Name;
}

/** Returns the state with another name for a VPC, also in its gateways and peerings. Exit 5 if the name is taken. */
export function renameVpc(state: State, old: string, name: Name): Renaming {
  const before = vpcNamed(state, old);
  if (before.name === name) return unchanged(state, before);
  throwIfVpcNamed(state, name, `run \`peerway vpc show ${name}\` to see it`, before.name);
  const vpc = renamed(before, name, before.provider.kind !== 'generic');
  const gateways = gatewaysIn(state, before.name).map((one) => ({ ...one, vpc: name }));
  const peerings = withEnd(state, { kind: 'vpc', name: before.name }, name);
  return renaming(vpc, [...references('gateway', gateways), ...references('peering', peerings)], {
    ...state,
    vpcs: replaced(state.vpcs, [[before.name, vpc]], nameOf),
    gateways: replaced(state.gateways, gateways.map(byItsName), nameOf),
    peerings: replaced(state.peerings, peerings.map(byItsName), nameOf),
  });
}

/** Returns the state with another name for a gateway, also in its peerings and clients. Exit 5 if the name is taken. */
export function renameGateway(state: State, old: string, name: Name): Renaming {
  const before = gatewayNamed(state, old);
  if (before.name === name) return unchanged(state, before);
  throwIfGatewayNamed(state, name, before.name);
  const gateway: Gateway = renamed(before, name, vpcOf(state, before).provider.kind !== 'generic');
  const clients = clientsOf(state, before.name);
  const peerings = withEnd(state, { kind: 'gateway', name: before.name }, name);
  const clientReferences = clients.map(
    (one): Reference => ({ kind: 'client', name: clientKey(name, one.name) }),
  );
  return renaming(gateway, [...references('peering', peerings), ...clientReferences], {
    ...state,
    gateways: replaced(state.gateways, [[before.name, gateway]], nameOf),
    peerings: replaced(state.peerings, peerings.map(byItsName), nameOf),
    clients: replaced(
      state.clients,
      clients.map((one): [string, Client] => [clientKey(one.gateway, one.name), { ...one, gateway: name }]),
      (one) => clientKey(one.gateway, one.name),
    ),
  });
}

/** Returns the state with another name for a peering. Exit 5 if the name is taken. */
export function renamePeering(state: State, old: string, name: Name): Renaming {
  const before = peeringNamed(state, old);
  if (before.name === name) return unchanged(state, before);
  throwIfPeeringNamed(state, name, before.name);
  const peering = renamed(before, name, before.requester.end.kind === 'vpc');
  return renaming(peering, [], {
    ...state,
    peerings: replaced(state.peerings, [[before.name, peering]], nameOf),
  });
}

/** Returns the state with another name for a client. Exit 5 if its gateway has a client of that name. */
export function renameClient(state: State, gatewayName: string, old: string, name: Name): Renaming {
  const gateway = gatewayNamed(state, gatewayName);
  const before = clientNamed(state, gateway.name, old);
  if (before.name === name) return unchanged(state, before);
  throwIfClientNamed(state, gateway.name, name);
  const key = clientKey(gateway.name, before.name);
  return renaming({ name }, [], {
    ...state,
    clients: replaced(state.clients, [[key, { ...before, name }]], (one) => clientKey(one.gateway, one.name)),
  });
}

function throwIfPeeringNamed(state: State, name: Name, except: Name): void {
  const other = state.peerings.get(name);
  if (other)
    throw conflict(
      'name-taken',
      `There is already a peering named ${name}, between ${endsOf(other).join(' and ')}`,
      `run \`peerway peering show ${name}\` to see it`,
    );
  const held = heldAtProvider('peering', state.peerings.values(), name, except);
  if (held) throw held;
}

const unchanged = (state: State, one: Partial<NamedAtProvider>): Renaming => ({
  state,
  comparedWith: state,
  references: [],
  ...keptName(one),
});

const renaming = (one: Partial<NamedAtProvider>, found: readonly Reference[], state: State): Renaming => ({
  state,
  comparedWith: state,
  references: found,
  ...keptName(one),
});

const keptName = ({ nameAtProvider }: Partial<NamedAtProvider>) =>
  nameAtProvider === undefined ? {} : { nameAtProvider };

const references = (kind: Reference['kind'], all: readonly { readonly name: Name }[]): Reference[] =>
  all.map(({ name }) => ({ kind, name }));

const nameOf = ({ name }: { readonly name: Name }): Name => name;

const byItsName = <One extends { readonly name: Name }>(one: One): [Name, One] => [one.name, one];

/** Returns the peerings of an end, ended ones included, with its new name. */
function withEnd(state: State, end: End, name: Name): Peering[] {
  const moved = (side: Side): Side =>
    side.end.name === end.name ? { ...side, end: { ...side.end, name } } : side;
  return peeringsOfEnd(state, end).map((peering) => ({
    ...peering,
    requester: moved(peering.requester),
    accepter: moved(peering.accepter),
  }));
}

/** Returns the map with values in place of those at their former keys, in the same order. */
function replaced<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  values: readonly [NoInfer<Key>, Value][],
  keyOf: (value: Value) => NoInfer<Key>,
): ReadonlyMap<Key, Value> {
  if (values.length === 0) return map;
  const changes = new Map(values);
  const next = new Map<Key, Value>();
  for (const [key, value] of map) {
    const changed = changes.get(key) ?? value;
    next.set(changed === value ? key : keyOf(changed), changed);
  }
  return next;
}
