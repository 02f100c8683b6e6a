/** Every format of a WireGuard gateway, as --format takes it; `formats.ts` has their renderers. */
export const FORMAT_NAMES = [
  'wg-quick',
  'wg',
  'nftables',
  'iptables',
  'iproute2',
  'vpc-routes',
  'networkd',
  'sysctl',
  'json',
] as const;

export type Format = (typeof FORMAT_NAMES)[number];
