/** The command tree as data, and how it becomes commander's. `peerway <noun> <verb> [names] [--flags]`. */
import { Command } from 'commander';
import type { Source } from '../completion/sources.ts';
import { UserError, usage } from '../errors.ts';
import { isName, parsePath } from '../model/values.ts';
import type { Outcome } from '../output/outcome.ts';
import type { Column, Declined, Result } from '../output/result.ts';
import { type Selection, throwUnlessPossible } from '../output/selection.ts';
import type { Context } from '../ports/context.ts';
import type { Spoken } from '../ports/terminal.ts';
import { type CommandLine, noteFlags } from './command-line.ts';
import { Flag } from './flag.ts';
import { selectionFlags, splitSelection } from './selection-flags.ts';

/** A parsed command, ready to run. */
export type Invocation = (ports: Context) => Promise<Result | Declined | Outcome>;

export interface Verb {
  /** Its name and arguments, as commander writes them: `create <name>`. */
  readonly usage: string;
  readonly alias?: string;
  /** One line of what it does. */
  readonly summary: string;
  /** More, where one line does not say it all. */
  readonly description?: string;
  readonly examples: readonly [string, ...string[]];
  /** What its arguments are completed to, in their order. */
  readonly completes?: readonly Source[];
  readonly flags?: () => Flag[];
  /** Whether it asks at a terminal for what is left out. */
  readonly asks?: boolean;
  /** The columns of the list that comes of it, which the flags of lists apply to. */
  readonly lists?: () => Promise<readonly Pick<Column<never>, 'header'>[]>;
  /** Arguments in their order, then the flags: all of them parsed, none of them judged. */
  readonly invoke: (...given: never[]) => Invocation;
}

export interface Noun {
  readonly name: string;
  readonly summary: string;
  readonly verbs: readonly Verb[];
  readonly nouns?: readonly Noun[];
  /** In place of verbs, where there is but one thing to do: `peerway log`. */
  readonly alone?: Verb;
}

/** All verbs of a noun with the words before their arguments: `gateway peer delete`. */
export const verbsOf = (noun: Noun, before = ''): [string, Verb][] => [
  ...(noun.alone ? [[noun.name, noun.alone] as [string, Verb]] : []),
  ...noun.verbs.map((verb): [string, Verb] => [`${before}${noun.name} ${verb.usage.split(' ')[0]}`, verb]),
  ...(noun.nouns ?? []).flatMap((inner) => verbsOf(inner, `${before}${noun.name} `)),
];

/** What the command line came to: the command with its words, to be run. */
export interface Chosen {
  readonly line: CommandLine;
  readonly invocation: Invocation;
  /** What of a list is shown. */
  readonly selection: Selection;
}

/** A flag that may be given several times, with several values, or with a list separated by commas. */
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

/** A flag that takes several values takes a name that comes after them, too. */
function parsedPiece<Value>(piece: string, parse: (text: string) => Value): Value {
  try {
    return parse(piece);
  } catch (error) {
    if (!(error instanceof UserError) || !isName(piece)) throw error;
    throw usage(error.message, `${error.hint}; and names come before flags`);
  }
}

/** A folder or file: not an empty one. */
export const pathFlag = (flags: string, describe: string, completes: 'file' | 'folder'): Flag =>
  valueFlag(flags, describe, completes, (text) => {
    if (text !== '') return parsePath(text);
    throw usage(`${flags.split(' ')[0]} is empty`, 'give a path');
  });

/** A flag whose value is parsed at once. */
export const valueFlag = <Value>(
  flags: string,
  describe: string,
  completes: Source,
  parse: (text: string) => Value,
): Flag => new Flag(flags, describe, completes).argParser(parse);

/** A flag with a handful of values. */
export const choiceFlag = (flags: string, describe: string, choices: readonly string[]): Flag =>
  new Flag(flags, describe, 'choice').choices(choices);

/** Flags under a heading of their own in the help. */
export function grouped(heading: string, flags: readonly Flag[]): Flag[] {
  for (const flag of flags) flag.helpGroup(`${heading}:`);
  return [...flags];
}

/** A flag that is there or not. */
export const switchFlag = (flags: string, describe: string): Flag => new Flag(flags, describe, 'nothing');

/** What the command tree is built around. */
export interface Hearing {
  /** Called with the command that argv names. */
  choose(chosen: Chosen): void;
  /** The flags that were given so far, of whatever level. */
  readonly given: Spoken[];
}

export function addNoun(parent: Command, noun: Noun, hearing: Hearing): void {
  if (noun.alone) {
    addVerb(parent, noun.alone, hearing);
    return;
  }
  const command = new Command(noun.name)
    .description(noun.summary)
    .helpCommand(false)
    .copyInheritedSettings(parent);
  for (const verb of noun.verbs) addVerb(command, verb, hearing);
  for (const inner of noun.nouns ?? []) addNoun(command, inner, hearing);
  parent.addCommand(command);
}

/** The nouns that lead to a verb. */
const pathOf = (noun: Command): string[] => (noun.parent ? [...pathOf(noun.parent), noun.name()] : []);

const descriptionOf = ({ summary, description, asks }: Verb): string =>
  [`${summary}.`, description, asks && 'At a terminal, what is left out is asked for.']
    .filter((part) => part !== undefined && part !== false)
    .join('\n\n');

function addVerb(parent: Command, verb: Verb, { choose, given: flagsGiven }: Hearing): void {
  const command = parent
    .command(verb.usage)
    .summary(verb.summary)
    .description(descriptionOf(verb))
    .addHelpText('after', ['', 'Examples:', ...verb.examples.map((example) => `  $ ${example}`)].join('\n'));
  if (verb.alias) command.alias(verb.alias);
  for (const flag of verb.flags?.() ?? []) command.addOption(flag);
  for (const flag of verb.lists ? selectionFlags() : []) command.addOption(flag);
  noteFlags(command, flagsGiven);
  command.action((...given: unknown[]) => {
    const args = given.slice(0, -1);
    const words = args
      .slice(0, -1)
      .flat()
      .filter((word) => word !== undefined);
    const line = { path: [...pathOf(parent), command.name()], words: words as string[], flags: flagsGiven };
    const { selection, flags } = splitSelection(args.at(-1) as Record<string, unknown>);
    const invoke = verb.invoke as (...args: unknown[]) => Invocation;
    const invocation = invoke(...args.slice(0, -1), flags);
    choose({
      line,
      invocation: verb.lists ? selecting(verb.lists, selection, invocation) : invocation,
      selection,
    });
  });
}

/** What cannot be shown is refused before anything is done. */
const selecting =
  (lists: NonNullable<Verb['lists']>, selection: Selection, invocation: Invocation): Invocation =>
  async (context) => {
    const { columns, sort, filters } = selection;
    if (columns.length > 0 || sort !== undefined || filters.length > 0)
      throwUnlessPossible(await lists(), selection);
    return invocation(context);
  };
