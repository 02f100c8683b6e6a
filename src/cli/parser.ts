/** Builds commander's parser from the command tree. */
import { Command, type CommanderError, type Option } from 'commander';
import { EXIT, UserError } from '../errors.ts';
import { type Selection, throwIfNotSelectable } from '../output/selection.ts';
import type { CommandLinePart } from '../ports/terminal.ts';
import { visible } from '../visible.ts';
import { type CommandLine, commandLineAs, recordFlags } from './command-line.ts';
import type { Flag } from './flag.ts';
import { dryRunFlag, type Invocation, type Noun, type Verb } from './grammar.ts';
import { headlineOf } from './headline.ts';
import { flagSection, type HelpPage, nounPage, pageText, verbPage } from './help-page.ts';
import { selectionFlags, splitSelection } from './selection-flags.ts';
import { unknownCommand } from './unknown.ts';

/** The command that a command line names, ready to run. */
export interface Chosen {
  readonly line: CommandLine;
  readonly invocation: Invocation;
  /** Columns, order and rows of a list to show. */
  readonly selection: Selection;
  /** True if the command can be the first one of a state. */
  readonly createsState: boolean;
  /**
   * Adds the rejected operation to a validation error, and the command line that an owner may run as its hint. The answers
   * to prompts complete both.
   */
  explained(error: unknown, answers: readonly CommandLinePart[]): unknown;
}

/** Collects the results of parsing. */
export interface ParseResult {
  readonly argv: readonly string[];
  /** Called with the command that argv names. */
  choose(chosen: Chosen): void;
  /** The flags given so far, at any level. */
  readonly given: CommandLinePart[];
}

/** A command line that commander rejected, with the command it was about. */
export class RejectedCommandLine extends Error {
  readonly path: readonly string[];
  /** Commander's code, such as `commander.unknownOption`. */
  readonly code: string;

  constructor({ code, message }: CommanderError, path: readonly string[]) {
    super(message);
    this.path = path;
    this.code = code;
  }
}

/**
 * Adds the nouns or verbs that argv mentions: building the others would slow down every start. A command that has none
 * of them shows help or rejects a word, and needs only their names.
 */
export function addMembers(parent: Command, members: readonly Member[], result: ParseResult): void {
  rejectUnknown(parent, members.map(nameOf));
  const mentioned = members.filter(
    (member) =>
      result.argv.includes(nameOf(member)) || ('alias' in member && result.argv.includes(member.alias)),
  );
  for (const member of mentioned) {
    if ('usage' in member) addVerb(parent, member, result);
    else addNoun(parent, member, result);
  }
  // Without subcommands, commander takes the command for one that can run.
  const [first] = members;
  if (first && mentioned.length === 0) parent.addCommand(new Command(nameOf(first)));
}

type Member = Noun | Verb;

const nameOf = (member: Member): string =>
  'usage' in member ? (member.usage.split(' ')[0] ?? '') : member.name;

function addNoun(parent: Command, noun: Noun, result: ParseResult): void {
  if (noun.alone) {
    addVerb(parent, noun.alone, result);
    return;
  }
  const command = new Command(noun.name).description(noun.summary).helpCommand(false);
  command.copyInheritedSettings(parent);
  parent.addCommand(command);
  const path = pathOf(command);
  showHelp(command, () => nounPage(path, noun));
  addMembers(command, [...noun.verbs, ...(noun.nouns ?? [])], result);
}

/** Returns the nouns and the verb that lead to a command. */
const pathOf = (command: Command): string[] =>
  command.parent ? [...pathOf(command.parent), command.name()] : [];

/** Makes `--help` print a page, followed by the flags that every command takes. */
export function showHelp(command: Command, page: () => HelpPage): void {
  command.configureHelp({
    formatHelp: (_, { helpWidth }) => {
      const { sections, ...rest } = page();
      const all = [...sections, flagSection('Global flags', globalFlagsOf(command))];
      return pageText({ ...rest, sections: all }, helpWidth ?? 80);
    },
  });
}

