import { Chalk } from 'chalk';
import { forLocale } from '../glyphs.ts';

/** Symbols and colors of prompts. */
export interface Theme {
  /** Before the message of a prompt without an answer. */
  readonly questionMark: string;
  /** Before the message of an answered prompt. */
  readonly checkMark: string;
  /** Before the active choice. */
  readonly pointer: string;
  message(text: string): string;
  answer(text: string): string;
  active(text: string): string;
  error(text: string): string;
  muted(text: string): string;
  /** Colors the leading `+`, `-` or `warning:` of a line. */
  change(line: string): string;
}

/** The Linux console's font has at most 512 glyphs; ✔ and ❯ are not among them. */
const [CHECK_MARK, POINTER] = [
  forLocale(process.env['TERM'] === 'linux' ? '√' : '✔'),
  process.env['TERM'] === 'linux' ? '>' : forLocale('❯'),
];

export function createTheme(color: boolean): Theme {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const markColors = { '+': chalk.green, '-': chalk.red, 'warning:': chalk.yellow };
  return {
    questionMark: chalk.blue('?'),
    checkMark: chalk.green(CHECK_MARK),
    pointer: POINTER,
    message: (text) => chalk.bold(text),
    answer: (text) => chalk.cyan(text),
    active: (text) => chalk.cyan(text),
    error: (text) => chalk.red(text),
    muted: (text) => chalk.dim(text),
    change: (line) =>
      line.replace(/^( *)(\+|-|warning:)(?= )/, (_, indent: string, mark: keyof typeof markColors) =>
        indent.concat(markColors[mark](mark)),
      ),
  };
}
