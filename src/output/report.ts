import type { OutputFormat } from '../model/preferences.ts';
import { columnsText } from './columns.ts';
import { escapeForJson } from './escapes.ts';
import { foldedLines } from './folded.ts';
import type { Declined, ListView, ObjectView, Result, Table } from './result.ts';
import { applySelection, type Selection } from './selection.ts';

/** The text of a result for stdout and stderr. */
export interface Printed {
  readonly out: string;
  readonly err: string;
}

export interface PrintOptions {
  readonly format: OutputFormat;
  /** Hides notes and next steps. */
  readonly quiet: boolean;
  /** Width of the terminal in cells; absent if stdout is not a terminal. */
  readonly width?: number | undefined;
  readonly color: boolean;
  /** True if the user has just confirmed the change, and so has seen its details and warnings. */
  readonly isConfirmed?: boolean;
  readonly selection: Selection;
}

/** Formats a result. */
export async function report(result: Result | Declined, options: PrintOptions): Promise<Printed> {
  const { out, note = '' } = await bodyOf(result, options);
  const next = result.next.flatMap((step) => stepLines(step, options));
  const notes = [note, ...result.notes, ...next].filter((line) => line !== '');
  const warnings = result.warnings.map((line) => `warning: ${line}`);
  return { out, err: linesText([...(options.isConfirmed ? [] : warnings), ...(options.quiet ? [] : notes)]) };
}

/** A long list of steps is folded, except for a script that asked for names. */
const stepLines = (step: string | readonly string[], { format }: PrintOptions): readonly string[] =>
  typeof step === 'string'
    ? [step]
    : format === 'name'
      ? step
      : foldedLines(step, (rest) => `and ${rest} more; to list all, use -o name`);

/** The part of a result for stdout, with a note that explains why it is empty. */
interface Body {
  readonly out: string;
  readonly note?: string;
}

async function bodyOf({ value, view }: Result | Declined, options: PrintOptions): Promise<Body> {
  switch (view.kind) {
    case 'text':
      return { out: view.text };
    case 'object':
      return { out: await objectText(value, view, options) };
    case 'list':
      return listBody(value as readonly never[], view, options);
    case 'declined':
      return { out: await dataText(value, options.format), note: 'nothing was changed' };
  }
}

async function objectText(
  value: unknown,
  view: ObjectView<unknown>,
  { format, isConfirmed }: PrintOptions,
): Promise<string> {
  if (format === 'name') return linesText(view.names(value));
  if (format !== 'table') return dataText(value, format);
  return linesText((isConfirmed && view.brief?.(value)) || view.lines(value));
}

async function listBody(all: readonly never[], view: ListView<never>, options: PrintOptions): Promise<Body> {
  const table = applySelection({ rows: all, columns: view.columns }, options.selection);
  const note = table.rows.length > 0 ? '' : all.length > 0 ? 'no rows match the filter' : view.empty;
  return { out: await listText(table, view, options), note };
}

async function listText(table: Table<never>, view: ListView<never>, options: PrintOptions): Promise<string> {
  const { rows } = table;
  if (options.format === 'table') return tableText(table, options);
  if (options.format === 'name') return linesText(rows.map((row) => view.nameOf(row)));
  if (options.format === 'json' && view.jsonLines) return linesText(rows.map((row) => jsonText(row)));
  return dataText(rows, options.format);
}

/** Loads the code for colors and tables on demand. */
async function tableText(table: Table<never>, { color, width, selection }: PrintOptions): Promise<string> {
  if (table.rows.length === 0) return '';
  const { headers } = selection;
  const styles = color ? (await import('./cell-styles.ts')).CELL_STYLES : undefined;
  if (width === undefined) return columnsText(table, headers, styles);
  return (await import('./table.ts')).tableText(table, { width, headers, styles });
}

/** Formats data as JSON or YAML. Returns '' for the other formats. */
async function dataText(data: unknown, format: OutputFormat): Promise<string> {
  if (format === 'json') return `${jsonText(data, 2)}\n`;
  return format === 'yaml' ? (await import('./yaml.ts')).yamlText(data) : '';
}

const jsonText = (data: unknown, indent?: number): string =>
  escapeForJson(JSON.stringify(data, null, indent));

const linesText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
