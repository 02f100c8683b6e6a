/**
 * The table of nouns, verbs and flags in each script. It completes a line that consists of nouns and verbs, so that
 * the shell does not have to start node.
 */
import type { Suggestion } from '../query.ts';
import type { CommandTree, TreeCommand } from '../tree.ts';

export interface Row {
  /** The words before the cursor without the program name, such as `gateway peer`. */
  readonly path: string;
  /** Nouns and verbs. Empty after a verb, where arguments follow. */
  readonly commands: readonly Suggestion[];
  readonly flags: readonly Suggestion[];
}

export function tableOf({ root, everywhere }: CommandTree): Row[] {
  const rowsOf = (command: TreeCommand, path: readonly string[]): Row[] => {
    const flags = [...command.flags, ...everywhere].map(({ long, description }) => ({
      value: long,
      description,
    }));
    const commands = command.commands.map(({ name, summary }) => ({ value: name, description: summary }));
    return [
      { path: path.join(' '), commands, flags },
      ...command.commands.flatMap((inner) => rowsOf(inner, [...path, inner.name])),
    ];
  };
  return rowsOf(root, []);
}

/** Quotes text for bash and zsh. */
export const quotedForSh = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export const GENERATED = '# Generated from the command tree by `npm run completions`.';
