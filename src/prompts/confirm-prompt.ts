import { createPrompt, isEnterKey, useKeypress, useState } from '@inquirer/core';
import { promptLines, useTerminal } from './drawing.ts';
import type { Theme } from './theme.ts';

interface Config {
  readonly message: string;
  /** The meaning of Enter alone. */
  readonly defaultAnswer: boolean;
  readonly theme: Theme;
}

/** A yes-or-no prompt; `y` or `n` is enough. */
export const confirmPrompt = createPrompt<boolean, Config>(({ message, defaultAnswer, theme }, done) => {
  const { columns, draw } = useTerminal();
  const [line, setLine] = useState('');
  const [isInvalid, setInvalid] = useState(false);
  const [answer, setAnswer] = useState<boolean | undefined>(undefined);

  useKeypress((key, rl) => {
    if (answer !== undefined) return;
    if (!isEnterKey(key)) {
      setLine(rl.line);
      setInvalid(false);
      return;
    }
    const parsed = parseAnswer(line, defaultAnswer);
    if (parsed === undefined) {
      rl.write(line);
      setInvalid(true);
      return;
    }
    setAnswer(parsed);
    done(parsed);
  });

  if (answer !== undefined) {
    const text = answer ? 'Yes' : 'No';
    return draw(promptLines({ message, text, isAnswered: true }, { columns, theme }), []);
  }
  const hint = defaultAnswer ? 'Y/n' : 'y/N';
  return draw(
    promptLines({ message, hint, text: line }, { columns, theme }),
    isInvalid ? [theme.error('enter y or n')] : [],
  );
});

function parseAnswer(line: string, defaultAnswer: boolean): boolean | undefined {
  const word = line.trim().toLowerCase();
  if (word === '') return defaultAnswer;
  if ('yes'.startsWith(word)) return true;
  return 'no'.startsWith(word) ? false : undefined;
}
