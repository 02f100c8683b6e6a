/** Lookups in a state: an object by its name, and the objects that belong to it. */
import { EXIT, UserError, validationError } from '../errors.ts';
import { quoted } from '../visible.ts';
import type { SshTarget } from './endpoint.ts';
import { nearest } from './nearest.ts';
import { type End, type EndKind, endsOf, type Peering } from './peering.ts';
import type { Client, Gateway, State, Vpc } from './state.ts';
import { clientKey } from './state.ts';
import type { Name } from './values.ts';

/** The words that messages use for the nouns of the command line. */
const LABELS: Readonly<Record<string, string>> = { vpc: 'VPC', gateway: 'gateway', peering: 'peering' };

/**
 * Exit 4, with the nearest known name.
 * @param what  kind of object for messages
 * @param list  command that lists the objects
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

/**
 * Exit 4 for a value that cannot be removed, since it is not there. Lists the present ones and suggests none of them:
 * pasted, a suggestion would remove something in use.
 */
export function nothingToRemove(
  holder: string,
  what: string,
  value: string,
  present: readonly string[],
): UserError {
  const all = present.length === 0 ? `it has no ${what}s` : `its ${what}s are ${present.join(', ')}`;
  const only = present.length === 1 ? `its only ${what} is ${present[0]}` : all;
  return new UserError(EXIT.notFound, 'not-found', `${holder} has no ${what} ${quoted(value)}`, {
    hint: only,
  });
}

function named<Value>(noun: string, map: ReadonlyMap<Name, Value>, name: string): Value {
  const found = map.get(name as Name);
  if (found === undefined) throw notFound(LABELS[noun] ?? noun, name, map.keys(), `peerway ${noun} list`);
  return found;
}

export const vpcNamed = (state: State, name: string): Vpc => named('vpc', state.vpcs, name);
export const gatewayNamed = (state: State, name: string): Gateway => named('gateway', state.gateways, name);

/** Returns the peering of a name. Exit 4 if there is none; the hint finds one that is named after its ends in the other order. */
export function peeringNamed(state: State, name: string): Peering {
  const turned = state.peerings.has(name as Name) ? undefined : peeringTurned(state, name);
  if (!turned) return named('peering', state.peerings, name);
  throw new UserError(EXIT.notFound, 'not-found', `No peering named ${quoted(name)}`, {
    hint: `did you mean ${turned.name}? run \`peerway peering list\` to see all`,
  });
}

const peeringTurned = ({ peerings }: State, name: string): Peering | undefined =>
  [...peerings.values()].find((peering) => {
    const [first, second] = endsOf(peering);
    return name === `${second}-${first}` || name === `${first}-${second}`;
  });

/** Returns a peering of gateways. Exit 3 for a cloud peering, which connects VPCs. */
export function gatewayPeeringNamed(state: State, name: string): Peering {
  const peering = peeringNamed(state, name);
  if (peering.requester.end.kind === 'gateway') return peering;
  throw validationError(
    'not-of-gateways',
    `Peering ${name} is a cloud peering (via ${peering.via}); this command is for peerings of gateways`,
    `run \`peerway peering show ${name}\` to see it`,
  );
}

export function clientNamed(state: State, gateway: Name, name: string): Client {
  const client = state.clients.get(clientKey(gateway, name as Name));
  if (client) return client;
  const names = clientsOf(state, gateway).map((known) => known.name);
  throw notFound(`client of ${gateway}`, name, names, `peerway client list ${gateway}`);
}

/** The VPC of a gateway. Throws for a damaged state that lacks it. */
export function vpcOf(state: State, gateway: Gateway): Vpc {
  const vpc = state.vpcs.get(gateway.vpc);
  if (!vpc)
    throw new Error(`gateway ${gateway.name} names VPC ${gateway.vpc}, which the state does not hold`);
  return vpc;
}

