/** Labels of VPCs and gateways: `env=prod`. */
import { badValue } from './bad-value.ts';
import { nothingToRemove } from './queries.ts';

export type Labels = Readonly<Record<string, string>>;

/** A label of the command line. */
export interface Label {
  readonly key: string;
  readonly value: string;
}

/** Labels to add or replace, and keys to remove. */
export interface LabelChange {
  readonly set: readonly Label[];
  readonly remove: readonly string[];
}

const KEY = /^[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

/** Parses `<key>=<value>`. */
export function parseLabel(text: string): Label {
  const at = text.indexOf('=');
  const [key, value] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  if (value !== undefined && KEY.test(key) && VALUE.test(value)) return { key, value };
  throw badValue(
    'label',
    text,
    'write <key>=<value>, such as env=prod; a key has lower-case letters, digits and . _ / -, a value letters, digits and . _ -',
  );
}

export function parseLabelKey(text: string): string {
  if (KEY.test(text)) return text;
  throw badValue('label key', text, 'use up to 63 lower-case letters, digits and . _ / -');
}

/** Returns labels in the order of their keys; undefined for none. */
export function labelsOf(labels: Iterable<Label>): Labels | undefined {
  const all = new Map([...labels].map(({ key, value }) => [key, value]));
  if (all.size === 0) return undefined;
  return Object.fromEntries([...all].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Returns an object without its labels, and with new ones if there are any. */
export function withLabels<One extends { readonly labels?: Labels }>(
  one: One,
  labels: Labels | undefined,
): One {
  const { labels: _, ...rest } = one;
  return { ...rest, ...(labels ? { labels } : {}) } as One;
}

/** Returns labels after a change. Exit 4 for a key that is not there. */
export function changedLabels(
  holder: string,
  labels: Labels | undefined,
  { set, remove }: LabelChange,
): Labels | undefined {
  const kept = new Map(Object.entries(labels ?? {}));
  for (const key of remove)
    if (!kept.delete(key)) throw nothingToRemove(holder, 'label', key, Object.keys(labels ?? {}));
  for (const { key, value } of set) kept.set(key, value);
  return labelsOf([...kept].map(([key, value]) => ({ key, value })));
}

/** `env=prod`, for each label. */
export const labelTexts = (labels: Labels | undefined): string[] =>
  Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
