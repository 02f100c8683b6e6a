/** `peerway help` lists commands and topics, `peerway help <topic>` prints one topic. */
import { type UserError, usage } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { widthOf } from '../output/columns.ts';
import { quoted } from '../visible.ts';
import { layOut, PLAIN, type Style } from './layout.ts';
import { parseMarkdown } from './markdown.ts';
import { TOPICS } from './topics.ts';

/** A command as the list names it. */
export interface CommandSummary {
  readonly name: string;
  readonly summary: string;
}

export interface Page {
  /** Columns of the terminal; undefined in a pipe. */
  readonly width: number | undefined;
  readonly colors: boolean;
}

/** Long lines are hard to read, however wide the terminal is. */
const WIDEST = 100;
const IN_PIPE = 80;

/** Returns a topic as text, or the list of commands and topics if none is named. Throws a usage error for any other word. */
export function help(words: readonly string[], commands: readonly CommandSummary[], page: Page): string {
  const [word] = words;
  if (word === undefined) return overview(commands);
  const found = words.length === 1 ? TOPICS.find(({ name }) => name === word) : undefined;
  if (!found) throw unknownTopic(words.join(' '), commands);
  const width = Math.min(page.width ?? IN_PIPE, WIDEST);
  return layOut(parseMarkdown(found.text), width, page.colors ? COLORED : PLAIN);
}

/** Bold, cyan and underlined (ECMA-48, SGR). */
const COLORED: Style = {
  heading: (text) => sgr(1, text, 22),
  code: (text) => sgr(36, text, 39),
  strong: (text) => sgr(1, text, 22),
  emphasis: (text) => sgr(4, text, 24),
};

const sgr = (on: number, text: string, off: number): string => `\x1b[${on}m${text}\x1b[${off}m`;

function overview(commands: readonly CommandSummary[]): string {
  const topics = TOPICS.map(({ name, title }) => ({ name, summary: title }));
  const width = Math.max(...[...commands, ...topics].map(({ name }) => widthOf(name)));
  const lines = (entries: readonly CommandSummary[]): string[] =>
    entries.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: peerway help [topic | command]',
    '',
    'Topics:',
    ...lines(topics),
    '',
    'Commands:',
    ...lines(commands),
    '',
    'Start with `peerway help quickstart`.',
    '',
  ].join('\n');
}

function unknownTopic(text: string, commands: readonly CommandSummary[]): UserError {
  const near = nearest(
    text,
    [...TOPICS, ...commands].map(({ name }) => name),
  );
  return usage(
    `there is no help on ${quoted(text)}`,
    near ? `did you mean \`peerway help ${near}\`?` : '`peerway help` lists commands and topics',
  );
}
