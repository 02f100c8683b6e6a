import { gatewaysOf, peeringNamed } from '../../model/queries.ts';
import { ofPeerings } from '../../model/rules/ownership.ts';
import { type State, withEntry } from '../../model/state.ts';
import { withPresharedKey } from '../../model/transitions/rotate-keys.ts';
import type { Name } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { gatewaysNext } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import type { DeployRow } from '../gateway/deploy-summary.ts';
import { deployRotation, type RotationIntent, throwUnlessReachable } from '../gateway/rotation.ts';
import { previewChange } from '../own-objects.ts';

export interface PeeringRotatePskIntent extends RotationIntent {
  readonly peering: string;
}

/** A peering whose preshared key was changed in the plan only. */
interface RotatedInPlan {
  readonly peering: Name;
  /** The gateways whose configuration is no longer that of the plan. */
  readonly renderAgain: readonly Name[];
}

/** Replaces the preshared key of a peering on both gateways in one deploy. Its session continues. */
export async function peeringRotatePsk(
  intent: PeeringRotatePskIntent,
  ports: Uses<'state' | 'terminal' | 'outside' | 'random'>,
): Promise<Result<readonly DeployRow[]> | Result<RotatedInPlan> | Declined> {
  const presharedKey = await ports.random.presharedKey();
  const { now } = ports.state;
  const change = (state: State): State => withPresharedKey(state, intent.peering, presharedKey, now);
  const subjects = ofPeerings([intent.peering]);
  const { state } = await previewChange(ports, (before) => ({ state: change(before) }), subjects);
  const peering = peeringNamed(state, intent.peering);
  const names = gatewaysOf([peering]);
  if (!intent.planOnly) throwUnlessReachable(state, names, `peerway peering rotate-psk ${peering.name}`);
  if (intent.planOnly || ports.state.isDryRun)
    return rotateInPlan(peering.name, names, { change, planOnly: intent.planOnly }, ports);
  const old = peeringNamed(await ports.state.read(), intent.peering);
  const restore = (before: State): State =>
    before.peerings.get(old.name)?.keyCreatedAt === now
      ? { ...before, peerings: withEntry(before.peerings, old.name, old) }
      : before;
  return deployRotation(names, { subjects, onHost: [], notes: [], change, restore }, intent, ports);
}

async function rotateInPlan(
  name: Name,
  names: readonly Name[],
  { change, planOnly }: Pick<RotationIntent, 'planOnly'> & { readonly change: (state: State) => State },
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<RotatedInPlan> | Declined> {
  const made = await confirmAndChange(ports, {
    kind: 'destructive',
    subjects: ofPeerings([name]),
    decide: (before) => ({ state: change(before) }),
    question: () => `Replace the preshared key of ${name}${planOnly ? ' in the plan only' : ''}`,
    lines: () =>
      planOnly
        ? [`the peering is down while only one of ${names.join(' and ')} has the new key`]
        : names.map((gateway) => `${gateway} would be deployed to`),
  });
  if (!made) return declined();
  return objectResult(
    { peering: name, renderAgain: names },
    {
      names: ({ renderAgain }) => renderAgain,
      lines: () => [`Peering ${name} has a new preshared key in the plan`],
      next: [gatewaysNext(made.state, names)],
    },
  );
}
