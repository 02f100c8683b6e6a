import { describe, expect, test } from 'vitest';
import {
  type Cidr,
  compareCidrs,
  contains,
  familyOf,
  hostCidr,
  type Ip,
  ipNumber,
  ipText,
  networkOf,
  overlaps,
  prefixOf,
  rangeOf,
  readCidr,
  readInterfaceAddress,
  readPrefix,
  sizeOf,
  sortedCidrs,
} from '../../../src/model/address/cidr.ts';
import { trials } from '../../support/random.ts';
import { addressText, anyNetwork, mutated, type Network, networkIn, share, smallPlan } from '../networks.ts';

const cidrOf = ({ text }: Network): Cidr => text as Cidr;

describe('readCidr', () => {
  test.each([
    '0.0.0.0/0',
    '10.0.0.0/8',
    '172.31.0.0/16',
    '192.168.1.128/25',
    '10.0.0.5/32',
    '255.255.255.255/32',
    '::/0',
    'fd00::/8',
    'fd00:1234::/48',
    '2001:db8:0:0:8000::/65',
    '::1/128',
    '2001:db8:0:1::/64',
    '::ffff:a00:0/104',
  ])('reads %s', (text) => {
    expect(readCidr(text)).toBe(text);
  });

  test.each([
    ['FD00::/8', 'fd00::/8'],
    ['fd00:0:0:0:0:0:0:0/8', 'fd00::/8'],
    ['2001:db8::1:0:0:0/80', '2001:db8:0:0:1::/80'],
    ['2600:1900:4000:abcd:0:0:0:0/64', '2600:1900:4000:abcd::/64'],
    ['64:FF9B::0.0.0.0/96', '64:ff9b::/96'],
  ])('reads %s as %s', (text, canonical) => {
    expect(readCidr(text)).toBe(canonical);
  });

  test.each([
    ['nothing', ''],
    ['no prefix length', '10.0.0.0'],
    ['an empty prefix length', '10.0.0.0/'],
    ['no address', '/8'],
    ['host bits', '10.0.0.5/16'],
    ['the last host bit', '10.0.0.1/31'],
    ['host bits in the network of all addresses', '10.0.0.0/0'],
    ['IPv6 host bits', 'fd00:1234::1/48'],
    ['host bits in the middle of a group', 'fd00:1234:5678::/40'],
    ['the last IPv6 host bit', 'fd00::1/127'],
    ['octal parts', '010.0.0.0/8'],
    ['a short form', '10/8'],
    ['a shorter form', '10.1/16'],
    ['embedded IPv4', '::ffff:10.0.0.0/104'],
    ['a zone', 'fe80::%eth0/64'],
    ['a zone at the end', 'fe80::/64%eth0'],
    ['brackets', '[fd00::]/8'],
    ['an IPv4 prefix above 32', '10.0.0.0/33'],
    ['an IPv6 prefix above 128', 'fd00::/129'],
    ['a prefix of four digits', 'fd00::/1000'],
    ['a space before the prefix', '10.0.0.0/ 8'],
    ['a space before the slash', '10.0.0.0 /8'],
    ['a space at the start', ' 10.0.0.0/8'],
    ['a space at the end', '10.0.0.0/8 '],
    ['a line feed at the end', '10.0.0.0/8\n'],
    ['a leading zero in the prefix', '10.0.0.0/08'],
    ['zeros for a prefix', '0.0.0.0/00'],
    ['a sign', '10.0.0.0/+8'],
    ['a negative prefix', '10.0.0.0/-8'],
    ['a fraction', '10.0.0.0/8.0'],
    ['an exponent', '10.0.0.0/1e1'],
    ['hexadecimal', '10.0.0.0/0x8'],
    ['two prefixes', '10.0.0.0/8/8'],
    ['a netmask', '10.0.0.0/255.0.0.0'],
    ['digits of another script', '10.0.0.0/٨'],
    ['full-width digits', '10.0.0.0/８'],
    ['a division slash', '10.0.0.0∕8'],
  ])('rejects %s', (_, text) => {
    expect(readCidr(text)).toBeUndefined();
  });

  test('reads a text without host bits as Node.js and ipaddr.js do', () => {
    trials(10_000, (random) => {
      const { family, first, last, prefix, text } = anyNetwork(random);
      const withHostBits = `${addressText(family, random.pick([first, last]))}/${prefix}`;
      for (const candidate of [mutated(random, text), withHostBits]) {
        expect(readCidr(candidate), candidate).toBe(networkIn(candidate)?.text);
      }
    });
  });
});

describe('readPrefix', () => {
  test.each([
    ['0', 4, 0],
    ['32', 4, 32],
    ['33', 4, undefined],
    ['33', 6, 33],
    ['128', 6, 128],
    ['129', 6, undefined],
    ['', 4, undefined],
    ['00', 4, undefined],
    ['08', 4, undefined],
    ['8 ', 4, undefined],
  ] as const)('reads %j of family %i as %s', (text, family, prefix) => {
    expect(readPrefix(text, family)).toBe(prefix);
  });
});

