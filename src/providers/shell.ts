/** Commands as lines of a POSIX shell. */
import { shellQuoted } from '../visible.ts';
import type { Command, Word } from './provider.ts';

function wordText(word: Word): string {
  if (typeof word === 'string') return shellQuoted(word);
  if (!word.around) return `"$${word.learned}"`;
  const [before, after] = word.around;
  return `"${before}\${${word.learned}}${after}"`;
}

/** A command as a line that a shell runs: the same words that peerway runs. */
export const commandLine = ({ program, words }: Pick<Command, 'program' | 'words'>): string =>
  [program, ...words.map(wordText)].join(' ');

/** A command as a line of a script, which keeps its output or waits for it. */
export function scriptLine(command: Command): string {
  const line = commandLine(command);
  if (command.learns) return `${command.learns.learned}=$(${line})`;
  if (command.until) return `await ${command.until} ${line}`;
  return line;
}

/** Seconds between two attempts, and their number, before a script gives up. */
const [PAUSE, ATTEMPTS] = [5, 60];

/** The function that scripts wait with: `await <word> <command>`, until the command prints the word. */
export const AWAIT: readonly string[] = [
  'await() {',
  `  word=$1 attempts=${ATTEMPTS}`,
  '  shift',
  '  until [ "$("$@")" = "$word" ]; do',
  '    attempts=$((attempts - 1))',
  '    [ "$attempts" -gt 0 ] || { echo "timed out waiting for $word: $*" >&2; return 1; }',
  `    sleep ${PAUSE}`,
  '  done',
  '}',
];

/** True when a command can be run as it is, without a value that must be learned first. */
export const isComplete = ({ words }: Command): boolean => words.every((word) => typeof word === 'string');
