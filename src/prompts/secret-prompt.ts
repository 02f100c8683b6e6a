import { createPrompt, isEnterKey, useKeypress, useState } from '@inquirer/core';
import { promptLines, useTerminal } from './drawing.ts';
import type { Theme } from './theme.ts';

interface Config {
  readonly message: string;
  readonly theme: Theme;
}

/** A prompt that shows nothing of the typed line, not even its length. */
export const secretPrompt = createPrompt<string, Config>(({ message, theme }, done) => {
  const { columns, draw } = useTerminal();
  const [line, setLine] = useState('');
  const [isAnswered, setAnswered] = useState(false);

  useKeypress((key, rl) => {
    if (isAnswered) return;
    if (!isEnterKey(key)) {
      setLine(rl.line);
      return;
    }
    setAnswered(true);
    setLine('');
    done(line);
  });

  const text = isAnswered ? '(hidden)' : '';
  return draw(promptLines({ message, text, isAnswered }, { columns, theme }), []);
});
