import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { CELL_STYLES } from '../../src/output/cell-styles.ts';
import { wantsColor } from '../../src/output/color.ts';
import { columnsText } from '../../src/output/columns.ts';
import type { Table } from '../../src/output/result.ts';
import { applySelection, parseFilter, type Selection } from '../../src/output/selection.ts';
import { tableText } from '../../src/output/table.ts';

interface Row {
  readonly name: string;
  readonly status: string;
  readonly cidrs: string;
  readonly owner: string;
}

const row = (name: string, status: string, cidrs: string, owner = 'netops'): Row => ({
  name,
  status,
  cidrs,
  owner,
});

const listOf = (rows: readonly Row[]): Table<Row> => ({
  rows,
  columns: [
    { header: 'NAME', cell: ({ name }) => name },
    { header: 'STATUS', cell: ({ status }) => status, isStatus: true },
    { header: 'VPC CIDRS', cell: ({ cidrs }) => cidrs, folds: true, rank: 1 },
    { header: 'OWNER', cell: ({ owner }) => owner, rank: 2 },
  ],
});

const ROWS = [
  row('gw10', 'active', '10.10.0.0/16'),
  row('gw9', 'inactive', '10.9.0.0/16, 172.16.0.0/12, 192.168.0.0/24', 'bob'),
  row('東京', 'pending-acceptance, expires 2027-01-01', 'fd00:1234::/48'),
];

const ALL: Selection = { columns: [], filters: [], headers: true };
const names = (selection: Partial<Selection>): string[] =>
  applySelection(listOf(ROWS), { ...ALL, ...selection }).rows.map(({ name }) => name);

describe('a selection', () => {
  test.each([
    [['status=active'], ['gw10']],
    [['status=ACTIVE'], ['gw10']],
    [['owner!=netops'], ['gw9']],
    [['owner=netops', 'status!=active'], ['東京']],
    [['vpc-cidrs=10.10.0.0/16'], ['gw10']],
    [['status=nothing'], []],
  ])('filters by %j', (filters, expected) => {
    expect(names({ filters: filters.map(parseFilter) })).toEqual(expected);
  });

  test('sorts numbers by value', () => {
    expect(names({ sort: 'name' })).toEqual(['gw9', 'gw10', '東京']);
    expect(names({ sort: '-vpc-cidrs' })).toEqual(['東京', 'gw10', 'gw9']);
  });

  test('keeps the named columns, in that order', () => {
    const { columns } = applySelection(listOf(ROWS), { ...ALL, columns: ['owner', 'name'] });
    expect(columns.map(({ header }) => header)).toEqual(['OWNER', 'NAME']);
  });

  test('rejects an unknown column and suggests the nearest', () => {
    for (const wrong of [
      { columns: ['onwer'] },
      { sort: 'onwer' },
      { filters: [parseFilter('onwer=bob')] },
    ]) {
      expect(() => names(wrong)).toThrow('There is no column named "onwer"');
    }
    expect(() => parseFilter('status')).toThrow('"status" is not a valid filter');
  });
});

describe('a list in a pipe', () => {
  test('has aligned columns, even with wide characters, and truncates nothing', () => {
    expect(columnsText(listOf(ROWS), true)).toBe(
      [
        'NAME  STATUS                                  VPC CIDRS                                   OWNER',
        'gw10  active                                  10.10.0.0/16                                netops',
        'gw9   inactive                                10.9.0.0/16, 172.16.0.0/12, 192.168.0.0/24  bob',
        '東京  pending-acceptance, expires 2027-01-01  fd00:1234::/48                              netops',
        '',
      ].join('\n'),
    );
  });

  test('has no header with --no-headers', () => {
    expect(columnsText(listOf(ROWS.slice(0, 1)), false)).toBe('gw10  active  10.10.0.0/16  netops\n');
  });

  test('gives combining characters no width', () => {
    const rows = [row('e\u0301', 'on', 'a'), row('ee', 'off', 'b')];
    expect(columnsText(listOf(rows), false)).toBe('e\u0301   on   a  netops\nee  off  b  netops\n');
  });
});

