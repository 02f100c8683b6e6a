/** Changes that leave the plan as it is: they only record what was observed, issued or has expired. */
import { isDeepStrictEqual } from 'node:util';
import type { Peering } from '../model/peering.ts';
import type { Gateway } from '../model/state.ts';
import { encodeObject, type Kind } from './codec.ts';
import type { ObjectChange } from './store.ts';

/** Returns true if one of the changes is more than a record: such a change makes an earlier revision worth keeping. */
export const changesPlan = (changes: readonly ObjectChange[]): boolean =>
  changes.some(({ kind, before, after }) => !before || !after || !isRecord(kind, before, after));

function isRecord(kind: Kind, before: object, after: object): boolean {
  switch (kind) {
    case 'client':
      return isSameBut(['issued', 'status'], kind, before, after);
    case 'peering':
      return isPeeringRecord(before as Peering, after as Peering);
    case 'gateway': {
      // The first deploy of a gateway activates it.
      const isActivated = (before as Gateway).status === 'pending' && (after as Gateway).status === 'active';
      return isActivated && isSameBut(['status'], kind, before, after);
    }
    default:
      return false;
  }
}

/** A provider reports the answer to a request together with the status; time ends a request by itself. */
function isPeeringRecord(before: Peering, after: Peering): boolean {
  if (before.agreement.kind === 'requested' && after.agreement.kind === 'expired') return true;
  const isReported = !isDeepStrictEqual(before.observed, after.observed);
  return isSameBut(isReported ? ['observed', 'agreement'] : ['observed'], 'peering', before, after);
}

/** Compares two objects by value, secrets included, except for some properties. */
const isSameBut = (names: readonly string[], kind: Kind, before: object, after: object): boolean =>
  isDeepStrictEqual(withoutNames(names, kind, before), withoutNames(names, kind, after));

function withoutNames(names: readonly string[], kind: Kind, value: object): unknown {
  const entries = Object.entries(JSON.parse(encodeObject(kind, value)) as Record<string, unknown>);
  return Object.fromEntries(entries.filter(([name]) => !names.includes(name)));
}
