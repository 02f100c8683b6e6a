import { createPrompt, isEnterKey, isTabKey, useKeypress, useState } from '@inquirer/core';
import { questionLines, useTerminal } from './drawing.ts';
import { wrapped } from './lines.ts';
import type { Paint } from './paint.ts';

/** What is to be said of a text: why it will not do, or what else is worth knowing. */
export type Reading = { readonly wrong: readonly string[] } | { readonly remarks: readonly string[] };

interface Config {
  readonly message: string;
  /** Taken when nothing is typed; Tab brings it into the line, to be changed. */
  readonly fallback?: string;
  readonly read: (text: string) => Reading;
  readonly paint: Paint;
}

/** A line of text that is looked at at every key: what is wrong with it stands below it, dim until Enter was tried. */
export const textPrompt = createPrompt<string, Config>(({ message, fallback = '', read, paint }, done) => {
  const { columns, draw } = useTerminal();
  const [line, setLine] = useState('');
  const [tried, setTried] = useState(false);
  const [isAnswered, setAnswered] = useState(false);
  const text = line.trim() || fallback;

  useKeypress((key, rl) => {
    if (isAnswered) return;
    if (isEnterKey(key)) {
      if ('wrong' in read(text)) {
        // Enter has emptied readline's line: it is put back, to be mended.
        rl.write(line);
        setTried(true);
        return;
      }
      setAnswered(true);
      done(text);
    } else if (isTabKey(key)) {
      const filled = line.trim() === '' ? fallback : line;
      rl.clearLine(0);
      rl.write(filled);
      setLine(filled);
    } else {
      setLine(rl.line);
      if (rl.line !== line) setTried(false);
    }
  });

  if (isAnswered) return draw(questionLines({ message, text, isAnswered }, { columns, paint }), []);
  const offered = line === '' && fallback !== '' ? { offered: fallback } : {};
  const isQuiet = line.trim() === '' && !tried;
  return draw(
    questionLines({ message, ...offered, text: line }, { columns, paint }),
    spoken(read(text), { isQuiet, tried, paint }).flatMap(({ words, style }) =>
      wrapped(words, columns).map(style),
    ),
  );
});

interface Said {
  readonly words: string;
  style(line: string): string;
}

function spoken(
  reading: Reading,
  { isQuiet, tried, paint }: { isQuiet: boolean; tried: boolean; paint: Paint },
): Said[] {
  if ('remarks' in reading)
    return reading.remarks.map((remark) => ({ words: `warning: ${remark}`, style: paint.change }));
  if (isQuiet) return [];
  return reading.wrong.map((words, at) => ({ words, style: tried && at === 0 ? paint.wrong : paint.aside }));
}
