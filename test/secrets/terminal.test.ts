import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { open } from '../support/terminal/pseudo-terminal.ts';
import { keysIn, keysOfJson } from './keys.ts';

const box = sandbox();
const keysNow = (): string[] => keysOfJson(readFileSync(join(box.state, 'state.jsonl'), 'utf8'));

beforeAll(async () => {
  await seoulAndOsaka(box);
  await box.ok('client add seoul laptop');
  await box.ok('config set owner netops');
});

/** Answers every question with what is offered, and a yes at the end. */
test.each([
  ['peering create seoul osaka', /\(Y\/n\)$/, ['enter']],
  ['peering delete seoul-osaka', /\(y\/N\)$/, ['y', 'enter']],
  ['client delete seoul laptop', /\(y\/N\)$/, ['y', 'enter']],
  ['gateway delete osaka', /\(y\/N\)$/, ['y', 'enter']],
] as const)('no key is shown by a question, its preview or its end: %s', async (line, question, answers) => {
  const before = keysNow();
  const revision = box.bytes().split('\n')[0];
  const terminal = open({ box, args: line.split(' '), columns: 100, rows: 50 });
  await terminal.until(question);
  for (const answer of answers) {
    if (answer === 'enter') terminal.key('enter');
    else terminal.type(answer);
  }
  expect(await terminal.exit).toBe(0);
  expect(box.bytes().split('\n')[0]).not.toBe(revision);
  const keys = new Set([...before, ...keysNow()]);
  expect(keys.size).toBeGreaterThanOrEqual(2);
  expect(keysIn(Buffer.from(terminal.bytes()), keys)).toEqual([]);
});
