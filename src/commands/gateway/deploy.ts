import { deploy } from '../../deploy/deploy.ts';
import { cutOffError, stoppedLines } from '../../deploy/foreign-peers.ts';
import { failIfBlocked, type Inspection, inspectGateways, isInspected } from '../../deploy/inspect.ts';
import type { DeployResult, DeployTarget } from '../../deploy/progress.ts';
import type { Failure } from '../../deploy/run-task.ts';
import { effects } from '../../effects.ts';
import { EXIT, UserError } from '../../errors.ts';
import { count } from '../../model/count.ts';
import { gatewayPeeringNamed, gatewaysOf } from '../../model/queries.ts';
import { ofGateways, type Subjects } from '../../model/rules/ownership.ts';
import type { State } from '../../model/state.ts';
import { updateGateway } from '../../model/transitions/gateway.ts';
import { withoutForeignPeers } from '../../model/transitions/import-gateway.ts';
import type { Name } from '../../model/values.ts';
import { type Declined, declined, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { visible } from '../../visible.ts';
import { signOf } from '../change-lines.ts';
import { requireOwner } from '../own-objects.ts';
import { type DeployRow, isGood, summary } from './deploy-summary.ts';
import { makeOwnKeys, NO_KEYS, type OwnKeys, throwUnlessPeersNamed, withOwnKeys } from './own-keys.ts';
import {
  deviceSteps,
  gatewaysMeant,
  type ReachIntent,
  reachable,
  skippedDevices,
  skippedNotes,
} from './reach.ts';

export interface DeployIntent extends ReachIntent {
  /** Deploy to both gateways of this peering, or to neither. */
  readonly peering?: string;
  readonly concurrency: number;
  /** Seconds until a gateway rolls back an unconfirmed change. */
  readonly secondsToConfirm: number;
  readonly pruneForeignPeers: boolean;
  /** Deploy without a confirmation even if the new firewall stops foreign peers in use. */
  readonly stopForeignPeers?: boolean;
  /** Deploy to all gateways or to none. */
  readonly together?: boolean;
  /** Each gateway generates its own key, which never leaves it. */
  readonly keyOnHost?: boolean;
  /** True to show the changes without making them. */
  readonly dryRun?: boolean;
}

/** New keys that both sides of each tunnel use from the same moment on. */
export interface Rekey {
  /** The objects that get them. */
  readonly subjects: Subjects;
  /** Gateways that generate their new key themselves. */
  readonly onHost: readonly Name[];
  /** Other consequences of the new keys, for the confirmation. */
  readonly notes: readonly string[];
  /** Returns the state with the new keys that are stored in it. */
  change(state: State): State;
  /** Returns the state with the keys that it had before, unless they were replaced again. */
  restore(state: State): State;
}

type DeployPorts = Uses<'state' | 'terminal' | 'outside' | 'random'>;

/** Deploys the plan to gateways. Exit 0 if all are as planned, 6 if any was not changed or was rolled back, 7 if unknown. */
export async function gatewayDeploy(
  intent: DeployIntent,
  ports: DeployPorts,
  rekey?: Rekey,
): Promise<Result<readonly DeployRow[]> | Declined> {
  const { keyOnHost = false, dryRun = false } = intent;
  // Peers must switch to a new key together.
  const together = intent.together ?? (rekey !== undefined || keyOnHost || intent.peering !== undefined);
  const state = await ports.state.read();
  const meant = meantBy(state, intent);
  const skipped = skippedDevices(state, meant);
  const { inspections, keys } = await look(state, meant, ports, rekey);
  const targets = inspections.filter(isInspected).filter(({ differences }) => differences.length > 0);
  if (dryRun) return previewOf(inspections, changesText(targets, intent), together);
  if (together && inspections.some((inspection) => !isInspected(inspection)))
    return summary(inspections, [], { together });
  const what = `Deploy to ${targets.map(({ desired }) => desired.name).join(', ')}`;
  if (
    targets.length > 0 &&
    !(await ports.terminal.confirm(
      what,
      [...changesText(targets, intent), ...(rekey?.notes ?? []).map((note) => `! ${note}`)],
      'destructive',
    ))
  )
    return declined();
  // First: a gateway must never have a key that only a killed process knew.
  if (rekey) await ports.state.change((before) => ({ state: rekey.change(before) }), rekey.subjects);
  const keepSessions = rekey !== undefined || keyOnHost;
  const results =
    targets.length > 0 ? await carryOut(targets, { together, keepSessions }, intent, ports) : [];
  if (results.length > 0) effects.record();
  if (rekey && results.every(({ outcome }) => outcome === 'untouched' || outcome === 'rolled-back'))
    await ports.state.change((before) => ({ state: rekey.restore(before) }), rekey.subjects);
  return summary(inspections, results, {
    together,
    pruneForeignPeers: intent.pruneForeignPeers,
    warnings: await noted(inspections, results, keys, intent, ports),
    notes: intent.all ? skippedNotes(skipped) : [],
    next: deviceSteps(skipped),
  });
}

/** Returns the changes that a deploy would make. Exit 6 if a gateway cannot be inspected. */
function previewOf(
  inspections: readonly Inspection[],
  changes: readonly string[],
  together: boolean,
): Result<readonly DeployRow[]> {
  const isWhole = inspections.every(isInspected);
  return {
    ...summary(inspections, [], { together: together && !isWhole }),
    notes: [...changes, 'nothing was changed'],
    exit: isWhole ? EXIT.done : EXIT.rolledBack,
  };
}

/** Returns the intent with the gateways of its peering. Of these, peerway deploys to those that run Linux. */
const meantBy = (state: State, intent: DeployIntent): DeployIntent =>
  intent.peering === undefined
    ? intent
    : { ...intent, names: gatewaysOf([gatewayPeeringNamed(state, intent.peering)]), skipDevices: true };

/** Inspects the gateways, compared with a plan that has their newly generated keys. */
async function look(
  state: State,
  intent: DeployIntent,
  ports: DeployPorts,
  rekey: Rekey | undefined,
): Promise<{ inspections: Inspection[]; keys: OwnKeys }> {
  const { concurrency, local, keyOnHost } = intent;
  const meant = gatewaysMeant(state, intent, 'deploy');
  const meantNames = meant.map(({ name }) => name);
  if (keyOnHost) {
    await requireOwner(ports, ofGateways(meantNames));
    throwUnlessPeersNamed(state, meantNames);
  }
  if (rekey) await requireOwner(ports, rekey.subjects);
  const planned = rekey?.change(state) ?? state;
  const onHost = keyOnHost ? meantNames : (rekey?.onHost ?? []);
  return ports.terminal.during(`inspecting ${meantNames.join(', ')}`, async () => {
    const making = meant.filter(({ name }) => onHost.includes(name));
    const keys =
      making.length > 0
        ? await makeOwnKeys(
            await reachable(planned, making, ports, local),
            { concurrency, isFresh: rekey !== undefined },
            ports,
          )
        : NO_KEYS;
    const keyed = withOwnKeys(planned, keys, meantNames, ports.state.now);
    const gateways = await reachable(keyed, meant, ports, local);
    const inspections = await inspectGateways(gateways, concurrency, ports.random.changeId(), intent);
    return {
      keys,
      inspections: inspections.map(failIfBlocked).map((inspection) => {
        const failure =
          keys.failed.get(inspection.desired.name) ?? cutOffFailure(inspection, intent, ports.terminal);
        return failure
          ? { desired: inspection.desired, transport: inspection.transport, failure }
          : inspection;
      }),
    };
  });
}

/** With --yes, no operator sees the preview, so a flag must allow that traffic stops. */
function cutOffFailure(
  inspection: Inspection,
  { pruneForeignPeers, stopForeignPeers = false }: DeployIntent,
  terminal: DeployPorts['terminal'],
): Failure | undefined {
  if (!isInspected(inspection) || inspection.differences.length === 0) return undefined;
  if (pruneForeignPeers || stopForeignPeers || terminal.needsConfirmation('destructive')) return undefined;
  const why = cutOffError(inspection.desired, inspection.live);
  return why === undefined ? undefined : { code: 'stops-foreign-peers', why, unknown: false };
}

/** Returns the changes of each gateway, and the foreign peers that they stop. */
const changesText = (targets: readonly DeployTarget[], { pruneForeignPeers }: DeployIntent): string[] =>
  targets.flatMap(({ desired, live, differences }) => [
    `${desired.name}:`,
    ...differences.map(
      (change) => `  ${signOf(change)} ${change.resource.kind.padEnd(9)}  ${visible(change.title, 1000)}`,
    ),
    ...(pruneForeignPeers ? [] : stoppedLines(desired, live)).map((text) => `  ! ${visible(text, 500)}`),
  ]);

async function carryOut(
  targets: readonly DeployTarget[],
  how: { readonly together: boolean; readonly keepSessions: boolean },
  { concurrency, secondsToConfirm, pruneForeignPeers }: DeployIntent,
  ports: DeployPorts,
): Promise<DeployResult[]> {
  const lockHolder = `${await ports.state.actor()} since ${ports.state.now}`;
  return ports.terminal.during(`deploying to ${count(targets.length, 'gateway')}`, (say) =>
    deploy(targets, {
      change: {
        id: ports.random.changeId(),
        lockHolder,
        secondsToConfirm,
        handshakeTimeout: Math.min(20, Math.floor(secondsToConfirm / 2)),
      },
      concurrency,
      pruneForeignPeers,
      ...how,
      onProgress: (stage, done, total) => say(`${stage} ${done} of ${total}`),
    }),
  );
}

/**
 * Records the deploy in the plan: pending gateways become active, and generated keys replace the old ones. The gateways
 * have already changed, so an error here is only a warning.
 */
async function noted(
  inspections: readonly Inspection[],
  results: readonly DeployResult[],
  keys: OwnKeys,
  { pruneForeignPeers }: DeployIntent,
  ports: DeployPorts,
): Promise<string[]> {
  const good = inspections
    .filter((inspection) => isGood(inspection, results))
    .map(({ desired }) => desired.name);
  const pruned = (state: State): State => (pruneForeignPeers ? withoutForeignPeers(state, good) : state);
  const next = (before: State): State =>
    good
      .filter((name) => before.gateways.get(name)?.status === 'pending')
      .reduce(
        (state, name) => updateGateway(specs, state, name, { status: 'active' }).state,
        pruned(withOwnKeys(before, keys, good, ports.state.now)),
      );
  try {
    const present = await ports.state.read();
    if (next(present) !== present) await ports.state.record((before) => ({ state: next(before) }));
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`the gateways have changed, but the plan was not updated: ${error.message}; deploy again`];
  }
}
