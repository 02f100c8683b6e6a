/** All formats of a WireGuard gateway, as values of --format. Their renderers are in `formats.ts`. */
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

/** The formats whose files contain keys of the gateway and its peers. */
export const KEYED_FORMATS: readonly Format[] = ['wg-quick', 'wg', 'networkd', 'json'];
