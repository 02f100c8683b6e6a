/** The command tree as data: `peerway <noun> <verb> [names] [flags]`. */
import type { Source } from '../completion/sources.ts';
import { UserError, usage } from '../errors.ts';
import type { TopicName } from '../help/topic-names.ts';
import { badValue } from '../model/bad-value.ts';
import { nearest } from '../model/nearest.ts';
import { isName, parsePath } from '../model/values.ts';
import type { Declined, Result } from '../output/result.ts';
import type { SelectableColumn } from '../output/selection.ts';
import type { Ports } from '../ports/ports.ts';
import { Flag } from './flag.ts';

/** A parsed command, ready to run. */
export type Invocation = (ports: Ports) => Promise<Result | Declined>;

export interface Verb {
  /** Name and arguments in commander's notation: `create <name>`. */
  readonly usage: string;
  readonly alias?: string;
  /** An imperative phrase without a period: `Delete VPCs`. */
  readonly summary: string;
  /** Sentences that the summary leaves out; paragraphs are separated by an empty line. */
  readonly description?: string;
  readonly examples: readonly [string, ...string[]];
  /** Completion sources of the arguments, in order. */
  readonly completes?: readonly Source[];
  readonly flags?: () => Flag[];
  /** Set if the command can be the first one of a state, and so creates its folder. */
  readonly createsState?: boolean;
  /** Set to add --dry-run, with which the command decides but changes nothing. */
  readonly dryRuns?: boolean;
  /** Set if missing values are prompted for at a terminal. */
  readonly asks?: boolean;
  /** Columns of the resulting list; adds the flags that select from lists. */
  readonly lists?: () => Promise<readonly SelectableColumn[]>;
  /** First line of a validation error, from the names given (default: `cannot delete VPC lab`). */
  readonly headline?: (names: readonly string[]) => string;
  /** Takes the parsed arguments in order, then the flags; validates nothing yet. */
  readonly invoke: (...given: never[]) => Invocation;
}

export interface Noun {
  readonly name: string;
  /** An imperative phrase without a period: `Manage VPCs`. */
  readonly summary: string;
  /** The meaning of the noun, in one or two sentences. */
  readonly description?: string;
  readonly verbs: readonly Verb[];
  readonly nouns?: readonly Noun[];
  /** Help topics to read next. */
  readonly topics?: readonly TopicName[];
  /** The command itself, if the noun has no verbs: `peerway log`. */
  readonly alone?: Verb;
}

/** Returns all verbs of a noun with their full names: `gateway peer delete`. */
export const verbsOf = (noun: Noun, before = ''): [string, Verb][] => [
  ...(noun.alone ? [[noun.name, noun.alone] as [string, Verb]] : []),
  ...noun.verbs.map((verb): [string, Verb] => [`${before}${noun.name} ${verb.usage.split(' ')[0]}`, verb]),
  ...(noun.nouns ?? []).flatMap((inner) => verbsOf(inner, `${before}${noun.name} `)),
];

/** Returns a flag that takes several values: repeated, as several words, or separated by commas. */
export function listFlag<Value>(
  flags: string,
  describe: string,
  completes: Source,
  parse: (text: string) => Value,
): Flag {
  return new Flag(flags, describe, completes, true).argParser((text: string, before: Value[] | undefined) => [
    ...(before ?? []),
    ...text.split(',').map((piece) => parsedPiece(piece, parse)),
  ]);
}

/** Parses one value. A name after a flag with several values is read as one of them, which the hint explains. */
function parsedPiece<Value>(piece: string, parse: (text: string) => Value): Value {
  try {
    return parse(piece);
  } catch (error) {
    if (!(error instanceof UserError) || !isName(piece)) throw error;
    throw usage(error.message, `${error.hint}; names come before flags`);
  }
}

/** Returns a flag that takes the path of a file or folder. */
export const pathFlag = (flags: string, describe: string, completes: 'file' | 'folder'): Flag =>
  valueFlag(flags, describe, completes, (text) => {
    if (text !== '') return parsePath(text);
    throw usage(`${flags.split(' ')[0]} is empty`, 'give a path');
  });

/** Returns a flag that takes a value. */
export const valueFlag = <Value>(
  flags: string,
  describe: string,
  completes: Source,
  parse: (text: string) => Value,
): Flag => new Flag(flags, describe, completes).argParser(parse);

/** Returns a flag that takes one of a few values. */
export const choiceFlag = (flags: string, describe: string, choices: readonly string[]): Flag =>
  new Flag(flags, describe, 'choice').choices(choices).argParser((text) => parseChoice(text, flags, choices));

/** The value of a flag that removes a value: commander takes null for a flag without a value. */
export const EMPTY = '';

/** Returns a flag that takes several values; an empty text is the empty list. */
export const emptyableListFlag = <Value>(
  flags: string,
  describe: string,
  completes: Source,
  parse: (text: string) => Value,
): Flag => {
  const flag = listFlag(flags, describe, completes, parse);
  const parseList = flag.parseArg as (text: string, before: Value[] | undefined) => Value[];
  return flag.argParser((text: string, before: Value[] | undefined) =>
    text === '' ? [...(before ?? [])] : parseList(text, before),
  );
};

/** Exit 2 for a value that one command both sets and removes. */
export function throwIfSetAndUnset(unset: readonly string[], set: readonly string[]): void {
  const both = set.find((name) => unset.includes(name));
  if (both !== undefined)
    throw usage(
      `--${both} cannot be used with --unset ${both}`,
      'give the new value alone: it replaces the present one',
    );
}

/** Returns the flag that removes values, by the names of their flags. */
export function unsetFlag(names: readonly string[]): Flag {
  const flags = '--unset <value...>';
  const flag = listFlag(flags, 'values to remove', 'choice', (text) => parseChoice(text, flags, names));
  flag.argChoices = [...names];
  return flag;
}

/** Returns the text if it is one of the choices. The error for another one suggests the nearest. */
function parseChoice(text: string, flags: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text;
  const name = /--[a-z-]+/.exec(flags)?.[0] ?? flags;
  const near = nearest(text, choices);
  throw badValue(
    `value for ${name}`,
    text,
    `${near === undefined ? '' : `did you mean ${near}? `}the values are ${choices.join(', ')}`,
  );
}

/** Returns the flags under a heading of their own in the help. */
export function grouped(heading: string, flags: readonly Flag[]): Flag[] {
  for (const flag of flags) flag.helpGroup(heading);
  return [...flags];
}

/** Makes a command that adds an object repeatable. */
export const ifNotExistsFlag = (): Flag =>
  switchFlag('--if-not-exists', 'succeed if it exists with the same values');

/** Makes a command that deletes objects repeatable. */
export const ifExistsFlag = (): Flag => switchFlag('--if-exists', 'skip names that do not exist');

/** Shows what a command would change. */
export const dryRunFlag = (): Flag => switchFlag('--dry-run', 'show the changes without making them');

/** Returns a flag without a value. */
export const switchFlag = (flags: string, describe: string): Flag => new Flag(flags, describe, 'nothing');
