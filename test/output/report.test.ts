import { expect, test } from 'vitest';
import type { OutputFormat } from '../../src/model/preferences.ts';
import { type PrintOptions, report } from '../../src/output/report.ts';
import {
  type Declined,
  declined,
  listResult,
  NOTHING_DELETED,
  objectResult,
  type Result,
  textResult,
} from '../../src/output/result.ts';

const OPTIONS: PrintOptions = {
  format: 'table',
  quiet: false,
  color: false,
  selection: { columns: [], filters: [], headers: true },
};

const ASIDES = { warnings: ['careful'], notes: ['by the way'], next: ['go on: peerway vpc list'] };

const list = (names: readonly string[], more: object = {}): Result<readonly { readonly name: string }[]> =>
  listResult(
    names.map((name) => ({ name })),
    {
      columns: [{ header: 'NAME', cell: (row) => row.name }],
      nameOf: (row) => row.name,
      empty: 'none yet',
      ...more,
    },
  );

const object = objectResult(
  { name: 'seoul' },
  {
    names: ({ name }) => [name],
    lines: ({ name }) => [`VPC ${name}`, '  in detail'],
    brief: ({ name }) => [`VPC ${name}`],
    ...ASIDES,
  },
);

const text = textResult({ text: '[Interface]\n', holdsKeys: true });

test.each<[string, Result | Declined, Record<OutputFormat, string>]>([
  [
    'a list',
    list(['a', 'b']),
    {
      table: 'NAME\na\nb\n',
      json: '[\n  {\n    "name": "a"\n  },\n  {\n    "name": "b"\n  }\n]\n',
      yaml: '- name: a\n- name: b\n',
      name: 'a\nb\n',
    },
  ],
  [
    'an object',
    object,
    {
      table: 'VPC seoul\n  in detail\n',
      json: '{\n  "name": "seoul"\n}\n',
      yaml: 'name: seoul\n',
      name: 'seoul\n',
    },
  ],
  [
    'text for a file',
    text,
    { table: '[Interface]\n', json: '[Interface]\n', yaml: '[Interface]\n', name: '[Interface]\n' },
  ],
  ['a declined change', declined(), { table: '', json: 'null\n', yaml: 'null\n', name: '' }],
  [
    'a declined deletion',
    declined(NOTHING_DELETED),
    { table: '', json: '{\n  "deleted": []\n}\n', yaml: 'deleted: []\n', name: '' },
  ],
])('%s in each format', async (_, result, expected) => {
  for (const [format, out] of Object.entries(expected))
    expect([format, (await report(result, { ...OPTIONS, format: format as OutputFormat })).out]).toEqual([
      format,
      out,
    ]);
});

test('a long list in JSON is one object per line', async () => {
  const { out } = await report(list(['a', 'b'], { jsonLines: true }), { ...OPTIONS, format: 'json' });
  expect(out).toBe('{"name":"a"}\n{"name":"b"}\n');
});

test('warnings, notes and next steps go to stderr in this order', async () => {
  expect((await report(object, OPTIONS)).err).toBe('warning: careful\nby the way\ngo on: peerway vpc list\n');
});

test('--quiet leaves only the warnings', async () => {
  expect((await report(object, { ...OPTIONS, quiet: true })).err).toBe('warning: careful\n');
});

test('after a confirmed preview, only what it did not show is printed', async () => {
  const { out, err } = await report(object, { ...OPTIONS, isConfirmed: true });
  expect([out, err]).toEqual(['VPC seoul\n', 'by the way\ngo on: peerway vpc list\n']);
});

test('a declined change says that nothing was changed', async () => {
  expect((await report(declined(), OPTIONS)).err).toBe('nothing was changed\n');
});

test('an empty list says why it is empty', async () => {
  const filters = [{ column: 'name', isEqual: true, value: 'c' }];
  const filtered = { ...OPTIONS, selection: { ...OPTIONS.selection, filters } };
  expect([
    (await report(list([]), OPTIONS)).err,
    (await report(list(['a']), filtered)).err,
    (await report(list([], { empty: '' }), OPTIONS)).err,
  ]).toEqual(['none yet\n', 'no rows match the filter\n', '']);
});
