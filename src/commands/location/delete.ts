import { deleteLocations } from '../../model/transitions/location.ts';
import { type Declined, declined, NOTHING_DELETED, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type Deletion, deletionResult } from '../deletion.ts';

/** Deletes locations: a location that is not set counts as on. */
export async function locationDelete(
  names: readonly string[],
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<Deletion> | Declined> {
  const removal = await confirmAndChange(ports, {
    kind: 'destructive',
    decide: (before) => ({ state: deleteLocations(before, names) }),
    question: () => `Delete ${names.map((name) => `location ${name}`).join(', ')}`,
    lines: () => [],
  });
  if (!removal) return declined(NOTHING_DELETED);
  return deletionResult([...new Set(names)].map((name) => ({ kind: 'location', name })));
}
