import { decidedBy, type Subjects, throwUnlessOwner } from '../model/rules/ownership.ts';
import type { State } from '../model/state.ts';
import type { Uses } from '../ports/ports.ts';
import type { Decision } from '../ports/state.ts';

/** Returns the decision that `change` would make now, or throws as it would. Changes nothing. */
export async function previewChange<Made extends Decision>(
  { state }: Uses<'state'>,
  decide: (state: State) => Made,
  subjects?: Subjects,
): Promise<Made> {
  return decidedBy(await state.actor(), await state.read(), decide, subjects);
}

/** Throws exit 3 if one of the objects belongs to other owners than the acting one. */
export async function requireOwner({ state }: Uses<'state'>, subjects: Subjects): Promise<void> {
  throwUnlessOwner(subjects(await state.read()), await state.actor());
}
