/** The platforms that a gateway can run on, and the settings that each of them can express. */
import { badValue } from './bad-value.ts';

/** Platforms of gateways; the first one is the default. */
export const DEVICE_NAMES = [
  'linux',
  'vyos',
  'routeros',
  'openwrt',
  'opnsense',
  'pfsense',
  'nixos',
  'networkmanager',
  'generic',
] as const;

export type DeviceName = (typeof DEVICE_NAMES)[number];

export interface Device {
  readonly name: DeviceName;
  /** One of the versions of its spec; absent if its configuration is the same in all of them. */
  readonly version?: string;
}

/** Facts about a platform. */
interface DeviceSpec {
  /** Its name in messages. */
  readonly label: string;
  /** Versions whose configuration differs, oldest first. */
  readonly versions: readonly string[];
  /** The version of a gateway that names none; absent if there is nothing to choose. */
  readonly defaultVersion?: string;
  /** Names that its WireGuard interfaces can have, beyond those of peerway. */
  readonly interface: {
    readonly pattern: RegExp;
    readonly default: string;
    /** Completes "VyOS …": `names WireGuard interfaces wg0, wg1, and so on`. */
    readonly reason: string;
  };
  /** True if `gateway deploy` can configure it over SSH. */
  readonly isDeployable: boolean;
  /** True if the endpoint of a peer can be a host name. */
  readonly resolvesEndpoints: (version: string | undefined) => boolean;
}

const anyInterface = { pattern: /^/, default: 'wg0', reason: 'takes any interface name' };
const always = (): boolean => true;

export const DEVICES: Readonly<Record<DeviceName, DeviceSpec>> = {
  linux: {
    label: 'Linux',
    versions: [],
    interface: anyInterface,
    isDeployable: true,
    resolvesEndpoints: always,
  },
  vyos: {
    label: 'VyOS',
    versions: ['1.4', '1.5'],
    defaultVersion: '1.4',
    interface: {
      pattern: /^wg[0-9]+$/,
      default: 'wg0',
      reason: 'names WireGuard interfaces wg0, wg1, and so on',
    },
    isDeployable: false,
    resolvesEndpoints: (version) => version !== '1.4',
  },
  routeros: {
    label: 'RouterOS',
    versions: ['7'],
    defaultVersion: '7',
    interface: anyInterface,
    isDeployable: false,
    resolvesEndpoints: always,
  },
  openwrt: {
    label: 'OpenWrt',
    versions: ['22.03', '23.05', '24.10', '25.12'],
    defaultVersion: '24.10',
    interface: {
      // Section names of UCI have no hyphens; these sections exist on every OpenWrt.
      pattern: /^(?!(lan|wan|wan6|loopback|globals)$)[a-z][a-z0-9_]*$/,
      default: 'wg0',
      reason: 'takes letters, digits and _ in interface names, and has sections named lan, wan and loopback',
    },
    isDeployable: false,
    resolvesEndpoints: always,
  },
  opnsense: {
    label: 'OPNsense',
    versions: [],
    interface: {
      pattern: /^wg(0|[1-9][0-9]{0,4})$/,
      default: 'wg0',
      reason: 'names WireGuard interfaces wg0, wg1, and so on',
    },
    isDeployable: false,
    resolvesEndpoints: always,
  },
  pfsense: {
    label: 'pfSense',
    versions: [],
    interface: {
      pattern: /^tun_wg(0|[1-9][0-9]{0,4})$/,
      default: 'tun_wg0',
      reason: 'names WireGuard interfaces tun_wg0, tun_wg1, and so on',
    },
    isDeployable: false,
    resolvesEndpoints: always,
  },
  nixos: {
    label: 'NixOS',
    versions: [],
    interface: anyInterface,
    isDeployable: false,
    resolvesEndpoints: always,
  },
  networkmanager: {
    label: 'NetworkManager',
    versions: [],
    interface: anyInterface,
    isDeployable: false,
    resolvesEndpoints: always,
  },
  generic: {
    label: 'generic',
    versions: [],
    interface: anyInterface,
    isDeployable: false,
    resolvesEndpoints: always,
  },
};

export const LINUX: Device = { name: 'linux' };

/** Returns the device of a gateway. A gateway without one runs Linux. */
export const deviceOf = ({ device = LINUX }: { readonly device?: Device }): Device => device;

export const isDeployable = (gateway: { readonly device?: Device }): boolean =>
  DEVICES[deviceOf(gateway).name].isDeployable;

/** Returns its name and version for messages: `VyOS 1.4`. */
export const deviceText = ({ name, version }: Device): string =>
  `${DEVICES[name].label}${version === undefined ? '' : ` ${version}`}`;

/** A new device, or a new version of the present one. */
export interface DeviceChange {
  readonly name?: DeviceName;
  readonly version?: string;
}

/**
 * Returns the device after a change. A new device has its default version unless one is given; whether the version
 * exists is checked with the other settings of the gateway.
 */
export function changedDevice(present: Device, { name, version }: DeviceChange): Device {
  const isSame = name === undefined || name === present.name;
  const next = name ?? present.name;
  const chosen =
    version === undefined
      ? isSame
        ? present.version
        : DEVICES[next].defaultVersion
      : releaseOf(next, version);
  return { name: next, ...(chosen === undefined ? {} : { version: chosen }) };
}

/** Returns the listed version that a point release belongs to: `1.4` for VyOS 1.4.1. */
const releaseOf = (name: DeviceName, version: string): string =>
  DEVICES[name].versions.find((known) => version.startsWith(`${known}.`)) ?? version;

export function parseDeviceVersion(text: string): string {
  if (/^[0-9]{1,4}(\.[0-9]{1,4}){0,3}$/.test(text)) return text;
  throw badValue('device version', text, 'use numbers and periods: 1.4');
}

/** Returns the device as the property of a gateway: none for Linux. */
export const asProperty = (device: Device): { readonly device?: Device } =>
  device.name === LINUX.name && device.version === undefined ? {} : { device };
