import type { Owner } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';

/** Returns the filter of --mine: objects of the acting owner only. Without --mine, everything passes. */
export async function ownerFilter(
  mine: boolean,
  ports: Uses<'state'>,
): Promise<(...owners: Owner[]) => boolean> {
  if (!mine) return () => true;
  const actor = await ports.state.actor();
  return (...owners) => owners.includes(actor);
}
