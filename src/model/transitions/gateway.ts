import { conflict, usage, validationError } from '../../errors.ts';
import { type Cidr, contains, familyOf, type Ip, sortedCidrs } from '../address/cidr.ts';
import { freeNetworks, nextFreeOf } from '../address/free.ts';
import { asProperty, changedDevice, DEVICES, type DeviceChange, deviceOf, deviceText } from '../device.ts';
import { DEFAULT_PORT, type EndpointChange, endpointText, listenPortOf, sshText } from '../endpoint.ts';
import type { Instant } from '../instant.ts';
import { changedLabels, type LabelChange, withLabels } from '../labels.ts';
import { isMissing } from '../missing-keys.ts';
import { heldAtProvider } from '../name-at-provider.ts';
import { isAlive, type Peering } from '../peering.ts';
import type { ProviderSpecs } from '../provider.ts';
import { clientsOf, gatewayNamed, peeringsOf } from '../queries.ts';
import { brokenPeerings } from '../rules/broken.ts';
import { usedNetworks } from '../rules/claims.ts';
import { newEndpointProblems } from '../rules/endpoints.ts';
import { NEW_KEY, publicTunnelWarnings } from '../rules/findings.ts';
import { strayForeign } from '../rules/foreign.ts';
import { reservedLanAddresses } from '../rules/lan-addresses.ts';
import { LOCATION_RULES } from '../rules/locations.ts';
import { mtuWarnings } from '../rules/mtu.ts';
import { endpointWarnings, gatewayProblems, overlapWarnings } from '../rules/networks.ts';
import { problemsOf } from '../rules/rule.ts';
import { type Client, clientKey, type Gateway, type State, withEntry, withoutEntries } from '../state.ts';
import type { Name, PublicKey } from '../values.ts';
import { type Change, throwAny } from './change.ts';
import { withEndOwner } from './owner.ts';
import { addedFamilies, withAddressesIn, withOwnAddresses } from './tunnel-families.ts';

/** Returns the state with a new gateway in an existing VPC. Exit 5 when its name or key is taken, 3 when its addresses conflict. */
export function createGateway(state: State, gateway: Gateway): Change {
  throwIfGatewayNamed(state, gateway.name);
  throwIfKeyTaken(state, gateway.publicKey);
  const next = { ...state, gateways: withEntry(state.gateways, gateway.name, gateway) };
  throwAny([
    ...gatewayProblems(next, gateway, state),
    ...newEndpointProblems(next, gateway),
    ...problemsOf(LOCATION_RULES, { state: next, gateways: [gateway] }),
  ]);
  return {
    state: next,
    warnings: [
      ...overlapWarnings(next, { kind: 'tunnel', holder: gateway.name }, gateway.tunnelSubnets),
      ...endpointWarnings(next, gateway),
      ...publicTunnelWarnings(gateway, gateway.tunnelSubnets),
    ],
  };
}

/** Throws exit 5 when a gateway has that name, in the plan or at its provider. */
export function throwIfGatewayNamed(state: State, name: Name, except?: Name): void {
  const held = heldAtProvider('gateway', state.gateways.values(), name, except);
  if (held) throw held;
  if (!state.gateways.has(name)) return;
  const hint = `run \`peerway gateway show ${name}\` to see it`;
  throw conflict('name-taken', `There is already a gateway named ${name}`, hint);
}

/** WireGuard identifies a peer by its key: two peers with one key would be one, with the AllowedIPs of the last. */
export function throwIfKeyTaken(
  state: State,
  key: PublicKey,
  except?: Name,
  hintOf: (holder: string, show: string) => string = () => NEW_KEY,
): void {
  const gateway = [...state.gateways.values()].find((one) => one.publicKey === key && one.name !== except);
  const client = [...state.clients.values()].find((one) => one.publicKey === key);
  const holder = gateway ? `gateway ${gateway.name}` : client && `client ${client.name} of ${client.gateway}`;
  if (!holder) return;
  const show = gateway ? `gateway show ${gateway.name}` : `client show ${client?.gateway} ${client?.name}`;
  const hint = hintOf(holder, `run \`peerway ${show}\` to see it`);
  throw conflict('public-key-taken', `The public key ${key} is already used by ${holder}`, hint);
}

