/** Lists of words in a sentence. */

/** `a`, `a and b`, or `a, b, and c`. */
export const allOf = (words: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'conjunction' }).format(words);

/** `a`, `a or b`, or `a, b, or c`. */
export const oneOf = (words: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(words);
