import { createPrompt, isEnterKey, isTabKey, useKeypress, useState } from '@inquirer/core';
import { type KeptText, promptLines, useKeptText, useTerminal } from './drawing.ts';
import { wrap } from './lines.ts';
import type { Theme } from './theme.ts';

/** The result of checking a text. */
export type Feedback = { readonly errors: readonly string[] } | { readonly warnings: readonly string[] };

interface Config {
  readonly message: string;
  /** Value of an empty line; Tab inserts it for editing. */
  readonly defaultText?: string;
  readonly check: (text: string) => Feedback;
  readonly kept: KeptText;
  readonly theme: Theme;
}

/** A prompt for a line of text. Errors and warnings appear below it while typing, dim until Enter is pressed. */
export const textPrompt = createPrompt<string, Config>(
  ({ message, defaultText = '', check, kept, theme }, done) => {
    const { columns, draw } = useTerminal();
    useKeptText(kept);
    const [line, setLine] = useState(kept.text);
    kept.text = line;
    const [isSubmitted, setSubmitted] = useState(false);
    const [isAnswered, setAnswered] = useState(false);
    const text = line.trim() || defaultText;

    useKeypress((key, rl) => {
      if (isAnswered) return;
      if (isEnterKey(key)) {
        if ('errors' in check(text)) {
          // Enter has cleared readline's line. Restore it so that it can be corrected.
          rl.write(line);
          setSubmitted(true);
          return;
        }
        setAnswered(true);
        done(text);
      } else if (isTabKey(key)) {
        const completed = line.trim() === '' ? defaultText : line;
        rl.clearLine(0);
        rl.write(completed);
        setLine(completed);
      } else {
        setLine(rl.line);
        if (rl.line !== line) setSubmitted(false);
      }
    });

    if (isAnswered) return draw(promptLines({ message, text, isAnswered }, { columns, theme }), []);
    const hint = line === '' && defaultText !== '' ? { hint: defaultText } : {};
    const isUntouched = line.trim() === '' && !isSubmitted;
    return draw(
      promptLines({ message, ...hint, text: line }, { columns, theme }),
      feedbackLines(check(text), { isUntouched, isSubmitted, theme }).flatMap(({ words, style }) =>
        wrap(words, columns).map(style),
      ),
    );
  },
);

interface StyledLine {
  readonly words: string;
  style(line: string): string;
}

function feedbackLines(
  feedback: Feedback,
  { isUntouched, isSubmitted, theme }: { isUntouched: boolean; isSubmitted: boolean; theme: Theme },
): StyledLine[] {
  if ('warnings' in feedback)
    return feedback.warnings.map((warning) => ({ words: `warning: ${warning}`, style: theme.change }));
  if (isUntouched) return [];
  return feedback.errors.map((words, at) => ({
    words,
    style: isSubmitted && at === 0 ? theme.error : theme.muted,
  }));
}
