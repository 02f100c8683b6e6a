import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HINTS } from '../../../src/model/rules/hints.ts';

const RULES = new URL('../../../src/model/rules/', import.meta.url);

/** Codes as the rules write them: `code: 'x'`, or the first argument of what makes a problem. */
const CODE = /(?:code: |problem\(\s*|Problem\(\s*proposal,\s*)'([a-z-]+)'/g;

test('every code of a rule has a hint, and every hint names what to do', () => {
  const codes = readdirSync(RULES).flatMap((file) =>
    [...readFileSync(new URL(file, RULES), 'utf8').matchAll(CODE)].map(([, code]) => code),
  );
  expect(new Set(codes).size).toBeGreaterThan(15);
  for (const code of codes) expect(Object.keys(HINTS)).toContain(code);
  for (const hint of Object.values(HINTS)) expect(hint).toMatch(/`peerway |--[a-z]|name/);
});
