import ora from 'ora';
import { IS_UTF8 } from '../glyphs.ts';

/** Shows a spinner on stderr during the work. Its first frame is drawn before, in case the work blocks. */
export async function withSpinner<Result>(
  text: string,
  color: boolean,
  work: (update: (text: string) => void) => Result | Promise<Result>,
): Promise<Result> {
  const spinner = ora({
    text,
    stream: process.stderr,
    color: color ? 'cyan' : false,
    discardStdin: false,
    ...(IS_UTF8 ? {} : { spinner: 'line' as const }),
  });
  spinner.start();
  try {
    return await work((newText) => {
      spinner.text = newText;
    });
  } finally {
    spinner.stop();
  }
}
