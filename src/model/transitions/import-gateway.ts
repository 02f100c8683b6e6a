/** Adds a gateway whose tunnel exists already, with those of its peers that the plan knows. */
import { UserError, validationError } from '../../errors.ts';
import { type Cidr, contains } from '../address/cidr.ts';
import { networkAround } from '../address/interface-address.ts';
import type { Instant } from '../instant.ts';
import type { ProviderSpec, ProviderSpecs } from '../provider.ts';
import { gatewayNamed } from '../queries.ts';
import type { Secret } from '../secret.ts';
import { type ForeignPeer, type Gateway, type State, withEntry } from '../state.ts';
import type { Name, Owner, PublicKey } from '../values.ts';
import type { WgQuickPeer } from '../wg-quick/parse.ts';
import { clientAddresses, type FoundTunnel, tunnelSubnetsOf } from '../wg-quick/tunnel.ts';
import type { Change } from './change.ts';
import { addImportedClient } from './client.ts';
import { createPeering, derivedName } from './create-peering.ts';
import { throwIfGatewayNamed, throwIfKeyTaken } from './gateway.ts';
import { lostNetworks } from './lost-networks.ts';
import { type Allotment, addNewGateway, type NewGateway } from './new-gateway.ts';

/** The name of a peer that becomes a client, found by its key or by one of its AllowedIPs. */
export interface ClientChoice {
  readonly peer: PublicKey | Cidr;
  readonly name: Name;
}

export interface GatewayImport {
  readonly gateway: NewGateway;
  readonly allotment: Allotment;
  readonly tunnel: FoundTunnel;
  readonly clients: readonly ClientChoice[];
  /** The provider of peerings between gateways. */
  readonly spec: ProviderSpec;
  readonly actor: Owner;
  readonly login?: Owner | undefined;
  readonly now: Instant;
}

/** A peer that stays foreign. */
export interface StayingPeer extends ForeignPeer {
  /** The reason, if the operator or the plan named it; absent for a peer that the plan does not know. */
  readonly why?: string;
  /** True for a peer that can become a client. */
  readonly isCandidate: boolean;
}

export interface ImportedGateway extends Change {
  readonly peerings: readonly Name[];
  readonly clients: readonly Name[];
  readonly foreign: readonly StayingPeer[];
}

/** Result of taking in one peer. */
interface Taken {
  readonly state: State;
  readonly peering?: Name;
  readonly client?: Name;
  readonly foreign?: StayingPeer;
  readonly warnings: readonly string[];
}

/**
 * Returns the state with the gateway. Peers with the key of another gateway become peerings, named ones become clients;
 * all others stay foreign. Throws as `addNewGateway` does, and exit 2 or 3 for a client that is not a peer.
 */
export function importGateway(specs: ProviderSpecs, state: State, intent: GatewayImport): ImportedGateway {
  const { tunnel, clients } = intent;
  throwIfNoPeer(tunnel, clients);
  throwIfGatewayNamed(state, intent.gateway.name);
  throwIfKeyTaken(
    state,
    tunnel.publicKey,
    undefined,
    (holder, show) => `this tunnel is ${holder} already: ${show}`,
  );
  const added = addNewGateway(specs, state, placed(state, intent), intent.allotment);
  const peerings: Name[] = [];
  const named: Name[] = [];
  const foreign: StayingPeer[] = [];
  const warnings: string[] = [...added.warnings];
  let current = added.state;
  for (const peer of tunnel.peers) {
    const taken = takePeer(specs, current, intent, peer);
    current = taken.state;
    if (taken.peering) peerings.push(taken.peering);
    if (taken.client) named.push(taken.client);
    if (taken.foreign) foreign.push(taken.foreign);
    warnings.push(...taken.warnings);
  }
  const staying = foreign.map(({ why: _, isCandidate: __, ...peer }) => peer);
  current = withForeignPeers(current, intent.gateway.name, staying);
  return { state: current, peerings, clients: named, foreign, warnings };
}

