import { bounded } from '../../apply/bounded.ts';
import { deploy, type Result, type Target } from '../../apply/deploy.ts';
import { errand } from '../../apply/errand.ts';
import { lookAt, type Sight, unlessPending, wasSeen } from '../../apply/look.ts';
import { linesOf } from '../../apply/reply.ts';
import type { Context } from '../../context.ts';
import { EXIT, UserError } from '../../errors.ts';
import { gatewaysOf, peeringNamed } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import { updateGateway } from '../../model/transitions/gateway.ts';
import { parsePublicKey } from '../../model/values.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import { visible } from '../../visible.ts';
import { unchanged } from '../deleted.ts';
import { changeId, failureText, gatewaysMeant, type ReachIntent, reachable } from './reach.ts';

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

/** How it ended for one gateway. */
interface Row {
  readonly gateway: string;
  readonly outcome: Result['outcome'] | 'as-planned';
  readonly changes: number;
  readonly why: string | null;
}

export const DEPLOY_COLUMNS: readonly Column<Row>[] = [
  { header: 'GATEWAY', cell: ({ gateway }) => gateway },
  { header: 'OUTCOME', cell: ({ outcome }) => outcome, state: true },
  { header: 'CHANGES', cell: ({ changes }) => String(changes), rank: 1 },
  { header: 'WHY', cell: ({ why }) => why ?? '-', folds: true },
];

/** Makes gateways what the plan says. Exit 0 when all are, 6 when any was not changed or rolled back, 7 when it is not known. */
export async function gatewayDeploy(intent: DeployIntent, context: Context): Promise<Outcome> {
  if (intent.keyOnHost) await takeOwnKeys(intent, context);
  const state = await context.read();
  const sights = await look(state, intent, context);
  const targets = sights.filter(wasSeen).filter(({ differences }) => differences.length > 0);
  const failed = sights.filter((sight) => !wasSeen(sight));
  const together = intent.together ?? intent.peering !== undefined;
  if (together && failed.length > 0)
    return summary(sights, [], 'nothing was changed: both sides are changed together');
  const what = `Change ${targets.map(({ desired }) => desired.name).join(', ')}`;
  if (targets.length > 0 && !(await context.ask.confirm(what, changesText(targets), 'destructive')))
    return unchanged();
  const results = targets.length > 0 ? await carryOut(targets, together, intent, context) : [];
  await activate(sights, results, context);
  return summary(sights, results);
}

async function look(state: State, intent: DeployIntent, context: Context): Promise<Sight[]> {
  const names = namesOf(state, intent);
  const gateways = await reachable(state, gatewaysMeant(state, { ...intent, names }), context, intent.local);
  const sights = await context.during(`looking at ${names.join(', ') || 'all gateways'}`, () =>
    lookAt(gateways, intent.concurrency, changeId(), intent),
  );
  return sights.map(unlessPending);
}

/** Has each gateway make a key, where it has none, and puts the public one into the plan. */
async function takeOwnKeys(intent: DeployIntent, context: Context): Promise<void> {
  const state = await context.read();
  const meant = gatewaysMeant(state, { ...intent, names: namesOf(state, intent) });
  const gateways = await reachable(state, meant, context, intent.local);
  const made = await bounded(gateways, intent.concurrency, async ({ desired, transport }) => {
    const change = {
      interface: desired.interface.name,
      id: changeId(),
      by: '',
      secondsToConfirm: 0,
      patience: 0,
    };
    // A key that is in the plan has left the host already.
    const spent = desired.interface.privateKey ? `${desired.interface.publicKey}\n` : '';
    const came = await errand(transport, 'make_key', change, { spent });
    if ('failure' in came) {
      const hint = `nothing was changed; look what is wrong with ${transport.name}`;
      throw new UserError(EXIT.rolledBack, 'key-on-host', `${desired.name}: ${failureText(came.failure)}`, {
        hint,
      });
    }
    return { name: desired.name, publicKey: parsePublicKey(linesOf(came.reply, 'public-key')[0] ?? '') };
  });
  await context.change((before) => ({
    state: made.reduce((all, { name, publicKey }) => updateGateway(all, name, { publicKey }).state, before),
  }));
}

const namesOf = (state: State, { peering, names }: DeployIntent): readonly string[] =>
  peering === undefined ? names : gatewaysOf([peeringNamed(state, peering)]);

const changesText = (targets: readonly Target[]): string[] =>
  targets.flatMap(({ desired, differences }) => [
    `${desired.name}:`,
    ...differences.map(({ what, sign, text }) => `  ${sign} ${what.padEnd(9)}  ${visible(text, 1000)}`),
  ]);

async function carryOut(
  targets: readonly Target[],
  together: boolean,
  { concurrency, secondsToConfirm, pruneForeignPeers }: DeployIntent,
  context: Context,
): Promise<Result[]> {
  const by = `${await context.actor()} since ${context.now}`;
  return context.during(`changing ${targets.length} gateways`, (say) =>
    deploy(targets, {
      change: {
        id: changeId(),
        by,
        secondsToConfirm,
        patience: Math.min(20, Math.floor(secondsToConfirm / 2)),
      },
      concurrency,
      pruneForeignPeers,
      together,
      progress: (stage, done, of) => say(`${stage} ${done} of ${of}`),
    }),
  );
}

/** A gateway that waits for its first deploy is active once it is what the plan says. */
async function activate(
  sights: readonly Sight[],
  results: readonly Result[],
  context: Context,
): Promise<void> {
  const good = sights
    .filter(
      (sight) => outcomeOf(sight, results) === 'as-planned' || outcomeOf(sight, results) === 'confirmed',
    )
    .map(({ desired }) => desired.name);
  await context.change((before) => ({
    state: good
      .filter((name) => before.gateways.get(name)?.status === 'pending')
      .reduce((state, name) => updateGateway(state, name, { status: 'active' }).state, before),
  }));
}

function outcomeOf(sight: Sight, results: readonly Result[]): Row['outcome'] {
  if (!wasSeen(sight)) return 'untouched';
  const result = results.find(({ gateway }) => gateway === sight.desired.name);
  if (result) return result.outcome;
  return sight.differences.length === 0 ? 'as-planned' : 'untouched';
}

function summary(sights: readonly Sight[], results: readonly Result[], note?: string): Outcome {
  const rows = sights.map((sight): Row => {
    const result = results.find(({ gateway }) => gateway === sight.desired.name);
    const failure = wasSeen(sight) ? result?.failure : sight.failure;
    return {
      gateway: sight.desired.name,
      outcome: outcomeOf(sight, results),
      changes: wasSeen(sight) ? sight.differences.length : 0,
      why: failure ? failureText(failure) : (result?.remark ?? null),
    };
  });
  const unknown = rows.filter(({ outcome }) => outcome === 'unknown');
  const bad = rows.filter(({ outcome }) => outcome !== 'confirmed' && outcome !== 'as-planned');
  return list({
    rows,
    columns: DEPLOY_COLUMNS,
    nameOf: ({ gateway }) => gateway,
    empty: '',
    notes: [
      ...(note ? [note] : []),
      ...unknown.map(
        ({ gateway }) => `look what came of it once its timer has run out: peerway gateway diff ${gateway}`,
      ),
    ],
    exit: unknown.length > 0 ? EXIT.unknown : bad.length > 0 ? EXIT.rolledBack : EXIT.done,
  });
}
