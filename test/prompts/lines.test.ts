import { describe, expect, test } from 'vitest';
import { displayWidth, fillLines, truncate, unavailableLine, wrap } from '../../src/prompts/lines.ts';

const WIDTHS = [200, 80, 40, 20, 12];

test.each([
  ['seoul', 5, 'seoul'],
  ['seoul', 4, 'seo…'],
  ['seoul', 1, '…'],
  ['seoul', 0, ''],
])('"%s" truncated to %i cells is "%s"', (line, width, truncated) => {
  expect(truncate(line, width)).toBe(truncated);
});

test('color codes take no cells', () => {
  expect(displayWidth('\u001b[1mPeer\u001b[22m')).toBe(4);
});

describe('a wrapped line', () => {
  test.each<[string, number, string[]]>([
    ['  + route     10.0.0.0/16 through wg0', 80, ['  + route     10.0.0.0/16 through wg0']],
    [
      '  + peer      vpc-peering-osaka, AllowedIPs 172.31.0.0/16, 10.99.2.0/24',
      40,
      [
        '  + peer      vpc-peering-osaka,',
        `${' '.repeat(14)}AllowedIPs 172.31.0.0/16,`,
        `${' '.repeat(14)}10.99.2.0/24`,
      ],
    ],
    [
      '  + firewall  10.0.0.0/16 <-> 172.31.0.0/16',
      20,
      ['  + firewall', `${' '.repeat(7)}10.0.0.0/16`, `${' '.repeat(7)}<->`, `${' '.repeat(7)}172.31.0.0/16`],
    ],
    ['  name         berlin', 80, ['  name         berlin']],
    ['warning: 10.0.0.0/8 overlaps', 20, ['warning: 10.0.0.0/8', 'overlaps']],
    ['', 20, ['']],
  ])('%j at %i columns', (line, width, lines) => {
    expect(wrap(line, width)).toEqual(lines);
  });

  test('keeps its words in order, and fits if each word does', () => {
    for (const line of randomLines(300)) {
      const words = line.split(' ').filter((word) => word !== '');
      for (const width of WIDTHS) {
        const lines = wrap(line, width);
        expect(
          lines
            .join(' ')
            .split(' ')
            .filter((word) => word !== ''),
        ).toEqual(words);
        const longest = Math.max(...words.map((word) => word.length));
        const limit = Math.max(width, longest, labelOf(line));
        for (const one of lines) expect(one.length, `${width}: ${line}`).toBeLessThanOrEqual(limit);
      }
    }
  });
});

/** Returns the length of the first word with its indentation and mark, which never move. */
const labelOf = (line: string): number => /^ *(?:[+-] )?\S*/.exec(line)?.[0].length ?? 0;

/** Generates lines like those of a preview: indentation, a mark, a label, words. Every run generates the same. */
function randomLines(count: number): string[] {
  let seed = 1;
  const next = (below: number): number => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const word = (): string => 'abcdefghijklmnopqrstuvwxyz'.slice(0, 1 + next(18));
  return Array.from({ length: count }, () => {
    const words = Array.from({ length: 1 + next(12) }, word).join(' ');
    const mark = ['', '  ', '  + ', '  - '][next(4)] ?? '';
    return mark + (next(2) === 0 ? words : `${word().slice(0, 8).padEnd(10)}${words}`);
  });
}

test('the first line starts with a prefix, the others with spaces', () => {
  expect(
    fillLines('Which gateway do you want to peer with seoul?'.split(' '), 14, { indent: '  ', first: '? ' }),
  ).toEqual(['? Which', '  gateway do', '  you want to', '  peer with', '  seoul?']);
});

describe('the line about unavailable choices', () => {
  const unavailable = [
    { name: 'lima', reason: 'not active' },
    ...['a', 'b', 'c', 'd'].map((name) => ({ name, reason: 'already peered' })),
    { name: 'quito', reason: 'owned by bob' },
  ];

  test.each([
    [86, 'unavailable: lima (not active); a, b and 2 more (already peered); quito (owned by bob)'],
    [85, 'unavailable: 4 already peered, 1 not active, 1 owned by bob'],
    [52, 'unavailable: 4 already peered, 1 not active, 1 other'],
    [51, 'unavailable: 4 already peered, 2 others'],
    [38, '6 unavailable'],
    [10, '6 unavail…'],
  ])('is at most %i cells wide', (width, line) => {
    const text = unavailableLine(unavailable, width);
    expect(text.length).toBeLessThanOrEqual(width);
    expect(text).toBe(line);
  });

  test('names up to three', () => {
    const three = ['a', 'b', 'c'].map((name) => ({ name, reason: 'owned by bob' }));
    expect(unavailableLine(three, 80)).toBe('unavailable: a, b, c (owned by bob)');
  });
});
