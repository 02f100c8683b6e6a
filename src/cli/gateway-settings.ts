/** `gateway create` and `gateway update`. */
import { usage } from '../errors.ts';
import type { Cidr, Ip } from '../model/address/cidr.ts';
import { parseCidr, parseIp, parseTunnelSubnet } from '../model/address/parse.ts';
import {
  DEVICE_NAMES,
  DEVICES,
  type DeviceChange,
  type DeviceName,
  parseDeviceVersion,
} from '../model/device.ts';
import {
  DEFAULT_PORT,
  type EndpointChange,
  parseEndpointChange,
  parseListenPort,
  parseSshTarget,
  type SshTarget,
} from '../model/endpoint.ts';
import type { Label } from '../model/labels.ts';
import { parseLineMtu } from '../model/rules/mtu.ts';
import { GATEWAY_STATUSES, type GatewayStatus } from '../model/state.ts';
import { GATEWAY_UNSETS, type GatewayUnset, type GatewayUpdate } from '../model/transitions/gateway.ts';
import {
  type InterfaceName,
  type Name,
  type Owner,
  type PublicKey,
  parseInterfaceName,
  parseMtu,
  parseName,
  parseOwner,
  parsePublicKey,
} from '../model/values.ts';
import type { Flag } from './flag.ts';
import {
  choiceFlag,
  EMPTY,
  emptyableListFlag,
  grouped,
  ifNotExistsFlag,
  listFlag,
  switchFlag,
  throwIfSetAndUnset,
  unsetFlag,
  type Verb,
  valueFlag,
} from './grammar.ts';
import { labelFlag, labelsFrom, removeLabelFlag } from './label-flags.ts';

interface SettingFlags {
  readonly device?: DeviceName;
  readonly deviceVersion?: string;
  readonly endpoint?: EndpointChange;
  readonly noEndpoint?: boolean;
  readonly listenPort?: number;
  readonly tunnelSubnet?: Cidr[];
  readonly interface?: InterfaceName;
  readonly mtu?: number;
  readonly lineMtu?: number;
  readonly lanAddress?: Ip[];
  readonly ssh?: SshTarget;
  readonly publicKey?: PublicKey;
  readonly status?: GatewayStatus;
  readonly owner?: Owner;
  readonly label?: Label[];
}

export const noEndpointFlag = (): Flag =>
  switchFlag(
    '--no-endpoint',
    'no endpoint, such as behind NAT: the gateway connects to its peers, which cannot connect to it',
  ).own();

/** Flags of an update; an empty text unsets a value: `--ssh ''`. */
type UpdateFlags = Omit<SettingFlags, 'ssh'> & {
  readonly ssh?: SshTarget | typeof EMPTY;
  readonly unset?: GatewayUnset[];
  readonly removeLabel?: string[];
  readonly clientToClient?: 'on' | 'off';
  readonly allowForeign?: Cidr[];
};

/** Flags of the settings that `update` can change, too. */
const addressFlags = (
  defaultPort: string,
  { empties = false }: { readonly empties?: boolean } = {},
): Flag[] =>
  grouped('Address flags', [
    valueFlag(
      '--endpoint <host[:port]>',
      'public address and UDP port',
      'nothing',
      parseEndpointChange,
    ).describeDefault(defaultPort),
    noEndpointFlag(),
    (empties ? emptyableListFlag : listFlag)(
      '--lan-address <ip...>',
      'addresses in the VPC, one IPv4 and one IPv6',
      'nothing',
      (text) => parseIp(text, 'LAN address'),
    ),
    valueFlag(
      '--ssh <[user@]host[:port]>',
      'SSH target for deployments; a new gateway with one is pending until its first deployment',
      'nothing',
      (text) => (empties && text === '' ? EMPTY : parseSshTarget(text)),
    ),
  ]);

