import {
  createPrompt,
  isEnterKey,
  isTabKey,
  makeTheme,
  useKeypress,
  usePrefix,
  useState,
} from '@inquirer/core';

/** What is to be said of a text: why it will not do, or what else is worth knowing. */
export type Reading = { readonly wrong: readonly string[] } | { readonly remarks: readonly string[] };

interface Config {
  readonly message: string;
  /** Taken when nothing is typed; Tab brings it into the line, to be changed. */
  readonly fallback?: string;
  readonly read: (text: string) => Reading;
}

/** A line of text that is looked at at every key: what is wrong with it stands below it, dim until Enter was tried. */
export const textPrompt = createPrompt<string, Config>(({ message, fallback = '', read }, done) => {
  const theme = makeTheme({});
  const [line, setLine] = useState('');
  const [tried, setTried] = useState(false);
  const [status, setStatus] = useState<'idle' | 'done'>('idle');
  const text = line.trim() || fallback;

  useKeypress((key, rl) => {
    if (status === 'done') return;
    if (isEnterKey(key)) {
      if ('wrong' in read(text)) {
        // Enter has emptied readline's line: it is put back, to be mended.
        rl.write(line);
        setTried(true);
        return;
      }
      setStatus('done');
      done(text);
    } else if (isTabKey(key)) {
      rl.clearLine(0);
      rl.write(line.trim() === '' ? fallback : line);
      setLine(line.trim() === '' ? fallback : line);
    } else {
      setLine(rl.line);
      setTried(false);
    }
  });

  const prefix = usePrefix({ status, theme });
  const question = theme.style.message(message, status);
  if (status === 'done') return `${prefix} ${question} ${theme.style.answer(text)}`;
  const offered = line === '' && fallback !== '' ? ` ${theme.style.defaultAnswer(fallback)}` : '';
  return [`${prefix} ${question}${offered} ${line}`, below(read(text), { line, tried, theme })];
});

function below(
  reading: Reading,
  { line, tried, theme }: { line: string; tried: boolean; theme: ReturnType<typeof makeTheme> },
): string {
  if ('remarks' in reading) return reading.remarks.map((remark) => theme.style.help(remark)).join('\n');
  if (line.trim() === '' && !tried) return '';
  const [first = '', ...rest] = reading.wrong;
  const style = theme.style.help;
  return [tried ? theme.style.error(first) : style(first), ...rest.map((words) => style(words))].join('\n');
}
