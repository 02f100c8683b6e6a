/** `peerway help` as a program. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { NOUNS } from '../../src/cli/program.ts';
import { TOPICS } from '../../src/help/topics.ts';
import { sandbox } from '../support/sandbox.ts';
import { PseudoTerminal } from '../support/terminal/pseudo-terminal.ts';

const box = sandbox();

test('lists every topic and every command', async () => {
  const { stdout, stderr, exit } = await box.run(['help']);
  for (const { name } of [...TOPICS, ...NOUNS]) expect(stdout).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
  expect([stderr, exit]).toEqual(['', 0]);
});

test('prints a topic in a pipe as plain text in 80 columns', async () => {
  const { stdout, exit } = await box.run(['help', 'owners'], { env: { NO_COLOR: '' } });
  expect(stdout).toMatch(/^Owners, requests and acceptance\n\n {2}Every object has an owner/);
  expect(stdout).not.toContain('\x1b');
  expect(exit).toBe(0);
});

test('fits a topic to the terminal and styles it', async () => {
  const terminal = new PseudoTerminal({
    box,
    command: 'peerway',
    args: ['help', 'limits'],
    columns: 50,
    rows: 60,
  });
  expect(await terminal.exit).toBe(0);
  const lines = terminal.all().split('\n');
  expect(lines[0]).toBe('What peerway does not do');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(50);
  expect(terminal.all()).not.toContain('`');
});

describe('an unknown word', () => {
  test.each([
    ['depoy', 'there is no help on "depoy"', 'did you mean `peerway help deploy`?'],
    ['gatway', 'there is no help on "gatway"', 'did you mean `peerway help gateway`?'],
    ['nothing-like-it', 'there is no help on "nothing-like-it"', '`peerway help` lists commands and topics'],
  ])('%s is an error with a suggestion', async (word, message, hint) => {
    const { stdout, stderr, exit } = await box.run(['help', word]);
    expect([stdout, exit]).toEqual(['', 2]);
    expect(stderr).toBe(`error: ${message}\nhint: ${hint}\n`);
  });

  test('is JSON with -o json', async () => {
    const { stderr, exit } = await box.run(['help', 'depoy', '-o', 'json']);
    expect([JSON.parse(stderr).error.code, exit]).toEqual(['usage', 2]);
  });
});

test('the texts are in one file, which other commands do not load', () => {
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
  const holding = readdirSync(dist).filter(
    (file) =>
      file.endsWith('.js') &&
      readFileSync(`${dist}${file}`, 'latin1').includes('A bad change cannot lock you out'),
  );
  expect(holding).toEqual([expect.stringMatching(/^help-.*\.js$/)]);
});
