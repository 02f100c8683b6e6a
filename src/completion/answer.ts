/** Suggestions for the word at the cursor of a command line. */
import { type Cursor, cursorAt } from './cursor.ts';
import type { Query, StateView, Suggestion } from './query.ts';
import { suggestionsFrom } from './sources.ts';
import type { CommandTree } from './tree.ts';

/** Suggestions for the word at the cursor. */
export interface Answer {
  /** The part of the word before the completed value, which stays as typed. */
  readonly head: string;
  readonly suggestions: readonly Suggestion[];
  /** Set if the shell should complete paths itself. */
  readonly paths?: 'file' | 'folder';
}

/** Opens the state that `--state`, if given, refers to. */
export type OpenState = (stateFlag: string | undefined) => StateView;

const NO_ANSWER: Answer = { head: '', suggestions: [] };

/**
 * Returns the suggestions for the current word.
 * @param words  the words before it, without the program name
 */
export function answerTo(
  tree: CommandTree,
  words: readonly string[],
  current: string,
  openState: OpenState,
): Answer {
  const cursor = cursorAt(tree, words, current);
  if (!cursor) return NO_ANSWER;
  const { expected, head, typed } = cursor;
  if (expected.kind === 'command') {
    const suggestions = cursor.command.commands.map(({ name, summary }) => ({
      value: name,
      description: summary,
    }));
    return { head, suggestions: matching(typed, suggestions) };
  }
  if (expected.kind === 'flag') {
    const suggestions = expected.flags.map(({ long, description }) => ({ value: long, description }));
    return { head, suggestions: matching(typed, suggestions) };
  }
  const { completes } = expected.kind === 'argument' ? expected.argument : expected.value;
  if (completes === 'file' || completes === 'folder') return { head, suggestions: [], paths: completes };
  const alreadyGiven = valuesGivenAt(cursor);
  const valid = suggestionsFrom(completes, queryAt(cursor, openState)).filter(
    ({ value }) => SHELL_SAFE.test(value) && !alreadyGiven.includes(value),
  );
  return { head, suggestions: matching(typed, valid) };
}

/**
 * Values that no shell interprets. Suggestions from the state end up on a command line, and a tampered state could
 * hold anything.
 */
const SHELL_SAFE = /^[A-Za-z0-9_/][A-Za-z0-9_.:/@=-]*$/;

/** Returns the suggestions with this prefix, or all of them if none matches: some shells match more than prefixes. */
function matching(typed: string, suggestions: readonly Suggestion[]): readonly Suggestion[] {
  const found = suggestions.filter(({ value }) => value.startsWith(typed));
  return found.length > 0 ? found : suggestions;
}

function queryAt({ command, operands, given, expected }: Cursor, openState: OpenState): Query {
  const givenTo = (flag: string): readonly string[] => given.get(flag) ?? [];
  const choices = expected.kind === 'value' ? expected.value.choices : [];
  const flag = expected.kind === 'value' ? expected.flag.long : '';
  const known = { operands, flag, choices, columns: command.columns, given: givenTo };
  return { ...known, ...openState(given.get('--state')?.at(-1)) };
}

/** Returns the values already given for a repeatable argument or flag, those before the last comma included. */
function valuesGivenAt({ command, operands, given, expected, head }: Cursor): readonly string[] {
  if (expected.kind === 'argument') {
    return expected.argument.variadic ? operands.slice(command.args.length - 1) : [];
  }
  if (expected.kind !== 'value') return [];
  const before = given.get(expected.flag.long) ?? [];
  if (!expected.value.commas) return before;
  return [...before, head.slice(head.indexOf('=') + 1)].flatMap((value) => value.split(','));
}
