import { conflict, usage, validationError } from '../../errors.ts';
import type { Ip } from '../address/cidr.ts';
import { nextFreeAddress, nextFreeAddresses } from '../allocated-addresses.ts';
import type { HostName } from '../endpoint.ts';
import type { Instant } from '../instant.ts';
import { PEERING_PEER_PREFIX } from '../peer-names.ts';
import { clientNamed, gatewayNamed } from '../queries.ts';
import type { Secret } from '../secret.ts';
import {
  type Client,
  type ClientDns,
  clientKey,
  type Gateway,
  type IssuedConfig,
  type State,
  withEntry,
  withoutEntries,
} from '../state.ts';
import type { Name, PublicKey } from '../values.ts';
import { throwIfKeyTaken } from './gateway.ts';

export interface NewClient {
  readonly gateway: Name;
  readonly name: Name;
  readonly publicKey: PublicKey;
  readonly privateKey?: Secret;
  readonly presharedKey: Secret;
  readonly createdAt: Instant;
  readonly expiresAt?: Instant;
  readonly dns?: ClientDns;
}

/** A new client with the lowest free address of each tunnel subnet. Exit 5 when its name is taken, 3 when a subnet is full. */
export function addClient(
  state: State,
  { gateway: gatewayName, ...intent }: NewClient,
): { state: State; client: Client } {
  const gateway = gatewayNamed(state, gatewayName);
  throwIfClientNamed(state, gateway.name, intent.name);
  throwIfUnreachable(gateway);
  throwIfKeyTaken(state, intent.publicKey);
  if (intent.dns) throwIfNoServer(intent.dns);
  const full = gateway.tunnelSubnets.find((subnet) => !nextFreeAddress(state, gateway, subnet));
  if (full) {
    throw validationError(
      'tunnel-subnet-full',
      `No free address is left in the tunnel subnet ${full} of ${gateway.name}`,
      `run \`peerway gateway peers ${gateway.name}\` to see which addresses are in use`,
    );
  }
  const { name, ...rest } = intent;
  const addresses = nextFreeAddresses(state, gateway);
  const client: Client = { name, gateway: gateway.name, status: 'active', addresses, ...rest };
  return { state: withClient(state, client), client };
}

/** Exit 3 for a gateway without an endpoint, which no client could reach. */
function throwIfUnreachable({ name, endpoint }: Gateway): void {
  if (endpoint) return;
  throw validationError(
    'client-needs-endpoint',
    `Gateway ${name} has no endpoint, so a client could not reach it`,
    `add the client to another gateway; or, if a router can forward a UDP port to ${name}, first run \`peerway gateway update ${name} --endpoint <host[:port]>\``,
  );
}

/** Exit 5 when the gateway has a client of that name, 2 when it is one that peers of peerings have. */
export function throwIfClientNamed(state: State, gateway: Name, name: Name): void {
  if (name.startsWith(PEERING_PEER_PREFIX)) {
    throw usage(
      `A client's name may not begin with ${PEERING_PEER_PREFIX}: ${name}`,
      `the prefix ${PEERING_PEER_PREFIX} is reserved for the peers of peerings`,
    );
  }
  if (!state.clients.has(clientKey(gateway, name))) return;
  const hint = `run \`peerway client show ${gateway} ${name}\` to see it`;
  throw conflict('name-taken', `Gateway ${gateway} already has a client named ${name}`, hint);
}

/** Returns the state with a client that exists already and keeps its addresses. Exit 5 when its name or key is taken. */
export function addImportedClient(state: State, client: Client): State {
  throwIfClientNamed(state, client.gateway, client.name);
  throwIfUnreachable(gatewayNamed(state, client.gateway));
  throwIfKeyTaken(
    state,
    client.publicKey,
    undefined,
    (holder, show) => `this peer is ${holder} already: ${show}, or omit --client to keep the peer foreign`,
  );
  return withClient(state, client);
}

