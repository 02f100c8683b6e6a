import { shellQuoted } from '../visible.ts';
import type { Step, Word } from './step.ts';

/** A shell's variable for what the plan does not know yet. */
export const PEERING_ID = 'PCX';

const wordText = (word: Word): string => (typeof word === 'string' ? shellQuoted(word) : `"$${PEERING_ID}"`);

/** The command of a step as a line that a shell runs: the same words that are run. */
export const commandLine = ({ program, words }: Pick<Step, 'program' | 'words'>): string =>
  [program, ...words.map(wordText)].join(' ');

/** A step as a line of a script: what its command says is kept, or waited for. */
export function scriptLine(step: Step): string {
  const line = commandLine(step);
  if (step.learns) return `${PEERING_ID}=$(${line})`;
  if (step.until) return `await ${step.until} ${line}`;
  return line;
}

/** Seconds between two looks, and how many of them, before a script gives up. */
const [PAUSE, LOOKS] = [5, 60];

/** What scripts wait with: `await <word> <command>`, until the command prints the word. */
export const AWAIT: readonly string[] = [
  'await() {',
  `  word=$1 looks=${LOOKS}`,
  '  shift',
  '  until [ "$("$@")" = "$word" ]; do',
  '    looks=$((looks - 1))',
  '    [ "$looks" -gt 0 ] || { echo "it never was $word: $*" >&2; return 1; }',
  `    sleep ${PAUSE}`,
  '  done',
  '}',
];

/** Whether a step can be run as it stands, with nothing left to be learned. */
export const isKnown = ({ words }: Step): boolean => words.every((word) => typeof word === 'string');
