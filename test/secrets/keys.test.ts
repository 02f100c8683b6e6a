import { expect, test } from 'vitest';
import { makePresharedKey } from '../../src/store/wireguard-keys.ts';
import { keysIn, keysOfJson, publicKeysOfJson, unknownKeysIn } from './keys.ts';

/** Every sixth bit or so makes a character that base64, base64url and URLs write each in their own way. */
const bytes = Buffer.from(Array.from({ length: 32 }, (_, at) => (at % 3 === 0 ? 0xfb : (at * 53) % 256)));
const key = bytes.toString('base64');

test.each<[string, Buffer | string]>([
  ['base64', key],
  ['base64', key.slice(0, 25)],
  ['base64', key.slice(20)],
  ['hex', bytes.toString('hex')],
  ['HEX', bytes.toString('hex').toUpperCase()],
  ['base64url', bytes.toString('base64url')],
  ['percent-encoded', encodeURIComponent(key)],
  ['raw', bytes],
  ['raw', bytes.subarray(0, 16)],
])('a key is found as %s', (form, shown) => {
  const text = Buffer.concat([Buffer.from('before\0'), Buffer.from(shown as string), Buffer.from('after\n')]);
  expect(keysIn(text, [makePresharedKey().reveal(), key])).toContainEqual({ key, form });
});

test('no key is found where there is none', () => {
  const others = Array.from({ length: 50 }, () => makePresharedKey().reveal());
  expect(keysIn(Buffer.from(others.join('\n')), [key])).toEqual([]);
});

test('the keys of a document are known by the names of their properties', () => {
  expect(keysOfJson(JSON.stringify({ publicKey: key }))).toEqual([]);
  expect(keysOfJson(JSON.stringify([{ privateKey: key }], null, 2))).toEqual([key]);
  expect(keysOfJson(JSON.stringify({ presharedKey: key }))).toEqual([key]);
});

test('what looks like a key is found, unless it is a public one', () => {
  const text = Buffer.from(`a ${key}, sha256:${'0a'.repeat(32)} ${'x'.repeat(60)}=`);
  expect(unknownKeysIn(text, new Set())).toEqual([key]);
  expect(unknownKeysIn(text, new Set([key]))).toEqual([]);
  expect(publicKeysOfJson(JSON.stringify({ publicKey: key, privateKey: 'other' }))).toEqual([key]);
});
