import type { Context } from '../../context.ts';
import { gatewaysOf, peeringNamed } from '../../model/queries.ts';
import type { Outcome } from '../../output/outcome.ts';
import { gatewayDeploy } from '../gateway/deploy.ts';

/** The gateways of peerings, while these are still in the plan. */
export async function gatewaysOfPeerings(names: readonly string[], context: Context): Promise<string[]> {
  const state = await context.read();
  return gatewaysOf(names.map((name) => peeringNamed(state, name)));
}

/** Carries a change of the plan to both of its gateways: both are changed or neither. What was planned is said as notes. */
export async function deployed(
  planned: Outcome,
  gateways: readonly string[],
  context: Context,
): Promise<Outcome> {
  const reach = { names: gateways, all: false, local: false, concurrency: 2 };
  const outcome = await gatewayDeploy(
    { ...reach, secondsToConfirm: 60, pruneForeignPeers: false, together: true },
    context,
  );
  const again = `try again: peerway gateway deploy ${gateways.join(' ')}`;
  return {
    ...outcome,
    notes: [
      ...(planned.kind === 'object' ? (planned.brief ?? planned.lines) : []),
      ...(outcome.notes ?? []),
      ...(outcome.exit ? [`the plan has the change, the gateways have not; ${again}`] : []),
    ],
  };
}
