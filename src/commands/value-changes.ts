/** The changed values of an object: `endpoint  203.0.113.1:51820 -> 203.0.113.9:443`. */
import { labeled } from '../output/result.ts';

type Value = string | number | boolean | null | readonly string[];

/** The values of an object that a command can change, by their names in JSON. */
export type Values = Readonly<Record<string, Value>>;

/** A changed value as JSON; null where it is not set. */
export interface ValueChange {
  readonly field: string;
  readonly before: Value;
  readonly after: Value;
}

/** The values that differ, in the order of the values before; new ones last. */
export function valueChanges(before: Values, after: Values): ValueChange[] {
  const fields = Object.keys({ ...before, ...after });
  return fields
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
    .filter(({ before, after }) => !(isUnset(before) && isUnset(after)))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

/**
 * One line for each changed value, indented. Lists show what was added (+) and removed (-).
 * @param texts  the words for values that have others in JSON, by the name of the field
 */
export const valueLines = (
  changes: readonly ValueChange[],
  labels: Readonly<Record<string, string>>,
  texts: Readonly<Record<string, (value: Value) => string>> = {},
): string[] =>
  labeled(
    changes.map((change) => [
      labels[change.field] ?? change.field,
      changeText(change, texts[change.field] ?? valueText),
    ]),
  ).map((line) => `  ${line}`);

function changeText({ before, after }: ValueChange, textOf: (value: Value) => string): string {
  if (!isList(before ?? after) || !isList(after ?? before)) return `${textOf(before)} -> ${textOf(after)}`;
  const [old, now] = [listOf(before), listOf(after)];
  const signed = [
    ...now.filter((one) => !old.includes(one)).map((one) => `+ ${one}`),
    ...old.filter((one) => !now.includes(one)).map((one) => `- ${one}`),
  ];
  return signed.length > 0 ? signed.join(' ') : `${old.join(', ')} -> ${now.join(', ')}`;
}

const isUnset = (value: Value): boolean => value === null || (isList(value) && value.length === 0);
const isList = (value: Value): value is readonly string[] => Array.isArray(value);
const listOf = (value: Value): readonly string[] => (isList(value) ? value : []);

/** Returns a value as lists and changes show it. */
export function valueText(value: Value): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return isList(value) ? value.join(', ') : String(value ?? 'none');
}
