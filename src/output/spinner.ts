import ora from 'ora';

/**
 * Turns a spinner on stderr while something is done. Work that leaves no time for it still shows what it is:
 * the first picture is drawn before it begins.
 */
export async function spinning<Result>(
  what: string,
  colour: boolean,
  work: (say: (text: string) => void) => Result | Promise<Result>,
): Promise<Result> {
  const spinner = ora({
    text: what,
    stream: process.stderr,
    color: colour ? 'cyan' : false,
    discardStdin: false,
  });
  spinner.start();
  try {
    return await work((text) => {
      spinner.text = text;
    });
  } finally {
    spinner.stop();
  }
}
