/** Networks that do not depend on the code under test: BigInt for the numbers, ipaddr.js for the text. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Random } from '../support/random.ts';

/** A network as numbers, and as the text from ipaddr.js. */
export interface Network {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  readonly prefix: number;
  readonly text: string;
}

export const bitsIn = (family: 4 | 6): number => (family === 4 ? 32 : 128);

/** Returns the canonical text of an address, from ipaddr.js. */
export function addressText(family: 4 | 6, address: bigint): string {
  const bytes = Array.from({ length: bitsIn(family) / 8 }, (_, at) =>
    Number((address >> BigInt(bitsIn(family) - 8 - 8 * at)) & 0xffn),
  );
  return ipaddr.fromByteArray(bytes).toString();
}

/** Returns the network of the given prefix length that contains the address. */
export function networkAround(family: 4 | 6, address: bigint, prefix: number): Network {
  const host = BigInt(bitsIn(family) - prefix);
  const first = (address >> host) << host;
  const last = first + (1n << host) - 1n;
  return {
    family,
    first,
    last,
    prefix,
    // Computed on demand, since ipaddr.js is slow and most texts are not needed.
    get text() {
      return `${addressText(family, first)}/${prefix}`;
    },
  };
}

/** Returns the address that Node.js and ipaddr.js read; undefined for an IPv4 one in another form, or for a zone. */
export function addressIn(text: string): { family: 4 | 6; value: bigint } | undefined {
  if (text.includes('%') || !isIP(text)) return undefined;
  // ipaddr.js reads `::1.2.3.4` as an IPv4-mapped address, so a URL writes it without dots first.
  const ip = ipaddr.parse(isIP(text) === 6 ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text);
  if (ip.kind() === 'ipv4' && ip.toString() !== text) return undefined;
  const value = ip.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { family: ip.kind() === 'ipv4' ? 4 : 6, value };
}

/** Returns the network that they read; undefined if it has host bits. */
export function networkIn(text: string): Network | undefined {
  const [, address = '', prefix = ''] = /^([^/]*)\/([0-9]{1,3})$/.exec(text) ?? [];
  const ip = addressIn(address);
  if (!ip || Number(prefix) > bitsIn(ip.family)) return undefined;
  const network = networkAround(ip.family, ip.value, Number(prefix));
  return network.first === ip.value && String(Number(prefix)) === prefix ? network : undefined;
}

/** Returns the network of a valid text. */
export function network(text: string): Network {
  const found = networkIn(text);
  if (!found) throw new Error(`not a network: ${text}`);
  return found;
}

/** Returns whether two networks overlap, by comparing the ends of their ranges. */
export const share = (a: Network, b: Network): boolean =>
  a.family === b.family && a.first <= b.last && b.first <= a.last;

/** Networks at the limits of each family, where sums and shifts could overflow. */
const EDGES = [
  ...['0.0.0.0/0', '0.0.0.0/32', '128.0.0.0/1', '255.255.255.255/32'],
  ...['::/0', '::/128', '8000::/1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128'],
].map(network);

/** Generates a network from a space of four bits, so that two of them often overlap. */
function crowded(random: Random): Network {
  const family = random.pick([4, 6] as const);
  const width = bitsIn(family);
  const shift = random.pick([0, 8, 14, 16, 24, ...(family === 6 ? [30, 32, 62, 64, 94, 96, 110, 120] : [])]);
  const prefix = width - shift - random.below(5);
  return networkAround(family, random.bits(4) << BigInt(shift), prefix);
}

/** Generates any network. */
export function anyNetwork(random: Random, family = random.pick([4, 6] as const)): Network {
  return networkAround(family, random.bits(bitsIn(family)), random.below(bitsIn(family) + 1));
}

/** Returns the next network of the same size; after the last one, the first. */
function after({ family, last, prefix }: Network): Network {
  return networkAround(family, BigInt.asUintN(bitsIn(family), last + 1n), prefix);
}

/** Generates up to `most` networks of both families: nested, equal, adjacent, at the limits, and random ones. */
export function smallPlan(random: Random, most: number): Network[] {
  const plan: Network[] = [];
  for (let left = random.below(most + 1); left > 0; left--) {
    const known = plan.length > 0 ? random.pick(plan) : crowded(random);
    const kinds = [
      () => crowded(random),
      () => crowded(random),
      () => crowded(random),
      () => known,
      () => after(known),
      () => random.pick(EDGES),
      () => anyNetwork(random),
    ];
    plan.push(random.pick(kinds)());
  }
  return plan;
}

/** Characters of CIDRs, and some that look similar. */
const ALPHABET = [...'0123456789abcdef:./', ...'AFgx%-+,"', '٣', '８', '。', 'а', '\u0000', '\u00a0', '😀'];

/** Inserts, removes, doubles or replaces up to three characters. */
export function mutated(random: Random, text: string): string {
  const chars = [...text];
  for (let left = random.below(4); left > 0; left--) {
    const at = random.below(chars.length + 1);
    const char = random.pick(random.below(3) === 0 ? ALPHABET : [...'01.:/']);
    random.pick([
      () => chars.splice(at, 0, char),
      () => chars.splice(at, 1),
      () => chars.splice(at, 1, char),
      () => chars.splice(at, 0, ...chars.slice(at, at + 1)),
    ])();
  }
  return chars.join('');
}