/** The gateways of peerings, each once: requester before accepter, in the order of the peerings. */
export const gatewaysOf = (peerings: readonly Peering[]): Name[] => [
  ...new Set(
    peerings
      .flatMap(({ requester, accepter }) => [requester.end, accepter.end])
      .filter(({ kind }) => kind === 'gateway')
      .map(({ name }) => name),
  ),
];

/**
 * Groups of objects, built on first use: a scan per gateway would be quadratic in a full mesh. They belong to a map of
 * the state, which the states before and after most changes share.
 */
function indexed<Key, Value, Index>(build: (map: ReadonlyMap<Key, Value>) => Index) {
  const indexes = new WeakMap<ReadonlyMap<Key, Value>, Index>();
  return (map: ReadonlyMap<Key, Value>): Index => {
    const index = indexes.get(map) ?? build(map);
    indexes.set(map, index);
    return index;
  };
}

function addTo<Value>(groups: Map<Name, Value[]>, key: Name, value: Value): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

const peeringsByEnd = indexed((peerings: State['peerings']) => {
  const groups: Record<EndKind, Map<Name, Peering[]>> = { gateway: new Map(), vpc: new Map() };
  for (const peering of peerings.values()) {
    const { requester, accepter } = peering;
    addTo(groups[requester.end.kind], requester.end.name, peering);
    addTo(groups[requester.end.kind], accepter.end.name, peering);
  }
  return groups;
});

const clientsByGateway = indexed((clients: State['clients']) => {
  const groups = new Map<Name, Client[]>();
  for (const client of clients.values()) addTo(groups, client.gateway, client);
  return groups;
});

const gatewaysByVpc = indexed((gateways: State['gateways']) => {
  const groups = new Map<Name, Gateway[]>();
  for (const gateway of gateways.values()) addTo(groups, gateway.vpc, gateway);
  return groups;
});

/** All peerings of a gateway, ended ones included. */
export const peeringsOf = (state: State, gateway: Name): readonly Peering[] =>
  peeringsByEnd(state.peerings).gateway.get(gateway) ?? [];

/** All peerings that connect a VPC itself, ended ones included. */
export const peeringsOfVpc = (state: State, vpc: Name): readonly Peering[] =>
  peeringsByEnd(state.peerings).vpc.get(vpc) ?? [];

/** All peerings of a gateway or VPC, ended ones included. */
export const peeringsOfEnd = (state: State, { kind, name }: End): readonly Peering[] =>
  peeringsByEnd(state.peerings)[kind].get(name) ?? [];

export const clientsOf = (state: State, gateway: Name): readonly Client[] =>
  clientsByGateway(state.clients).get(gateway) ?? [];

/** The gateways with the same SSH target, by interface and name; none without a target. */
export const gatewaysOnHostOf = (state: State, { ssh }: Gateway): readonly Gateway[] =>
  ssh ? (gatewaysByHost(state.gateways).get(hostText(ssh)) ?? []) : [];

const gatewaysByHost = indexed((gateways: State['gateways']) => {
  const hosts = new Map<string, Gateway[]>();
  for (const gateway of byName(gateways.values())) {
    if (!gateway.ssh) continue;
    const host = hostText(gateway.ssh);
    hosts.set(host, [...(hosts.get(host) ?? []), gateway]);
  }
  for (const onHost of hosts.values())
    onHost.sort((a, b) => (a.interface < b.interface ? -1 : a.interface > b.interface ? 1 : 0));
  return hosts;
});

const hostText = ({ host, port }: SshTarget): string => `${host.toLowerCase()}:${port ?? 22}`;

/** The gateways of a VPC. */
export const gatewaysIn = (state: State, vpc: Name): readonly Gateway[] =>
  gatewaysByVpc(state.gateways).get(vpc) ?? [];

/** The values sorted by name. */
export const byName = <Value extends { readonly name: string }>(values: Iterable<Value>): Value[] =>
  [...values].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