function globalFlagsOf(command: Command): readonly Option[] {
  if (command.parent) return globalFlagsOf(command.parent);
  return command.createHelp().visibleOptions(command);
}

/** Rejects a word that names no command, also when help is asked for. */
function rejectUnknown(command: Command, known: readonly string[]): void {
  command.exitOverride((error) => {
    throw new RejectedCommandLine(error, pathOf(command));
  });
  const throwIfUnknown = (): void => {
    const [word = '-'] = command.args;
    if (word.startsWith('-')) return;
    throw unknownCommand(pathOf(command), word, known);
  };
  command.on('beforeHelp', throwIfUnknown);
  command.on('command:*', throwIfUnknown);
}

function addVerb(parent: Command, verb: Verb, { choose, given: flagsGiven }: ParseResult): void {
  const command = parent.command(verb.usage).summary(verb.summary).description(verb.summary);
  const path = pathOf(command);
  if (verb.alias) command.alias(verb.alias);
  for (const flag of flagsOf(verb)) command.addOption(flag);
  showHelp(command, () => verbPage(path, verb, command.options));
  command.exitOverride((error) => {
    throw new RejectedCommandLine(error, path);
  });
  recordFlags(command, flagsGiven);
  command.action((...given: unknown[]) => {
    const args = given.slice(0, -1);
    const words = args
      .slice(0, -1)
      .flat()
      .filter((word) => word !== undefined) as string[];
    const { selection, flags: own } = splitSelection(args.at(-1) as Record<string, unknown>);
    const { dryRun: isDry, ...rest } = own;
    const flags = verb.dryRuns ? rest : own;
    const invoke = verb.invoke as (...args: unknown[]) => Invocation;
    const invoked = invoke(...args.slice(0, -1), flags);
    const invocation = verb.dryRuns && isDry ? dry(invoked, flags) : invoked;
    const line = { path, words, flags: flagsGiven };
    choose({
      line,
      invocation: verb.lists ? selecting(verb.lists, selection, invocation) : invocation,
      selection,
      createsState: verb.createsState ?? false,
      explained: (error, answers) => {
        if (!(error instanceof UserError) || !isRejected(error)) return error;
        const answered = answers.flatMap(({ flag, text }) => (flag === undefined && text ? [text] : []));
        const names = [...words, ...answered].map((name) => visible(name));
        const { actAs } = error;
        const hinted = actAs === undefined ? error : error.withHint(actingHint(line, answers, actAs));
        return hinted.withHeadline(headlineOf(verb, path, names));
      },
    });
  });
}

const actingHint = (line: CommandLine, answers: readonly CommandLinePart[], owner: string): string =>
  `to act for ${owner}, run \`${commandLineAs(line, answers, owner)}\``;

/** True for an error that lists the problems of an operation: exit 3, 5 if an object exists already, 8 after a check. */
const isRejected = ({ exit, problems }: UserError): boolean =>
  exit === EXIT.rejected || exit === EXIT.finding || (exit === EXIT.conflict && problems.length > 0);

/** All flags of a verb: its own, --dry-run, and those that select from a list. */
export const flagsOf = (verb: Verb): Flag[] => [
  ...(verb.dryRuns ? [dryRunFlag()] : []),
  ...(verb.flags?.() ?? []),
  ...(verb.lists ? selectionFlags() : []),
];

const dry =
  (invocation: Invocation, flags: Record<string, unknown>): Invocation =>
  async (ports) => {
    const { dryRun, throwIfReaching } = await import('../commands/dry-run.ts');
    throwIfReaching(flags);
    return dryRun(invocation, ports);
  };

/** Rejects columns that a list does not have, and values that they never have, before anything is done. */
const selecting =
  (lists: NonNullable<Verb['lists']>, selection: Selection, invocation: Invocation): Invocation =>
  async (ports) => {
    const { columns, sort, filters } = selection;
    if (columns.length > 0 || sort !== undefined || filters.length > 0)
      throwIfNotSelectable(await lists(), selection);
    return invocation(ports);
  };