describe('a list on a terminal', () => {
  const shown = (width: number, rows = ROWS): string[] =>
    tableText(listOf(rows), { width, headers: true }).trimEnd().split('\n');

  test.each([200, 95, 80, 60, 46, 30, 20])('is never wider than %i cells', (width) => {
    for (const line of shown(width)) expect(stringWidth(line), line).toBeLessThanOrEqual(width);
  });

  test('at 14 cells, exceeds the width only with a single word', () => {
    for (const line of shown(14)) {
      if (stringWidth(line) > 14) expect(line).toMatch(/^\S+$/);
    }
  });

  test('at 200 cells, is the same as in a pipe', () => {
    expect(shown(200).join('\n')).toBe(columnsText(listOf(ROWS), true).trimEnd());
  });

  test('folds lists inside cells first', () => {
    expect(shown(80).slice(0, 6)).toEqual([
      'NAME  STATUS                                  VPC CIDRS                   OWNER',
      'gw10  active                                  10.10.0.0/16                netops',
      'gw9   inactive                                10.9.0.0/16,                bob',
      '                                              172.16.0.0/12,',
      '                                              192.168.0.0/24',
      '東京  pending-acceptance, expires 2027-01-01  fd00:1234::/48              netops',
    ]);
  });

  test('drops the least important columns next', () => {
    expect(shown(62)[0]).toMatch(/^NAME +STATUS +VPC CIDRS$/);
    expect(shown(50)[0]).toMatch(/^NAME +STATUS$/);
  });

  test('gives each row a paragraph as a last resort', () => {
    expect(shown(30).slice(0, 6)).toEqual([
      'NAME: gw10',
      'STATUS: active',
      'VPC CIDRS: 10.10.0.0/16',
      'OWNER: netops',
      '',
      'NAME: gw9',
    ]);
  });

  test('wraps values between words and colors each line', () => {
    expect(shown(30).slice(6, 9)).toEqual([
      'STATUS: inactive',
      'VPC CIDRS: 10.9.0.0/16,',
      '  172.16.0.0/12,',
    ]);
    expect(shown(25).slice(-5)).toEqual([
      'STATUS:',
      '  pending-acceptance,',
      '  expires 2027-01-01',
      'VPC CIDRS: fd00:1234::/48',
      'OWNER: netops',
    ]);
    const styled = tableText(listOf(ROWS), { width: 25, headers: true, styles: CELL_STYLES });
    expect(styled).toContain(
      '\u001b[33m  pending-acceptance,\u001b[39m\n\u001b[33m  expires 2027-01-01\u001b[39m\n',
    );
  });

  test('takes linear time for a long list', () => {
    const rows = Array.from({ length: 2000 }, (_, at) => row(`gw${at}`, 'active', `10.${at % 250}.0.0/16`));
    expect(shown(80, rows)).toHaveLength(2001);
  });

  test('colors statuses without changing their text', () => {
    const text = tableText(listOf(ROWS), { width: 200, headers: true, styles: CELL_STYLES });
    expect(text).toContain('\u001b[32mactive\u001b[39m');
    expect(text).toContain('\u001b[33mpending-acceptance, expires 2027-01-01\u001b[39m');
    expect(text.replace(/\u001b\[\d+m/g, '')).toBe(tableText(listOf(ROWS), { width: 200, headers: true }));
  });
});

test.each([
  [true, false, {}, true],
  [false, false, {}, false],
  [true, true, {}, false],
  [true, true, { FORCE_COLOR: '1' }, false],
  [true, false, { NO_COLOR: '1' }, false],
  [true, false, { NO_COLOR: '' }, true],
  [false, false, { FORCE_COLOR: '1' }, true],
  [false, false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  [true, false, { FORCE_COLOR: '0' }, false],
  [true, false, { TERM: 'dumb' }, false],
] as const)('with terminal %s, --no-color %s and %j, color is %s', (isTerminal, noColor, env, expected) => {
  expect(wantsColor({ isTerminal, noColor, env })).toBe(expected);
});
