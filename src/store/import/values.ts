/** Building blocks of the document's schema. JSON values go through the same parsers as user input. */
import * as v from 'valibot';
import { UserError, usage } from '../../errors.ts';
import { endpointText, parseEndpoint } from '../../model/endpoint.ts';
import type { Instant } from '../../model/instant.ts';
import { quoted, visible } from '../../visible.ts';

/** Returns the message, and the hint on a second line. Quoted values cannot contain line breaks. */
const textOf = ({ message, hint }: UserError): string => (hint === '' ? message : `${message}\n${hint}`);

export function parsed<Input, Value>(parse: (value: Input) => Value) {
  return v.rawTransform<Input, Value>(({ dataset, addIssue, NEVER }) => {
    try {
      return parse(dataset.value);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      addIssue({ message: textOf(error) });
      return NEVER;
    }
  });
}

/** A string, parsed like user input. */
export const text = <Value>(parse: (value: string) => Value) =>
  v.pipe(v.string('expected a string'), parsed(parse));

/** A number, parsed like user input. */
export const number = (parse: (value: string) => number) =>
  v.pipe(
    v.number('expected a number'),
    parsed((value: number) => parse(String(value))),
  );

export const flag = () => v.boolean('expected true or false');

export const word = <const Words extends readonly string[]>(words: Words) =>
  v.picklist(words, `expected one of: ${words.join(', ')}`);

export const list = <Item extends v.GenericSchema>(item: Item) => v.array(item, 'expected a list');

export const filledList = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(list(item), v.nonEmpty('expected at least one item'));

export const emptyList = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(list(item), v.empty('expected an empty list'));

/** An object with exactly these properties. */
export const object = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, ({ expected }) => {
    if (expected === 'never') return 'unknown property';
    return expected === 'Object' ? 'expected an object' : 'it is missing';
  });

/** Parses a time in the only accepted form, so that times sort as strings. */
export function parseInstant(value: string): Instant {
  const time = value.length === 24 ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString() === value) return value as Instant;
  throw usage(`${quoted(value)} is not a valid time`, 'use UTC with milliseconds: 2027-01-31T18:00:00.000Z');
}

/** Parses an endpoint, and keeps it as text. */
export const parseEndpointText = (value: string): string => endpointText(parseEndpoint(value));

/** Maximum length of a provider's code or message, in characters. */
const MAX_REPORTED = 1000;

/** Parses a provider's code or message: one line of printable text, since it is shown as it is. */
export function parseReportedText(value: string): string {
  if (value.length <= MAX_REPORTED && visible(value, MAX_REPORTED) === value) return value;
  throw usage(
    `${quoted(value)} is not a valid provider message`,
    `expected one line of up to ${MAX_REPORTED} printable characters`,
  );
}
