/** The difference between two states, object by object: the content of a commit. */
import { isDeepStrictEqual } from 'node:util';
import { endsOf, type Peering } from '../model/peering.ts';
import type { Client, Gateway, State } from '../model/state.ts';
import { encodeObject, FIELDS, type Kind } from './codec.ts';
import type { ObjectChange, TouchedObject } from './store.ts';
import { valueChanges } from './value-changes.ts';

const KINDS = Object.keys(FIELDS).sort() as Kind[];

/** Returns the objects that differ in value. An equal object from an import or an earlier revision is no change. */
export function changesBetween(before: State, after: State): ObjectChange[] {
  return KINDS.flatMap((kind) => {
    const [old, now]: ReadonlyMap<string, object>[] = [before[FIELDS[kind]], after[FIELDS[kind]]];
    if (!old || !now || old === now) return [];
    const removed = [...old].filter(([key]) => !now.has(key));
    const written = [...now].filter(([key, value]) => !isSame(kind, old.get(key), value));
    return [
      ...removed.map(([key, value]): ObjectChange => ({ kind, key, before: value })),
      ...written.map(([key, value]): ObjectChange => {
        const previous = old.get(key);
        return { kind, key, ...(previous ? { before: previous } : {}), after: value };
      }),
    ];
  });
}

/** Transitions keep the objects that they do not change, so few objects are compared by value, secrets included. */
const isSame = (kind: Kind, old: object | undefined, now: object): boolean =>
  old === now || (old !== undefined && isDeepStrictEqual(plainValue(kind, old), plainValue(kind, now)));

const plainValue = (kind: Kind, value: object): unknown => JSON.parse(encodeObject(kind, value));

/** Returns the state with the changes applied. */
export function withChanges(state: State, changes: readonly ObjectChange[]): State {
  const next: Record<string, Map<string, object>> = {};
  for (const { kind, key, after } of changes) {
    const field = FIELDS[kind];
    next[field] ??= new Map<string, object>(state[field]);
    if (after) next[field].set(key, after);
    else next[field].delete(key);
  }
  return { ...state, ...next } as State;
}

/** Objects of one change whose values are recorded: an import can touch tens of thousands. */
const RECORDED = 1000;

/** Returns the changes as the journal records them. */
export const touchedBy = (changes: readonly ObjectChange[], limit = RECORDED): TouchedObject[] =>
  changes.map(({ kind, key, before, after }, at) => ({
    kind,
    name: key,
    change: before && after ? 'changed' : after ? 'added' : 'removed',
    of: parentsOf(kind, (after ?? before) as object),
    ...(at < limit ? { values: valueChanges(kind, before, after) } : {}),
  }));

/** Returns the names of the objects that an object belongs to. */
function parentsOf(kind: Kind, value: object): string[] {
  switch (kind) {
    case 'peering':
      return endsOf(value as Peering);
    case 'client':
      return [(value as Client).gateway];
    case 'gateway':
      return [(value as Gateway).vpc];
    default:
      return [];
  }
}
