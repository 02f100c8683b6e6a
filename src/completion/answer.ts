/** From a command line to what can stand at its cursor. */
import { type Cursor, cursorAt } from './cursor.ts';
import { type Asked, type Offer, offersOf } from './sources.ts';
import type { CommandTree } from './tree.ts';

/** What is offered for the word at the cursor. */
export interface Answer {
  /** The part of the word that stays. */
  readonly head: string;
  readonly offers: readonly Offer[];
  /** What the shell is to offer by itself. */
  readonly paths?: 'file' | 'folder';
}

/** What the answer may look at, given what the line says of it. */
export type Surroundings = (stateFlag: string | undefined) => Pick<Asked, 'state' | 'around' | 'revisions'>;

const NOTHING: Answer = { head: '', offers: [] };

/** @param words  those before the one at the cursor, the program's own left out */
export function answerTo(
  tree: CommandTree,
  words: readonly string[],
  current: string,
  surroundings: Surroundings,
): Answer {
  const cursor = cursorAt(tree, words, current);
  if (!cursor) return NOTHING;
  const { slot, head, typed } = cursor;
  if (slot.kind === 'command') {
    return { head, offers: matching(typed, cursor.command.commands.map(nameAndHelp)) };
  }
  if (slot.kind === 'flag') {
    const offers = slot.flags.map(({ long, describe }) => ({ value: long, describe }));
    return { head, offers: matching(typed, offers) };
  }
  const { completes } = slot.kind === 'argument' ? slot.argument : slot.value;
  if (completes === 'file' || completes === 'folder') return { head, offers: [], paths: completes };
  const taken = takenAt(cursor);
  const offers = offersOf(completes, askedAt(cursor, surroundings));
  const fit = offers.filter(({ value }) => PLAIN.test(value) && !taken.includes(value));
  return { head, offers: matching(typed, fit) };
}

/**
 * What comes from the state goes into a command line, and a state that somebody has got at could hold anything:
 * only what no shell and no command line reads as anything but a name gets there.
 */
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9_.:/@=-]*$/;

const nameAndHelp = ({ name, summary }: { readonly name: string; readonly summary: string }): Offer => ({
  value: name,
  describe: summary,
});

/** Those that begin with what is typed; all where none does, for shells that look for more than beginnings. */
function matching(typed: string, offers: readonly Offer[]): readonly Offer[] {
  const found = offers.filter(({ value }) => value.startsWith(typed));
  return found.length > 0 ? found : offers;
}

function askedAt({ command, operands, given, slot }: Cursor, surroundings: Surroundings): Asked {
  const givenTo = (flag: string): readonly string[] => given.get(flag) ?? [];
  const choices = slot.kind === 'value' ? slot.value.choices : [];
  const known = { operands, choices, columns: command.columns, given: givenTo };
  return { ...known, ...surroundings(given.get('--state')?.at(-1)) };
}

/** What stands on the line already where several may: arguments, values of the flag, values before the comma. */
function takenAt({ command, operands, given, slot, head }: Cursor): readonly string[] {
  if (slot.kind === 'argument') {
    return slot.argument.variadic ? operands.slice(command.args.length - 1) : [];
  }
  if (slot.kind !== 'value') return [];
  const before = given.get(slot.flag.long) ?? [];
  if (!slot.value.commas) return before;
  return [...before, head.slice(head.indexOf('=') + 1)].flatMap((value) => value.split(','));
}
