import { describe, expect, test } from 'vitest';
import {
  asciiOf,
  type IpNumber,
  readIp,
  scanIpv4,
  scanIpv6,
  widthOf,
  writeIp,
} from '../../../src/model/address/ip.ts';
import { type Random, trials } from '../../support/random.ts';
import { addressIn, addressText, mutated } from '../networks.ts';

/** Generates an IPv6 address with many zero groups, so that `::` has several possible places. */
function sparseIpv6(random: Random): bigint {
  let value = 0n;
  for (let group = 0; group < 8; group++) {
    value = (value << 16n) | random.pick([0n, 0n, 1n, random.bits(4), random.bits(16)]);
  }
  return value;
}

const randomAddress = (random: Random) =>
  random.below(2) === 0
    ? { family: 4 as const, value: random.bits(32) }
    : { family: 6 as const, value: random.pick([sparseIpv6(random), random.bits(128)]) };

describe('readIp', () => {
  test.each([
    ['0.0.0.0', 0n],
    ['10.0.0.2', 0x0a000002n],
    ['192.168.100.255', 0xc0a864ffn],
    ['255.255.255.255', 0xffffffffn],
  ])('reads %s', (text, value) => {
    expect(readIp(text)).toEqual({ family: 4, value });
  });

  test.each([
    ['::', 0n],
    ['::1', 1n],
    ['1::', 1n << 112n],
    ['fd00:99::2', (0xfd000099n << 96n) | 2n],
    ['2001:db8::1:0:0:1', (0x20010db8n << 96n) | 0x1_0000_0000_0001n],
    ['2001:db8:0:1:1:1:1:1', (0x20010db8_00000001n << 64n) | 0x1_0001_0001_0001n],
    ['::ffff:a00:1', 0xffff_0a00_0001n],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', (1n << 128n) - 1n],
  ])('reads %s', (text, value) => {
    expect(readIp(text)).toEqual({ family: 6, value });
  });

  test.each([
    ['upper case', 'FD00::ABCD', 'fd00::abcd'],
    ['leading zeros in a group', '2001:0DB8::0001', '2001:db8::1'],
    ['no compression, as gcloud prints it', '2600:1900:4000:abcd:0:0:0:0', '2600:1900:4000:abcd::'],
    ['half a compression', 'fd00::0:1', 'fd00::1'],
    ['the shorter of two gaps compressed', '1::1:0:0:0:1:1', '1:0:1::1:1'],
    ['the second of two equal gaps compressed', '1:0:0:1:1::1', '1::1:1:0:0:1'],
    ['one group compressed', '1:2:3::5:6:7:8', '1:2:3:0:5:6:7:8'],
    ['the last group compressed', '1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['a dotted end', '64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['the longest form', '0000:0000:0000:0000:0000:0001:255.255.255.255', '::1:ffff:ffff'],
  ])('reads %s', (_, text, canonical) => {
    expect(readIp(text)).toEqual(readIp(canonical));
    expect(writeIp(readIp(text) as IpNumber)).toBe(canonical);
  });

  test.each([
    ['nothing', ''],
    ['a blank before', ' 10.0.0.1'],
    ['a blank behind', '10.0.0.1 '],
    ['a line end behind', '10.0.0.1\n'],
    ['octal parts', '010.0.0.1'],
    ['a part of two zeros', '10.00.0.1'],
    ['hexadecimal parts', '0x0a.0.0.1'],
    ['three parts', '10.0.1'],
    ['one number', '167772161'],
    ['five parts', '10.0.0.1.1'],
    ['an empty part', '10..0.1'],
    ['a dot behind', '10.0.0.1.'],
    ['a dot before', '.10.0.0.1'],
    ['a part above 255', '10.0.0.256'],
    ['a part of four digits', '10.0.0.1000'],
    ['a sign', '10.0.0.-1'],
    ['digits of another script', '10.0.0.٣'],
    ['full-width digits', '１0.0.0.1'],
    ['an ideographic full stop', '10。0.0.1'],
    ['a prefix length', '10.0.0.1/32'],
    ['a group of five digits', 'fd000::1'],
    ['a compression that stands for nothing', '1:2:3:4::5:6:7:8'],
    ['two compressions', '1::2::3'],
    ['three colons', '1:::2'],
    ['one colon', ':'],
    ['a colon before', ':1:2:3:4:5:6:7:8'],
    ['a colon behind', '1:2:3:4:5:6:7:8:'],
    ['a compression behind eight groups', '1:2:3:4:5:6:7:8::'],
    ['seven groups', '1:2:3:4:5:6:7'],
    ['nine groups', '1:2:3:4:5:6:7:8:9'],
    ['a mapped IPv4 address', '::ffff:10.0.0.1'],
    ['a mapped IPv4 address in full', '0:0:0:0:0:FFFF:10.0.0.1'],
    ['octal parts at the end', '64:ff9b::010.0.0.1'],
    ['three parts at the end', '64:ff9b::10.0.1'],
    ['a dotted part in the middle', '64::10.0.0.1:1'],
    ['seven groups and a dotted part', '1:2:3:4:5:6:7:10.0.0.1'],
    ['five groups and a dotted part', '1:2:3:4:5:10.0.0.1'],
    ['a dotted part and a compression', '64:ff9b:10.0.0.1::'],
    ['a zone', 'fe80::1%eth0'],
    ['brackets', '[fd00::1]'],
    ['a group that is not hexadecimal', 'fd00::g'],
    ['more than an address can be long', `fd00::${'0'.repeat(100)}1`],
  ])('rejects %s', (_, text) => {
    expect(readIp(text)).toBeUndefined();
  });

  test('reads what writeIp writes', () => {
    trials(5_000, (random) => {
      const address = randomAddress(random);
      expect(readIp(writeIp(address))).toEqual(address);
    });
  });

  test('reads a text as Node.js and ipaddr.js do', () => {
    trials(20_000, (random) => {
      const { family, value } = randomAddress(random);
      const text = mutated(random, addressText(family, value));
      expect(readIp(text), text).toEqual(addressIn(text));
    });
  });
});

describe('writeIp', () => {
  test('agrees with ipaddr.js', () => {
    trials(5_000, (random) => {
      const address = randomAddress(random);
      expect(writeIp(address)).toBe(addressText(address.family, address.value));
    });
  });

  test('writes an IPv4-mapped address without dots, as it is read', () => {
    expect(writeIp({ family: 6, value: 0xffff_0a00_0001n })).toBe('::ffff:a00:1');
  });
});

describe('scanning', () => {
  test('reads nothing outside the given part', () => {
    const ipv4 = asciiOf('910.0.0.19');
    expect(scanIpv4(ipv4, 1, 9)).toBe(0x0a000001);
    expect(scanIpv4(ipv4, 1, 8)).toBe(-1);
    const words = new Uint32Array(4);
    const ipv6 = asciiOf('a::1:');
    expect(scanIpv6(ipv6, 1, 4, words)).toBe(true);
    expect([...words]).toEqual([0, 0, 0, 1]);
    expect(scanIpv6(ipv6, 1, 2, words), 'one colon, though another follows').toBe(false);
    expect(scanIpv6(ipv6, 0, 2, words), 'a group and one colon, though another follows').toBe(false);
  });

  test('writes a valid address to its four words, and nothing for an invalid one', () => {
    const words = new Uint32Array(8).fill(7);
    expect(scanIpv6(asciiOf('1:2:3:4:5:6:7'), 0, 13, words, 4)).toBe(false);
    expect([...words]).toEqual([7, 7, 7, 7, 7, 7, 7, 7]);
    expect(scanIpv6(asciiOf('1:2:3:4:5:6:7:8'), 0, 15, words, 4)).toBe(true);
    expect([...words]).toEqual([7, 7, 7, 7, 0x10002, 0x30004, 0x50006, 0x70008]);
  });

  test('accepts only ASCII digits', () => {
    expect([...asciiOf('1٣😀')]).toEqual([0x31, 0xff, 0xff, 0xff]);
  });
});

test('an address has 32 or 128 bits', () => {
  expect([widthOf(4), widthOf(6)]).toEqual([32, 128]);
});
