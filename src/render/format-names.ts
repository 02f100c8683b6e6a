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

/** Those whose files hold the keys of the gateway and of its peers. */
export const KEYED_FORMATS: readonly Format[] = ['wg-quick', 'wg', 'networkd', 'json'];