const withClient = (state: State, client: Client): State => ({
  ...state,
  clients: withEntry(state.clients, clientKey(client.gateway, client.name), client),
});

/** The values that a client can be without, by their flags. */
export const CLIENT_UNSETS = ['expires', 'dns', 'search-domain'] as const;
export type ClientUnset = (typeof CLIENT_UNSETS)[number];

export interface ClientUpdate {
  readonly status?: 'active' | 'disabled';
  /** Revives an expired client. */
  readonly expiresAt?: Instant;
  readonly servers?: readonly Ip[];
  readonly searchDomains?: readonly HostName[];
  readonly unset: readonly ClientUnset[];
}

/** Returns the state with a changed client. Exit 3 for an expiry that has passed, or a search domain without a DNS server. */
export function updateClient(
  state: State,
  { gateway: gatewayName, name }: { readonly gateway: string; readonly name: string },
  update: ClientUpdate,
): { state: State; client: Client } {
  const client = clientNamed(state, gatewayNamed(state, gatewayName).name, name);
  const { expiresAt: before, dns: dnsBefore, ...kept } = client;
  const expiresAt = update.expiresAt ?? (update.unset.includes('expires') ? undefined : before);
  const dns = dnsAfter(dnsBefore, update);
  if (dns) throwIfNoServer(dns);
  const isExpired = client.status === 'expired' && expiresAt === before;
  if (isExpired && update.status === 'active')
    throw validationError(
      'client-expired',
      `Client ${name} of ${client.gateway} expired on ${before}`,
      `run \`peerway client update ${client.gateway} ${name} --expires 30d\`, or with --unset expires`,
    );
  const next: Client = {
    ...kept,
    status: isExpired ? (update.status ?? 'expired') : (update.status ?? revived(client.status)),
    ...(expiresAt ? { expiresAt } : {}),
    ...(dns ? { dns } : {}),
  };
  return JSON.stringify(sorted(next)) === JSON.stringify(sorted(client))
    ? { state, client }
    : { state: withClient(state, next), client: next };
}

/** Returns the status once a client has another expiry. */
const revived = (status: Client['status']): Client['status'] => (status === 'expired' ? 'active' : status);

const sorted = (client: Client) => Object.entries(client).sort(([one], [other]) => (one < other ? -1 : 1));

function dnsAfter(before: ClientDns | undefined, update: ClientUpdate): ClientDns | undefined {
  const { servers, searchDomains, unset } = update;
  const after = {
    servers: servers ?? (unset.includes('dns') ? [] : (before?.servers ?? [])),
    searchDomains: searchDomains ?? (unset.includes('search-domain') ? [] : (before?.searchDomains ?? [])),
  };
  return after.servers.length + after.searchDomains.length > 0 ? after : undefined;
}

/** wg-quick(8) sets search domains only together with a server. */
function throwIfNoServer({ servers, searchDomains }: ClientDns): void {
  if (servers.length > 0) return;
  throw validationError(
    'dns-server-missing',
    `The search domain ${searchDomains.join(', ')} needs a DNS server`,
    'give one with --dns <ip>, or remove the domain with --unset search-domain',
  );
}

/** Records the configuration given to a client. Returns the same state if it is recorded already. */
export function issueConfig(state: State, client: Client, issued: IssuedConfig): State {
  const same =
    client.issued && JSON.stringify({ ...client.issued, at: '' }) === JSON.stringify({ ...issued, at: '' });
  return same ? state : withClient(state, { ...client, issued });
}

/** The state without the clients of a gateway. */
export function deleteClients(
  state: State,
  gatewayName: string,
  names: readonly string[],
): { state: State; clients: Client[] } {
  const gateway = gatewayNamed(state, gatewayName);
  const clients = [...new Set(names)].map((name) => clientNamed(state, gateway.name, name));
  const keys = clients.map((client) => clientKey(client.gateway, client.name));
  return { state: { ...state, clients: withoutEntries(state.clients, keys) }, clients };
}
