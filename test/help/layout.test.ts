import { describe, expect, test } from 'vitest';
import { layOut, PLAIN, type Style } from '../../src/help/layout.ts';
import { parseMarkdown } from '../../src/help/markdown.ts';
import { TOPICS } from '../../src/help/topics.ts';
import { widthOf } from '../../src/output/columns.ts';

const plain = (markdown: string, width = 40): string => layOut(parseMarkdown(markdown), width, PLAIN);

describe('Markdown becomes text:', () => {
  test.each([
    [
      'headings, and paragraphs that wrap',
      '# Title\n\none two three four\nfive',
      14,
      'Title\n\n  one two\n  three four\n  five\n',
    ],
    ['code is never broken', 'see `wg show wg0` now', 12, '  see\n  `wg show wg0`\n  now\n'],
    ['punctuation stays with its word', 'a **b**, _c_.', 40, '  a b, c.\n'],
    ['lists hang', '- one two three\n- four\n', 12, '  - one two\n    three\n  - four\n'],
    ['steps are numbered', '1. one\n2. two\n', 40, '  1. one\n  2. two\n'],
    [
      'code blocks stay as they are',
      '```sh\na  b   c d e f g h\n\nx\n```',
      10,
      '      a  b   c d e f g h\n\n      x\n',
    ],
    [
      'links to topics are their label',
      'see [`peerway help deploy`](deploy.md).',
      60,
      '  see `peerway help deploy`.\n',
    ],
    [
      'other links show their address',
      'see [age](https://a.example).',
      60,
      '  see age (https://a.example).\n',
    ],
    ['tables have columns', '| a | b |\n| - | - |\n| one | two \\| x |\n', 40, '  A    B\n  one  two | x\n'],
    ['an empty header is left out', '| | |\n| - | - |\n| one | two |\n', 40, '  one  two\n'],
    [
      'cells wrap in their column',
      '| a | b |\n| - | - |\n| one | two three four |\n',
      17,
      '  A    B\n  one  two three\n       four\n',
    ],
    [
      'a table without room becomes paragraphs',
      '| a | b |\n| - | - |\n| incomparable | extraordinary |\n',
      20,
      '  incomparable\n      extraordinary\n',
    ],
  ])('%s', (_, markdown, width, expected) => {
    expect(plain(markdown, width)).toBe(expected);
  });
});

test('styles take no room', () => {
  const bold = (text: string): string => `\x1b[1m${text}\x1b[22m`;
  const style: Style = { heading: bold, code: bold, strong: bold, emphasis: bold };
  const text = layOut(parseMarkdown('# A\n\n**one** `two` three'), 15, style);
  expect(text).toBe('\x1b[1mA\x1b[22m\n\n  \x1b[1mone\x1b[22m \x1b[1mtwo\x1b[22m three\n');
});

test.each(TOPICS.flatMap((topic) => [60, 80, 100].map((width) => ({ ...topic, width }))))(
  '$name fits $width columns, but for its code',
  ({ text, width }) => {
    const blocks = parseMarkdown(text);
    const code = new Set(blocks.flatMap((block) => (block.kind === 'code' ? block.text.split('\n') : [])));
    const lines = layOut(blocks, width, PLAIN).split('\n');
    const long = lines.filter((line) => widthOf(line) > width && !code.has(line.slice(6)));
    // A command that is longer than the line has a line of its own.
    expect(long.filter((line) => !/^ *(?:- |\d\. )?`[^`]+`[.,:;]?$/.test(line))).toEqual([]);
    expect(lines.some((line) => /\s$/.test(line))).toBe(false);
  },
);
