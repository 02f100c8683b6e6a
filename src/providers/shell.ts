import { shellQuoted } from '../visible.ts';
import type { Command, Learning, Word } from './step.ts';

/** A shell's variables for what the plan does not know yet. */
export const VARIABLES: Readonly<Record<Learning, string>> = {
  'peering-id': 'PCX',
  'interface-id': 'ENI',
  'group-id': 'GROUP',
};

const wordText = (word: Word): string =>
  typeof word === 'string' ? shellQuoted(word) : `"$${VARIABLES[word.learned]}"`;

/** The command of a step as a line that a shell runs: the same words that are run. */
export const commandLine = ({ program, words }: Pick<Command, 'program' | 'words'>): string =>
  [program, ...words.map(wordText)].join(' ');

/** A step as a line of a script: what its command says is kept, or waited for. */
export function scriptLine(step: Command): string {
  const line = commandLine(step);
  if (step.learns) return `${VARIABLES[step.learns]}=$(${line})`;
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
export const isKnown = ({ words }: Command): boolean => words.every((word) => typeof word === 'string');
