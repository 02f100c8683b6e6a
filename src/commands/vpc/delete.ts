import { vpcNamed } from '../../model/queries.ts';
import { ofVpcs } from '../../model/rules/ownership.ts';
import { deleteVpcs } from '../../model/transitions/vpc.ts';
import { type Declined, declined, NOTHING_DELETED, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type Deletion, deletionResult } from '../deletion.ts';
import { remainsWarnings } from '../peering/remains.ts';
import { vpcLines, vpcView } from './view.ts';

/** Deletes VPCs from the plan. Exit 3 for a VPC that holds a gateway or is peered. */
export async function vpcDelete(
  given: readonly string[],
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<Deletion> | Declined> {
  const names = [...new Set(given)];
  const removal = await confirmAndChange(ports, {
    kind: 'destructive',
    subjects: ofVpcs(names),
    decide: (before) => ({ state: deleteVpcs(before, names), before }),
    question: () => `Delete ${names.map((name) => `VPC ${name}`).join(', ')}`,
    lines: ({ before }) =>
      names.flatMap((name) => vpcLines(vpcView(before, vpcNamed(before, name))).map((line) => `  ${line}`)),
  });
  if (!removal) return declined(NOTHING_DELETED);
  const { before, state } = removal;
  const ended = [...before.peerings.values()].filter(({ name }) => !state.peerings.has(name));
  return deletionResult(
    names.map((name) => ({ kind: 'vpc', name })),
    { warnings: remainsWarnings(ended) },
  );
}
