import type { Owner } from '../model/values.ts';
import type { Context } from '../ports/context.ts';

/** With --mine, only what belongs to whoever acts. */
export async function ownedFilter(mine: boolean, context: Context): Promise<(...owners: Owner[]) => boolean> {
  if (!mine) return () => true;
  const actor = await context.actor();
  return (...owners) => owners.includes(actor);
}
