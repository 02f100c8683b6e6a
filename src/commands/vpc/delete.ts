import type { Context } from '../../context.ts';
import { deleteVpcs } from '../../model/transitions/vpc.ts';
import type { Outcome } from '../../output/outcome.ts';
import { cancelled, deleted } from '../deleted.ts';

/** Takes VPCs out of the plan; those that still hold a gateway are refused. */
export async function vpcDelete(given: readonly string[], context: Context): Promise<Outcome> {
  const names = [...new Set(given)];
  deleteVpcs(await context.read(), names);
  if (!(await context.confirm(`Delete ${names.map((name) => `VPC ${name}`).join(', ')}`, [])))
    return cancelled();
  await context.change((state) => ({ state: deleteVpcs(state, names) }));
  return deleted(names.map((name) => ({ kind: 'vpc', name })));
}
