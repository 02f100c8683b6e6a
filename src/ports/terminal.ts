/** What whoever sits at the terminal can be asked. `live-context.ts` makes the real one; tests make their own. */
import type { UserError } from '../errors.ts';
import type { Secret } from '../model/secret.ts';

/** Where a command line would say what is asked for, so that nothing has to be asked. */
export interface Slot {
  /** The flag; absent for an argument, which stands at its place. */
  readonly flag?: `--${string}`;
  /** How an error names it: `--endpoint <host[:port]>`, `the gateways to peer`. */
  readonly missing: string;
  /** What would do. */
  readonly hint: string;
}

/** A line of text. */
export interface TextQuestion<Value> {
  readonly message: string;
  /** Taken when nothing is typed. */
  readonly fallback?: string;
  /** Reads what is typed, at every key. What it throws is what a flag with that value would get. */
  parse(text: string): Value;
  /** What is worth knowing of a value that passes. */
  remark?(value: Value): readonly string[];
}

/** One of those that can be chosen. */
export interface Choice {
  /** What goes onto the command line. */
  readonly value: string;
  /** Shown in its place. */
  readonly label?: string;
  /** What else tells it from the others. */
  readonly detail: string;
  /** It is the way to a further question, and has no place of its own on the command line. */
  readonly leadsOn?: boolean;
}

/** One that cannot be chosen, and why not. */
export interface Absent {
  readonly name: string;
  /** A few words: `already peered`. */
  readonly why: string;
}

/** What there is to choose from. */
export interface Offer {
  readonly message: string;
  readonly choices: readonly Choice[];
  readonly absent?: readonly Absent[];
  /** Thrown when there is nothing to choose. */
  readonly none: () => UserError;
}

/**
 * What a yes is asked for: a change of both sides is shown to whoever is at a terminal; what destroys needs a yes
 * from anybody; the rest follows from questions, and is agreed to where there were any.
 */
export type Weight = 'both-sides' | 'destructive' | 'answers';

/**
 * Every question is also the error for where it cannot be put: without a terminal, and with --no-input, it throws
 * the usage error that names the slot. A question that is left, with Ctrl-C or Esc, throws exit 130.
 */
export interface Ask {
  /** @param question  made when it can be put */
  text<Value>(slot: Slot, question: () => Promise<TextQuestion<Value>>): Promise<Value>;
  /** @param offer  made when it can be put */
  choose(slot: Slot, offer: () => Promise<Offer>): Promise<string>;
  /** A secret, of which nothing is shown while it is typed and nothing afterwards. */
  secret(slot: Slot, message: string): Promise<Secret>;
  /** Whether a change of this weight has to be agreed to before it is made. */
  needsYes(weight: Weight): boolean;
  /**
   * Asks for the yes.
   * @param what   what will happen, as a question without its mark
   * @param lines  what that comes to
   */
  confirm(what: string, lines: readonly string[], weight: Weight): Promise<boolean>;
}

/** The terminal: prompts on it, and progress on stderr. */
export interface Terminal extends Ask {
  /** Shows a spinner with `what` while `work` runs; `say` replaces its text. */
  during<Done>(what: string, work: (say: (text: string) => void) => Done | Promise<Done>): Promise<Done>;
  /** Prints a line about the progress on stderr, except with --quiet. */
  tell(line: string): void;
}

/** A part of a command line: a flag with or without its value, or without a flag an argument. */
export interface Spoken {
  readonly flag?: string;
  readonly text?: string;
}