/** The lowest free tunnel subnet of the pool: a /24, for IPv6 a /64. */
export function nextTunnelSubnet(state: State, pool: Cidr): Cidr {
  const prefix = familyOf(pool) === 4 ? 24 : 64;
  const free = freeNetworks(usedNetworks(state), pool, prefix).next().value;
  if (free) return free;
  throw validationError(
    'tunnel-pool-full',
    `No free /${prefix} is left in the tunnel pool ${pool}`,
    `use --tunnel-subnet ${nextFreeOf(familyOf(pool), usedNetworks(state), prefix)}, which is free, or set another tunnel-pool`,
  );
}

export type GatewayUpdate = Partial<
  Pick<
    Gateway,
    | 'interface'
    | 'listenPort'
    | 'mtu'
    | 'lanAddresses'
    | 'ssh'
    | 'status'
    | 'owner'
    | 'tunnelSubnets'
    | 'publicKey'
    | 'allowForeign'
  >
> & {
  readonly clientToClient?: boolean;
  /** Without a port, the gateway keeps its own; `none` removes the endpoint. */
  readonly endpoint?: EndpointChange | 'none';
  /** When a new public key was set. */
  readonly keyCreatedAt?: Instant;
  readonly labels?: LabelChange;
  readonly unset?: readonly GatewayUnset[];
  readonly device?: DeviceChange;
};

/** The values that a gateway can be without, by their flags. */
export const GATEWAY_UNSETS = ['lan-address', 'ssh', 'listen-port', 'label', 'allow-foreign'] as const;
export type GatewayUnset = (typeof GATEWAY_UNSETS)[number];

/** Returns the state with a changed gateway. Its peerings are checked again: exit 3 if one would break. */
export function updateGateway(
  specs: ProviderSpecs,
  state: State,
  name: string,
  update: GatewayUpdate,
): Change {
  const gateway = gatewayNamed(state, name);
  if (Object.keys(update).length === 0)
    throw usage(
      `Nothing to change in gateway ${name}`,
      `run \`peerway gateway update ${name} --help\` to see what can be changed`,
    );
  if (update.tunnelSubnets) throwIfTunnelInUse(state, gateway, update.tunnelSubnets);
  if (update.publicKey) throwIfKeyTaken(state, update.publicKey, gateway.name);
  const {
    privateKey,
    keyCreatedAt,
    endpoint: _,
    device: _device,
    ssh: keptSsh,
    ...kept
  } = withoutValues(gateway, update.unset ?? []);
  const {
    keyCreatedAt: setAt,
    clientToClient: __,
    allowForeign: ___,
    endpoint: ____,
    labels: labelChange,
    unset: _____,
    device: deviceChange = {},
    ...values
  } = update;
  const device = changedDevice(deviceOf(gateway), deviceChange);
  const isNewKey = values.publicKey !== undefined && values.publicKey !== gateway.publicKey;
  const createdAt = isNewKey ? setAt : keyCreatedAt;
  // A key that an import left out is with the operator, who gives its public key.
  const ownKey =
    update.publicKey === undefined || (update.publicKey === gateway.publicKey && !isMissing(privateKey));
  const ssh = update.ssh ?? (DEVICES[device.name].isDeployable ? keptSsh : undefined);
  const renewed: Gateway = {
    ...kept,
    ...(ownKey && privateKey ? { privateKey } : {}),
    ...(createdAt === undefined ? {} : { keyCreatedAt: createdAt }),
    ...values,
    ...asProperty(device),
    ...(ssh ? { ssh } : {}),
    ...changedEndpoint(gateway, update),
  };
  const labels = labelChange ? changedLabels(`Gateway ${name}`, renewed.labels, labelChange) : renewed.labels;
  const changed = withLabels(withForwarding(withTunnel(renewed, gateway), update), labels);
  const droppedSsh = ssh ? undefined : keptSsh;
  if (isSame(changed, gateway)) return { state, warnings: [] };
  const placed = { ...state, gateways: withEntry(state.gateways, gateway.name, changed) };
  const owned =
    changed.owner === gateway.owner
      ? placed
      : withEndOwner(placed, { kind: 'gateway', name: changed.name }, changed.owner);
  const next = withAddressesIn(owned, changed.name, addedFamilies(gateway, changed.tunnelSubnets));
  const peerings = movesAddresses(update) ? peeringsOf(next, gateway.name).filter(isAlive) : [];
  throwAny([
    ...gatewayProblems(next, changed, state),
    ...(update.endpoint ? newEndpointProblems(next, changed) : []),
    ...(update.lanAddresses ? reservedLanAddresses(specs, next, changed) : []),
    ...brokenPeerings(specs, next, peerings, state),
  ]);
  return {
    state: next,
    warnings: [
      ...overlapWarnings(next, { kind: 'tunnel', holder: gateway.name }, update.tunnelSubnets ?? []),
      ...(update.endpoint ? endpointWarnings(next, changed) : []),
      ...publicTunnelWarnings(changed, update.tunnelSubnets),
      ...forwardingWarnings(changed, update),
      ...strayForeign(changed, update.allowForeign ?? []),
      ...(update.mtu === undefined ? [] : mtuWarnings(specs, next, changed)),
      ...(droppedSsh
        ? [
            `the SSH target ${sshText(droppedSsh)} of ${changed.name} is removed: peerway does not deploy to ${deviceText(device)}`,
          ]
        : []),
      ...(update.lanAddresses
        ? droppedFamilies('LAN address', gateway.lanAddresses, changed.lanAddresses)
        : []),
      ...droppedFamilies('tunnel subnet', gateway.tunnelSubnets, changed.tunnelSubnets),
      ...(privateKey && !isMissing(privateKey) && !ownKey
        ? [
            `the private key of ${gateway.name} that was stored here is dropped: it goes with the old public key`,
          ]
        : []),
    ],
  };
}

