/**
 * What the scripts know by themselves: the words that may follow a line of nouns and verbs alone, and the flags when
 * none is given yet. Such a Tab does not have to start node.
 */
import type { Offer } from '../sources.ts';
import type { CommandTree, TreeCommand } from '../tree.ts';

export interface Row {
  /** The words before the cursor without the program's, as `gateway peer`. */
  readonly path: string;
  /** Nouns and verbs; none after a verb, where arguments are to come. */
  readonly commands: readonly Offer[];
  readonly flags: readonly Offer[];
}

export function tableOf({ root, everywhere }: CommandTree): Row[] {
  const rowsOf = (command: TreeCommand, path: readonly string[]): Row[] => {
    const flags = [...command.flags, ...everywhere].map(({ long, describe }) => ({ value: long, describe }));
    const commands = command.commands.map(({ name, summary }) => ({ value: name, describe: summary }));
    return [
      { path: path.join(' '), commands, flags },
      ...command.commands.flatMap((inner) => rowsOf(inner, [...path, inner.name])),
    ];
  };
  return rowsOf(root, []);
}

/** Text in single quotes of bash and zsh. */
export const quotedForSh = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export const GENERATED = '# Generated from the command tree by `npm run completions`.';
