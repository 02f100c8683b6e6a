import type { OutputFormat } from '../model/preferences.ts';
import { columnsText } from './columns.ts';
import { escapedForJson } from './escapes.ts';
import type { Outcome } from './outcome.ts';
import { type Selection, selected } from './selection.ts';

/** What goes to stdout and what to stderr. */
export interface Printed {
  readonly out: string;
  readonly err: string;
}

/** How to print. */
export interface Manner {
  readonly format: OutputFormat;
  /** Whether notes are left out. */
  readonly quiet: boolean;
  /** Width of the terminal that stdout is, in cells; absent when it is none. */
  readonly width?: number | undefined;
  readonly colour: boolean;
  /** Whether what was done has been shown before, with all that is to be warned of. */
  readonly seen?: boolean;
  readonly selection: Selection;
}

type Reporter = (outcome: Outcome, manner: Manner) => string | Promise<string>;

/** One way to print an outcome for each value of --output; what a way does not need is not loaded. */
const REPORTERS: Readonly<Record<OutputFormat, Reporter>> = {
  table: async (outcome, manner) => {
    if (outcome.kind === 'object') return text((manner.seen && outcome.brief) || outcome.lines);
    if (outcome.kind === 'text' || outcome.rows.length === 0) return '';
    const {
      width,
      selection: { headers },
    } = manner;
    const paint = manner.colour ? (await import('./paint.ts')).PAINT : undefined;
    if (width === undefined) return columnsText(outcome, headers, paint);
    return (await import('./table.ts')).tableText(outcome, { width, headers, paint });
  },
  json: (outcome) => {
    if (outcome.kind === 'list' && outcome.jsonLines) return text(outcome.rows.map((row) => jsonText(row)));
    return `${jsonText(jsonOf(outcome), 2)}\n`;
  },
  yaml: async (outcome) => (await import('./yaml.ts')).yamlText(jsonOf(outcome)),
  name: (outcome) =>
    text(outcome.kind === 'list' ? outcome.rows.map((row) => outcome.nameOf(row)) : namesOf(outcome)),
};

const jsonText = (value: unknown, indent?: number): string =>
  escapedForJson(JSON.stringify(value, null, indent));

const jsonOf = (outcome: Outcome): unknown =>
  outcome.kind === 'list' ? outcome.rows : outcome.kind === 'object' ? outcome.value : null;

const namesOf = (outcome: Outcome): readonly string[] => (outcome.kind === 'object' ? outcome.names : []);

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** An outcome as text, in the format asked for. Text for a file or another program is left as it is in all of them. */
export async function report(whole: Outcome, manner: Manner): Promise<Printed> {
  const outcome = whole.kind === 'list' ? selected(whole, manner.selection) : whole;
  const out = outcome.kind === 'text' ? outcome.text : await REPORTERS[manner.format](outcome, manner);
  const notes = [
    ...(outcome.kind === 'list' && outcome.rows.length === 0 ? emptyNote(whole) : []),
    ...(outcome.notes ?? []),
  ];
  const lines = [
    ...((!manner.seen && outcome.warnings) || []).map((line) => `warning: ${line}`),
    ...(manner.quiet ? [] : notes),
  ];
  return { out, err: text(lines) };
}

/** An empty list for another reason than --filter says what would fill it. */
function emptyNote(whole: Outcome): string[] {
  if (whole.kind !== 'list') return [];
  if (whole.rows.length > 0) return ['nothing passes the filter'];
  return whole.empty === '' ? [] : [whole.empty];
}
