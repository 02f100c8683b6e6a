/** The formats that make sense for each device. */
import { usage } from '../errors.ts';
import { DEVICE_NAMES, DEVICES, type Device, type DeviceName, deviceText } from '../model/device.ts';
import type { FormatName } from './format-names.ts';

/** Formats of a Linux host, whatever its distribution. */
const LINUX_HOST = [
  'wg-quick',
  'wg',
  'nftables',
  'iptables',
  'iproute2',
  'vpc-routes',
  'networkd',
  'resolve',
  'sysctl',
  'json',
] as const satisfies readonly FormatName[];

/** Formats that do not depend on the device: the VPC's own routes, and the configuration for other programs. */
const ANY = ['vpc-routes', 'json'] as const satisfies readonly FormatName[];

/** The first format of a device is its default. */
const FORMATS: Readonly<Record<DeviceName, readonly [FormatName, ...FormatName[]]>> = {
  linux: LINUX_HOST,
  vyos: ['vyos', ...ANY],
  routeros: ['routeros', ...ANY],
  openwrt: ['openwrt', ...ANY],
  opnsense: ['opnsense', ...ANY],
  pfsense: ['pfsense', ...ANY],
  nixos: ['nixos', ...ANY],
  networkmanager: ['networkmanager', 'nftables', 'iptables', 'sysctl', ...ANY],
  generic: ['generic', ...LINUX_HOST],
};

export const formatsOfDevice = ({ name }: Device): readonly [FormatName, ...FormatName[]] => FORMATS[name];

/** Throws exit 2 for a format that the gateway's device does not have. */
export function throwUnlessFormatOf(
  { name, device }: { readonly name: string; readonly device: Device },
  format: FormatName,
): void {
  const formats = formatsOfDevice(device);
  if (formats.includes(format)) return;
  const other = DEVICE_NAMES.find((one) => FORMATS[one][0] === format);
  throw usage(
    `Gateway ${name} has no format ${format}: its device is ${deviceText(device)}`,
    `use one of ${formats.join(', ')}${
      other
        ? `; if it runs ${DEVICES[other].label}, run \`peerway gateway update ${name} --device ${other}\``
        : ''
    }`,
  );
}
