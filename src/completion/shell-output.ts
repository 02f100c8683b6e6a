/**
 * What the scripts of the shells read: a line that says how to go on, then one offer a line, its description after
 * a tab. Each shell is told of the word at the cursor what it takes it to be.
 */
import { visible } from '../visible.ts';
import type { Answer } from './answer.ts';
import type { Line } from './lex.ts';
import type { Offer } from './sources.ts';

/** What the first line says. */
type Manner =
  /** As it comes. */
  | 'words'
  /** Without a blank after it. */
  | 'open'
  | 'file'
  | 'folder';

const mannerOf = ({ offers, paths }: Answer): Manner =>
  paths ?? (offers.some(({ open }) => open) ? 'open' : 'words');

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

const withHelp = ({ value, describe }: Offer): string =>
  describe === undefined ? value : `${value}\t${visible(describe, LONGEST)}`;

/** Characters of a description: a line of a wide terminal. */
const LONGEST = 120;

/** For bash: no descriptions, and of the word only what readline replaces. */
export function bashReply(answer: Answer, { current, kept, redirected }: Line): string {
  if (redirected) return 'file\n';
  const { head, offers, paths } = answer;
  // Readline cannot be told where in its word a path begins.
  if (paths && head.length > kept) return 'words\n';
  const whole = offers.map(({ value }) => head + value).filter((word) => word.startsWith(current));
  return text([mannerOf(answer), ...whole.map((word) => word.slice(kept))]);
}

/** For zsh: after the manner, how many characters of the word stay. */
export const zshReply = (answer: Answer): string =>
  text([`${mannerOf(answer)} ${answer.head.length}`, ...answer.offers.map(withHelp)]);

/** For fish: whole words, after the part that stays. */
export const fishReply = (answer: Answer): string =>
  text([
    `${mannerOf(answer)} ${answer.head}`,
    ...answer.offers.map((offer) => withHelp({ ...offer, value: answer.head + offer.value })),
  ]);