describe('readInterfaceAddress', () => {
  test('keeps the host bits', () => {
    expect(readInterfaceAddress('10.99.1.2/24')).toEqual({
      ip: { family: 4, value: 0x0a630102n },
      prefix: 24,
    });
  });

  test.each(['10.99.1.2', '10.99.1.2/33', '10.99.01.2/24', 'fd00::1/129'])('rejects %s', (text) => {
    expect(readInterfaceAddress(text)).toBeUndefined();
  });
});

describe('the properties of a network', () => {
  test('match its numbers', () => {
    trials(2_000, (random) => {
      const { family, first, last, prefix, text } = anyNetwork(random);
      expect(rangeOf(text as Cidr)).toEqual({ family, first, last });
      expect(prefixOf(text as Cidr)).toBe(prefix);
      expect(familyOf(text as Cidr)).toBe(family);
      expect(sizeOf(family, prefix)).toBe(last - first + 1n);
      expect(networkOf({ family, value: last }, prefix)).toBe(text);
      expect(networkOf({ family, value: first }, prefix)).toBe(text);
    });
  });

  test('match those of a single address', () => {
    expect(hostCidr('10.0.0.5' as Ip)).toBe('10.0.0.5/32');
    expect(hostCidr('fd00::5' as Ip)).toBe('fd00::5/128');
    expect(ipText(ipNumber('fd00::5' as Ip))).toBe('fd00::5');
    expect(() => ipNumber('fd00::g' as Ip)).toThrow('not an address: fd00::g');
  });
});

describe('overlaps and contains', () => {
  test.each([
    ['10.0.0.0/16', '10.0.0.0/16', true, true],
    ['10.0.0.0/16', '10.0.255.255/32', true, true],
    ['10.0.0.0/16', '10.1.0.0/16', false, false],
    ['10.0.0.0/16', '10.0.0.0/8', true, false],
    ['0.0.0.0/0', '255.255.255.255/32', true, true],
    ['0.0.0.0/0', '::/0', false, false],
    ['::/0', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128', true, true],
    ['fd00::/64', 'fd00:0:0:1::/64', false, false],
  ])('%s and %s', (a, b, overlap, contained) => {
    expect(overlaps(a as Cidr, b as Cidr)).toBe(overlap);
    expect(overlaps(b as Cidr, a as Cidr)).toBe(overlap);
    expect(contains(a as Cidr, b as Cidr)).toBe(contained);
  });

  test('agree with the ends of the ranges, in either order', () => {
    trials(1_000, (random) => {
      const plan = smallPlan(random, 6);
      for (const a of plan) {
        for (const b of plan) {
          const pair = `${a.text} ${b.text}`;
          expect(overlaps(cidrOf(a), cidrOf(b)), pair).toBe(share(a, b));
          expect(contains(cidrOf(a), cidrOf(b)), pair).toBe(
            share(a, b) && a.first <= b.first && b.last <= a.last,
          );
        }
      }
    });
  });

  test('know if a network contains an address', () => {
    trials(2_000, (random) => {
      const [a, b] = [anyNetwork(random), anyNetwork(random)];
      const ip = addressText(b.family, b.first) as Ip;
      expect(contains(cidrOf(a), ip), `${a.text} ${ip}`).toBe(
        a.family === b.family && a.first <= b.first && b.first <= a.last,
      );
    });
  });
});

describe('plan order', () => {
  test('is IPv4 before IPv6, then by first address, then the larger network first', () => {
    const sorted = ['0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/16', '10.0.1.0/24', '::/0', 'fd00::/8', 'fd00::/48'];
    expect(sortedCidrs([...sorted].reverse() as Cidr[])).toEqual(sorted);
  });

  test('removes duplicates without changing its input', () => {
    const given = ['10.1.0.0/16', '10.0.0.0/16', '10.1.0.0/16'] as Cidr[];
    expect(sortedCidrs(given)).toEqual(['10.0.0.0/16', '10.1.0.0/16']);
    expect(given).toEqual(['10.1.0.0/16', '10.0.0.0/16', '10.1.0.0/16']);
  });

  test('agrees with the numbers, in either order', () => {
    trials(1_000, (random) => {
      const plan = smallPlan(random, 6);
      for (const a of plan) {
        for (const b of plan) {
          const [one, other] = [a, b].map(
            ({ family, first, prefix }) => (BigInt(family) << 136n) | (first << 8n) | BigInt(prefix),
          ) as [bigint, bigint];
          const sign = one < other ? -1 : one > other ? 1 : 0;
          expect(Math.sign(compareCidrs(cidrOf(a), cidrOf(b))), `${a.text} ${b.text}`).toBe(sign);
        }
      }
    });
  });
});
