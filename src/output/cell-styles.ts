import { Chalk, type ChalkInstance } from 'chalk';

type Color = 'green' | 'yellow' | 'red' | 'dim';

/** Colors of statuses: the color repeats the word and never replaces it. */
const STATUS_COLORS: Readonly<Record<string, Color>> = {
  active: 'green',
  current: 'green',
  on: 'green',
  up: 'green',
  ok: 'green',
  confirmed: 'green',
  'as-planned': 'green',
  'rolled-back': 'yellow',
  untouched: 'yellow',
  foreign: 'yellow',
  down: 'red',
  missing: 'red',
  unreachable: 'red',
  'no-interface': 'red',
  'no-peers': 'dim',
  lost: 'red',
  unknown: 'red',
  'pending-acceptance': 'yellow',
  planned: 'yellow',
  provisioning: 'yellow',
  pending: 'yellow',
  stale: 'yellow',
  'never-issued': 'yellow',
  failed: 'red',
  rejected: 'red',
  expired: 'red',
  damaged: 'red',
  off: 'red',
  inactive: 'dim',
  deleting: 'dim',
};

/** Colors for the cells of a list. */
export interface CellStyles {
  header(text: string): string;
  /** Colors a cell by the status that it starts with. */
  status(text: string): string;
}

/** `wantsColor` has decided by now, so Chalk's own detection of the terminal is overridden. */
const chalk: ChalkInstance = new Chalk({ level: 1 });

export const CELL_STYLES: CellStyles = {
  header: (text) => chalk.bold(text),
  status: (text) => {
    const color = STATUS_COLORS[/^ *([a-z-]*)/.exec(text)?.[1] ?? ''];
    return color ? chalk[color](text) : text;
  },
};
