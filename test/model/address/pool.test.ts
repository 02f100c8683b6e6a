import { describe, expect, test } from 'vitest';
import type { Cidr, Ip } from '../../../src/model/address/cidr.ts';
import { gatewayAddress, lowestFree } from '../../../src/model/address/pool.ts';
import { trials } from '../../support/random.ts';
import { addressText, bitsIn, networkAround } from '../networks.ts';

describe('gatewayAddress', () => {
  test.each([
    ['10.99.1.0/24', '10.99.1.1'],
    ['10.99.1.252/30', '10.99.1.253'],
    ['fd00:99::/64', 'fd00:99::1'],
    ['fd00:99::4/126', 'fd00:99::5'],
  ])('is the first host address of %s', (subnet, gateway) => {
    expect(gatewayAddress(subnet as Cidr)).toBe(gateway);
  });
});

describe('lowestFree', () => {
  test.each<[string, string, string[], string | undefined]>([
    ['the one after the gateway', '10.99.1.0/24', [], '10.99.1.2'],
    ['the same when the gateway is listed', '10.99.1.0/24', ['10.99.1.1'], '10.99.1.2'],
    ['the first gap', '10.99.1.0/24', ['10.99.1.2', '10.99.1.4'], '10.99.1.3'],
    ['the last host, but not the broadcast address', '10.99.1.0/30', ['10.99.1.2'], undefined],
    ['the last host of IPv6 too, which has no broadcast', 'fd00::/126', ['fd00::2'], 'fd00::3'],
    ['nothing when IPv6 is full', 'fd00::/126', ['fd00::2', 'fd00::3'], undefined],
    ['one regardless of the other family', '::/64', ['0.0.0.2'], '::2'],
    ['one of a subnet that no one could go through', 'fd00:99::/64', ['fd00:99::2'], 'fd00:99::3'],
  ])('returns %s', (_, subnet, allocated, free) => {
    expect(lowestFree(subnet as Cidr, new Set(allocated as Ip[]))).toBe(free);
  });

  test('agrees with a naive search of all hosts', () => {
    trials(3_000, (random) => {
      const family = random.pick([4, 6] as const);
      const width = bitsIn(family);
      const subnet = networkAround(family, random.bits(width), width - 2 - random.below(4));
      const all: string[] = [];
      for (let value = subnet.first; value <= subnet.last; value++) all.push(addressText(family, value));
      const allocated = all.filter(() => random.below(8) > 0);
      const hosts = family === 4 ? all.slice(1, -1) : all.slice(1);
      const [, ...others] = hosts;
      expect(lowestFree(subnet.text as Cidr, new Set(allocated as Ip[])), `${subnet.text} ${allocated}`).toBe(
        others.find((host) => !allocated.includes(host)),
      );
    });
  });
});
