/** Compares an existing object with the values that a repeated command asks for. */
import { EXIT, UserError } from '../../errors.ts';

/** One value that a command asks for, beside the one that the object has. */
export interface Asked {
  /** Its name in messages: `--mtu`. */
  readonly name: string;
  /** Undefined if the command does not ask for a value. */
  readonly wanted: string | undefined;
  /** The value of the object; '' for none. */
  readonly present: string;
}

/** Exit 5 with every difference, if the object has other values than those that were asked for. */
export function throwIfDifferent(object: string, asked: readonly Asked[], show: string): void {
  const details = asked
    .filter(({ wanted, present }) => wanted !== undefined && wanted !== present)
    .map(({ name, wanted, present }) => `${name}: ${present || 'none'}, not ${wanted || 'none'}`);
  if (details.length === 0) return;
  const [code, message] = ['different-values', `${object} already exists with different values`];
  throw new UserError(EXIT.conflict, code, message, {
    problems: [{ code, message, details }],
    hint: `run \`${show}\` to see it`,
  });
}

/** Returns values as one text, in an order that does not depend on the order given; undefined for no values. */
export const asked = (values: readonly string[]): string | undefined =>
  values.length === 0 ? undefined : listed(values);

/** Returns values as one text, sorted. */
export const listed = (values: readonly string[]): string => [...new Set(values)].sort().join(', ');
