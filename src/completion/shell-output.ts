/**
 * Output for the completion scripts: a directive on the first line, then one suggestion per line, its description
 * after a tab. Each shell gets the part of the word that it replaces.
 */
import { visible } from '../visible.ts';
import type { Answer } from './answer.ts';
import type { Line } from './lex.ts';
import type { Suggestion } from './query.ts';

/** Tells the script how to complete. The scripts know these words. */
type Directive =
  /** Insert the word and a space. */
  | 'words'
  /** Insert the word without a space. */
  | 'open'
  | 'file'
  | 'folder';

const directiveOf = ({ suggestions, paths }: Answer): Directive =>
  paths ?? (suggestions.some(({ open }) => open) ? 'open' : 'words');

const joinLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

const withDescription = ({ value, description }: Suggestion): string =>
  description === undefined ? value : `${value}\t${visible(description, MAX_DESCRIPTION)}`;

/** Characters: one line of a wide terminal. */
const MAX_DESCRIPTION = 120;

/** Returns the output for bash: no descriptions, and only the part of the word that readline replaces. */
export function bashOutput(answer: Answer, { current, kept, redirected }: Line): string {
  if (redirected) return 'file\n';
  const { head, suggestions, paths } = answer;
  // Readline cannot be told where in its word a path starts.
  if (paths && head.length > kept) return 'words\n';
  const words = suggestions.map(({ value }) => head + value).filter((word) => word.startsWith(current));
  return joinLines([directiveOf(answer), ...words.map((word) => word.slice(kept))]);
}

/** Returns the output for zsh: after the directive, the number of characters that stay as typed. */
export const zshOutput = (answer: Answer): string =>
  joinLines([`${directiveOf(answer)} ${answer.head.length}`, ...answer.suggestions.map(withDescription)]);

/** Returns the output for fish: whole words; after the directive, the part that stays as typed. */
export const fishOutput = (answer: Answer): string =>
  joinLines([
    `${directiveOf(answer)} ${answer.head}`,
    ...answer.suggestions.map((one) => withDescription({ ...one, value: answer.head + one.value })),
  ]);
