import type { Result } from './case-runner.ts';

/** Returns a table of the number of cases by kind of fault and outcome. The last line is the verdict. */
export function reportOf(results: readonly Result[]): string {
  const outcomes = [...new Set(results.map(({ outcome }) => outcome))].sort();
  const kinds = [...new Set(results.map(({ fault }) => fault.kind))].sort();
  const count = (kind: string | undefined, outcome: string): number =>
    results.filter((each) => each.outcome === outcome && (kind === undefined || each.fault.kind === kind))
      .length;
  const row = (title: string, kind?: string): string[] => {
    const counts = outcomes.map((outcome) => count(kind, outcome));
    return [
      title,
      ...counts.map((each) => (each === 0 ? '' : String(each))),
      String(counts.reduce((a, b) => a + b, 0)),
    ];
  };
  const rows = [['', ...outcomes, 'all'], ...kinds.map((kind) => row(kind, kind)), row('all')];
  const wrong = results.filter(({ wrong }) => wrong.length > 0).length;
  return `${aligned(rows)}\n${results.length} faults, ${wrong} violations`;
}

function aligned(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: string[]): string =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}
