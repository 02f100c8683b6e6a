import { expect, test } from 'vitest';
import { makeKeyPair, makePresharedKey } from '../src/store/wireguard-keys.ts';
import { quoted, withoutKeys } from '../src/visible.ts';

test('everything that could be a private key is redacted', () => {
  for (let tries = 0; tries < 100; tries++) {
    const key = (tries % 2 ? makePresharedKey() : makeKeyPair().privateKey).reveal();
    expect(withoutKeys(`PrivateKey=${key}`)).toBe('PrivateKey=[redacted]');
    expect(withoutKeys(`{"a":"${key}","b":"${key}"}\n`)).toBe('{"a":"[redacted]","b":"[redacted]"}\n');
    expect(quoted(key)).toBe('"[redacted]"');
  }
});

test.each([
  'seoul-osaka',
  '10.0.0.0/16',
  `sha256:${'0a'.repeat(32)}`,
  `/home/operator/${'a'.repeat(60)}=`,
  `${'A'.repeat(42)}B=`,
])('other text stays unchanged: %s', (text) => {
  expect(withoutKeys(text)).toBe(text);
});
