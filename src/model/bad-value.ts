import { type UserError, usage } from '../errors.ts';
import { quoted } from '../visible.ts';

/** Returns the usage error for an invalid value: `"x" is not a valid CIDR`. */
export const badValue = (what: string, text: string, hint: string): UserError =>
  usage(`${quoted(text)} is not a valid ${what}`, hint);
