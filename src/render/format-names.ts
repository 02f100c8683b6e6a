/** The formats of a WireGuard gateway, as --format takes them; `formats.ts` has their renderers. */
export const FORMAT_NAMES = [
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
  'vyos',
  'routeros',
  'openwrt',
  'opnsense',
  'pfsense',
  'nixos',
  'networkmanager',
  'generic',
] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];
