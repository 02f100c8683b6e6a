import { describe, expect, test } from 'vitest';
import { absentLine, cells, filled, fitted, wrapped } from '../../src/prompts/lines.ts';

const WIDTHS = [200, 80, 40, 20, 12];

test.each([
  ['seoul', 5, 'seoul'],
  ['seoul', 4, 'seo…'],
  ['seoul', 1, '…'],
  ['seoul', 0, '…'],
])('"%s" cut to %i cells is "%s"', (line, width, cut) => {
  expect(fitted(line, width)).toBe(cut);
});

test('colours take no cells', () => {
  expect(cells('\u001b[1mPeer\u001b[22m')).toBe(4);
});

describe('a line that is wrapped', () => {
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
    expect(wrapped(line, width)).toEqual(lines);
  });

  test('keeps its words in their order, and fits wherever each of them does', () => {
    for (const line of randomLines(300)) {
      const words = line.split(' ').filter((word) => word !== '');
      for (const width of WIDTHS) {
        const lines = wrapped(line, width);
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

/** The first word of a line with what stands before it; it is never set in otherwise. */
const labelOf = (line: string): number => /^ *(?:[+-] )?\S*/.exec(line)?.[0].length ?? 0;

/** Lines as previews have them: blanks, a mark, a label, words. The same at every run. */
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

test('words begin lines with what comes first, and with blanks', () => {
  expect(filled('Peer seoul with which gateway?'.split(' '), 14, { indent: '  ', first: '? ' })).toEqual([
    '? Peer seoul',
    '  with which',
    '  gateway?',
  ]);
});

describe('why some are not offered', () => {
  const absent = [
    { name: 'lima', why: 'not active' },
    ...['a', 'b', 'c', 'd'].map((name) => ({ name, why: 'already peered' })),
    { name: 'quito', why: 'of bob' },
  ];

  test.each([
    [80, 'not offered: lima (not active); a, b and 2 more (already peered); quito (of bob)'],
    [79, 'not offered: 4 already peered, 1 not active, 1 of bob'],
    [52, 'not offered: 4 already peered, 1 not active, 1 other'],
    [51, 'not offered: 4 already peered, 2 others'],
    [38, '6 not offered'],
    [10, '6 not off…'],
  ])('is one line of at most %i cells', (width, line) => {
    const told = absentLine(absent, width);
    expect(told.length).toBeLessThanOrEqual(width);
    expect(told).toBe(line);
  });

  test('names all of few', () => {
    const three = ['a', 'b', 'c'].map((name) => ({ name, why: 'of bob' }));
    expect(absentLine(three, 80)).toBe('not offered: a, b, c (of bob)');
  });
});
