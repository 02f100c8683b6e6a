import { expect, test } from 'vitest';
import { parseProfile } from '../../src/providers/aws/ids.ts';

test.each(['default', 'prod-admin', '상점 운영', 'équipe/réseau'])('%s is a profile', (text) => {
  expect(parseProfile(text)).toBe(text);
});

test('no character that shows as nothing is part of a profile', () => {
  const accepted: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    const char = String.fromCodePoint(code);
    if (!/[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2800]/u.test(char)) continue;
    try {
      parseProfile(`x${char}y`);
      accepted.push(code.toString(16));
    } catch {
      // Expected.
    }
  }
  expect(accepted).toEqual([]);
  for (const filler of ['\u115f', '\u1160', '\u3164', '\uffa0'])
    expect(() => parseProfile(`x${filler}y`)).toThrow('not a valid profile');
}, 60_000);
