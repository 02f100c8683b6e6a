/** The commands as the plain data that completion needs. */
import type { CommandTree, TreeArgument, TreeCommand, TreeFlag } from '../completion/tree.ts';
import { keyOf } from '../output/selection.ts';
import type { Flag } from './flag.ts';
import type { Noun, Verb } from './grammar.ts';
import { flagsOf } from './parser.ts';

/** Flags of every command, and flags of the program only. */
export interface ProgramFlags {
  readonly everywhere: readonly Flag[];
  readonly own: readonly Flag[];
}

export async function commandTree(nouns: readonly Noun[], flags: ProgramFlags): Promise<CommandTree> {
  const commands = await Promise.all(nouns.map(treeNoun));
  const root = { name: 'peerway', summary: '', commands, args: [], columns: [] };
  return { root: { ...root, flags: flags.own.map(treeFlag) }, everywhere: flags.everywhere.map(treeFlag) };
}

async function treeNoun({ name, summary, verbs, nouns = [], alone }: Noun): Promise<TreeCommand> {
  if (alone) return treeVerb(alone);
  const commands = await Promise.all([...verbs.map(treeVerb), ...nouns.map(treeNoun)]);
  return { name, summary, commands, args: [], flags: [], columns: [] };
}

async function treeVerb(verb: Verb): Promise<TreeCommand> {
  const [name = ''] = verb.usage.split(' ');
  const { alias, summary, lists, completes = [] } = verb;
  const flags = flagsOf(verb);
  return {
    name,
    ...(alias === undefined ? {} : { alias }),
    summary,
    commands: [],
    args: argumentsOf(verb.usage).map(({ variadic }, at) => ({
      variadic,
      completes: completes[at] ?? 'nothing',
    })),
    flags: flags.map(treeFlag),
    columns: [...new Set((await lists?.())?.map(keyOf))],
  };
}

/** The arguments of `delete <gateway> <name...>`. */
export const argumentsOf = (usage: string): Pick<TreeArgument, 'variadic'>[] =>
  usage
    .split(' ')
    .slice(1)
    .map((word) => ({ variadic: /\.\.\.[>\]]$/.test(word) }));

function treeFlag({ long = '', short, description, required, ...flag }: Flag): TreeFlag {
  const { completes, argChoices: choices = [], variadic, commas } = flag;
  return {
    long,
    ...(short === undefined ? {} : { short }),
    description,
    ...(required ? { value: { completes, choices, variadic, commas } } : {}),
  };
}
