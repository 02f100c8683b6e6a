import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { cancelled } from '../deleted.ts';

/** Makes an earlier revision the present one. What is replaced stays among the earlier ones. */
export async function stateRestore(revision: number, context: Context): Promise<Outcome> {
  if (
    !(await context.ask.confirm(
      `Put revision ${revision} in the place of the present state`,
      [],
      'destructive',
    ))
  )
    return cancelled();
  const made = await context.restore(revision);
  return {
    kind: 'object',
    value: { restored: revision, revision: made },
    names: [String(made)],
    lines: [`revision ${revision} is in place again, as revision ${made}`],
  };
}
