/** The command tree as plain data: what completion has to know of commands, without what runs them. */
import type { Source } from './sources.ts';

/** A noun with its verbs in `commands`, or a verb with its arguments. */
export interface TreeCommand {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  readonly commands: readonly TreeCommand[];
  readonly args: readonly TreeArgument[];
  /** Those of its own. */
  readonly flags: readonly TreeFlag[];
  /** Keys of the list that comes of it. */
  readonly columns: readonly string[];
}

export interface TreeArgument {
  readonly completes: Source;
  /** Whether it takes all the words that are left. */
  readonly variadic: boolean;
}

export interface TreeFlag {
  /** `--output`. */
  readonly long: string;
  /** `-o`. */
  readonly short?: string;
  readonly describe: string;
  /** Absent when it takes none. */
  readonly value?: TreeValue;
}

export interface TreeValue {
  readonly completes: Source;
  /** What may be given, where that is known. */
  readonly choices: readonly string[];
  /** Whether the words that follow are values too. */
  readonly variadic: boolean;
  /** Whether one word may hold several, separated by commas. */
  readonly commas: boolean;
}

export interface CommandTree {
  /** The program, with its nouns. */
  readonly root: TreeCommand;
  /** The flags that every command takes. */
  readonly everywhere: readonly TreeFlag[];
}

/** A command with the places of its flags. */
interface PackedCommand extends Omit<TreeCommand, 'flags' | 'commands'> {
  readonly flags: readonly number[];
  readonly commands: readonly PackedCommand[];
}

/** The tree with each flag once, since many commands have the same. */
export interface PackedTree {
  readonly root: PackedCommand;
  readonly everywhere: readonly TreeFlag[];
  readonly flags: readonly TreeFlag[];
}

export function unpacked({ root, everywhere, flags }: PackedTree): CommandTree {
  const unpack = (command: PackedCommand): TreeCommand => ({
    ...command,
    flags: command.flags.flatMap((place) => flags[place] ?? []),
    commands: command.commands.map(unpack),
  });
  return { root: unpack(root), everywhere };
}

/** Whether a flag may be given more than once. */
export const repeats = ({ value }: TreeFlag): boolean =>
  value !== undefined && (value.variadic || value.commas);
