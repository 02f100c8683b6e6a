/** Explains the errors of providers' programs. */
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
  const quote = `${program}: ${visible(text, 300)}`;
  return {
    code: meaning?.code ?? 'provider-failed',
    message: meaning ? `${meaning.means} (${quote})` : quote,
    hint: meaning?.hint ?? 'fix the cause, and run the command again',
  };
}

/** The line of stderr that says what failed; some programs write the reasons as a list below it. */
export function lastWords(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const reasons = lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2));
  if (reasons.length > 0) return reasons.join('; ');
  const error = lines.findLast((line) => /error/i.test(line)) ?? lines.findLast((line) => line !== '');
  return error ?? 'it failed without a message';
}
