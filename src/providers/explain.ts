/** Explains the errors of providers' programs. */
import { UserError } from '../errors.ts';
import { visible } from '../visible.ts';
import type { ProviderError } from './provider.ts';

/** The meaning of an error of a provider. */
export interface ErrorMeaning {
  /** Matches the provider's error code or message. */
  readonly pattern: RegExp;
  /** peerway's code for it. */
  readonly code: string;
  readonly means: string;
  readonly hint: string;
}

/** The first meaning that matches, with the provider's own words quoted; the words alone when none does. */
export function explained(
  program: string,
  meanings: readonly ErrorMeaning[],
  { match, text }: { readonly match: string; readonly text: string },
): ProviderError {
  const meaning = meanings.find(({ pattern }) => pattern.test(match));
  const quote = `${program}: ${providerText(text)}`;
  return {
    code: meaning?.code ?? 'provider-failed',
    message: meaning ? `${meaning.means} (${quote})` : quote,
    hint: meaning?.hint ?? 'fix the cause, and run the command again',
  };
}

/** Returns a value in place of an error with one code; throws all others. */
export const unlessCode =
  <Value>(code: string, value: Value) =>
  (error: unknown): Value => {
    if (error instanceof UserError && error.code === code) return value;
    throw error;
  };

/** The most characters of a provider's own words in a message. They may name a long list of resources. */
const LONGEST = 2000;

/** Data for the provider's own tools, as long as the rest of the message. */
const ENCODED = /\s*Encoded authorization failure message: \S+/;

/** Returns a provider's own words as one line that is safe to print. */
export const providerText = (text: string): string =>
  visible(
    text
      .replace(ENCODED, '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join(' '),
    LONGEST,
  );

/**
 * Returns the error that a program has written to stderr, to its end: the reasons of the list below it, where there is
 * one, or else everything from the last line that begins an error.
 */
export function lastWords(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const first = lines.findIndex((line) => line.startsWith('- '));
  if (first >= 0)
    return lines
      .slice(first)
      .map((line, at) => (line.startsWith('- ') ? `${at === 0 ? '' : '; '}${line.slice(2)}` : ` ${line}`))
      .join('');
  const error = lines.findLastIndex((line) => /error/i.test(line));
  const words = error < 0 ? lines.slice(-1) : lines.slice(error);
  return words.join(' ') || 'it failed without a message';
}
