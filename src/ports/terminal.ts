/** Interactive prompts. The real ones are in `src/prompts`; tests bring their own. */
import type { UserError } from '../errors.ts';
import type { Secret } from '../model/secret.ts';

/** The flag or argument that a prompt fills in. */
export interface Parameter {
  /** Absent for a positional argument. */
  readonly flag?: `--${string}`;
  /** Its name in the error about a missing value: `--endpoint <host[:port]>`, `required argument 'name'`. */
  readonly missing: string;
  /** Hint of that error. */
  readonly hint: string;
}

/** A prompt for a line of text. */
export interface TextPrompt<Value> {
  readonly message: string;
  /** Value of an empty line. */
  readonly default?: string;
  /** Parses the line at every keystroke. Throws the error that a flag with this value would cause. */
  parse(text: string): Value;
  /** Returns the text of the value on the command line, or the flags that stand for it (default: the line that was typed). */
  recorded?(value: Value, typed: string): string | readonly CommandLinePart[];
  /** Warnings about a valid value. */
  warnings?(value: Value): readonly string[];
}

/** An entry of a list to select from. */
export interface Choice {
  /** Its text on the command line. */
  readonly value: string;
  /** Text in the list (default: the value). */
  readonly label?: string;
  readonly detail: string;
  /** It leads to another prompt and adds nothing to the command line itself. */
  readonly hasFollowUp?: boolean;
  /** The parts of the command line that it stands for (default: its value). */
  readonly parts?: readonly CommandLinePart[];
}

/** An object that exists but cannot be selected. */
export interface UnavailableChoice {
  readonly name: string;
  /** A few words: `already peered`. */
  readonly reason: string;
}

/** A prompt for one entry of a list. */
export interface SelectPrompt {
  readonly message: string;
  readonly choices: readonly Choice[];
  readonly unavailable?: readonly UnavailableChoice[];
  /** Returns the error to throw when the list has no choices. */
  readonly noChoices: () => UserError;
}

/**
 * The reason to ask for confirmation:
 *
 *     both-sides    the change affects both sides of a peering; asked at a terminal only
 *     destructive   the change deletes something; without a terminal, it requires --yes
 *     prompted      some values were prompted for; not asked when all of them came from the command line
 */
export type ConfirmationKind = 'both-sides' | 'destructive' | 'prompted';

/**
 * Prompts of a command. Without a terminal, and with --no-input, each prompt throws the usage error that names the
 * missing parameter. Ctrl-C and Esc end it with exit 130.
 */
export interface Prompter {
  /** True if there is a terminal to prompt at. */
  readonly isInteractive: boolean;
  /** @param prompt  called only if there is a terminal */
  text<Value>(parameter: Parameter, prompt: () => Promise<TextPrompt<Value>>): Promise<Value>;
  /** @param prompt  called only if there is a terminal */
  select(parameter: Parameter, prompt: () => Promise<SelectPrompt>): Promise<string>;
  /** Reads a secret without showing it. */
  secret(parameter: Parameter, message: string): Promise<Secret>;
  /** Returns whether `confirm` would ask. */
  needsConfirmation(kind: ConfirmationKind): boolean;
  /**
   * Asks for confirmation if it is needed, and returns whether to go ahead.
   * @param action   imperative, without a question mark: `Delete gateway seoul`
   * @param details  lines that show the consequences
   */
  confirm(action: string, details: readonly string[], kind: ConfirmationKind): Promise<boolean>;
}

/** The terminal: prompts, and progress on stderr. */
export interface Terminal extends Prompter {
  /** Shows a spinner while the work runs. `update` replaces its text. */
  during<Done>(text: string, work: (update: (text: string) => void) => Done | Promise<Done>): Promise<Done>;
  /** Prints a line of progress on stderr, unless --quiet is set. */
  tell(line: string): void;
}

/** One part of a command line: a flag with or without a value, or a positional argument (no flag). */
export interface CommandLinePart {
  readonly flag?: string;
  readonly text?: string;
}
