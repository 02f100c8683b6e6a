/** Commands as lines of a POSIX shell. */
import { shellQuoted } from '../visible.ts';
import type { Command, Learned, NameClaim, Word } from './provider.ts';

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
  if (command.confirms) return `confirm ${shellQuoted(command.confirms)} ${line}`;
  if (command.learns) return `${command.learns.learned}=$(${line})`;
  if (command.until) return `await ${command.until} ${line}`;
  return line;
}

type LookedUp = Learned & Required<Pick<Learned, 'find' | 'nothing'>>;

/** True for a value that the program can be asked for. */
export const isLookedUp = (word: Word): word is LookedUp =>
  typeof word !== 'string' && word.find !== undefined && word.nothing !== undefined;

/** The lines that look up the values of a command. */
export const lookupLines = ({ program, words }: Pick<Command, 'program' | 'words'>): string[] =>
  words
    .filter(isLookedUp)
    .map(({ learned, find }) => `${learned}=$(${commandLine({ program, words: find })})`);

/** A prefix for a command, so that it is not run for a value that does not exist. */
export const lookupGuard = ({ words }: Pick<Command, 'words'>): string =>
  words
    .filter(isLookedUp)
    .map(({ learned, nothing }) => `[ "$${learned}" = ${shellQuoted(nothing)} ] || `)
    .join('');

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

/** The function that scripts stop with: `stop_if_taken <what> <name> <own line> <command>`, in any case. */
export const STOP_IF_TAKEN: readonly string[] = [
  'stop_if_taken() {',
  '  what=$1 name=$2 own=$3',
  '  shift 3',
  '  lines=$("$@")',
  "  lines=$(printf '%s\\n' \"$lines\" | tr '[:upper:]' '[:lower:]')",
  '  while IFS= read -r line; do',
  '    case $line in',
  '    "$own") ;;',
  '    "$name",*)',
  '      echo "error: there is already a $what $name that peerway did not create for this plan" >&2',
  '      echo "hint: choose another name; nothing was changed" >&2',
  '      exit 1',
  '      ;;',
  '    esac',
  '  done <<END',
  '$lines',
  'END',
  '}',
];

/** The line that stops a script if others have an object of the name. */
export const claimLine = (program: string, { what, name, own, words }: NameClaim): string =>
  commandLine({
    program: 'stop_if_taken',
    words: [what, name.toLowerCase(), own.toLowerCase(), program, ...words],
  });

/** The function that scripts check with: `confirm <prefix> <command>` fails unless the command prints the prefix first. */
export const CONFIRM: readonly string[] = [
  'confirm() {',
  '  prefix=$1',
  '  shift',
  '  said=$("$@")',
  '  case $said in',
  '    "$prefix"*) ;;',
  '    *) echo "$said" >&2; return 1 ;;',
  '  esac',
  '}',
];

/** True when a command can be run as it is, without a value that must be learned first. */
export const isComplete = ({ words }: Command): boolean => words.every((word) => typeof word === 'string');
