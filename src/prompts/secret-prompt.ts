import { createPrompt, isEnterKey, useKeypress, useState } from '@inquirer/core';
import { questionLines, useTerminal } from './drawing.ts';
import type { Paint } from './paint.ts';

interface Config {
  readonly message: string;
  readonly paint: Paint;
}

/** A line of which nothing is shown, not even how long it is. */
export const secretPrompt = createPrompt<string, Config>(({ message, paint }, done) => {
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

  const text = isAnswered ? '(not shown)' : '';
  return draw(questionLines({ message, text, isAnswered }, { columns, paint }), []);
});
