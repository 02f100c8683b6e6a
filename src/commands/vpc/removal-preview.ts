/** Deletions of VPCs as the plan and their providers show them now. */
import { conflict, UserError } from '../../errors.ts';
import type { Change } from '../../model/resource.ts';
import { placeOf } from '../../model/resource.ts';
import { ofVpcs, throwUnlessOwner } from '../../model/rules/ownership.ts';
import { deleteVpcs } from '../../model/transitions/vpc.ts';
import type { Name } from '../../model/values.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { changeLines, type SideChanges, sideChanges } from '../change-lines.ts';
import { withDetails } from '../peering/record.ts';
import { throwIfInUse } from './in-use.ts';
import { observeRequested, type ReachedVpc, reachVpc, type VpcApplyIntent } from './reach.ts';

/** A VPC, and the deletions of everything that peerway created for it and that exists. */
export interface SeenRemoval {
  readonly reached: ReachedVpc;
  readonly deletions: readonly Change[];
}

/** The JSON of a deletion that is only shown. */
export interface PlannedRemoval {
  readonly vpcs: readonly string[];
  readonly dryRun: true;
  readonly changes: readonly SideChanges[];
}

/** Reads what would be deleted at the providers. Exit 6 if a VPC is in use, as the deletion itself would end. */
export async function seenRemovals(
  all: readonly ReachedVpc[],
  how: VpcApplyIntent,
  ports: Uses<'terminal'>,
): Promise<SeenRemoval[]> {
  const seen: SeenRemoval[] = [];
  for (const reached of all) {
    try {
      const observed = await observeRequested(reached, how, ports);
      await throwIfInUse(reached, observed, ports);
      seen.push({ reached, deletions: reached.part.removal(reached, observed) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw withDetails(error, [...error.problems.flatMap(({ details }) => details), 'nothing was changed']);
    }
  }
  return seen;
}

/** The preview of a deletion, one line for each object. */
export const previewLines = ({ reached: { vpc, spec }, deletions }: SeenRemoval): string[] =>
  deletions.length === 0
    ? [`  ${vpc.name}: nothing exists at ${spec.label}`]
    : deletions.map(({ title }) => `  ${vpc.name}: ${title}`);

/** Exit 5 for deletions that the preview did not show. */
export function throwIfMore(
  { vpc, spec }: ReachedVpc,
  deletions: readonly Change[],
  shown: readonly Change[],
): void {
  const places = new Set(shown.map(({ resource }) => placeOf(resource)));
  const more = deletions.filter(({ resource }) => !places.has(placeOf(resource)));
  if (more.length === 0) return;
  throw withDetails(
    conflict(
      'changed-meanwhile',
      `VPC ${vpc.name} was changed at ${spec.label} since this preview was shown`,
      'run the command again to see the new preview',
    ),
    more.map(({ title }) => `not shown: ${title}`),
  );
}

/**
 * Shows what deleting VPCs would do, and changes nothing.
 * @param how  reaches the providers; without it, the VPCs would be deleted from the plan only
 */
export async function vpcRemovalPreview(
  given: readonly string[],
  how: VpcApplyIntent | undefined,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<Result<PlannedRemoval>> {
  const names = [...new Set(given)];
  const state = await ports.state.read();
  throwUnlessOwner(ofVpcs(names)(state), await ports.state.actor());
  deleteVpcs(state, names);
  const all = how ? await Promise.all(names.map((name) => reachVpc(state, name, how.access, ports))) : [];
  const seen = how ? await seenRemovals(all, how, ports) : [];
  const from = how ? '' : ' from the plan';
  const brief = names.map((name) => `VPC ${name} would be deleted${from}`);
  const absent = seen.filter(({ deletions }) => deletions.length === 0).flatMap(previewLines);
  return objectResult<PlannedRemoval>(
    {
      vpcs: names,
      dryRun: true,
      changes: sideChanges(
        seen.flatMap(({ deletions }) => deletions),
        'vpc',
      ),
    },
    {
      names: ({ vpcs }) => vpcs as readonly Name[],
      lines: ({ changes }) => [...brief, ...changeLines(changes), ...absent],
      brief: () => brief,
      notes: ['nothing was changed'],
    },
  );
}