const tunnelSubnetFlag = (): Flag =>
  listFlag(
    '--tunnel-subnet <cidr...>',
    'pool of tunnel addresses, one IPv4 and one IPv6',
    'nothing',
    parseTunnelSubnet,
  );

const interfaceFlag = (): Flag =>
  valueFlag('--interface <name>', 'name of the WireGuard interface', 'nothing', parseInterfaceName);

const listenPortFlag = (): Flag =>
  valueFlag(
    '--listen-port <port>',
    'UDP port of the interface, if a router forwards another one to it',
    'nothing',
    parseListenPort,
  );

/** The versions that matter, by device. */
const VERSIONS = DEVICE_NAMES.map((name) => DEVICES[name])
  .filter(({ versions }) => versions.length > 1)
  .map(({ label, versions }) => `${label} ${versions.join(', ')}`)
  .join('; ');

const deviceFlags = (defaultDevice?: DeviceName): Flag[] => {
  const device = choiceFlag('--device <device>', 'platform of the gateway', DEVICE_NAMES);
  const version = valueFlag(
    '--device-version <version>',
    `version of the device: ${VERSIONS}`,
    'nothing',
    parseDeviceVersion,
  );
  const shown = defaultDevice
    ? [device.describeDefault(defaultDevice), version.describeDefault('current stable release')]
    : [device, version];
  return grouped('Device flags', shown);
};

/** Returns the device of the flags as a property; none if no flag is given. */
const deviceFrom = ({ device, deviceVersion }: SettingFlags): { readonly device?: DeviceChange } =>
  device === undefined && deviceVersion === undefined
    ? {}
    : {
        device: { ...(device ? { name: device } : {}), ...(deviceVersion ? { version: deviceVersion } : {}) },
      };

const mtuFlag = (): Flag => valueFlag('--mtu <bytes>', 'MTU of the WireGuard interface', 'nothing', parseMtu);

const lineMtuFlag = (): Flag =>
  valueFlag(
    '--line-mtu <bytes>',
    'MTU of the line to the Internet, such as 1492 for PPPoE: sets an --mtu that fits',
    'nothing',
    parseLineMtu,
  );

/** Returns the MTU of the interface as a property; none if no flag is given. */
function mtuFrom({ mtu, lineMtu }: SettingFlags): { readonly mtu?: number } {
  if (mtu !== undefined && lineMtu !== undefined)
    throw usage('--mtu and --line-mtu cannot be used together', 'use only one of them');
  const chosen = mtu ?? lineMtu;
  return chosen === undefined ? {} : { mtu: chosen };
}

const publicKeyFlag = (): Flag =>
  valueFlag(
    '--public-key <key>',
    'public key, if the private key stays on the gateway',
    'nothing',
    parsePublicKey,
  );

const statusFlag = (): Flag => choiceFlag('--status <status>', 'gateway status', GATEWAY_STATUSES);

const ownerFlag = (): Flag => valueFlag('--owner <owner>', 'owner of the gateway', 'owner', parseOwner);

