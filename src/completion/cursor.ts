/** Parses a command line up to the cursor, by commander's rules. */
import {
  type CommandTree,
  isRepeatable,
  type TreeArgument,
  type TreeCommand,
  type TreeFlag,
  type TreeValue,
} from './tree.ts';

/** A command line parsed up to the cursor. */
export interface Cursor {
  /** The noun or verb at the end of the path so far. */
  readonly command: TreeCommand;
  /** Its arguments so far. */
  readonly operands: readonly string[];
  /** Values of the flags so far, by long name; empty for flags without a value. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly expected: Expected;
  /** The part of the word at the cursor that is being completed. */
  readonly typed: string;
  /** The part before it, which stays as typed: `--format=`, or values before a comma. */
  readonly head: string;
}

/** The kind of word that the cursor is on. */
export type Expected =
  | { readonly kind: 'command' }
  | { readonly kind: 'flag'; readonly flags: readonly TreeFlag[] }
  | { readonly kind: 'argument'; readonly argument: TreeArgument }
  | { readonly kind: 'value'; readonly flag: TreeFlag; readonly value: TreeValue };

/** Parser state. */
interface ParserState {
  command: TreeCommand;
  readonly operands: string[];
  readonly given: Map<string, string[]>;
  /** The flag whose value must come next. */
  pendingFlag: TreeFlag | undefined;
  /** The variadic flag that takes values until the next flag. */
  openFlag: TreeFlag | undefined;
  /** True after `--`. */
  flagsEnded: boolean;
}

/** Returns undefined if the line cannot be parsed: an unknown noun, a value of an unknown flag, too many arguments. */
export function cursorAt(tree: CommandTree, words: readonly string[], current: string): Cursor | undefined {
  const parser: ParserState = {
    command: tree.root,
    operands: [],
    given: new Map(),
    pendingFlag: undefined,
    openFlag: undefined,
    flagsEnded: false,
  };
  for (const word of words) {
    if (!parseWord(tree, parser, word)) return undefined;
  }
  const found = expectedAt(tree, parser, current);
  if (!found) return undefined;
  const { command, operands, given } = parser;
  return { command, operands, given, ...splitWord(found, current) };
}

/** Returns false if no command has this name. */
function parseWord(tree: CommandTree, parser: ParserState, word: string): boolean {
  const { pendingFlag } = parser;
  if (pendingFlag) {
    addValues(parser, pendingFlag, word);
    parser.pendingFlag = undefined;
    parser.openFlag = pendingFlag.value?.variadic ? pendingFlag : undefined;
  } else if (!parser.flagsEnded && isFlag(word)) {
    parser.openFlag = undefined;
    if (word === '--') parser.flagsEnded = true;
    else parseFlag(tree, parser, word);
  } else if (parser.openFlag) addValues(parser, parser.openFlag, word);
  else if (parser.command.commands.length > 0) {
    const next = parser.command.commands.find(({ name, alias }) => word === name || word === alias);
    if (!next) return false;
    parser.command = next;
  } else parser.operands.push(word);
  return true;
}

const isFlag = (word: string): boolean => word.length > 1 && word.startsWith('-');

function addValues({ given }: ParserState, { long }: TreeFlag, ...values: string[]): void {
  given.set(long, [...(given.get(long) ?? []), ...values]);
}

function parseFlag(tree: CommandTree, parser: ParserState, word: string): void {
  const { flags, value } = splitFlag(tree, parser.command, word);
  for (const flag of flags) {
    const isLast = flag === flags.at(-1);
    if (!isLast || !flag.value) addValues(parser, flag);
    else if (value !== undefined) addValues(parser, flag, value);
    else parser.pendingFlag = flag;
  }
}

/** Returns the flags in a word such as `--output=json`, `-o` or `-qojson`, and the value of the last one so far. */
function splitFlag(
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
  readonly expected: Expected;
  readonly head: string;
}

function expectedAt(tree: CommandTree, parser: ParserState, current: string): Found | undefined {
  const { pendingFlag, openFlag, flagsEnded, command, operands } = parser;
  if (pendingFlag) return expectValue(pendingFlag, '');
  if (!flagsEnded && current.startsWith('-')) return expectFlag(tree, parser, current);
  if (openFlag) return expectValue(openFlag, '');
  if (command.commands.length > 0) return { expected: { kind: 'command' }, head: '' };
  const last = command.args.at(-1);
  const argument = command.args[operands.length] ?? (last?.variadic ? last : undefined);
  return argument && { expected: { kind: 'argument', argument }, head: '' };
}

function expectValue(flag: TreeFlag, head: string): Found | undefined {
  return flag.value && { expected: { kind: 'value', flag, value: flag.value }, head };
}

/** Expects a flag name, or the flag's value if it starts in the same word. */
function expectFlag(tree: CommandTree, { command, given }: ParserState, current: string): Found | undefined {
  const { flags, value } = splitFlag(tree, command, current);
  const last = flags.at(-1);
  if (value !== undefined) {
    return last && expectValue(last, current.slice(0, current.length - value.length));
  }
  const available = flagsOf(tree, command).filter((flag) => isRepeatable(flag) || !given.has(flag.long));
  return { expected: { kind: 'flag', flags: available }, head: '' };
}

/** Splits off the part of the word before the completed one: values before a comma, or a sort key's hyphen. */
function splitWord({ expected, head }: Found, current: string): Pick<Cursor, 'expected' | 'typed' | 'head'> {
  const rest = current.slice(head.length);
  const kept = expected.kind === 'value' ? keptPart(expected.value).exec(rest)?.[0].length : 0;
  const from = head.length + (kept ?? 0);
  return { expected, head: current.slice(0, from), typed: current.slice(from) };
}

function keptPart({ commas, completes }: TreeValue): RegExp {
  if (commas) return /^.*,/s;
  return completes === 'sort' ? /^-/ : /^/;
}
