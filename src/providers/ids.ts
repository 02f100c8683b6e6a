/** Parsers for the ids that providers give their objects. */
import { usage } from '../errors.ts';
import { quoted } from '../visible.ts';

/** No id is longer; a pattern could exhaust the stack on far longer texts. */
const LONGEST = 64;

/** A parser that throws a usage error for a text that does not match. */
export const idParser =
  (what: string, pattern: RegExp, example: string) =>
  (text: string): string => {
    if (text.length <= LONGEST && pattern.test(text)) return text;
    throw usage(`${quoted(text)} is not a valid ${what}`, `it looks like ${example}`);
  };
