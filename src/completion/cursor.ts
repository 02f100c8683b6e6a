/** Where in a command line the cursor stands, by the rules that commander reads it with. */
import {
  type CommandTree,
  repeats,
  type TreeArgument,
  type TreeCommand,
  type TreeFlag,
  type TreeValue,
} from './tree.ts';

/** What of the line is understood, and what is to come at the cursor. */
export interface Cursor {
  /** The noun or verb that the line has come to. */
  readonly command: TreeCommand;
  /** The words that are arguments of it. */
  readonly operands: readonly string[];
  /** The values of flags, by their long names; none for those without. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly slot: Slot;
  /** The part of the word at the cursor that is being completed. */
  readonly typed: string;
  /** The part before it, which stays: `--format=`, or values before a comma. */
  readonly head: string;
}

export type Slot =
  | { readonly kind: 'command' }
  | { readonly kind: 'flag'; readonly flags: readonly TreeFlag[] }
  | { readonly kind: 'argument'; readonly argument: TreeArgument }
  | { readonly kind: 'value'; readonly flag: TreeFlag; readonly value: TreeValue };

/** What has been read so far. */
interface Reading {
  command: TreeCommand;
  readonly operands: string[];
  readonly given: Map<string, string[]>;
  /** The flag whose value has to come next. */
  awaited: TreeFlag | undefined;
  /** The flag that goes on taking values until another flag comes. */
  open: TreeFlag | undefined;
  /** Whether `--` has ended the flags. */
  ended: boolean;
}

/** Undefined where nothing can be said: an unknown noun, a value of an unknown flag, a word too many. */
export function cursorAt(tree: CommandTree, words: readonly string[], current: string): Cursor | undefined {
  const reading: Reading = {
    command: tree.root,
    operands: [],
    given: new Map(),
    awaited: undefined,
    open: undefined,
    ended: false,
  };
  for (const word of words) {
    if (!readWord(tree, reading, word)) return undefined;
  }
  const found = slotAt(tree, reading, current);
  if (!found) return undefined;
  const { command, operands, given } = reading;
  return { command, operands, given, ...splitWord(found, current) };
}

/** False for a word that leads nowhere. */
function readWord(tree: CommandTree, reading: Reading, word: string): boolean {
  const { awaited } = reading;
  if (awaited) {
    give(reading, awaited, word);
    reading.awaited = undefined;
    reading.open = awaited.value?.variadic ? awaited : undefined;
  } else if (!reading.ended && isFlag(word)) {
    reading.open = undefined;
    if (word === '--') reading.ended = true;
    else readFlag(tree, reading, word);
  } else if (reading.open) give(reading, reading.open, word);
  else if (reading.command.commands.length > 0) {
    const next = reading.command.commands.find(({ name, alias }) => word === name || word === alias);
    if (!next) return false;
    reading.command = next;
  } else reading.operands.push(word);
  return true;
}

const isFlag = (word: string): boolean => word.length > 1 && word.startsWith('-');

function give({ given }: Reading, { long }: TreeFlag, ...values: string[]): void {
  given.set(long, [...(given.get(long) ?? []), ...values]);
}

function readFlag(tree: CommandTree, reading: Reading, word: string): void {
  const { flags, value } = takenApart(tree, reading.command, word);
  for (const flag of flags) {
    const isLast = flag === flags.at(-1);
    if (!isLast || !flag.value) give(reading, flag);
    else if (value !== undefined) give(reading, flag, value);
    else reading.awaited = flag;
  }
}

/** The flags of `--output=json`, `-o`, `-qojson`, and what is there of the last one's value. */
function takenApart(
  tree: CommandTree,
  command: TreeCommand,
  word: string,
): { readonly flags: readonly TreeFlag[]; readonly value?: string } {
  const known = flagsOf(tree, command);
  if (word.startsWith('--')) {
    const equals = word.indexOf('=');
    const flag = known.find(({ long }) => long === (equals < 0 ? word : word.slice(0, equals)));
    return { flags: flag ? [flag] : [], ...(equals < 0 ? {} : { value: word.slice(equals + 1) }) };
  }
  const flags: TreeFlag[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const flag = known.find(({ short }) => short === `-${word[at]}`);
    if (!flag) return { flags };
    flags.push(flag);
    if (flag.value) return { flags, ...(at + 1 < word.length ? { value: word.slice(at + 1) } : {}) };
  }
  return { flags };
}

const flagsOf = ({ everywhere }: CommandTree, { flags }: TreeCommand): readonly TreeFlag[] => [
  ...flags,
  ...everywhere,
];

interface Found {
  readonly slot: Slot;
  readonly head: string;
}

function slotAt(tree: CommandTree, reading: Reading, current: string): Found | undefined {
  const { awaited, open, ended, command, operands } = reading;
  if (awaited) return valueSlot(awaited, '');
  if (!ended && current.startsWith('-')) return flagSlot(tree, reading, current);
  if (open) return valueSlot(open, '');
  if (command.commands.length > 0) return { slot: { kind: 'command' }, head: '' };
  const last = command.args.at(-1);
  const argument = command.args[operands.length] ?? (last?.variadic ? last : undefined);
  return argument && { slot: { kind: 'argument', argument }, head: '' };
}

function valueSlot(flag: TreeFlag, head: string): Found | undefined {
  return flag.value && { slot: { kind: 'value', flag, value: flag.value }, head };
}

/** A flag's name, or its value where that begins in the same word. */
function flagSlot(tree: CommandTree, { command, given }: Reading, current: string): Found | undefined {
  const { flags, value } = takenApart(tree, command, current);
  const last = flags.at(-1);
  if (value !== undefined) {
    return last && valueSlot(last, current.slice(0, current.length - value.length));
  }
  const left = flagsOf(tree, command).filter((flag) => repeats(flag) || !given.has(flag.long));
  return { slot: { kind: 'flag', flags: left }, head: '' };
}

/** Of several values in one word the last is the one to complete, of the key to sort by what follows its hyphen. */
function splitWord({ slot, head }: Found, current: string): Pick<Cursor, 'slot' | 'typed' | 'head'> {
  const rest = current.slice(head.length);
  const kept = slot.kind === 'value' ? keptPart(slot.value).exec(rest)?.[0].length : 0;
  const from = head.length + (kept ?? 0);
  return { slot, head: current.slice(0, from), typed: current.slice(from) };
}

function keptPart({ commas, completes }: TreeValue): RegExp {
  if (commas) return /^.*,/s;
  return completes === 'sort' ? /^-/ : /^/;
}
