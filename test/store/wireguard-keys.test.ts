import { execFileSync } from 'node:child_process';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import {
  makeKeyPair,
  makePresharedKey,
  parseSecretKey,
  publicKeyOf,
} from '../../src/store/wireguard-keys.ts';
import { canRun, missingPrograms } from '../support/requirements.ts';

const hasWg = canRun('keys beside those of wg', missingPrograms(['wg']));

const wg = (command: string, input = ''): string =>
  execFileSync('wg', [command], { input, encoding: 'utf8' }).trim();

describe('key pairs', () => {
  test('are random, and the public key can be derived from the private one', () => {
    const pairs = Array.from({ length: 50 }, makeKeyPair);
    for (const { privateKey, publicKey } of pairs) expect(publicKeyOf(privateKey)).toBe(publicKey);
    expect(new Set(pairs.map(({ publicKey }) => publicKey)).size).toBe(50);
  });

  test('are those of RFC 7748, 6.1', () => {
    const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
    const bob = new Secret(base64('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'));
    expect(publicKeyOf(bob)).toBe(base64('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'));
  });

  test.skipIf(!hasWg)('match those of wg', () => {
    for (let count = 0; count < 20; count++) {
      const { privateKey, publicKey } = makeKeyPair();
      expect(wg('pubkey', privateKey.reveal())).toBe(publicKey);
      const theirs = wg('genkey');
      expect(publicKeyOf(new Secret(theirs))).toBe(wg('pubkey', theirs));
    }
  });

  test('are not printed by accident', () => {
    const pair = makeKeyPair();
    const key = pair.privateKey.reveal();
    for (const shown of [JSON.stringify(pair), `${pair.privateKey}`, inspect(pair)]) {
      expect(shown).not.toContain(key);
    }
  });
});

test('preshared keys are 32 random bytes', () => {
  const keys = Array.from({ length: 20 }, () => makePresharedKey().reveal());
  expect(keys.map((key) => Buffer.from(key, 'base64').length)).toEqual(Array(20).fill(32));
  expect(new Set(keys).size).toBe(20);
});

describe('parsing a secret key', () => {
  test('accepts 32 bytes of base64', () => {
    const key = makePresharedKey().reveal();
    expect(parseSecretKey(key, 'private key').reveal()).toBe(key);
  });

  test.each([
    '',
    'short',
    'A'.repeat(43),
    `${'A'.repeat(42)}B=`,
    `${'A'.repeat(43)}=`,
    `${'A'.repeat(43)}=\nPostUp = id`,
    `${'_'.repeat(43)}=`,
    'A'.repeat(10_000_000),
  ])('is refused otherwise, without being shown', (text) => {
    expect(() => parseSecretKey(text, 'private key')).toThrow(/^This is not a valid private key$/);
  });
});
