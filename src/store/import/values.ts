/** Building blocks of the document's schema: JSON values that go through the parsers of what is typed. */
import * as v from 'valibot';
import { UserError, usage } from '../../errors.ts';
import { endpointText, parseEndpoint } from '../../model/endpoint.ts';
import type { Instant } from '../../model/instant.ts';
import { quoted, visible } from '../../visible.ts';

/** A message and, on a second line, what would do. No value that a message quotes can hold a line break. */
const told = ({ message, hint }: UserError): string => (hint === '' ? message : `${message}\n${hint}`);

function parsed<Input, Value>(parse: (value: Input) => Value) {
  return v.rawTransform<Input, Value>(({ dataset, addIssue, NEVER }) => {
    try {
      return parse(dataset.value);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      addIssue({ message: told(error) });
      return NEVER;
    }
  });
}

/** A text of a kind. */
export const text = <Value>(parse: (value: string) => Value) =>
  v.pipe(v.string('a text is expected'), parsed(parse));

/** A number of a kind, which the parser takes as it is typed. */
export const number = (parse: (value: string) => number) =>
  v.pipe(
    v.number('a number is expected'),
    parsed((value: number) => parse(String(value))),
  );

export const flag = () => v.boolean('true or false is expected');

export const word = <const Words extends readonly string[]>(words: Words) =>
  v.picklist(words, `one of these words is expected: ${words.join(', ')}`);

export const list = <Item extends v.GenericSchema>(item: Item) => v.array(item, 'a list is expected');

export const filledList = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(list(item), v.nonEmpty('at least one is expected'));

/** An object with these properties and no others. */
export const object = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, ({ expected }) => {
    if (expected === 'never') return 'there is no such property';
    return expected === 'Object' ? 'an object is expected' : 'it is missing';
  });

/** The only form in which moments are written, so that they sort as texts do. */
export function parseInstant(value: string): Instant {
  const time = value.length === 24 ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString() === value) return value as Instant;
  throw usage(
    `${quoted(value)} is not a valid moment`,
    'write it in UTC to the millisecond: 2027-01-31T18:00:00.000Z',
  );
}

/** An endpoint that is kept as text. */
export const parseEndpointText = (value: string): string => endpointText(parseEndpoint(value));

/** Characters that a provider's code or message may have. */
const LONGEST = 1000;

/** What a provider said is shown as it is: one line of printable text. */
export function parseReportedText(value: string): string {
  if (value.length <= LONGEST && visible(value, LONGEST) === value) return value;
  throw usage(
    `${quoted(value)} is not what a provider says`,
    `one line of up to ${LONGEST} printable characters`,
  );
}
