import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { report } from '../../src/output/report.ts';
import { listResult } from '../../src/output/result.ts';

/** C1, bidirectional marks, fillers, tags, line separators, and a name that needs quotes anyway. */
const NAMES = [
  'a\u009b31m',
  '\u202eb',
  'c\u3164',
  'd\u{e0041}',
  'e\u2028- f: g',
  'h\u2066"i\\',
  '\u007f',
  'plain',
  '\u001b[0m\u200b',
];

const options = { quiet: false, color: false, selection: { columns: [], filters: [], headers: true } };
const result = listResult(
  NAMES.map((name) => ({ name, [name]: 'x'.repeat(90) + name })),
  { columns: [], nameOf: () => '', empty: '' },
);

describe.each<['json' | 'yaml', (text: string) => unknown]>([
  ['json', JSON.parse],
  ['yaml', (text) => parse(text)],
])('foreign text in %s', (format, read) => {
  test('is escaped if it is invisible or would affect the terminal, and parses back unchanged', async () => {
    const { out } = await report(result, { ...options, format });
    expect(out.replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u,
    );
    expect(read(out)).toEqual(NAMES.map((name) => ({ name, [name]: 'x'.repeat(90) + name })));
  });
});
