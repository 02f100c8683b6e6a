import type { OutputFormat } from '../model/preferences.ts';
import { columnsText } from './columns.ts';
import { escapedForJson } from './escapes.ts';
import type { Declined, ListView, ObjectView, Result, Table } from './result.ts';
import { type Selection, selected } from './selection.ts';

/** The text of a result for stdout and stderr. */
export interface Printed {
  readonly out: string;
  readonly err: string;
}

/** How to print. */
export interface Manner {
  readonly format: OutputFormat;
  /** Whether to leave out notes and next steps. */
  readonly quiet: boolean;
  /** Width of the terminal that stdout is, in cells; absent if it is not a terminal. */
  readonly width?: number | undefined;
  readonly colour: boolean;
  /** Whether a preview has already shown the change and its warnings. */
  readonly seen?: boolean;
  readonly selection: Selection;
}

/** Returns a result as text in the requested format. */
export async function report(result: Result | Declined, manner: Manner): Promise<Printed> {
  const { out, note = '' } = await bodyOf(result, manner);
  const notes = [note, ...result.notes, ...result.next].filter((line) => line !== '');
  const warnings = result.warnings.map((line) => `warning: ${line}`);
  return { out, err: textOf([...(manner.seen ? [] : warnings), ...(manner.quiet ? [] : notes)]) };
}

/** The part of a result that goes to stdout, with a note that explains why it is empty. */
interface Body {
  readonly out: string;
  readonly note?: string;
}

async function bodyOf({ value, view }: Result | Declined, manner: Manner): Promise<Body> {
  switch (view.kind) {
    case 'text':
      return { out: view.text };
    case 'object':
      return { out: await objectText(value, view, manner) };
    case 'list':
      return listBody(value as readonly never[], view, manner);
    case 'declined':
      return { out: await dataText(value, manner.format), note: 'nothing was changed' };
  }
}

async function objectText(value: unknown, view: ObjectView<unknown>, manner: Manner): Promise<string> {
  if (manner.format === 'name') return textOf(view.names(value));
  if (manner.format !== 'table') return dataText(value, manner.format);
  return textOf((manner.seen && view.brief?.(value)) || view.lines(value));
}

async function listBody(all: readonly never[], view: ListView<never>, manner: Manner): Promise<Body> {
  const table = selected({ rows: all, columns: view.columns }, manner.selection);
  const note = table.rows.length > 0 ? '' : all.length > 0 ? 'nothing passes the filter' : view.empty;
  return { out: await listText(table, view, manner), note };
}

async function listText(table: Table<never>, view: ListView<never>, manner: Manner): Promise<string> {
  const { rows } = table;
  if (manner.format === 'table') return tableText(table, manner);
  if (manner.format === 'name') return textOf(rows.map((row) => view.nameOf(row)));
  if (manner.format === 'json' && view.jsonLines) return textOf(rows.map((row) => jsonText(row)));
  return dataText(rows, manner.format);
}

/** Code that only some formats need is loaded on demand. */
async function tableText(table: Table<never>, { colour, width, selection }: Manner): Promise<string> {
  if (table.rows.length === 0) return '';
  const { headers } = selection;
  const paint = colour ? (await import('./paint.ts')).PAINT : undefined;
  if (width === undefined) return columnsText(table, headers, paint);
  return (await import('./table.ts')).tableText(table, { width, headers, paint });
}

/** Returns data as JSON or YAML; '' in the formats that show no data. */
async function dataText(data: unknown, format: OutputFormat): Promise<string> {
  if (format === 'json') return `${jsonText(data, 2)}\n`;
  return format === 'yaml' ? (await import('./yaml.ts')).yamlText(data) : '';
}

const jsonText = (data: unknown, indent?: number): string =>
  escapedForJson(JSON.stringify(data, null, indent));

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
