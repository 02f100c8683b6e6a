import { EXIT, usage } from '../../errors.ts';
import { gatewaysOf, peeringNamed } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { type Outcome, toResult } from '../../output/outcome.ts';
import { isDeclined, objectResult, type Result } from '../../output/result.ts';
import type { Context } from '../../ports/context.ts';
import { gatewayDeploy } from '../gateway/deploy.ts';
import { gatewaysMeant } from '../gateway/reach.ts';

/** The gateways of peerings, while these are still in the plan. Exit 3 when one cannot be deployed to. */
export async function gatewaysOfPeerings(names: readonly string[], context: Context): Promise<string[]> {
  const state = await context.read();
  const carried = names.map((name) => state.cloudPeerings.get(name as Name)).find((one) => one !== undefined);
  if (carried) {
    const message = `--deploy is about gateways, and ${carried.name} is carried by ${carried.via}`;
    throw usage(message, 'use --apply for cloud peerings');
  }
  const gateways = gatewaysOf(names.map((name) => peeringNamed(state, name)));
  throwUnlessReachable(state, gateways);
  return gateways;
}

/** Exit 3 before anything is planned, when one of the gateways cannot be deployed to; exit 4 when there is no such gateway. */
export function throwUnlessReachable(state: State, gateways: readonly string[]): void {
  gatewaysMeant(state, { names: gateways, all: false, local: false }, 'deploy');
}

/**
 * Carries a change of the plan to its gateways: all are changed or none. What was planned is said as notes.
 * @param peering  given when it is in the plan: its two gateways can then be deployed by its name
 */
export async function deployed(
  planned: Outcome,
  gateways: readonly string[],
  context: Context,
  peering?: string,
): Promise<Result> {
  const reach = { names: gateways, all: false, local: false, concurrency: 2 };
  const deploy = await gatewayDeploy(
    { ...reach, secondsToConfirm: 60, pruneForeignPeers: false, together: true },
    context,
  );
  const again = `peerway gateway deploy ${peering === undefined ? gateways.join(' ') : `--peering ${peering}`}`;
  const nothing = { names: () => [], lines: () => [] };
  const result = isDeclined(deploy) ? objectResult(null, nothing) : deploy;
  const isCarriedOut = !isDeclined(deploy) && deploy.exit === EXIT.done;
  const { warnings } = toResult(planned);
  return {
    ...result,
    warnings: [...warnings, ...result.warnings],
    notes: [...(planned.kind === 'object' ? (planned.brief ?? planned.lines) : []), ...result.notes],
    next: [
      ...result.next,
      ...(isCarriedOut
        ? []
        : [`the plan was changed, but not all gateways were; run \`${again}\` to try again`]),
    ],
  };
}