/** Returns the gateway with the addresses that it has, and with its tunnel subnets. */
function placed(state: State, { gateway, tunnel }: GatewayImport): NewGateway {
  const taken = [...state.gateways.values()].flatMap(({ tunnelSubnets }) => tunnelSubnets);
  const given = gateway.tunnelSubnets;
  const tunnelSubnets = given.length > 0 ? given : tunnelSubnetsOf(tunnel, taken);
  if (tunnelSubnets.length === 0)
    throw validationError(
      'no-address',
      `${tunnel.source} has no address of the tunnel`,
      'give its subnet with --tunnel-subnet; the first host address of it is the gateway',
    );
  const { addresses } = tunnel;
  const missing = addresses.length === 0 ? [] : tunnelSubnets.filter((subnet) => !holdsOne(subnet, tunnel));
  if (missing[0])
    throw validationError(
      'no-address',
      `No address of ${tunnel.source} is in the tunnel subnet ${missing[0]}`,
      `its addresses are ${addresses.map(({ ip, prefix }) => `${ip}/${prefix}`).join(', ')}`,
    );
  return { ...gateway, tunnelSubnets, ...(addresses.length > 0 ? { addresses } : {}) };
}

const holdsOne = (subnet: Cidr, { addresses }: FoundTunnel): boolean =>
  addresses.some(({ ip }) => contains(subnet, ip));

function throwIfNoPeer({ peers, source }: FoundTunnel, clients: readonly ClientChoice[]): void {
  const stray = clients.find((choice) => !peers.some((peer) => isMeant(choice, peer)));
  if (stray)
    throw validationError(
      'no-such-peer',
      `No peer of ${source} has ${stray.peer}`,
      'name a client by its public key or by one of its AllowedIPs: --client 10.99.1.5/32=laptop',
    );
}

const isMeant = ({ peer }: ClientChoice, { publicKey, allowedIps }: WgQuickPeer): boolean =>
  peer === publicKey || allowedIps.some((cidr) => cidr === peer);

function takePeer(specs: ProviderSpecs, state: State, intent: GatewayImport, peer: WgQuickPeer): Taken {
  const gateway = gatewayNamed(state, intent.gateway.name);
  const remote = [...state.gateways.values()].find(
    ({ publicKey, name }) => publicKey === peer.publicKey && name !== gateway.name,
  );
  const choice = intent.clients.find((one) => isMeant(one, peer));
  const addresses = clientAddresses(peer, gateway.tunnelSubnets);
  const isClient = !remote && addresses !== undefined;
  const stays = (
    why = isClient && !gateway.endpoint
      ? `cannot be a client: ${gateway.name} has no endpoint to reach it at`
      : undefined,
  ): Taken => ({
    state,
    warnings: [],
    foreign: {
      publicKey: peer.publicKey,
      allowedIps: peer.allowedIps,
      ...(peer.presharedKey ? { presharedKey: peer.presharedKey } : { withoutPresharedKey: true as const }),
      ...(why === undefined ? {} : { why }),
      isCandidate: isClient && gateway.endpoint !== undefined,
    },
  });
  try {
    if (remote) return takeGateway(specs, state, intent, peer, gateway, remote);
    if (!choice) return stays();
    if (!addresses) throw notClient(peer, gateway, intent);
    const { presharedKey } = peer;
    const client = {
      name: choice.name,
      gateway: gateway.name,
      status: 'active' as const,
      addresses,
      publicKey: peer.publicKey,
      ...(presharedKey ? { presharedKey } : { withoutPresharedKey: true as const }),
      hasImportedKey: true as const,
      createdAt: intent.now,
    };
    return { state: addImportedClient(state, client), client: client.name, warnings: [] };
  } catch (error) {
    if (!(error instanceof UserError) || !remote) throw error;
    return stays(
      `gateway ${remote.name}, but: ${error.problems.map(({ message }) => message).join('; ') || error.message}`,
    );
  }
}

