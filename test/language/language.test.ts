import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folderForFile } from '../support/temporary.ts';

const CHECK = fileURLToPath(new URL('check.mjs', import.meta.url));

const folder = folderForFile('language');

/** Runs the check on one file with that text. */
function check(name: string, text: string, ...flags: string[]) {
  const file = join(folder, name);
  writeFileSync(file, text);
  const { stdout, stderr, status } = spawnSync('node', [CHECK, ...flags, file], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return { stdout: stdout.replaceAll(`${file}:`, ''), status };
}

const REJECTED = [
  'Whoever deploys must confirm the change.',
  'Somebody else holds the lock.',
  'The command that mends the route.',
  'Both rules stand in the way of a peering.',
  "The rules are in each other's way: this speaks against it.",
  'The status is to be shown in the list.',
  'The key has to be known before the deploy.',
  'Deploy, and make both gateways so.',
  'Remove the rules of ours.',
  'Ours on a gateway are: the table.',
  'The result that has come of the list.',
  'Forget the requests that were turned down.',
  'Take VPCs over from AWS.',
  'The name of the peering; else the two names.',
  'The port is 51820 unless it is named.',
  'Create the key where there is none.',
  'Compare the plan with what is on the gateway.',
  'Thus the change is made anew.',
  'In order to deploy, name a gateway.',
  'A table without colours.',
  'The gateway recognises its own routes.',
];

const ACCEPTED = [
  'Returns the free ranges of a prefix.',
  'Shows what would change, and changes nothing.',
  'The lock holder is another process.',
  'Name (default: `<a>-<b>`)',
  'What is your name?',
  'The gateway raised an error and promised a rollback.',
  'This peering otherwise works: the rules surprise no one.',
  'Allow 10.4.0.0/16 (files) in the security group.',
];

describe('A sentence', () => {
  test.each(REJECTED)('is rejected in Markdown: %s', (sentence) => {
    const { stdout, status } = check('page.md', `# Title\n\n- ${sentence}\n`);
    expect(stdout).toMatch(/^3: ".+": \S.*\n {4}\S/m);
    expect(status).toBe(1);
  });

  test.each(ACCEPTED)('is accepted as a comment: %s', (sentence) => {
    const { stdout, status } = check('value.ts', `/** ${sentence} */\nexport const value = 1;\n`);
    expect(stdout).toMatch(/^language: 0 hits in \d+ words/);
    expect(status).toBe(0);
  });
});

describe('The check reads', () => {
  test.each([
    ['the first word of a comment', 'a.ts', '\n/** Whether it is ready. */\nconst a = 1;\n', '2: "Whether"'],
    [
      'line comments as one text',
      'a.ts',
      '// The key of\n// somebody else.\nconst a = 1;\n',
      '1: "somebody else"',
    ],
    ['strings that are sentences', 'a.ts', "const a = 'run by whoever deploys it';\n", '1: "whoever"'],
    ['templates', 'a.ts', 'const a = `kept as it was, and made anew`;\n', '1: "anew"'],
    ['comments of shell scripts', 'a.sh', '#!/bin/sh\n\n# Mends the\n# route.\nexit 0\n', '3: "Mends"'],
    ['paragraphs of Markdown', 'a.md', 'First line\nkept by\nnobody.\n', '1: "nobody"'],
  ])('%s', (_, name, text, expected) => {
    expect(check(name, text).stdout).toContain(`${expected}: `);
  });

  test.each([
    ['keys and names', 'a.ts', "const a = 'whoever'; import('anew');\n"],
    ['code blocks of Markdown', 'a.md', '```sh\nwhoever anew\n```\n'],
    ['code in a sentence', 'a.md', 'The flag `--whoever` is for tests.\n'],
    ['the commands of shell scripts', 'a.sh', 'whoever=1 # anew\n'],
  ])('but not %s', (_, name, text) => {
    expect(check(name, text).status).toBe(0);
  });
});

test('A few hits below the limit pass, and --list prints them', () => {
  const text = `${'word '.repeat(999)}anew\n`;
  expect(check('long.md', text, '--limit', '0.5').status).toBe(1);
  expect(check('long.md', text, '--limit', '2')).toEqual({
    stdout: 'language: 1 hit in 1000 words, 1.00 per 1,000 (limit: 2)\n',
    status: 0,
  });
  expect(check('long.md', text, '--limit', '2', '--list').stdout).toMatch(/^1: "anew"/);
});
