/** Texts that are a value of a kind, almost one, or something else. */
import { hostileValues } from '../hostile/values.ts';
import type { Random } from '../support/random.ts';

type Made = (random: Random) => string;

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

const lettersOf = (random: Random, alphabet: string, least: number, most: number): string =>
  Array.from({ length: least + random.below(most - least + 1) }, () => random.pick([...alphabet])).join('');

/** Returns a length, more often a small one than the largest. */
const lengthOf = (random: Random, most: number): number =>
  random.below(4) === 0 ? most - random.below(Math.min(2, most)) : 1 + random.below(Math.min(10, most));

const numberUpTo = (random: Random, most: number): number =>
  random.below(4) === 0 ? most : random.below(most + 1);

const ipv4: Made = (random) => Array.from({ length: 4 }, () => numberUpTo(random, 255)).join('.');

/** Generates groups in any spelling of IPv6, sometimes the canonical one. */
const ipv6: Made = (random) => {
  const groups = Array.from({ length: 8 }, () =>
    random.below(2) === 0 ? '0' : random.pick(['1', 'ffff', 'fd00', random.bits(16).toString(16)]),
  );
  if (random.below(12) === 0) return `::ffff:${random.below(2) === 0 ? ipv4(random) : 'a00:1'}`;
  if (random.below(12) === 0) return `${random.pick(['64:ff9b::', '::', '1:2:3:4:5:6:'])}${ipv4(random)}`;
  if (random.below(6) === 0) return groups.map((group) => group.padStart(4, '0').toUpperCase()).join(':');
  const start = random.below(8);
  const length = 1 + random.below(8 - start);
  const runs = [...groups.join(':').matchAll(/\b0(:0)+\b/g)].sort((a, b) => b[0].length - a[0].length);
  const [run] = runs;
  if (random.below(3) > 0 && run) {
    const text = groups.join(':');
    const [before, after] = [text.slice(0, run.index), text.slice(run.index + run[0].length)];
    return `${before.replace(/:$/, '')}::${after.replace(/^:/, '')}`;
  }
  if (random.below(2) === 0) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
};

export const ip: Made = (random) => (random.below(2) === 0 ? ipv4(random) : ipv6(random));

