/** The command tree as plain data, for completion without loading the commands. */
import type { Source } from './sources.ts';

/** A noun with its verbs in `commands`, or a verb with its arguments. */
export interface TreeCommand {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  readonly commands: readonly TreeCommand[];
  readonly args: readonly TreeArgument[];
  /** Its own flags, without the global ones. */
  readonly flags: readonly TreeFlag[];
  /** Column keys of the list that it prints. */
  readonly columns: readonly string[];
}

export interface TreeArgument {
  readonly completes: Source;
  /** True if it takes all remaining words. */
  readonly variadic: boolean;
}

export interface TreeFlag {
  /** `--output`. */
  readonly long: string;
  /** `-o`. */
  readonly short?: string;
  readonly description: string;
  /** Absent if it takes no value. */
  readonly value?: TreeValue;
}

export interface TreeValue {
  readonly completes: Source;
  /** The allowed values, if the flag lists them. */
  readonly choices: readonly string[];
  /** True if the following words are values too. */
  readonly variadic: boolean;
  /** True if one word may hold several values, separated by commas. */
  readonly commas: boolean;
}

export interface CommandTree {
  /** The program with its nouns. */
  readonly root: TreeCommand;
  /** The global flags. */
  readonly everywhere: readonly TreeFlag[];
}

/** A command whose flags are indexes into `PackedTree.flags`. */
interface PackedCommand extends Omit<TreeCommand, 'flags' | 'commands'> {
  readonly flags: readonly number[];
  readonly commands: readonly PackedCommand[];
}

/** The tree with each flag stored once: many commands share flags. */
export interface PackedTree {
  readonly root: PackedCommand;
  readonly everywhere: readonly TreeFlag[];
  readonly flags: readonly TreeFlag[];
}

/** Unpacks each command when it is looked at: a line goes through two or three of them. */
export function unpack({ root, everywhere, flags }: PackedTree): CommandTree {
  const unpackCommand = (command: PackedCommand): TreeCommand => ({
    ...command,
    get flags() {
      return command.flags.flatMap((index) => flags[index] ?? []);
    },
    get commands() {
      return command.commands.map(unpackCommand);
    },
  });
  return { root: unpackCommand(root), everywhere };
}

/** Returns true if the flag can be given more than once. */
export const isRepeatable = ({ value }: TreeFlag): boolean =>
  value !== undefined && (value.variadic || value.commas);
