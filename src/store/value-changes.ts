/** The values of an object that a change sets, alters or removes, as text and without secrets. */
import { encodeObject, isSecretName, type Kind } from './codec.ts';

/** A value before and after a change. */
export interface ValueChange {
  /** Its place in the object: `cidrs`, `endpoint.port`. */
  readonly name: string;
  /** Absent for a new value. */
  readonly before?: string;
  /** Absent for a removed value. */
  readonly after?: string;
}

/** The text in place of a secret. */
const HIDDEN = '(hidden)';

/** Returns the values that differ, in the order of the properties. */
export function valueChanges(
  kind: Kind,
  before: object | undefined,
  after: object | undefined,
): ValueChange[] {
  const [old, now] = [valuesOf(kind, before), valuesOf(kind, after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names
    .filter((name) => old.get(name) !== now.get(name))
    .map((name) => ({ name, ...side('before', name, old), ...side('after', name, now) }));
}

function side(key: 'before' | 'after', name: string, values: ReadonlyMap<string, string>) {
  const value = values.get(name);
  return value === undefined
    ? {}
    : { [key]: isSecretName(name.replace(/^\w+\[\d+\]\./, '')) ? HIDDEN : value };
}

/** Returns the values of an object by name, secrets included. */
function valuesOf(kind: Kind, value: object | undefined): Map<string, string> {
  const values = new Map<string, string>();
  if (value) collect('', JSON.parse(encodeObject(kind, value)), values);
  values.delete('kind');
  values.delete('name');
  return values;
}

function collect(name: string, value: unknown, into: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) into.set(name, String(value));
  else if (Array.isArray(value)) collectList(name, value, into);
  else
    for (const [key, inner] of Object.entries(value))
      collect(name === '' ? key : `${name}.${key}`, inner, into);
}

/** A list of texts is one value; each object of a list has values of its own. */
function collectList(name: string, list: readonly unknown[], into: Map<string, string>): void {
  if (list.every((item) => typeof item !== 'object')) into.set(name, list.join(', '));
  else for (const [at, item] of list.entries()) collect(`${name}[${at}]`, item, into);
}
