import { deploy } from '../../deploy/deploy.ts';
import { failIfBlocked, type Inspection, inspectGateways, isInspected } from '../../deploy/inspect.ts';
import type { DeployResult, DeployTarget } from '../../deploy/progress.ts';
import { UserError } from '../../errors.ts';
import { gatewaysOf, peeringNamed } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import { updateGateway } from '../../model/transitions/gateway.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { visible } from '../../visible.ts';
import { unchanged } from '../deleted.ts';
import { isGood, summary } from './deploy-summary.ts';
import { makeOwnKeys, NO_KEYS, type OwnKeys, throwUnlessPeersNamed, withKeys } from './own-keys.ts';
import { changeId, gatewaysMeant, type ReachIntent, reachable } from './reach.ts';

export interface DeployIntent extends ReachIntent {
  /** Both gateways of it, and both or neither. */
  readonly peering?: string;
  readonly concurrency: number;
  /** Seconds until a gateway takes an unconfirmed change back. */
  readonly secondsToConfirm: number;
  readonly pruneForeignPeers: boolean;
  /** Whether all of them are changed or none. */
  readonly together?: boolean;
  /** Whether each gateway makes its own key, which then never leaves it. */
  readonly keyOnHost?: boolean;
}

/** Makes gateways what the plan says. Exit 0 when all are, 6 when any was not changed or rolled back, 7 when it is not known. */
export async function gatewayDeploy(intent: DeployIntent, context: Context): Promise<Outcome> {
  const { keyOnHost = false } = intent;
  // A new key is learnt by all of its peers, or used by none.
  const together = intent.together ?? (keyOnHost || intent.peering !== undefined);
  const { inspections, keys } = await look(await context.read(), intent, context);
  const targets = inspections.filter(isInspected).filter(({ differences }) => differences.length > 0);
  if (together && inspections.some((inspection) => !isInspected(inspection)))
    return summary(inspections, [], { together });
  const what = `Change ${targets.map(({ desired }) => desired.name).join(', ')}`;
  if (targets.length > 0 && !(await context.ask.confirm(what, changesText(targets), 'destructive')))
    return unchanged();
  const results = targets.length > 0 ? await carryOut(targets, together, intent, context) : [];
  return summary(inspections, results, {
    together,
    warnings: await noted(inspections, results, keys, context),
  });
}

/** As the gateways are for a plan with the keys that they have made themselves. */
async function look(
  state: State,
  intent: DeployIntent,
  context: Context,
): Promise<{ inspections: Inspection[]; keys: OwnKeys }> {
  const { concurrency, local, keyOnHost } = intent;
  const names =
    intent.peering === undefined ? intent.names : gatewaysOf([peeringNamed(state, intent.peering)]);
  const meant = gatewaysMeant(state, { ...intent, names }, 'deploy');
  const meantNames = meant.map(({ name }) => name);
  if (keyOnHost) throwUnlessPeersNamed(state, meantNames);
  return context.during(`looking at ${meantNames.join(', ')}`, async () => {
    const keys = keyOnHost
      ? await makeOwnKeys(await reachable(state, meant, context, local), concurrency)
      : NO_KEYS;
    const gateways = await reachable(withKeys(state, keys.made, meantNames), meant, context, local);
    const inspections = await inspectGateways(gateways, concurrency, changeId(), intent);
    return {
      keys,
      inspections: inspections.map(failIfBlocked).map((inspection) => {
        const failure = keys.failed.get(inspection.desired.name);
        return failure
          ? { desired: inspection.desired, transport: inspection.transport, failure }
          : inspection;
      }),
    };
  });
}

const changesText = (targets: readonly DeployTarget[]): string[] =>
  targets.flatMap(({ desired, differences }) => [
    `${desired.name}:`,
    ...differences.map(({ what, sign, text }) => `  ${sign} ${what.padEnd(9)}  ${visible(text, 1000)}`),
  ]);

async function carryOut(
  targets: readonly DeployTarget[],
  together: boolean,
  { concurrency, secondsToConfirm, pruneForeignPeers }: DeployIntent,
  context: Context,
): Promise<DeployResult[]> {
  const lockHolder = `${await context.actor()} since ${context.now}`;
  return context.during(`changing ${targets.length} gateways`, (say) =>
    deploy(targets, {
      change: {
        id: changeId(),
        lockHolder,
        secondsToConfirm,
        handshakeTimeout: Math.min(20, Math.floor(secondsToConfirm / 2)),
      },
      concurrency,
      pruneForeignPeers,
      together,
      onProgress: (stage, done, total) => say(`${stage} ${done} of ${total}`),
    }),
  );
}

/**
 * Notes in the plan what gateways are now: active where they waited for their first deploy, with the keys that they
 * have made. They are changed already: what goes wrong with it is a warning.
 */
async function noted(
  inspections: readonly Inspection[],
  results: readonly DeployResult[],
  { made }: OwnKeys,
  context: Context,
): Promise<string[]> {
  const good = inspections
    .filter((inspection) => isGood(inspection, results))
    .map(({ desired }) => desired.name);
  const next = (before: State): State =>
    good
      .filter((name) => before.gateways.get(name)?.status === 'pending')
      .reduce(
        (state, name) => updateGateway(state, name, { status: 'active' }).state,
        withKeys(before, made, good),
      );
  try {
    const present = await context.read();
    if (next(present) !== present) await context.change((before) => ({ state: next(before) }));
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`the gateways are changed, but the plan could not be: ${error.message}; deploy them again`];
  }
}
