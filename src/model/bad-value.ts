import { type UserError, usage } from '../errors.ts';
import { quoted } from '../visible.ts';

/** A value that is not what it should be: says what, the value, and what would do. Exit 2. */
export const badValue = (what: string, text: string, hint: string): UserError =>
  usage(`${quoted(text)} is not a valid ${what}`, hint);
