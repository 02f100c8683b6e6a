/** Prompts of a command. Without a terminal, each is an error that names the missing flag or argument. */
import { EXIT, missingValue, UserError } from '../errors.ts';
import type { CommandLinePart, ConfirmationKind, Parameter, Prompter } from '../ports/terminal.ts';

/** A prompter that records the answers. */
export interface RecordingPrompter extends Prompter {
  /** Returns the flags and arguments that would have given the same answers; none after a declined confirmation. */
  answers(): readonly CommandLinePart[];
  /** Returns whether the user has seen and confirmed a change. */
  hasConfirmed(): boolean;
}

export interface PrompterOptions {
  /** True if there is a terminal to prompt at. */
  readonly interactive: boolean;
  readonly color: boolean;
  /** --yes: skips all confirmations. */
  readonly yes: boolean;
}

export function createPrompter({ interactive, color, yes }: PrompterOptions): RecordingPrompter {
  const answers: CommandLinePart[] = [];
  let hasConfirmed = false;
  const record = ({ flag }: Parameter, text: string): void => {
    // Spaces around the commas of a list would require quotes.
    const compact = text.replace(/\s*,\s*/g, ',');
    if (compact !== '') answers.push({ ...(flag ? { flag } : {}), text: compact });
  };
  const throwUnlessInteractive = (parameter: Parameter): void => {
    if (!interactive) throw missingValue(parameter.missing, parameter.hint);
  };
  const loadPrompts = async () => (await import('./terminal-prompts.ts')).createTerminalPrompts({ color });
  const needsConfirmation = (kind: ConfirmationKind): boolean =>
    !yes && (kind === 'destructive' || (interactive && (kind === 'both-sides' || answers.length > 0)));

  return {
    isInteractive: interactive,
    answers: () => answers,
    hasConfirmed: () => hasConfirmed,
    text: async (parameter, prepare) => {
      throwUnlessInteractive(parameter);
      const prompt = await prepare();
      const text = await (await loadPrompts()).text(prompt);
      const value = prompt.parse(text);
      const recorded = prompt.recorded?.(value, text) ?? text;
      if (typeof recorded === 'string') record(parameter, recorded);
      else answers.push(...recorded);
      return value;
    },
    select: async (parameter, prepare) => {
      throwUnlessInteractive(parameter);
      const prompt = await prepare();
      const [first, ...others] = prompt.choices;
      if (!first) throw prompt.noChoices();
      if (first.hasFollowUp && others.length === 0) return first.value;
      const value = await (await loadPrompts()).select(prompt);
      const chosen = prompt.choices.find((choice) => choice.value === value);
      if (chosen?.parts) answers.push(...chosen.parts);
      else if (!chosen?.hasFollowUp) record(parameter, value);
      return value;
    },
    secret: async (parameter, message) => {
      throwUnlessInteractive(parameter);
      return (await loadPrompts()).secret(message);
    },
    needsConfirmation,
    confirm: async (action, details, kind) => {
      if (!needsConfirmation(kind)) return true;
      if (!interactive) throw yesRequired(action, details);
      const isConfirmed = await (await loadPrompts()).confirm(action, details, kind !== 'destructive');
      hasConfirmed = isConfirmed;
      if (!isConfirmed) answers.length = 0;
      else if (kind !== 'prompted') answers.push({ flag: '--yes' });
      return isConfirmed;
    },
  };
}

function yesRequired(action: string, details: readonly string[]): UserError {
  const message = `${action}: --yes is required when not running interactively`;
  const problem = { code: 'needs-yes', message, details: details.map((line) => line.trimEnd()) };
  return new UserError(EXIT.usage, problem.code, message, {
    problems: [problem],
    hint: 'check the details, then run the command again with --yes',
  });
}
