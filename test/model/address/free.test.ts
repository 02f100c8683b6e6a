import { describe, expect, test } from 'vitest';
import type { Cidr } from '../../../src/model/address/cidr.ts';
import { freeNetworks, freeReplacement } from '../../../src/model/address/free.ts';
import { type Random, trials } from '../../support/random.ts';
import { anyNetwork, bitsIn, type Network, network, networkAround, share } from '../networks.ts';

/** Every network of this size in another, one after the other. */
function* pieces({ family, first, last }: Network, prefix: number): Generator<Network> {
  const size = 1n << BigInt(bitsIn(family) - prefix);
  for (let at = first; at + size - 1n <= last; at += size) yield networkAround(family, at, prefix);
}

/** What is free, by looking at every piece and every obstacle. */
const naively = (used: readonly Network[], within: Network, prefix: number): Network[] =>
  [...pieces(within, prefix)].filter((piece) => !used.some((obstacle) => share(piece, obstacle)));

const cidrs = (networks: readonly Network[]): Cidr[] => networks.map(({ text }) => text as Cidr);

/** Networks in another one, beside it and around it, and some that have nothing to do with it. */
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
    ['all when nothing is used', [], '10.0.0.0/24', 25, ['10.0.0.0/25', '10.0.0.128/25']],
    ['the whole', [], '10.0.0.0/24', 24, ['10.0.0.0/24']],
    ['nothing larger than the whole', [], '10.0.0.0/24', 23, []],
    ['nothing of what is used up', ['10.0.0.0/8'], '10.0.0.0/24', 32, []],
    ['only what is aligned', ['10.0.0.64/26'], '10.0.0.0/24', 25, ['10.0.0.128/25']],
    [
      'gaps at both ends',
      ['10.0.0.64/26', '10.0.0.128/26'],
      '10.0.0.0/24',
      26,
      ['10.0.0.0/26', '10.0.0.192/26'],
    ],
    [
      'the last addresses there are',
      ['255.255.255.254/32'],
      '255.255.255.254/31',
      32,
      ['255.255.255.255/32'],
    ],
    ['IPv6 between IPv4', ['0.0.0.0/0', 'fd00::/9'], 'fd00::/8', 9, ['fd80::/9']],
  ])('gives %s', (_, used, within, prefix, free) => {
    expect([...freeNetworks(used as Cidr[], within as Cidr, prefix)]).toEqual(free);
  });

  test('agrees with a look at every piece, from the start and from anywhere', () => {
    trials(3_000, (random) => {
      const family = random.pick([4, 6] as const);
      const width = bitsIn(family);
      const within = networkAround(family, random.bits(width), width - random.below(8));
      const prefix = Math.max(0, Math.min(width, within.prefix - 1 + random.below(8)));
      const used = obstacles(random, within, 6);
      const wanted = prefix < within.prefix ? [] : naively(used, within, prefix);
      const label = `${within.text} /${prefix} without ${cidrs(used)}`;
      expect([...freeNetworks(cidrs(used), within.text as Cidr, prefix)], label).toEqual(cidrs(wanted));
      const from = within.first - 2n + random.bits(8);
      expect(
        [...freeNetworks(cidrs(used), within.text as Cidr, prefix, from)],
        `${label} from ${from}`,
      ).toEqual(cidrs(wanted.filter(({ first }) => first >= from)));
    });
  });

  test('takes its time only for what is asked of it', () => {
    expect(freeNetworks([], '::/0' as Cidr, 128).next().value).toBe('::/128');
  });
});

describe('freeReplacement', () => {
  const AREAS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8'].map(network);

  /** The rule as its description has it, over every piece of every area. */
  function oracle(cidr: Network, used: readonly Network[]): string | undefined {
    const own = AREAS.find((area) => share(area, cidr) && area.prefix <= cidr.prefix);
    const free = (area: Network): Network[] =>
      cidr.prefix < area.prefix ? [] : naively([...used, cidr], area, cidr.prefix);
    const inOwn = own ? free(own) : [];
    const elsewhere = AREAS.filter((area) => area !== own && area.family === cidr.family).flatMap(free);
    return (inOwn.find(({ first }) => first > cidr.first) ?? inOwn[0] ?? elsewhere[0])?.text;
  }

  test.each([
    ['the next above', '10.1.0.0/16', ['10.0.0.0/16'], '10.2.0.0/16'],
    ['the next above that is free', '10.1.0.0/16', ['10.2.0.0/15'], '10.4.0.0/16'],
    ['the lowest when nothing above is free', '10.255.0.0/16', ['10.0.0.0/16'], '10.1.0.0/16'],
    ['one of the next area when its own is full', '192.168.0.0/16', [], '10.0.0.0/16'],
    ['one of the last area', '10.0.0.0/16', ['10.0.0.0/8', '172.16.0.0/12'], '192.168.0.0/16'],
    ['nothing when all is full', '10.0.0.0/8', [], undefined],
    ['a private one in place of a public one', '203.0.113.0/24', [], '10.0.0.0/24'],
    ['a unique local one in place of another', 'fd00:1234::/48', ['fd00:1234:1::/48'], 'fd00:1234:2::/48'],
    ['a unique local one in place of a global one', '2001:db8::/48', [], 'fd00::/48'],
    ['nothing for what is larger than any area', '0.0.0.0/0', [], undefined],
  ])('gives %s', (_, cidr, used, free) => {
    expect(freeReplacement(cidr as Cidr, used as Cidr[])).toBe(free);
  });

  test('agrees with a look at every piece of every area', () => {
    trials(1_000, (random) => {
      const area = random.pick([...AREAS, network('203.0.0.0/8'), network('2001::/16')]);
      const inside = random.bits(bitsIn(area.family) - area.prefix);
      const prefix = Math.min(area.prefix + random.below(9), 16);
      const cidr = networkAround(area.family, area.first + inside, prefix);
      const used = AREAS.flatMap((other) => obstacles(random, other, 3));
      const label = `${cidr.text} among ${cidrs(used)}`;
      expect(freeReplacement(cidr.text as Cidr, cidrs(used)), label).toBe(oracle(cidr, used));
    });
  });
});
