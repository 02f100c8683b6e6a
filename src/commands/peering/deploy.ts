import { EXIT, usage } from '../../errors.ts';
import { gatewaysOf, peeringNamed } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import { isDeclined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { gatewayDeploy } from '../gateway/deploy.ts';
import { gatewaysMeant } from '../gateway/reach.ts';

/** The gateways of peerings that are in the plan. Exit 2 for a peering of VPCs, 3 when one cannot be deployed to. */
export function gatewaysOfPeerings(state: State, names: readonly string[]): string[] {
  const peerings = names.map((name) => peeringNamed(state, name));
  const direct = peerings.find(({ requester }) => requester.end.kind === 'vpc');
  if (direct)
    throw usage(
      `--deploy is for gateways, and ${direct.name} connects VPCs via ${direct.via}`,
      'use --apply for cloud peerings',
    );
  const gateways = gatewaysOf(peerings);
  throwUnlessDeployable(state, gateways);
  return gateways;
}

/** Checks before anything is planned that every gateway can be deployed to: exit 3 if not, 4 if one does not exist. */
export function throwUnlessDeployable(state: State, gateways: readonly string[]): void {
  gatewaysMeant(state, { names: gateways, all: false, local: false, skipDevices: true }, 'deploy');
}

/**
 * Deploys a change of the plan to its gateways: to all or to none. The change itself is reported as notes.
 * @param peering  present when it is in the plan: its two gateways can then be deployed by its name
 */
export async function deployChange(
  planned: Result,
  gateways: readonly string[],
  ports: Uses<'state' | 'terminal' | 'outside' | 'random'>,
  peering?: string,
): Promise<Result> {
  const deploy = await gatewayDeploy(
    {
      names: gateways,
      all: false,
      local: false,
      concurrency: 2,
      secondsToConfirm: 60,
      pruneForeignPeers: false,
      skipDevices: true,
      together: true,
    },
    ports,
  );
  const again = `peerway gateway deploy ${peering === undefined ? gateways.join(' ') : `--peering ${peering}`}`;
  const result: Result = isDeclined(deploy)
    ? objectResult<unknown>(null, { names: () => [], lines: () => [], exit: EXIT.interrupted })
    : deploy;
  const isDeployed = !isDeclined(deploy) && deploy.exit === EXIT.done;
  const { view, value } = planned;
  const lines = view.kind === 'object' ? (view.brief ?? view.lines)(value) : [];
  return {
    ...result,
    warnings: [...planned.warnings, ...result.warnings],
    notes: [...lines, ...result.notes],
    next: [
      ...result.next,
      ...(isDeployed
        ? []
        : [`the plan was changed, but not all gateways were; run \`${again}\` to try again`]),
    ],
  };
}
