import { type Cidr, prefixOf } from '../../model/address/cidr.ts';
import { interfaceAddressText } from '../../model/address/interface-address.ts';
import { gatewayAddress } from '../../model/address/pool.ts';
import { ownAddresses } from '../../model/allocated-addresses.ts';
import { DEVICE_NAMES, deviceOf, deviceText } from '../../model/device.ts';
import { endpointText, listenPortOf, sshText } from '../../model/endpoint.ts';
import { labelTexts } from '../../model/labels.ts';
import { keyPlace, keyPlaceText } from '../../model/missing-keys.ts';
import { compareNames } from '../../model/natural-order.ts';
import { isAlive } from '../../model/peering.ts';
import { clientsOf, peeringsOf } from '../../model/queries.ts';
import { GATEWAY_STATUSES, type Gateway, type State } from '../../model/state.ts';
import { foldedText } from '../../output/folded.ts';
import { type Column, labeled } from '../../output/result.ts';
import { KEY_AGE_COLUMN } from '../key-age-column.ts';
import { LABELS_COLUMN } from '../labels-column.ts';

/** Returns a gateway as JSON, without its secret keys. */
export const gatewayView = (state: State, gateway: Gateway) => ({
  name: gateway.name,
  /** The name that it has in the configuration of its cloud, if it was renamed since. */
  nameAtProvider: gateway.nameAtProvider ?? null,
  owner: gateway.owner,
  vpc: gateway.vpc,
  vpcCidrs: state.vpcs.get(gateway.vpc)?.cidrs ?? [],
  labels: gateway.labels ?? {},
  status: gateway.status,
  device: deviceOf(gateway).name,
  deviceVersion: deviceOf(gateway).version ?? null,
  endpoint: gateway.endpoint ? endpointText(gateway.endpoint) : null,
  listenPort: listenPortOf(gateway),
  tunnelSubnets: gateway.tunnelSubnets,
  interface: gateway.interface,
  mtu: gateway.mtu,
  lanAddresses: gateway.lanAddresses,
  ssh: gateway.ssh ? sshText(gateway.ssh) : null,
  publicKey: gateway.publicKey,
  privateKey: keyPlace(gateway.privateKey),
  clientToClient: gateway.clientToClient ?? false,
  allowForeign: gateway.allowForeign ?? [],
  keyCreatedAt: gateway.keyCreatedAt ?? null,
  addresses: ownAddresses(gateway).map(interfaceAddressText),
  foreignPeers: (gateway.foreignPeers ?? []).map(({ publicKey, allowedIps }) => ({ publicKey, allowedIps })),
  peerings: peeringsOf(state, gateway.name)
    .filter(isAlive)
    .map(({ name }) => name)
    .sort(compareNames),
  clients: clientsOf(state, gateway.name)
    .map(({ name }) => name)
    .sort(compareNames),
});

export type GatewayView = ReturnType<typeof gatewayView>;

const shownDevice = ({ device, deviceVersion }: GatewayView): string =>
  deviceText({ name: device, ...(deviceVersion === null ? {} : { version: deviceVersion }) });

/** A gateway with the age of its key in days; null if that is not known. */
export interface ListedGateway extends GatewayView {
  readonly keyAge: number | null;
}

export const GATEWAY_COLUMNS: readonly Column<ListedGateway>[] = [
  { header: 'NAME', cell: (row) => row.name },
  { header: 'STATUS', cell: (row) => row.status, values: GATEWAY_STATUSES, isStatus: true },
  { header: 'VPC', cell: (row) => row.vpc, rank: 2 },
  {
    header: 'DEVICE',
    cell: (row) => shownDevice(row),
    value: (row) => row.device,
    values: DEVICE_NAMES,
    rank: 4,
  },
  { header: 'ENDPOINT', cell: (row) => row.endpoint ?? '-', rank: 1 },
  {
    header: 'TUNNEL',
    cell: (row) => row.tunnelSubnets.join(', '),
    members: (row) => row.tunnelSubnets,
    folds: true,
    rank: 1,
  },
  { header: 'PEERINGS', cell: (row) => String(row.peerings.length), values: 'number', rank: 3 },
  { header: 'CLIENTS', cell: (row) => String(row.clients.length), values: 'number', rank: 4 },
  { header: 'OWNER', cell: (row) => row.owner, rank: 3 },
  KEY_AGE_COLUMN,
  LABELS_COLUMN,
];

/** The values of a gateway that an update can change. */
export const gatewayValues = (view: GatewayView) => ({
  status: view.status,
  owner: view.owner,
  labels: labelTexts(view.labels),
  device: shownDevice(view),
  endpoint: view.endpoint,
  listenPort: view.listenPort,
  tunnelSubnets: view.tunnelSubnets,
  interface: view.interface,
  mtu: view.mtu,
  lanAddresses: view.lanAddresses,
  ssh: view.ssh,
  publicKey: view.publicKey,
  privateKey: view.privateKey,
  clientToClient: view.clientToClient,
  allowForeign: view.allowForeign,
});

/** Labels of these values, as `gateway show` has them. */
export const GATEWAY_LABELS: Readonly<Record<string, string>> = {
  listenPort: 'listen port',
  tunnelSubnets: 'tunnel',
  mtu: 'MTU',
  lanAddresses: 'LAN address',
  ssh: 'SSH',
  publicKey: 'public key',
  privateKey: 'private key',
  clientToClient: 'client to client',
  allowForeign: 'allowed foreign networks',
};

/** The words for these values that have others in JSON. */
export const GATEWAY_TEXTS = {
  privateKey: (place: unknown): string => keyPlaceText(place as GatewayView['privateKey']),
};

/** The values of a gateway, and more of them at the end. */
export const gatewayLines = (view: GatewayView, more: readonly [string, string][] = []): string[] =>
  labeled([
    ['name', view.name],
    ['status', view.status],
    ['owner', view.owner],
    ['VPC', `${view.vpc} (${view.vpcCidrs.join(', ')})`],
    ['device', shownDevice(view)],
    ['labels', labelTexts(view.labels).join(', ')],
    ['endpoint', view.endpoint ?? 'none: the gateway connects to its peers'],
    ['tunnel', view.tunnelSubnets.join(', ')],
    // Only an import can make them differ.
    ...(view.addresses.every((address) => isFirstOf(view.tunnelSubnets, address))
      ? []
      : [['addresses', view.addresses.join(', ')] as [string, string]]),
    ['interface', `${view.interface}, port ${view.listenPort}, MTU ${view.mtu}`],
    ['LAN address', view.lanAddresses.join(', ') || '-'],
    ['SSH', view.ssh ?? '-'],
    ['public key', view.publicKey],
    ['private key', keyPlaceText(view.privateKey)],
    ['clients', foldedText(view.clients)],
    ...(view.clientToClient ? [['client to client', 'on'] as [string, string]] : []),
    ...(view.allowForeign.length > 0
      ? [['allowed foreign networks', view.allowForeign.join(', ')] as [string, string]]
      : []),
    ...view.foreignPeers.map(({ publicKey, allowedIps }): [string, string] => [
      'foreign peer',
      `${publicKey}  ${allowedIps.join(', ')}`,
    ]),
    ...more,
  ]);

const isFirstOf = (subnets: readonly Cidr[], address: string): boolean =>
  subnets.some((subnet) => `${gatewayAddress(subnet)}/${prefixOf(subnet)}` === address);