/** Generates a network, mostly without host bits, which it clears group by group. */
export const cidr: Made = (random) => {
  if (random.below(2) === 0) {
    const prefix = numberUpTo(random, 32);
    const value = Number(random.bits(32));
    const network =
      random.below(5) === 0 || prefix === 0 ? value : (value >>> (32 - prefix)) * 2 ** (32 - prefix);
    const cleared = prefix === 0 && random.below(5) > 0 ? 0 : network;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(cleared / 2 ** shift) % 256).join('.')}/${prefix}`;
  }
  const count = 1 + random.below(6);
  const groups = Array.from({ length: count }, () => (1 + Number(random.bits(15))).toString(16));
  return random.below(8) === 0
    ? `${ipv6(random)}/${numberUpTo(random, 128)}`
    : `${groups.join(':')}::/${count * 16 + random.below(129 - count * 16)}`;
};

const name: Made = (random) => {
  const length = lengthOf(random, 63);
  const ends = LOWER + DIGITS;
  if (length === 1) return random.pick([...ends]);
  return (
    random.pick([...ends]) + lettersOf(random, `${ends}-`, length - 2, length - 2) + random.pick([...ends])
  );
};

const host: Made = (random) => {
  if (random.below(2) === 0) return ip(random);
  const labels = Array.from({ length: 1 + random.below(4) }, () => name(random));
  const last = random.pick(['example', 'com', '7', '0x7f', '0X', '017', name(random)]);
  return (random.below(6) === 0 ? last : [...labels, last].join('.'))[
    random.below(5) === 0 ? 'toUpperCase' : 'toString'
  ]();
};

const port: Made = (random) => String(random.pick([0, 1, 22, 51820, 65535, 65536, random.below(70000)]));

const hostAndPort: Made = (random) => {
  const where = host(random);
  const bracketed = where.includes(':') && random.below(4) > 0 ? `[${where}]` : where;
  return random.below(2) === 0 ? bracketed : `${bracketed}:${port(random)}`;
};

const two = (random: Random, most: number): string => String(random.below(most)).padStart(2, '0');

const date: Made = (random) => {
  const year = String(random.pick([0, 999, 2025, 2026, 2027, 2028, 9999])).padStart(4, '0');
  const day = `${year}-${two(random, 14)}-${two(random, 33)}`;
  if (random.below(2) === 0) return day;
  const seconds =
    random.below(2) === 0 ? '' : `:${two(random, 62)}${random.below(2) === 0 ? '' : `.${two(random, 100)}0`}`;
  return `${day}T${two(random, 26)}:${two(random, 62)}${seconds}${random.below(8) === 0 ? '' : 'Z'}`;
};

const after =
  (prefix: string, alphabet: string, least: number, most: number): Made =>
  (random) =>
    prefix + lettersOf(random, alphabet, least, most);

const key: Made = (random) => {
  if (random.below(30) === 0) return `${'A'.repeat(43)}=`;
  const bytes = Buffer.from(random.bits(256).toString(16).padStart(64, '0'), 'hex');
  return bytes.subarray(0, random.below(10) === 0 ? 31 : 32).toString('base64');
};

/** The generator for each kind of value. */
export const MADE: Readonly<Record<string, Made>> = {
  ip,
  cidr,
  'tunnel-subnet': cidr,
  'tunnel-pool': cidr,
  name,
  owner: (random) =>
    lettersOf(random, `${LOWER.toUpperCase()}${LOWER}${DIGITS}_`, 1, 1) +
    lettersOf(random, `${LOWER}${DIGITS}._@-`, 0, 63),
  interface: (random) =>
    random.below(10) === 0
      ? random.pick(['lo', 'all', 'default', 'vpc-routes', 'wg0'])
      : lettersOf(random, LOWER, 1, 1) + lettersOf(random, `${LOWER}${DIGITS}_-`, 0, 15),
  key,
  endpoint: hostAndPort,
  ssh: (random) =>
    (random.below(2) === 0
      ? ''
      : `${random.pick(['root', '_', 'a.b-c', 'Root', '-l', '0', 'CORP\\a', 'a@b', 'a\\', 'x'.repeat(64), 'x'.repeat(65)])}@`) +
    hostAndPort(random),
  expiry: (random) =>
    random.below(2) === 0
      ? date(random)
      : `${random.pick([0, 1, 12, 99999, 100000])}${random.pick([...'mhdwsy'])}`,
  subnet: (random) => `${name(random)}=${cidr(random)}`,
  filter: (random) =>
    `${name(random)}${random.pick(['=', '!=', '==', '!'])}${random.pick(['active', '', 'a=b', 'a b'])}`,
  mtu: (random) => String(random.pick([575, 576, 1280, 1420, 9000, 9001, random.below(10000)])),
  prefix: (random) => String(random.below(140)),
  output: (random) => random.pick(['table', 'json', 'yaml', 'name', 'xml']),
  account: after('', DIGITS, 11, 13),
  region: (random) =>
    `${lettersOf(random, LOWER, 2, 2)}${random.pick(['-gov', ''])}-${lettersOf(random, LOWER, 1, 9)}-${random.below(12)}`,
  'vpc-id': after('vpc-', `${DIGITS}abcdef`, 7, 18),
  'route-table': after('rtb-', `${DIGITS}abcdef`, 7, 18),
  'security-group': after('sg-', `${DIGITS}abcdef`, 7, 18),
  project: (random) => lettersOf(random, LOWER, 1, 1) + lettersOf(random, `${LOWER}${DIGITS}-`, 4, 30),
  network: name,
};

const HOSTILE = hostileValues().filter((value) => value.length < 300);
const CHARACTERS = [
  ...'0123456789abcfgxzAFXZ.:/-_@=!%[],+*;$~# \t\n\r\0"\'\\',
  '٠',
  '０',
  'а',
  '\u200b',
  '\u0301',
  '\ud800',
  'ſ',
  'K',
];

/** Changes one part of a text. */
function changed(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const [before, rest] = [text.slice(0, at), text.slice(at)];
  switch (random.below(8)) {
    case 0:
      return before + rest.slice(1);
    case 1:
    case 2:
      return before + random.pick(CHARACTERS) + rest;
    case 3:
      return before + random.pick(CHARACTERS) + rest.slice(1);
    case 4:
      return before + rest.slice(0, 1) + rest;
    case 5:
      return before.toUpperCase() + rest;
    case 6:
      return rest + before;
    default:
      return before + text;
  }
}

/** Returns a text of a kind: a third of them valid, half slightly wrong, the rest anything. */
export function textOf(kind: string, random: Random): string {
  if (random.below(8) === 0) return random.pick(HOSTILE);
  let text = (MADE[kind] as Made)(random);
  for (let changes = Math.max(0, random.below(5) - 1); changes > 0; changes--) text = changed(random, text);
  return text;
}
