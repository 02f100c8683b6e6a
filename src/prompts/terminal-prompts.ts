/** Prompts at the terminal. They are drawn on stderr, since stdout belongs to the results and may be piped. */
import { UserError } from '../errors.ts';
import { Secret } from '../model/secret.ts';
import type { SelectPrompt, TextPrompt } from '../ports/terminal.ts';
import { confirmPrompt } from './confirm-prompt.ts';
import { terminalColumns } from './drawing.ts';
import { wrap } from './lines.ts';
import { runPrompt } from './run-prompt.ts';
import { searchPrompt } from './search-prompt.ts';
import { secretPrompt } from './secret-prompt.ts';
import { type Feedback, textPrompt } from './text-prompt.ts';
import { createTheme } from './theme.ts';

export interface TerminalPrompts {
  /** Returns a trimmed line that the prompt's parser accepts. */
  text<Value>(prompt: TextPrompt<Value>): Promise<string>;
  /** Returns the value of the selected choice. */
  select(prompt: SelectPrompt): Promise<string>;
  secret(message: string): Promise<Secret>;
  /** Prints the details and asks for a yes or a no; Enter alone is the default. */
  confirm(action: string, details: readonly string[], defaultAnswer: boolean): Promise<boolean>;
}

export function createTerminalPrompts({ color }: { readonly color: boolean }): TerminalPrompts {
  const theme = createTheme(color);
  return {
    text: ({ message, default: defaultText, ...prompt }) => {
      const config = {
        message,
        theme,
        kept: { text: '' },
        check: (text: string) => feedbackOn(text, prompt),
      };
      return runPrompt(textPrompt, { ...config, ...(defaultText ? { defaultText } : {}) });
    },
    select: ({ message, choices, unavailable = [] }) =>
      runPrompt(searchPrompt, { message, choices, unavailable, theme, kept: { text: '' } }),
    secret: async (message) => new Secret(await runPrompt(secretPrompt, { message, theme })),
    confirm: (action, details, defaultAnswer) => {
      const print = (): void => {
        for (const line of details.flatMap((detail) => wrap(detail, terminalColumns())))
          process.stderr.write(`${theme.change(line)}\n`);
      };
      return runPrompt(confirmPrompt, { message: `${action}?`, defaultAnswer, theme }, print);
    },
  };
}

function feedbackOn<Value>(
  text: string,
  { parse, warnings }: Pick<TextPrompt<Value>, 'parse' | 'warnings'>,
): Feedback {
  try {
    const value = parse(text);
    return { warnings: warnings?.(value) ?? [] };
  } catch (error) {
    if (error instanceof UserError) return { errors: errorLines(error) };
    throw error;
  }
}

/** Returns the lines that the error would print on stderr, without the `error:` label. */
const errorLines = ({ message, problems, hint }: UserError): string[] => [
  message,
  ...problems.flatMap((problem) => [
    ...(problem.message === message ? [] : [problem.message]),
    ...problem.details.map((detail) => `  ${detail}`),
  ]),
  ...(hint ? [`hint: ${hint}`] : []),
];
