import { expect, test } from 'vitest';
import {
  type Cidr,
  compareCidrs,
  contains,
  overlaps,
  prefixOf,
  rangeOf,
  readCidr,
  sizeOf,
} from '../../src/model/address/cidr.ts';
import { gatewayAddress } from '../../src/model/address/pool.ts';
import { FULL, PATIENCE } from '../hostile/size.ts';
import { type Random, randomFor } from '../support/random.ts';
import { describeWith } from '../support/requirements.ts';
import { pythonReads } from './python.ts';
import { cidr } from './texts.ts';

const CASES = FULL ? 20_000 : 1000;

function networkOf(random: Random): Cidr {
  for (;;) {
    const text = cidr(random);
    const network = readCidr(text);
    if (network && !text.startsWith('::ffff:')) return network;
  }
}

/** Another network that has something to do with the first, more often than chance would have it. */
function relative(random: Random, network: Cidr): Cidr {
  const [address, prefix] = network.split('/') as [string, string];
  const other = random.below(Number(prefix) + 1);
  return readCidr(`${address}/${other}`) ?? (random.below(4) === 0 ? network : networkOf(random));
}

describeWith(['python3'], 'networks against Python', () => {
  test(
    'overlap, hold each other and sort alike',
    async () => {
      const random = randomFor('pairs');
      const pairs = Array.from({ length: CASES }, () => {
        const one = networkOf(random);
        const other = relative(random, one);
        return random.below(2) === 0 ? ([one, other] as const) : ([other, one] as const);
      });
      const theirs = await pythonReads(
        'pair',
        pairs.map((pair) => pair.join(' ')),
      );
      const ours = pairs.map(([a, b]) => {
        const [meets, holds] = [overlaps(a, b), contains(a, b)].map((answer) => (answer ? 'True' : 'False'));
        return `${meets} ${holds} ${Math.sign(compareCidrs(a, b))}`;
      });
      expect(ours).toEqual(theirs);
      expect(new Set(ours).size).toBe(5);
    },
    PATIENCE,
  );

  test(
    'begin, end and are counted alike',
    async () => {
      const random = randomFor('spans');
      const networks = Array.from({ length: CASES }, () => networkOf(random)).filter(
        (network) => prefixOf(network) < 31,
      );
      const ours = networks.map((network) => {
        const { family, first, last } = rangeOf(network);
        return `${first} ${last} ${sizeOf(family, prefixOf(network))} ${gatewayAddress(network)}`;
      });
      expect(ours).toEqual(await pythonReads('span', networks));
    },
    PATIENCE,
  );
});
