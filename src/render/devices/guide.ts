/** How the operator applies, confirms and undoes the rendered files of each device. */
import type { DesiredGateway } from '../../model/desired/gateway.ts';
import { type DeviceName, deviceText } from '../../model/device.ts';

/** Names of the rendered files of a device. */
export interface DeviceFiles {
  readonly apply: string;
  /** Removes everything again. */
  readonly undo: string;
}

/** Steps for the operator, one a line. */
export interface Guide {
  readonly files: DeviceFiles;
  readonly apply: readonly string[];
  /** How to check the tunnel, and how to confirm the change. */
  readonly confirm: readonly string[];
  readonly undo: readonly string[];
}

type Steps = (wg: string, files: DeviceFiles, version: string | undefined) => Omit<Guide, 'files'>;

const SUFFIXES = {
  vyos: 'vyos',
  routeros: 'rsc',
  openwrt: 'openwrt.sh',
  opnsense: 'opnsense.sh',
  pfsense: 'pfsense.txt',
  nixos: 'nix',
  networkmanager: 'nmconnection',
  generic: 'txt',
} as const satisfies Readonly<Record<Exclude<DeviceName, 'linux'>, string>>;

export type RenderedDevice = keyof typeof SUFFIXES;

export const isRenderedDevice = (name: string): name is RenderedDevice => Object.hasOwn(SUFFIXES, name);

export function filesOf({ interface: wg }: DesiredGateway, name: RenderedDevice): DeviceFiles {
  const suffix = SUFFIXES[name];
  // A second keyfile or module would be loaded, too.
  const undo = name === 'networkmanager' || name === 'nixos' ? 'sh' : suffix;
  return { apply: `${wg.name}.${suffix}`, undo: `${wg.name}-undo.${undo}` };
}

/** Returns the guide of a device. */
export function guideOf(desired: DesiredGateway, name: RenderedDevice): Guide {
  const files = filesOf(desired, name);
  return { files, ...STEPS[name](desired.interface.name, files, desired.device.version) };
}

/** Returns the guide as lines for the top of a file. */
export const guideLines = (desired: DesiredGateway, name: RenderedDevice): string[] => {
  const { apply, confirm, undo } = guideOf(desired, name);
  return [
    `Device: ${deviceText(desired.device)}`,
    ...apply.map((line) => `Apply: ${line}`),
    ...confirm.map((line) => `Confirm: ${line}`),
    ...undo.map((line) => `Undo: ${line}`),
  ];
};

/** Returns the heading of one side of a peering: which file to get, where it goes, and how to confirm and undo it. */
export function sideHeading(desired: DesiredGateway): string[] {
  const { name, device } = desired;
  const title = `# Side ${name}, on ${deviceText(device)}`;
  if (!isRenderedDevice(device.name))
    return [
      title,
      `#   Apply: run \`peerway gateway deploy ${name}\`, which also confirms it or rolls it back`,
    ];
  const { files, apply, confirm, undo } = guideOf(desired, device.name);
  return [
    title,
    `#   Files: run \`peerway gateway render ${name} --out ./${name}\`, which writes ${files.apply} and ${files.undo}, with all peerings and keys`,
    ...apply.map((line) => `#   Apply: ${line}`),
    ...confirm.map((line) => `#   Confirm: ${line}`),
    ...undo.map((line) => `#   Undo: ${line}`),
  ];
}

const STEPS: Readonly<Record<RenderedDevice, Steps>> = {
  vyos: (wg, { undo }) => ({
    apply: [
      'run `save` and `configure`, and paste this file',
      'run `commit-confirm 10`; unless confirmed within 10 minutes, the router reboots into the saved configuration',
    ],
    confirm: [`check \`run show interfaces wireguard ${wg}\`, then run \`confirm\` and \`save\``],
    undo: [
      `in configuration mode, paste ${undo} and commit; it knows the routes of this file, so keep it until the next render`,
    ],
  }),
  routeros: (wg, { apply, undo }) => ({
    apply: [
      `copy ${apply} to the router, press Ctrl-X for Safe Mode, and run \`/import file-name=${apply} verbose=yes\``,
      'the import stops at the first error; Safe Mode undoes all of it if the session ends',
    ],
    confirm: [
      `check \`/interface wireguard peers print where interface=${wg}\`, then press Ctrl-X again to leave Safe Mode`,
    ],
    undo: [`import ${undo}, which removes only what has a comment that begins with "peerway ${wg}"`],
  }),
  openwrt: (wg, { apply, undo }, version) => ({
    apply: [
      version === '25.12'
        ? 'install WireGuard: `apk add wireguard-tools luci-proto-wireguard`'
        : 'install WireGuard: `opkg update; opkg install wireguard-tools luci-proto-wireguard`',
      `copy ${apply} to the router, and run \`sh ${apply}\` as root`,
    ],
    confirm: [
      `check \`wg show ${wg}\`, then run \`touch /tmp/peerway-${wg}.confirmed\`; unless confirmed within 2 minutes, the earlier configuration returns`,
    ],
    undo: [`run \`sh ${undo}\` as root`],
  }),
  opnsense: (_wg, { apply, undo }) => ({
    apply: [
      'create an API key under System > Access > Users, and save it as `user = "KEY:SECRET"` in a file of mode 0600',
      `run \`sh ${apply} https://<firewall> <key file>\` on a host with curl and jq; nothing takes effect before its last requests`,
      'follow the steps that the script prints last',
    ],
    confirm: ['check VPN > WireGuard > Status; to go back, use System > Configuration > History'],
    undo: [`run \`sh ${undo} https://<firewall> <key file>\``],
  }),
  pfsense: (_wg, { apply, undo }) => ({
    apply: ['install the package WireGuard under System > Package Manager', `follow the steps of ${apply}`],
    confirm: ['check Status > WireGuard; to go back, use Diagnostics > Backup & Restore > Config History'],
    undo: [`follow the steps of ${undo}`],
  }),
  nixos: (wg, { apply, undo }) => ({
    apply: [
      `run \`sh ${wg}-keys.sh\` as root, which writes the keys to /etc/wireguard`,
      `add ${apply} to \`imports\` of the configuration, and run \`nixos-rebuild test\`; a reboot takes it back`,
    ],
    confirm: [`check \`wg show ${wg}\`, then run \`nixos-rebuild switch\``],
    undo: [
      `remove the import, run \`nixos-rebuild switch\`, then \`sh ${undo}\` as root, which deletes the keys`,
    ],
  }),
  networkmanager: (wg, { apply, undo }) => ({
    apply: [
      `copy ${apply} to /etc/NetworkManager/system-connections with owner root and mode 0600`,
      `run \`nmcli connection load /etc/NetworkManager/system-connections/${apply}\` and \`nmcli connection up peerway-${wg}\``,
      'load the firewall and the kernel settings, which NetworkManager does not have: formats nftables (or iptables) and sysctl',
    ],
    confirm: [`check \`wg show ${wg}\``],
    undo: [`run \`sh ${undo}\` as root`],
  }),
  generic: (_wg, { apply, undo }) => ({
    apply: [`set up everything that ${apply} lists`],
    confirm: ['check that each peer has a recent handshake'],
    undo: [`remove everything that ${undo} lists`],
  }),
};