function notClient(
  peer: WgQuickPeer,
  { tunnelSubnets }: Gateway,
  { gateway, tunnel: { addresses } }: GatewayImport,
): UserError {
  const { publicKey, allowedIps } = peer;
  // Without clients, a tunnel subnet is the address of the gateway alone.
  const isGiven = gateway.tunnelSubnets.length > 0 || addresses.length === 0;
  const subnets = isGiven ? tunnelSubnets : [...new Set(addresses.map(networkAround))];
  const fits = clientAddresses(peer, subnets) !== undefined;
  return validationError(
    'not-a-client',
    `Peer ${publicKey} cannot be a client: its AllowedIPs are ${allowedIps.join(', ') || 'empty'}`,
    `${
      fits
        ? `the tunnel subnet of ${gateway.name} is only ${tunnelSubnets.join(' and ')}: give a larger one with --tunnel-subnet, or`
        : `a client has exactly one address, or one of each family, in ${subnets.join(' and ')};`
    } leave the peer out to keep it as a foreign one`,
  );
}

/** Returns the state with the peering of the two gateways. */
function takeGateway(
  specs: ProviderSpecs,
  state: State,
  { spec, actor, login, now }: GatewayImport,
  { presharedKey, allowedIps }: WgQuickPeer,
  gateway: Gateway,
  remote: Gateway,
): Taken {
  const { foreignPeers = [] } = remote;
  const there = foreignPeers.find((one) => one.publicKey === gateway.publicKey);
  const kept = presharedKey ?? there?.presharedKey;
  const made = createPeering(specs, state, {
    spec,
    ends: [remote.name, gateway.name],
    name: derivedName(remote.name, gateway.name),
    both: true,
    options: {},
    actor,
    login,
    ...(kept ? { presharedKey: kept } : {}),
    isImported: true,
    now,
  });
  const { name } = made.peering;
  const rest = foreignPeers.filter((one) => one.publicKey !== gateway.publicKey);
  // Another owner's gateway is not changed before they accept.
  const isAgreed = made.peering.agreement.kind === 'accepted';
  const next = isAgreed ? withForeignPeers(made.state, remote.name, rest) : made.state;
  const waits = `peering ${name} waits for the owner of ${remote.name}: until then, its peer stays foreign`;
  const known = there?.allowedIps ?? [];
  const lost = (on: Gateway, peer: Gateway, live: readonly Cidr[]) =>
    lostNetworks(specs, next, { on, peer, live });
  return {
    state: next,
    peering: name,
    warnings: [
      ...made.warnings,
      ...unequalKeys(name, [gateway.name, presharedKey], [remote.name, there]),
      ...(isAgreed ? [...lost(gateway, remote, allowedIps), ...lost(remote, gateway, known)] : [waits]),
    ],
  };
}

/** Warns if the ends of a tunnel have different preshared keys for each other. Those of a new peer and a known one. */
function unequalKeys(
  peering: Name,
  [name, key]: readonly [Name, Secret | undefined],
  [remote, there]: readonly [Name, ForeignPeer | undefined],
): string[] {
  const other = there?.presharedKey;
  if (!there || (!other && !there.withoutPresharedKey) || key?.reveal() === other?.reveal()) return [];
  const [holder, lacking] = key ? [name, remote] : [remote, name];
  const found =
    key && other
      ? `${remote} and ${name} have different preshared keys for each other`
      : `${holder} has a preshared key for ${lacking}, but ${lacking} has none for ${holder}`;
  return [
    `${found}, so their tunnel cannot come up: peering ${peering} has the key of ${holder}, and a deploy sets it on both`,
  ];
}

/** Returns the state in which these gateways have no foreign peers any more. */
export const withoutForeignPeers = (state: State, names: readonly Name[]): State =>
  names.reduce((current, name) => withForeignPeers(current, name, []), state);

/** Returns the state with the peers of a gateway that the plan does not have. */
function withForeignPeers(state: State, name: Name, peers: readonly ForeignPeer[]): State {
  const { foreignPeers: before, ...rest } = gatewayNamed(state, name);
  if (peers.length === (before?.length ?? 0)) return state;
  const gateway = { ...rest, ...(peers.length > 0 ? { foreignPeers: peers } : {}) };
  return { ...state, gateways: withEntry(state.gateways, rest.name, gateway) };
}