/** Returns the gateway without the values that are unset. */
function withoutValues(gateway: Gateway, unset: readonly GatewayUnset[]): Gateway {
  const { ssh, labels, allowForeign, listenPort, ...rest } = gateway;
  return {
    ...rest,
    ...(allowForeign && !unset.includes('allow-foreign') ? { allowForeign } : {}),
    ...(ssh && !unset.includes('ssh') ? { ssh } : {}),
    ...(listenPort !== undefined && !unset.includes('listen-port') ? { listenPort } : {}),
    ...(labels && !unset.includes('label') ? { labels } : {}),
    ...(unset.includes('lan-address') ? { lanAddresses: [] } : {}),
  };
}

/** Another tunnel subnet ends the use of the addresses that the gateway was imported with. */
function withTunnel(gateway: Gateway, before: Gateway): Gateway {
  if (isWidened(before, gateway.tunnelSubnets)) return gateway;
  const added = addedFamilies(before, gateway.tunnelSubnets);
  if (added.length > 0) return withOwnAddresses(gateway, added);
  const { addresses: _, ...rest } = gateway;
  return rest;
}

/** Returns the gateway with changed settings of its firewall; those that are off are absent. */
function withForwarding(
  gateway: Gateway,
  { clientToClient, allowForeign }: Pick<GatewayUpdate, 'clientToClient' | 'allowForeign'>,
): Gateway {
  const { clientToClient: wasOn = false, allowForeign: allowed = [], ...rest } = gateway;
  const foreign = sortedCidrs([...new Set(allowForeign ?? allowed)]);
  return {
    ...rest,
    ...((clientToClient ?? wasOn) ? { clientToClient: true } : {}),
    ...(foreign.length > 0 ? { allowForeign: foreign } : {}),
  };
}

/** Returns the endpoint after an update. A gateway that loses its endpoint keeps the port on which it listens. */
function changedEndpoint(
  gateway: Gateway,
  { endpoint: change, listenPort }: GatewayUpdate,
): Pick<Gateway, 'endpoint' | 'listenPort'> {
  const { endpoint } = gateway;
  if (change === 'none') {
    const kept = listenPort ?? listenPortOf(gateway);
    return kept === DEFAULT_PORT && gateway.listenPort === undefined ? {} : { listenPort: kept };
  }
  if (!change) return endpoint ? { endpoint } : {};
  const port = change.port ?? endpoint?.port ?? listenPort ?? listenPortOf(gateway);
  return { endpoint: { ...endpoint, host: change.host, port } };
}