export const CREATE: Verb = {
  usage: 'create [name]',
  dryRuns: true,
  createsState: true,
  asks: true,
  summary: 'Add a gateway',
  completes: ['nothing'],
  description: [
    'Generates a key pair unless --public-key is given, and allocates a tunnel subnet unless --tunnel-subnet is given.',
    'With --cidr instead of --vpc, also adds a VPC with the name of the gateway. Only active gateways can be peered.',
  ].join(' '),
  examples: [
    'peerway gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --tunnel-subnet 10.99.1.0/24',
    'peerway gateway create osaka --vpc osaka --endpoint vpn.osaka.example:51820 --lan-address 172.31.0.2',
    'peerway gateway create branch --cidr 192.168.7.0/24 --no-endpoint',
    'peerway gateway create kyoto --cidr 192.168.88.0/24 --no-endpoint --device routeros',
  ],
  flags: () => [
    ...grouped('VPC flags', [
      valueFlag('--vpc <vpc>', 'VPC of the gateway', 'vpc', (text) => parseName(text, 'VPC name')),
      listFlag('--cidr <cidr...>', 'networks of a new VPC with the name of the gateway', 'nothing', (text) =>
        parseCidr(text),
      ),
      valueFlag('--location <name>', 'location of the new VPC', 'location', (text) =>
        parseName(text, 'location name'),
      ),
    ]),
    ...deviceFlags('linux'),
    ...addressFlags('listen port'),
    ...grouped('Tunnel flags', [
      tunnelSubnetFlag().describeDefault('next free subnet of tunnel-pool'),
      interfaceFlag().describeDefault('wg0; tun_wg0 on pfSense'),
      listenPortFlag().describeDefault('port of the endpoint, or 51820'),
      mtuFlag().describeDefault('1420, less in a VPC with a smaller MTU'),
      lineMtuFlag(),
      publicKeyFlag().describeDefault('new key pair'),
    ]),
    ...grouped('Plan flags', [
      statusFlag().describeDefault('active; pending with --ssh'),
      ownerFlag().describeDefault('acting owner'),
      labelFlag(),
      ifNotExistsFlag(),
    ]),
  ],
  invoke: (
    text: string | undefined,
    {
      cidr = [],
      tunnelSubnet = [],
      lanAddress = [],
      ifNotExists = false,
      endpoint: given,
      noEndpoint,
      label,
      ...rest
    }: SettingFlags & { vpc?: Name; cidr?: Cidr[]; location?: Name; ifNotExists?: boolean },
  ) => {
    throwIfExclusive(rest.vpc, cidr, rest.location);
    throwIfBothEndpoints(given, noEndpoint);
    const endpoint = given && { port: rest.listenPort ?? DEFAULT_PORT, ...given };
    const name = text === undefined ? undefined : parseName(text, 'gateway name');
    const defaults = {
      interface: parseInterfaceName(DEVICES[rest.device ?? 'linux'].interface.default),
    };
    const lists = { cidrs: cidr, tunnelSubnets: tunnelSubnet, lanAddresses: lanAddress };
    const {
      interface: wg,
      mtu: _mtu,
      lineMtu: _lineMtu,
      device: _device,
      deviceVersion: _version,
      ...others
    } = rest;
    const labeled = label ? { labels: label } : {};
    const named = { ...(wg ? { interface: wg } : {}), ...mtuFrom(rest) };
    const draft = {
      ...defaults,
      ...others,
      ...named,
      ...lists,
      ...deviceFrom(rest),
      ...labeled,
      ...(ifNotExists ? { ifNotExists: named } : {}),
    };
    return async (ports) => {
      const { gatewayCreate } = await import('../commands/gateway/create.ts');
      if (name && (endpoint || noEndpoint) && (rest.vpc || cidr.length > 0))
        return gatewayCreate({ ...draft, name, ...(endpoint ? { endpoint } : {}) }, ports);
      const { promptForGateway } = await import('../prompts/gateway.ts');
      const known = endpoint ?? (noEndpoint ? ('none' as const) : undefined);
      const asked = { ...draft, ...(name ? { name } : {}), ...(known ? { endpoint: known } : {}) };
      return gatewayCreate(await promptForGateway(asked, ports), ports);
    };
  },
};

/** Throws for flags that cannot be used together. */
export function throwIfExclusive(
  vpc: Name | undefined,
  cidrs: readonly Cidr[],
  location: Name | undefined,
): void {
  if (vpc && cidrs.length > 0)
    throw usage(
      '--vpc and --cidr cannot be used together',
      'use --vpc for an existing VPC, --cidr for a new one',
    );
  if (vpc && location)
    throw usage(
      '--location requires --cidr',
      `to move the VPC, run \`peerway vpc update ${vpc} --location ${location}\``,
    );
}

