import * as v from 'valibot';
import { EXIT, UserError, usage } from '../errors.ts';
import type { Cidr } from '../model/address/cidr.ts';
import type { Subnet } from '../model/state.ts';
import { isName } from '../model/values.ts';
import { visible } from '../visible.ts';

/** A provider's name, which may be any text, converted to a name as far as possible. */
export const nameFrom = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');

/** A range of a subnet as the provider describes it. */
interface FoundSubnet extends Pick<Subnet, 'zone' | 'public'> {
  readonly label: string;
  readonly id: string;
  readonly cidr: Cidr;
}

/** The subnets with a unique name each: the provider's own, or the id when that one is used already or invalid. */
export function namedSubnets(found: readonly FoundSubnet[]): Subnet[] {
  const taken = new Set<string>();
  return found.map(({ label, id, ...rest }) => {
    const name = [label, id, `${id}-${taken.size}`]
      .map(nameFrom)
      .find((one) => isName(one) && !taken.has(one));
    if (name === undefined || !isName(name))
      throw usage(`The name of ${visible(id)} cannot be used for a subnet`, 'rename it at the provider');
    taken.add(name);
    return { name, ...rest };
  });
}

/**
 * Returns a function that parses documents of a provider's program. It throws a usage error for a document that the
 * program does not print.
 * @param hint  how to save the program's output
 */
export const documentReader =
  (hint: string) =>
  <Schema extends v.GenericSchema>(
    schema: Schema,
    document: unknown,
    what: string,
  ): v.InferOutput<Schema> => {
    const result = v.safeParse(schema, document);
    if (result.success) return result.output;
    const [issue] = result.issues;
    const place = v.getDotPath(issue) ?? 'the document';
    throw usage(`This is not the output of ${what}: ${visible(place)}: ${visible(issue.message, 200)}`, hint);
  };

/**
 * Parses an answer that a provider's program has just printed. Exit 6 for one that cannot be read: the mistake is not
 * the operator's.
 * @param question  the command that printed it
 */
export function readAnswer<Schema extends v.GenericSchema>(
  schema: Schema,
  answer: unknown,
  question: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, answer);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue) ?? 'the document';
  const message = `The output of \`${question}\` could not be read: ${visible(place)}: ${visible(issue.message, 200)}`;
  throw new UserError(EXIT.rolledBack, 'provider-failed', message, {
    hint: `run \`${question}\` yourself to see it`,
  });
}

/** The JSON document in a file. Exit 2 with the hint for anything else. */
export const parsedDocument = (bytes: Uint8Array, name: string, hint: string): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw usage(`${name} is not a JSON document`, hint);
  }
};
