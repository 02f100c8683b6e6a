import { EXIT, UserError, usage } from '../../errors.ts';
import { endsOf, type Peering, type Side } from '../../model/peering.ts';
import { flagName } from '../../model/provider.ts';
import { peeringNamed } from '../../model/queries.ts';
import { ofPeerings } from '../../model/rules/ownership.ts';
import type { State } from '../../model/state.ts';
import { withPeering } from '../../model/transitions/peering.ts';
import { type PeeringUpdate, updatePeering } from '../../model/transitions/update-peering.ts';
import { type Declined, declined, isDeclined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { visible } from '../../visible.ts';
import { changeLines, type SideChanges, sideChanges } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { previewChange, requireOwner } from '../own-objects.ts';
import { type ValueChange, type Values, valueChanges, valueLines } from '../value-changes.ts';
import { aligned } from './align.ts';
import { type AppliedPeering, type ApplyIntent, applyPeering } from './apply.ts';
import { observeOwn } from './observe-own.ts';
import { reach, throwUnlessReachable } from './reach.ts';
import { straysOn } from './strays.ts';
import { type PeeringView, peeringView } from './view.ts';

export interface PeeringUpdateIntent extends Omit<PeeringUpdate, 'actor'> {
  readonly dryRun: boolean;
}

/** The JSON of a changed peering. */
export type UpdatedPeering = (PeeringView | AppliedPeering) & {
  readonly dryRun: boolean;
  /** The values that differ, such as `accepter.dns`. */
  readonly updated: readonly ValueChange[];
  /** With --dry-run and --apply: the changes that would be made at the provider. */
  readonly changes?: readonly SideChanges[];
};

interface Updated {
  readonly state: State;
  readonly before: Peering;
  readonly peering: Peering;
  readonly warnings: readonly string[];
  readonly updated: readonly ValueChange[];
}

type UpdatePorts = Uses<'state' | 'terminal' | 'outside'>;

/**
 * Changes the options of a cloud peering and the CIDRs that it leaves out, in the plan and, with `how`, at the provider.
 * If the provider rejects the change, the plan is restored, too.
 */
export async function peeringUpdate(
  intent: PeeringUpdateIntent,
  how: ApplyIntent | undefined,
  ports: UpdatePorts,
): Promise<Result<UpdatedPeering> | Declined> {
  if (!how && isEmpty(intent)) throw nothingToChange(intent.name);
  const subjects = ofPeerings([intent.name]);
  await requireOwner(ports, subjects);
  if (how) throwUnlessReachable(await ports.state.read(), intent.name, how);
  const actor = await ports.state.actor();
  const decide = (state: State): Updated => {
    const before = peeringNamed(state, intent.name);
    const made = updatePeering(specs, state, { ...intent, actor });
    return { ...made, before, updated: valueChanges(valuesOf(before), valuesOf(made.peering)) };
  };
  if (intent.dryRun) return previewed(await previewChange(ports, decide, subjects), how, ports);
  const made = await confirmAndChange(ports, {
    kind: 'both-sides',
    subjects,
    decide,
    question: ({ peering }) => `Update peering ${peering.name}${how ? ' and its provider' : ''}`,
    lines: ({ peering, updated, warnings }) => [
      ...valueLines(updated, labelsOf(peering)),
      ...warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  if (!made) return declined();
  return how ? applied(made, how, ports) : updatedResult(made, false);
}

const isEmpty = ({ options, withoutCidrs, withCidrs }: PeeringUpdateIntent): boolean =>
  Object.keys(options).length === 0 && withoutCidrs.length === 0 && withCidrs.length === 0;

const nothingToChange = (name: string): UserError =>
  usage(
    `Nothing to change in peering ${visible(name)}`,
    `run \`peerway peering update ${visible(name)} --help\` to see what can be changed`,
  );

/** The values of both sides that an update can change, by their places in JSON. */
const valuesOf = ({ requester, accepter }: Peering): Values => ({
  ...sideValues('requester', requester),
  ...sideValues('accepter', accepter),
});

const sideValues = (role: string, { options, withoutCidrs = [] }: Side): Values => ({
  ...Object.fromEntries(Object.entries(options).map(([key, value]) => [`${role}.${key}`, value])),
  [`${role}.withoutCidrs`]: withoutCidrs,
});

/** Each value by the name of its VPC and its flag. */
const labelsOf = (peering: Peering): Record<string, string> =>
  Object.fromEntries(
    Object.keys(valuesOf(peering)).map((field) => {
      const [role, key = ''] = field.split('.');
      const [requester, accepter] = endsOf(peering);
      return [field, `${role === 'requester' ? requester : accepter} ${wordsOf(key)}`];
    }),
  );

const wordsOf = (key: string): string => (key === 'withoutCidrs' ? 'left out' : flagName(key).slice(2));

const briefOf = ({ peering, updated }: Updated, dryRun: boolean): string => {
  if (updated.length === 0) return `Peering ${peering.name} is unchanged`;
  return `Peering ${peering.name} ${dryRun ? 'would be' : 'is'} changed`;
};

/** @param changes  those at the provider, if it was asked */
function updatedResult(
  made: Updated,
  dryRun: boolean,
  changes?: readonly SideChanges[],
): Result<UpdatedPeering> {
  const { peering, updated, warnings } = made;
  return objectResult<UpdatedPeering>(
    { ...peeringView(peering), dryRun, updated, ...(changes ? { changes } : {}) },
    {
      names: ({ name }) => [name],
      lines: () => [
        briefOf(made, dryRun),
        ...valueLines(updated, labelsOf(peering)),
        ...changeLines(changes ?? []),
      ],
      brief: () => [briefOf(made, dryRun)],
      warnings,
      notes: dryRun ? ['nothing was changed'] : [],
      next: dryRun || updated.length === 0 ? [] : [applyNext(peering)],
    },
  );
}

const applyNext = ({ name }: Peering): string =>
  `to apply it at the provider, run \`peerway peering update ${name} --apply\``;

/** Returns the changes in the plan and, with `how`, at the provider, which is only observed. */
async function previewed(
  made: Updated,
  how: ApplyIntent | undefined,
  ports: UpdatePorts,
): Promise<Result<UpdatedPeering>> {
  if (!how) return updatedResult(made, true);
  const chosen = await reach(made.state, made.peering.name, how, ports);
  const { reached: found, observed } = await observeOwn(chosen, ports);
  const reached = aligned(found, observed, ports.state.now);
  const { engine } = reached;
  const all = [
    ...engine.diff(reached, engine.desired(reached), observed).filter(({ op }) => op !== 'wait'),
    ...straysOn(reached, observed),
  ].filter(({ resource }) => reached.sides.includes(resource.side));
  return updatedResult(made, true, sideChanges(all, 'vpc'));
}

/** Applies the change. If the provider rejects it, the plan gets its former values back. */
async function applied(
  made: Updated,
  how: ApplyIntent,
  ports: UpdatePorts,
): Promise<Result<UpdatedPeering> | Declined> {
  const { before, peering, updated, warnings } = made;
  try {
    const result = await applyPeering(peering.name, { ...how, removesStrays: true }, ports, false);
    if (isDeclined(result)) {
      await restore(made, ports);
      return result;
    }
    const { view, value, ...asides } = result;
    if (view.kind !== 'object') return result as Result<UpdatedPeering>;
    return objectResult<UpdatedPeering>(
      { ...value, dryRun: false, updated },
      {
        ...asides,
        names: () => view.names(value),
        lines: () => [...view.lines(value), ...valueLines(updated, labelsOf(before))],
        brief: () => view.lines(value),
        warnings: [...new Set([...warnings, ...result.warnings])],
      },
    );
  } catch (error) {
    if (error instanceof UserError && error.exit === EXIT.rolledBack) await restore(made, ports);
    throw error;
  }
}

/** Restores the sides in the plan, unless someone has changed them again. */
const restore = ({ before, peering }: Updated, ports: UpdatePorts): Promise<unknown> =>
  ports.state.record((state) => {
    const present = state.peerings.get(before.name);
    const isOurs = present !== undefined && isSameSides(present, peering);
    if (!isOurs || isSameSides(before, peering)) return { state };
    const { requester, accepter } = before;
    return { state: withPeering(state, { ...present, requester, accepter }) };
  });

const isSameSides = (one: Peering, other: Peering): boolean =>
  JSON.stringify([one.requester, one.accepter]) === JSON.stringify([other.requester, other.accepter]);
