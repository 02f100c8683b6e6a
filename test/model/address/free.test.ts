import { describe, expect, test } from 'vitest';
import type { Cidr } from '../../../src/model/address/cidr.ts';
import { freeNetworks, freeReplacement } from '../../../src/model/address/free.ts';
import { type Random, trials } from '../../support/random.ts';
import { anyNetwork, bitsIn, type Network, network, networkAround, share } from '../networks.ts';

/** Yields all networks of a size in another network. */
function* subnets({ family, first, last }: Network, prefix: number): Generator<Network> {
  const size = 1n << BigInt(bitsIn(family) - prefix);
  for (let at = first; at + size - 1n <= last; at += size) yield networkAround(family, at, prefix);
}

/** Finds free networks by comparing each subnet with each used network. */
const naiveFree = (used: readonly Network[], within: Network, prefix: number): Network[] =>
  [...subnets(within, prefix)].filter((subnet) => !used.some((obstacle) => share(subnet, obstacle)));

const cidrs = (networks: readonly Network[]): Cidr[] => networks.map(({ text }) => text as Cidr);

/** Generates networks inside, next to and around another one, and some unrelated ones. */
function obstacles(random: Random, { family, first, last, prefix }: Network, most: number): Network[] {
  const width = bitsIn(family);
  const size = last - first + 1n;
  return Array.from({ length: random.below(most + 1) }, () => {
    if (random.below(9) === 0) return anyNetwork(random);
    const address = first - size + (random.bits(width) % (3n * size));
    const length = Math.min(width, Math.max(0, prefix - 1 + random.below(9)));
    return networkAround(family, BigInt.asUintN(width, address), length);
  });
}

describe('freeNetworks', () => {
  test.each([
    ['all subnets if nothing is used', [], '10.0.0.0/24', 25, ['10.0.0.0/25', '10.0.0.128/25']],
    ['the whole network', [], '10.0.0.0/24', 24, ['10.0.0.0/24']],
    ['nothing that is larger than the whole network', [], '10.0.0.0/24', 23, []],
    ['nothing if all is used', ['10.0.0.0/8'], '10.0.0.0/24', 32, []],
    ['only aligned networks', ['10.0.0.64/26'], '10.0.0.0/24', 25, ['10.0.0.128/25']],
    [
      'gaps at both ends',
      ['10.0.0.64/26', '10.0.0.128/26'],
      '10.0.0.0/24',
      26,
      ['10.0.0.0/26', '10.0.0.192/26'],
    ],
    ['the last addresses of all', ['255.255.255.254/32'], '255.255.255.254/31', 32, ['255.255.255.255/32']],
    ['IPv6 between IPv4', ['0.0.0.0/0', 'fd00::/9'], 'fd00::/8', 9, ['fd80::/9']],
  ])('yields %s', (_, used, within, prefix, free) => {
    expect([...freeNetworks(used as Cidr[], within as Cidr, prefix)]).toEqual(free);
  });

  test('agrees with a naive search, from the start and from any address', () => {
    trials(3_000, (random) => {
      const family = random.pick([4, 6] as const);
      const width = bitsIn(family);
      const within = networkAround(family, random.bits(width), width - random.below(8));
      const prefix = Math.max(0, Math.min(width, within.prefix - 1 + random.below(8)));
      const used = obstacles(random, within, 6);
      const wanted = prefix < within.prefix ? [] : naiveFree(used, within, prefix);
      const label = `${within.text} /${prefix} without ${cidrs(used)}`;
      expect([...freeNetworks(cidrs(used), within.text as Cidr, prefix)], label).toEqual(cidrs(wanted));
      const from = within.first - 2n + random.bits(8);
      expect(
        [...freeNetworks(cidrs(used), within.text as Cidr, prefix, from)],
        `${label} from ${from}`,
      ).toEqual(cidrs(wanted.filter(({ first }) => first >= from)));
    });
  });

  test('computes only the networks that are requested', () => {
    expect(freeNetworks([], '::/0' as Cidr, 128).next().value).toBe('::/128');
  });
});

describe('freeReplacement', () => {
  const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8'].map(network);

  /** Applies the documented rule to all subnets of all private ranges. */
  function oracle(cidr: Network, used: readonly Network[]): string | undefined {
    const own = PRIVATE_RANGES.find((range) => share(range, cidr) && range.prefix <= cidr.prefix);
    const free = (range: Network): Network[] =>
      cidr.prefix < range.prefix ? [] : naiveFree([...used, cidr], range, cidr.prefix);
    const inOwn = own ? free(own) : [];
    const elsewhere = PRIVATE_RANGES.filter((range) => range !== own && range.family === cidr.family).flatMap(
      free,
    );
    return (inOwn.find(({ first }) => first > cidr.first) ?? inOwn[0] ?? elsewhere[0])?.text;
  }

  test.each([
    ['the next network above', '10.1.0.0/16', ['10.0.0.0/16'], '10.2.0.0/16'],
    ['the next free network above', '10.1.0.0/16', ['10.2.0.0/15'], '10.4.0.0/16'],
    ['the lowest one if none above is free', '10.255.0.0/16', ['10.0.0.0/16'], '10.1.0.0/16'],
    ['one in the next private range if its own is full', '192.168.0.0/16', [], '10.0.0.0/16'],
    ['one in the last private range', '10.0.0.0/16', ['10.0.0.0/8', '172.16.0.0/12'], '192.168.0.0/16'],
    ['nothing if all private ranges are full', '10.0.0.0/8', [], undefined],
    ['a private network for a public one', '203.0.113.0/24', [], '10.0.0.0/24'],
    ['a unique local network for another one', 'fd00:1234::/48', ['fd00:1234:1::/48'], 'fd00:1234:2::/48'],
    ['a unique local network for a global one', '2001:db8::/48', [], 'fd00::/48'],
    ['nothing for a network larger than any private range', '0.0.0.0/0', [], undefined],
  ])('returns %s', (_, cidr, used, free) => {
    expect(freeReplacement(cidr as Cidr, used as Cidr[])).toBe(free);
  });

  test('agrees with a naive search of all private ranges', () => {
    trials(1_000, (random) => {
      const range = random.pick([...PRIVATE_RANGES, network('203.0.0.0/8'), network('2001::/16')]);
      const inside = random.bits(bitsIn(range.family) - range.prefix);
      const prefix = Math.min(range.prefix + random.below(9), 16);
      const cidr = networkAround(range.family, range.first + inside, prefix);
      const used = PRIVATE_RANGES.flatMap((other) => obstacles(random, other, 3));
      const label = `${cidr.text} among ${cidrs(used)}`;
      expect(freeReplacement(cidr.text as Cidr, cidrs(used)), label).toBe(oracle(cidr, used));
    });
  });
});
