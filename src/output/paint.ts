import { Chalk, type ChalkInstance } from 'chalk';

type Tone = 'green' | 'yellow' | 'red' | 'dim';

/** What words of state mean to whoever looks for trouble. The word itself always stands there too. */
const TONES: Readonly<Record<string, Tone>> = {
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

/** Colours for a terminal, whatever the library would find out about this one by itself. */
export interface Paint {
  header(text: string): string;
  /** A cell that begins with a word of state. */
  state(text: string): string;
}

const chalk: ChalkInstance = new Chalk({ level: 1 });

export const PAINT: Paint = {
  header: (text) => chalk.bold(text),
  state: (text) => {
    const tone = TONES[/^ *([a-z-]*)/.exec(text)?.[1] ?? ''];
    return tone ? chalk[tone](text) : text;
  },
};