/** Warns if only the port on which a gateway listens changes, so that its peers still send to another one. */
function forwardingWarnings(
  { name, endpoint }: Gateway,
  { endpoint: given, listenPort }: GatewayUpdate,
): string[] {
  if (!endpoint || given || listenPort === undefined || listenPort === endpoint.port) return [];
  return [
    `peers still send to port ${endpoint.port} of ${endpoint.host}: unless a router forwards it to port ${listenPort}, run \`peerway gateway update ${name} --endpoint ${endpointText({ ...endpoint, port: listenPort })}\``,
  ];
}

/** Warns of addresses of a family for which the change, which replaces all of them, gives no new one. */
const droppedFamilies = (
  what: string,
  before: readonly (Cidr | Ip)[],
  after: readonly (Cidr | Ip)[],
): string[] =>
  before
    .filter((old) => !after.some((one) => familyOf(one) === familyOf(old)))
    .map((old) => `the ${what} ${old} is removed: only ${after.join(', ') || 'none'} was given`);

/** True for a change that can make addresses of a peering conflict, or an endpoint unusable. */
const movesAddresses = ({ endpoint, device, tunnelSubnets, allowForeign }: GatewayUpdate): boolean =>
  [endpoint, device, tunnelSubnets, allowForeign].some((value) => value !== undefined);

/** Compares the JSON of both; a private key, which JSON hides, changes only together with the public one. */
const isSame = (one: Gateway, other: Gateway): boolean =>
  (Object.keys({ ...one, ...other }) as (keyof Gateway)[]).every(
    (key) => JSON.stringify(one[key]) === JSON.stringify(other[key]),
  );

/** Returns whether an imported gateway keeps its addresses in larger subnets: then nothing on its peers changes but AllowedIPs. */
const isWidened = ({ addresses, tunnelSubnets }: Gateway, subnets: readonly Cidr[]): boolean =>
  addresses !== undefined && tunnelSubnets.every((old) => subnets.some((subnet) => contains(subnet, old)));

function throwIfTunnelInUse(state: State, gateway: Gateway, subnets: readonly Cidr[]): void {
  if (sortedCidrs(gateway.tunnelSubnets).join() === sortedCidrs(subnets).join()) return;
  if (isWidened(gateway, subnets) || addedFamilies(gateway, subnets).length > 0) return;
  const users = [
    ...peeringsOf(state, gateway.name)
      .filter(isAlive)
      .map((peering) => `peering ${peering.name}`),
    ...clientsOf(state, gateway.name).map((client) => `client ${client.name}`),
  ];
  if (users.length === 0) return;
  const message = `The tunnel subnet of ${gateway.name} has addresses in use`;
  throw validationError(
    'tunnel-in-use',
    message,
    newFamilyHint(gateway, subnets) ??
      `to change it, they must be deleted and created again, which interrupts their traffic; clients need a new configuration; run \`peerway gateway peers ${gateway.name}\` to see them`,
    users,
  );
}

/** Returns the command that adds a subnet of another family, if only that one was given. */
function newFamilyHint({ name, tunnelSubnets }: Gateway, subnets: readonly Cidr[]): string | undefined {
  const isOther = subnets.every((one) => tunnelSubnets.every((other) => familyOf(one) !== familyOf(other)));
  return isOther
    ? `to add ${subnets.join(' ')}, give all: \`peerway gateway update ${name} --tunnel-subnet ${[...tunnelSubnets, ...subnets].join(' ')}\``
    : undefined;
}

/** Everything that is deleted together with gateways. */
export interface GatewayRemoval {
  readonly state: State;
  readonly gateways: readonly Gateway[];
  readonly peerings: readonly Peering[];
  readonly clients: readonly Client[];
}

/** Returns the state without the gateways, their peerings on both sides and their clients. */
export function deleteGateways(state: State, names: readonly string[]): GatewayRemoval {
  const gateways = [...new Set(names)].map((name) => gatewayNamed(state, name));
  const peerings = [...new Set(gateways.flatMap((gateway) => peeringsOf(state, gateway.name)))];
  const clients = gateways.flatMap((gateway) => clientsOf(state, gateway.name));
  const next: State = {
    ...state,
    gateways: withoutEntries(
      state.gateways,
      gateways.map((gateway) => gateway.name),
    ),
    peerings: withoutEntries(
      state.peerings,
      peerings.map((peering) => peering.name),
    ),
    clients: withoutEntries(
      state.clients,
      clients.map((client) => clientKey(client.gateway, client.name)),
    ),
  };
  return { state: next, gateways, peerings, clients };
}
