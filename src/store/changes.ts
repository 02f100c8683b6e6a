/** What of a state has changed, object by object: all that a commit has to carry. */
import { isDeepStrictEqual } from 'node:util';
import type { CloudPeering } from '../model/cloud-peering.ts';
import type { Client, Gateway, Peering, State } from '../model/state.ts';
import { encodeObject, FIELDS, type Kind } from './codec.ts';
import type { ObjectChange, Touched } from './store.ts';

const KINDS = Object.keys(FIELDS).sort() as Kind[];

/** The objects that differ. What a document or an earlier revision brings back as it was is no change. */
export function changesBetween(before: State, after: State): ObjectChange[] {
  return KINDS.flatMap((kind) => {
    const [old, now]: ReadonlyMap<string, object>[] = [before[FIELDS[kind]], after[FIELDS[kind]]];
    if (!old || !now || old === now) return [];
    const gone = [...old].filter(([key]) => !now.has(key));
    const made = [...now].filter(([key, value]) => !isSame(kind, old.get(key), value));
    return [
      ...gone.map(([key, value]): ObjectChange => ({ kind, key, before: value })),
      ...made.map(([key, value]): ObjectChange => {
        const known = old.get(key);
        return { kind, key, ...(known ? { before: known } : {}), after: value };
      }),
    ];
  });
}

/** Transitions keep what they do not change, so that hardly any object has to be looked into, with its secrets shown. */
const isSame = (kind: Kind, old: object | undefined, now: object): boolean =>
  old === now || (old !== undefined && isDeepStrictEqual(shown(kind, old), shown(kind, now)));

const shown = (kind: Kind, value: object): unknown => JSON.parse(encodeObject(kind, value));

/** The state with the changes made. */
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

/** The changes as the journal tells them. */
export const touchedBy = (changes: readonly ObjectChange[]): Touched[] =>
  changes.map(({ kind, key, before, after }) => ({
    // Whatever carries it, to people it is a peering; no name is that of two.
    kind: kind === 'cloud-peering' ? 'peering' : kind,
    name: key,
    change: before && after ? 'changed' : after ? 'added' : 'removed',
    of: belongingTo(kind, (after ?? before) as object),
  }));

function belongingTo(kind: Kind, value: object): string[] {
  switch (kind) {
    case 'peering':
      return [(value as Peering).requester.gateway, (value as Peering).accepter.gateway];
    case 'cloud-peering':
      return [(value as CloudPeering).requester.vpc, (value as CloudPeering).accepter.vpc];
    case 'client':
      return [(value as Client).gateway];
    case 'gateway':
      return [(value as Gateway).vpc];
    default:
      return [];
  }
}
