import { expect, test } from 'vitest';
import { type Cidr, contains, overlaps, readCidr } from '../../../src/model/address/cidr.ts';
import { NetworkIndex } from '../../../src/model/address/network-index.ts';
import { type Random, trials } from '../../support/random.ts';

function randomNetwork(random: Random): Cidr {
  const prefix = random.between(24, 32);
  const address = (0x0a000000 + random.below(512)) & (-1 << (32 - prefix));
  const bytes = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
  return readCidr(`${bytes.join('.')}/${prefix}`) as Cidr;
}

test('A network index agrees with a comparison of all networks', () => {
  trials(200, (random) => {
    const networks = Array.from({ length: random.below(12) }, () => randomNetwork(random));
    const [index, one] = [new NetworkIndex(networks), randomNetwork(random)];
    const [around] = networks
      .filter((each) => contains(each, one))
      .sort((a, b) => Number(b.split('/')[1]) - Number(a.split('/')[1]));
    expect(index.around(one)).toBe(around);
    const inside = new Set(networks.filter((each) => contains(one, each)));
    expect([...index.inside(one)].sort()).toEqual([...inside].sort());
    const overlapping = new Set(networks.filter((each) => overlaps(each, one)));
    expect([...index.overlapping(one)].sort()).toEqual([...overlapping].sort());
  });
});
