/** Networks made by other means than the code under test: BigInt for the numbers, ipaddr.js for the text. */
import ipaddr from 'ipaddr.js';
import type { Random } from '../support/random.ts';

/** A network as plain numbers, with the text that ipaddr.js gives it. */
export interface Network {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  readonly prefix: number;
  readonly text: string;
}

/** Bits in an address of the family. */
export const bitsIn = (family: 4 | 6): number => (family === 4 ? 32 : 128);

/** The canonical text of an address, from ipaddr.js. */
export function addressText(family: 4 | 6, address: bigint): string {
  const bytes = Array.from({ length: bitsIn(family) / 8 }, (_, at) =>
    Number((address >> BigInt(bitsIn(family) - 8 - 8 * at)) & 0xffn),
  );
  return ipaddr.fromByteArray(bytes).toString();
}

/** The network of this prefix length that the address is in. */
export function networkAround(family: 4 | 6, address: bigint, prefix: number): Network {
  const host = BigInt(bitsIn(family) - prefix);
  const first = (address >> host) << host;
  const last = first + (1n << host) - 1n;
  return {
    family,
    first,
    last,
    prefix,
    // ipaddr.js takes its time, and many a network is never shown.
    get text() {
      return `${addressText(family, first)}/${prefix}`;
    },
  };
}

/**
 * The address that ipaddr.js reads in a text; undefined when it would write that address in another way, or
 * with a zone.
 */
export function addressIn(text: string): { family: 4 | 6; value: bigint } | undefined {
  if (text.includes('%') || !ipaddr.isValid(text)) return undefined;
  const ip = ipaddr.parse(text);
  if (ip.toString() !== text) return undefined;
  const value = ip.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { family: ip.kind() === 'ipv4' ? 4 : 6, value };
}

/** The network that a text stands for; undefined when it would be written in another way. */
export function networkIn(text: string): Network | undefined {
  const [, address = '', prefix = ''] = /^([^/]*)\/([0-9]{1,3})$/.exec(text) ?? [];
  const ip = addressIn(address);
  if (!ip || Number(prefix) > bitsIn(ip.family)) return undefined;
  const network = networkAround(ip.family, ip.value, Number(prefix));
  return network.text === text ? network : undefined;
}

/** The same for a text that is known to be right. */
export function network(text: string): Network {
  const found = networkIn(text);
  if (!found) throw new Error(`not a network: ${text}`);
  return found;
}

/** Whether two networks have an address in common, by nothing but the ends of their ranges. */
export const share = (a: Network, b: Network): boolean =>
  a.family === b.family && a.first <= b.last && b.first <= a.last;

/** Networks at the edges of each family, where sums and shifts go wrong. */
const EDGES = [
  ...['0.0.0.0/0', '0.0.0.0/32', '128.0.0.0/1', '255.255.255.255/32'],
  ...['::/0', '::/128', '8000::/1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128'],
].map(network);

/** A network of a space so small that two of them often overlap: four bits, which lie anywhere in the address. */
function crowded(random: Random): Network {
  const family = random.pick([4, 6] as const);
  const width = bitsIn(family);
  const shift = random.pick([0, 8, 14, 16, 24, ...(family === 6 ? [30, 32, 62, 64, 94, 96, 110, 120] : [])]);
  const prefix = width - shift - random.below(5);
  return networkAround(family, random.bits(4) << BigInt(shift), prefix);
}

/** Any network at all. */
export function anyNetwork(random: Random, family = random.pick([4, 6] as const)): Network {
  return networkAround(family, random.bits(bitsIn(family)), random.below(bitsIn(family) + 1));
}

/** The network of the same size that follows; behind the last comes the first. */
function after({ family, last, prefix }: Network): Network {
  return networkAround(family, BigInt.asUintN(bitsIn(family), last + 1n), prefix);
}

/** Up to so many networks: nested, equal, adjacent, at the edges and anywhere; both families mixed. */
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

/** Characters that CIDRs are made of, and some that look like them. */
const ALPHABET = [...'0123456789abcdef:./', ...'AFgx%-+,"', '٣', '８', '。', 'а', '\u0000', '\u00a0', '😀'];

/** The text with up to three characters put in, taken out, doubled or replaced. */
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
