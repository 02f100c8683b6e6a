/** Changes a VPC that peerway creates, and adds to it at its provider. */
import { validationError } from '../../errors.ts';
import { vpcNamed } from '../../model/queries.ts';
import { ofVpcs } from '../../model/rules/ownership.ts';
import { isCreated } from '../../model/transitions/create-vpc.ts';
import type { VpcUpdate } from '../../model/transitions/vpc.ts';
import { objectResult, type Result } from '../../output/result.ts';
import { requireOwner } from '../own-objects.ts';
import { type AppliedVpc, type ApplyVpcPorts, applyVpc } from './apply.ts';
import type { VpcApplyIntent } from './reach.ts';
import { type UpdatedVpc, vpcUpdate } from './update.ts';

/**
 * Changes a VPC in the plan, and creates at its provider what it lacks there. Networks that it has lost stay there.
 * Exit 3 for a VPC that peerway did not create.
 */
export async function vpcUpdateApplied(
  name: string,
  update: VpcUpdate,
  how: VpcApplyIntent,
  ports: ApplyVpcPorts,
): Promise<Result<UpdatedVpc & AppliedVpc>> {
  const vpc = vpcNamed(await ports.state.read(), name);
  await requireOwner(ports, ofVpcs([name]));
  if (!isCreated(vpc))
    throw validationError(
      'not-created',
      `peerway did not create VPC ${name}, so it does not change it at a provider`,
      'omit --apply to change the plan only',
    );
  const updated = await vpcUpdate(name, update, ports, true);
  const applied = await applyVpc(name, how, ports, false);
  const view = updated.view.kind === 'object' ? updated.view : undefined;
  return objectResult(
    { ...updated.value, ...applied.value },
    {
      names: (value) => view?.names(value) ?? [value.name],
      lines: (value) => view?.lines(value) ?? [],
      warnings: [...new Set([...updated.warnings, ...applied.warnings])],
      notes: applied.notes,
      next: updated.next,
    },
  );
}
