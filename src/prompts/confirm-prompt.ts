import { createPrompt, isEnterKey, useKeypress, useState } from '@inquirer/core';
import { questionLines, useTerminal } from './drawing.ts';
import type { Paint } from './paint.ts';

interface Config {
  readonly message: string;
  /** What Enter alone stands for. */
  readonly fallback: boolean;
  readonly paint: Paint;
}

/** A question to be answered with yes or no. Anything else is no answer. */
export const confirmPrompt = createPrompt<boolean, Config>(({ message, fallback, paint }, done) => {
  const { columns, draw } = useTerminal();
  const [line, setLine] = useState('');
  const [tried, setTried] = useState(false);
  const [answer, setAnswer] = useState<boolean | undefined>(undefined);

  useKeypress((key, rl) => {
    if (answer !== undefined) return;
    if (!isEnterKey(key)) {
      setLine(rl.line);
      setTried(false);
      return;
    }
    const read = readingOf(line, fallback);
    if (read === undefined) {
      rl.write(line);
      setTried(true);
      return;
    }
    setAnswer(read);
    done(read);
  });

  if (answer !== undefined) {
    const text = answer ? 'yes' : 'no';
    return draw(questionLines({ message, text, isAnswered: true }, { columns, paint }), []);
  }
  const offered = fallback ? 'Y/n' : 'y/N';
  return draw(
    questionLines({ message, offered, text: line }, { columns, paint }),
    tried ? [paint.wrong('yes or no?')] : [],
  );
});

/** Undefined when it is neither. */
function readingOf(line: string, fallback: boolean): boolean | undefined {
  const word = line.trim().toLowerCase();
  if (word === '') return fallback;
  if ('yes'.startsWith(word)) return true;
  return 'no'.startsWith(word) ? false : undefined;
}