/** Flags of the flows that a gateway allows beside those of its peerings and clients. */
const firewallFlags = (): Flag[] =>
  grouped('Firewall flags', [
    choiceFlag('--client-to-client <on|off>', 'traffic between clients of the gateway', ['on', 'off']),
    emptyableListFlag(
      '--allow-foreign <cidr...>',
      "networks of foreign peers whose traffic with the VPC is allowed; '' for none",
      'nothing',
      (text) => parseCidr(text),
    ),
  ]);

export function throwIfBothEndpoints(
  endpoint: EndpointChange | undefined,
  noEndpoint: boolean | undefined,
): void {
  if (endpoint && noEndpoint)
    throw usage('--endpoint and --no-endpoint cannot be used together', 'use only one of them');
}

export const UPDATE: Verb = {
  usage: 'update <name>',
  dryRuns: true,
  summary: 'Update a gateway',
  completes: ['gateway'],
  description: [
    'Validates all peerings of the gateway again, and rejects a change that would break one.',
    'An --endpoint without a port keeps the port, and --no-endpoint removes the endpoint. --ssh, --lan-address and',
    '--allow-foreign with an empty value remove it, as --unset does.',
  ].join(' '),
  examples: [
    'peerway gateway update seoul --lan-address 10.0.0.2',
    'peerway gateway update seoul --status inactive',
    'peerway gateway update seoul --unset ssh lan-address',
    'peerway gateway update seoul --label env=prod',
  ],
  flags: () => [
    ...deviceFlags(),
    ...addressFlags('current port', { empties: true }),
    ...grouped('Tunnel flags', [
      tunnelSubnetFlag(),
      interfaceFlag(),
      listenPortFlag(),
      mtuFlag(),
      lineMtuFlag(),
      publicKeyFlag(),
    ]),
    ...firewallFlags(),
    ...grouped('Plan flags', [
      statusFlag(),
      ownerFlag(),
      labelFlag('labels to set'),
      removeLabelFlag('gateway-label'),
      unsetFlag(GATEWAY_UNSETS),
    ]),
  ],
  invoke: (
    name: string,
    {
      tunnelSubnet,
      lanAddress,
      noEndpoint,
      device,
      deviceVersion,
      clientToClient,
      allowForeign,
      ssh,
      unset = [],
      label = [],
      removeLabel = [],
      mtu,
      lineMtu,
      ...rest
    }: UpdateFlags,
  ) => {
    const removed = ssh === EMPTY ? [...unset, 'ssh' as const] : unset;
    throwIfSetAndUnset(removed, [
      ...(ssh ? ['ssh'] : []),
      ...(lanAddress && lanAddress.length > 0 ? ['lan-address'] : []),
      ...(label.length > 0 ? ['label'] : []),
      ...(allowForeign && allowForeign.length > 0 ? ['allow-foreign'] : []),
      ...(rest.listenPort === undefined ? [] : ['listen-port']),
    ]);
    throwIfBothEndpoints(rest.endpoint, noEndpoint);
    const chosen = { ...(device ? { device } : {}), ...(deviceVersion ? { deviceVersion } : {}) };
    const lists = {
      ...(tunnelSubnet ? { tunnelSubnets: tunnelSubnet } : {}),
      ...(lanAddress ? { lanAddresses: lanAddress } : {}),
      ...(clientToClient ? { clientToClient: clientToClient === 'on' } : {}),
      ...(allowForeign ? { allowForeign } : {}),
    };
    const change: GatewayUpdate = {
      ...rest,
      ...lists,
      ...mtuFrom({ ...(mtu === undefined ? {} : { mtu }), ...(lineMtu === undefined ? {} : { lineMtu }) }),
      ...deviceFrom(chosen),
      ...(noEndpoint ? { endpoint: 'none' } : {}),
      ...(ssh ? { ssh } : {}),
      ...(removed.length > 0 ? { unset: removed } : {}),
      ...labelsFrom(label, removeLabel),
    };
    return async (ports) =>
      (await import('../commands/gateway/update.ts')).gatewayUpdate(name, change, ports);
  },
};
