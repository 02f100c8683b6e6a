/** `--if-exists` of the commands that delete objects. */

import type { Deletion } from '../commands/deletion.ts';
import type { Existing } from '../commands/if-exists.ts';
import type { Declined, Result } from '../output/result.ts';
import type { Uses } from '../ports/ports.ts';

export interface DeleteFlags {
  readonly ifExists?: boolean;
}

/** Deletes the named objects; with --if-exists, only those that exist. */
export async function deleting<Done extends Result | Declined>(
  { ifExists = false, ...objects }: Existing & DeleteFlags,
  ports: Uses<'state'>,
  remove: (names: readonly string[]) => Promise<Done>,
): Promise<Done | Result<Deletion> | Result | Declined> {
  if (!ifExists) return remove(objects.names);
  return (await import('../commands/if-exists.ts')).deleteExisting(objects, ports, remove);
}
