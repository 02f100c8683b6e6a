import { conflict } from '../../errors.ts';
import {
  endsOf,
  isAlive,
  isPending,
  type Options,
  otherEnd,
  type Peering,
  statusOf,
} from '../../model/peering.ts';
import { optionText } from '../../model/provider.ts';
import { peeringsOfVpc, vpcNamed } from '../../model/queries.ts';
import { ofNewPeering } from '../../model/rules/ownership.ts';
import type { State } from '../../model/state.ts';
import { throwIfBeingDeleted } from '../../model/transitions/create-peering.ts';
import type { Name, Owner } from '../../model/values.ts';
import { type Declined, isDeclined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { changeLines, sideChanges } from '../change-lines.ts';
import { requireOwner } from '../own-objects.ts';
import { aligned } from './align.ts';
import { type AppliedPeering, type ApplyIntent, applyPeering } from './apply.ts';
import { type CreatedPeering, type PeeringCreateIntent, peeringCreate } from './create.ts';
import { observeOwn } from './observe-own.ts';
import { reach, throwUnlessSides } from './reach.ts';
import { peeringView } from './view.ts';

/** Peers two VPCs at their provider, too, or continues an earlier run. */
export async function createApplied(
  intent: PeeringCreateIntent,
  how: ApplyIntent,
  ports: Uses<'state' | 'terminal' | 'random' | 'outside'>,
): Promise<Result<CreatedPeering | AppliedPeering> | Declined> {
  throwUnlessSides(how, [intent.a, intent.b]);
  await requireOwner(ports, ofNewPeering('vpc', [intent.a, intent.b]));
  const state = await ports.state.read();
  const begun = begunPeering(state, intent);
  if (begun) {
    throwIfOtherwise(begun, intent, requesterOf(state, intent, await ports.state.actor()));
    return intent.dryRun
      ? missingChanges(begun.name, how, ports)
      : applyPeering(begun.name, how, ports, false);
  }
  const created = await peeringCreate(intent, ports);
  if (intent.dryRun || isDeclined(created)) return created;
  return applyDecision(created, how, ports, true);
}

/**
 * Applies a peering that the plan has just got or accepted. The warnings of that decision are part of the result; if it
 * fails, they may be the cause, and are shown before the error.
 */
export async function applyDecision(
  { value, warnings }: Pick<Result<{ readonly name: Name }>, 'value' | 'warnings'>,
  how: ApplyIntent,
  ports: Uses<'state' | 'terminal' | 'outside'>,
  isNew: boolean,
): Promise<Result<AppliedPeering> | Declined> {
  try {
    const applied = await applyPeering(value.name, how, ports, isNew);
    return { ...applied, warnings: [...new Set([...warnings, ...applied.warnings])] };
  } catch (error) {
    for (const warning of warnings) ports.terminal.tell(`warning: ${warning}`);
    throw error;
  }
}

/** The peering of these two VPCs that the plan has already. */
function begunPeering(state: State, { a, b, via, name }: PeeringCreateIntent): Peering | undefined {
  const known = peeringsOfVpc(state, a as Name).find(
    (one) => isAlive(one) && one.via === via && otherEnd(one, a as Name) === b,
  );
  if (!known || (name !== undefined && name !== known.name)) return undefined;
  throwIfBeingDeleted(known);
  return known;
}

/** The VPC that gets the options of the command line. */
const requesterOf = (state: State, { a, b }: PeeringCreateIntent, actor: Owner): string =>
  vpcNamed(state, b).owner === actor && vpcNamed(state, a).owner !== actor ? b : a;

/** The plan's options stay: others are a matter of `peering update`. */
function throwIfOtherwise(peering: Peering, intent: PeeringCreateIntent, requester: string): void {
  const { both, options, withoutCidrs = [] } = intent;
  const side = endsOf(peering)[0] === requester ? peering.requester : peering.accepter;
  const others = otherOptions(options, side.options);
  const leftOut = [peering.requester, peering.accepter].flatMap((one) => one.withoutCidrs ?? []);
  const missing = withoutCidrs.filter((cidr) => !leftOut.includes(cidr));
  const changes = [...others, ...missing.map((cidr) => `--without-cidr ${cidr}`)];
  const isDuplex = both && isPending(peering);
  const given = [...(isDuplex ? ['--duplex'] : []), ...changes.map((text) => text.replace(/ .*$/, ''))];
  if (given.length === 0) return;
  const { name } = peering;
  const hint = isDuplex
    ? `to create it again, first run \`peerway peering delete ${name} --apply\``
    : `to change ${given.length === 1 ? 'it' : 'them'}, run \`peerway peering update ${name} ${changes.join(' ')} --apply\``;
  throw conflict(
    'other-options',
    `Peering ${name} is already ${statusOf(peering)} in the plan, with different options: ${given.join(', ')}`,
    `omit ${given.length === 1 ? 'the option' : 'the options'} to continue with ${name}; ${hint}`,
  );
}

const otherOptions = (given: Options, present: Options): string[] =>
  Object.entries(given)
    .filter(([key, value]) => present[key] !== value)
    .map(([key, value]) => optionText(key, value));

/** The changes that are missing at the provider, which is only observed. */
async function missingChanges(
  name: Name,
  how: ApplyIntent,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<Result<CreatedPeering>> {
  const chosen = await reach(await ports.state.read(), name, how, ports);
  const { reached: found, observed } = await observeOwn(chosen, ports);
  const reached = aligned(found, observed, ports.state.now);
  const { engine, peering } = reached;
  const missing = engine
    .diff(reached, engine.desired(reached), observed)
    .filter((change) => change.op !== 'wait')
    .filter(({ resource }) => observed.has(resource.side));
  const changes = sideChanges(missing, 'vpc');
  const empty = { changesOnceAccepted: [], renderAgain: [], clientsAgain: [] };
  const value = { ...peeringView(peering), dryRun: true, changes, ...empty };
  const brief = [changes.length === 0 ? `Peering ${name} is complete` : `Peering ${name} would gain`];
  return objectResult(value, {
    names: (view) => [view.name],
    lines: (view) => [...brief, ...changeLines(view.changes)],
    brief: () => brief,
    warnings: [
      ...reached.spec.warnings(reached.state, peering, 'created'),
      ...missing.flatMap(({ blocked }) => (blocked ? [`${blocked.message}; ${blocked.hint}`] : [])),
    ],
    notes: ['nothing was changed'],
  });
}
