import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { report } from '../../src/output/report.ts';
import { listResult } from '../../src/output/result.ts';

/** C1, bidirectional marks, fillers, tags, line separators, and what needs quotes anyway. */
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

const manner = { quiet: false, colour: false, selection: { columns: [], filters: [], headers: true } };
const result = listResult(
  NAMES.map((name) => ({ name, [name]: 'x'.repeat(90) + name })),
  { columns: [], nameOf: () => '', empty: '' },
);

describe.each<['json' | 'yaml', (text: string) => unknown]>([
  ['json', JSON.parse],
  ['yaml', (text) => parse(text)],
])('foreign text in %s', (format, read) => {
  test('is escaped where a terminal would act upon it or show nothing, and reads back as it was', async () => {
    const { out } = await report(result, { ...manner, format });
    expect(out.replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u,
    );
    expect(read(out)).toEqual(NAMES.map((name) => ({ name, [name]: 'x'.repeat(90) + name })));
  });
});
