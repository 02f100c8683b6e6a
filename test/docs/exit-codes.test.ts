/** The exit statuses of the help topic, the man page, the README and the help pages are those of the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { EXIT, EXIT_MEANINGS } from '../../src/errors.ts';
import { manPages } from '../../src/man.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const KEYS = Object.keys(EXIT) as (keyof typeof EXIT)[];

const topic = readFileSync(`${ROOT}src/help/exit-codes.md`, 'utf8');

test('the topic lists every exit status with its meaning', () => {
  const rows = [...topic.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, status, meaning]) => [
    Number(status),
    meaning,
  ]);
  expect(rows).toEqual(KEYS.map((key) => [EXIT[key], EXIT_MEANINGS[key]]));
});

test('the man page of the program lists every exit status', () => {
  const page = manPages('2026-01-01').find(({ name }) => name === 'peerway')?.text ?? '';
  const section = page.split('\n.SH ').find((part) => part.startsWith('"EXIT STATUS"')) ?? '';
  expect([...section.matchAll(/^\\fB(\d+)\\fR$/gm)].map(([, status]) => Number(status))).toEqual(
    KEYS.map((key) => EXIT[key]),
  );
});

test('the README links the topic, and no text names another status', () => {
  const readme = readFileSync(`${ROOT}README.md`, 'utf8');
  expect(readme).toContain('(src/help/exit-codes.md)');
  const folders = ['src/help', 'src/cli'].flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`).map((file) => readFileSync(`${ROOT}${folder}/${file}`, 'utf8')),
  );
  const named = [readme, ...folders].flatMap((text) =>
    [...text.matchAll(/exit(?:s with|s with status| status(?: is)?) (\d+)/gi)].map(([, status]) =>
      Number(status),
    ),
  );
  const known: readonly number[] = Object.values(EXIT);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((status) => !known.includes(status))).toEqual([]);
});
