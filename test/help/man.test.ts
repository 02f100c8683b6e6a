/** The man pages that the build has made, in the programs that show them. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { verbsOf } from '../../src/cli/grammar.ts';
import { NOUNS } from '../../src/cli/program.ts';
import { blockLines, manPage, tagged } from '../../src/help/roff.ts';
import { TOPICS } from '../../src/help/topics.ts';
import { describeWith } from '../support/requirements.ts';

const FOLDER = fileURLToPath(new URL('../../dist/man', import.meta.url));
const pages = readdirSync(FOLDER);
const paths = pages.map((page) => join(FOLDER, page));

test('every command and every topic has a page', () => {
  const verbs = NOUNS.flatMap((noun) => verbsOf(noun).map(([path]) => path));
  const nouns = NOUNS.map(({ name }) => name);
  const commands = [...verbs, ...nouns].map((path) => `peerway-${path.replaceAll(' ', '-')}.1`);
  const topics = TOPICS.map(({ name }) => `peerway-${name}.7`);
  expect(pages).toEqual(expect.arrayContaining(['peerway.1', ...commands, ...topics]));
});

test('package.json lists the pages, so that a global installation links them: `npm run man` updates it', () => {
  expect([...packageJson.man].sort()).toEqual(pages.map((page) => `dist/man/${page}`).sort());
});

test('every page that a page refers to exists', () => {
  for (const path of paths) {
    const text = readFileSync(path, 'utf8').replaceAll('\\-', '-');
    for (const [, name, section] of text.matchAll(/\\fB(peerway[a-z-]*)\\fR\((\d)\)/g))
      expect(pages, path).toContain(`${name}.${section}`);
  }
});

/** Programs that get all pages at once. */
const TOOLS: readonly (readonly [tool: string, ...flags: string[]])[] = [
  ['man', '--warnings', '-l'],
  ['groff', '-man', '-Tutf8', '-ww'],
  ['mandoc', '-Tlint', '-Wwarning'],
];

for (const [tool, ...flags] of TOOLS)
  describeWith([tool], `man pages in ${tool}`, () => {
    test('are shown without a warning', { timeout: 120_000 }, () => {
      const env = { ...process.env, LC_ALL: 'C.UTF-8', MANPAGER: 'cat', MANWIDTH: '80' };
      const { stdout, stderr, status } = spawnSync(tool, [...flags, ...paths], { encoding: 'utf8', env });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      if (tool === 'mandoc') expect(stdout).toBe('');
    });
  });

describe('roff', () => {
  test.each([
    ['characters that roff would change', "a-b 'c' \\d ~ ^ \"", 'a\\-b \\(aqc\\(aq \\ed \\(ti \\(ha \\(dq'],
    ['lines that begin with a dot', '.bashrc', '\\&.bashrc'],
    ['characters outside of ASCII', '→ x', '\\[u2192] x'],
    ['code, strong and emphasis', '`--all` **b** _c_', '\\fB\\-\\-all\\fR \\fBb\\fR \\fIc\\fR'],
    [
      'links',
      '[age](https://a.example), [`peerway help x`](x.md)',
      'age (https://a.example), \\fBpeerway help x\\fR',
    ],
  ])('escapes %s', (_, text, expected) => {
    expect(blockLines({ kind: 'paragraph', text })).toEqual(['.PP', expected]);
  });

  test('keeps code as it is', () => {
    const lines = blockLines({ kind: 'code', language: 'sh', text: 'a\n.b' });
    expect(lines).toEqual(['.PP', '.RS 4', '.EX', 'a', '\\&.b', '.EE', '.RE']);
  });

  test('makes paragraphs of table rows', () => {
    const rows = [['`a`', 'b', 'c']];
    expect(blockLines({ kind: 'table', header: ['', '', ''], rows })).toEqual(tagged('`a`', 'b: c'));
  });

  test('has the parts of a page', () => {
    const { text } = manPage({
      name: 'peerway-x',
      section: 7,
      version: '1.0.0',
      date: '2026-01-31',
      summary: 'About x',
      body: ['.SH DESCRIPTION', '.PP', 'x'],
      seeAlso: ['peerway(1)', 'peerway-y(7)'],
    });
    expect(text.split('\n')).toEqual([
      '.TH "PEERWAY-X" "7" "2026-01-31" "peerway 1.0.0" "peerway manual"',
      '.ad l',
      '.SH NAME',
      'peerway\\-x \\- About x',
      '.SH DESCRIPTION',
      'x',
      '.SH "SEE ALSO"',
      '\\%\\fBpeerway\\fR(1),',
      '\\%\\fBpeerway\\-y\\fR(7)',
      '',
    ]);
  });
});
