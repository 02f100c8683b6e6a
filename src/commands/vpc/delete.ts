import { vpcNamed } from '../../model/queries.ts';
import { deleteVpcs } from '../../model/transitions/vpc.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { agreed } from '../agreed.ts';
import { cancelled, deleted } from '../deleted.ts';
import { vpcLines, vpcView } from './view.ts';

/** Takes VPCs out of the plan; those that still hold a gateway are refused. */
export async function vpcDelete(given: readonly string[], context: Context): Promise<Outcome> {
  const names = [...new Set(given)];
  const removal = await agreed(context, {
    kind: 'destructive',
    decide: (before) => ({ state: deleteVpcs(before, names), before }),
    question: () => `Delete ${names.map((name) => `VPC ${name}`).join(', ')}`,
    lines: ({ before }) =>
      names.flatMap((name) => vpcLines(vpcView(before, vpcNamed(before, name))).map((line) => `  ${line}`)),
  });
  if (!removal) return cancelled();
  return deleted(names.map((name) => ({ kind: 'vpc', name })));
}
