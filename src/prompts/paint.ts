/** How prompts look. */
import { Chalk } from 'chalk';

export interface Paint {
  /** Before a question that is open, and one that is answered. */
  readonly open: string;
  readonly answered: string;
  /** Before the choice that Enter takes. */
  readonly pointer: string;
  question(text: string): string;
  answer(text: string): string;
  active(text: string): string;
  wrong(text: string): string;
  aside(text: string): string;
  /** A line that begins with what is gained or lost, or with a warning. */
  change(line: string): string;
}

/** The console of Linux has no glyphs but those of its 512. */
const [TICK, POINTER] = process.env['TERM'] === 'linux' ? ['√', '>'] : ['✔', '❯'];

export function paintFor(colour: boolean): Paint {
  const chalk = new Chalk({ level: colour ? 1 : 0 });
  const tones = { '+': chalk.green, '-': chalk.red, 'warning:': chalk.yellow };
  return {
    open: chalk.blue('?'),
    answered: chalk.green(TICK),
    pointer: POINTER,
    question: (text) => chalk.bold(text),
    answer: (text) => chalk.cyan(text),
    active: (text) => chalk.cyan(text),
    wrong: (text) => chalk.red(text),
    aside: (text) => chalk.dim(text),
    change: (line) =>
      line.replace(/^( *)(\+|-|warning:)(?= )/, (_, blanks: string, mark: keyof typeof tones) =>
        blanks.concat(tones[mark](mark)),
      ),
  };
}
