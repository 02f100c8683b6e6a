import { conflict } from '../../errors.ts';
import type { Change } from '../../model/resource.ts';
import type { State, Vpc } from '../../model/state.ts';
import { isCreated } from '../../model/transitions/create-vpc.ts';
import { asked, listed, throwIfDifferent } from '../../model/transitions/existing.ts';
import { addVpc } from '../../model/transitions/vpc.ts';
import type { Name } from '../../model/values.ts';
import { type Declined, declined, isDeclined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { CreatedVpc, CreationPart } from '../../providers/provider.ts';
import { specs, vpcEngineOf } from '../../providers/registry.ts';
import { changeLines, type SideChanges, sideChanges } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { askedOf } from './add.ts';
import { type AppliedVpc, applyVpc, throwIfBlocked } from './apply.ts';
import { plannedVpc, type VpcCreateIntent } from './planned.ts';
import { observeVpc, reachVpc, type VpcApplyIntent } from './reach.ts';
import { type VpcView, vpcLines, vpcView } from './view.ts';

/** The JSON of a VPC that is planned. */
export interface PlannedVpc extends VpcView {
  readonly dryRun: boolean;
  readonly changes: readonly SideChanges[];
}

type CreatePorts = Uses<'state' | 'terminal' | 'random' | 'outside'>;

/**
 * Adds a VPC to the plan that peerway creates, and creates it at its provider if `how` says so. Then an earlier run is
 * continued if the plan has the VPC already.
 */
export async function vpcCreate(
  intent: VpcCreateIntent,
  how: VpcApplyIntent | undefined,
  ports: CreatePorts,
): Promise<Result<PlannedVpc | AppliedVpc> | Declined> {
  const known = (await ports.state.read()).vpcs.get(intent.name);
  if (known) {
    if (!how && !intent.ifNotExists) throw taken(known);
    throwIfOtherwise(known, intent);
    if (!how) return existingResult(await ports.state.read(), known);
    if (intent.dryRun) return missingChanges(known.name, how, ports);
    return applyVpc(known.name, how, ports, false);
  }
  const planned = await plan(intent, ports);
  if (isDeclined(planned) || intent.dryRun || !how) return planned;
  try {
    const applied = await applyVpc(intent.name, how, ports, true);
    return { ...applied, warnings: [...new Set([...planned.warnings, ...applied.warnings])] };
  } catch (error) {
    for (const warning of planned.warnings) ports.terminal.tell(`warning: ${warning}`);
    throw error;
  }
}

/** Adds the VPC to the plan. */
async function plan(intent: VpcCreateIntent, ports: CreatePorts): Promise<Result<PlannedVpc> | Declined> {
  const { dryRun } = intent;
  const vpc = plannedVpc(intent, await ports.state.actor(), ports.random.changeId());
  const part = await creationPartOf(vpc);
  const decide = (before: State) => addVpc(specs, before, vpc);
  if (dryRun) return plannedResult(decide(await ports.state.read()), vpc, part, intent);
  const made = await confirmAndChange(ports, {
    kind: 'prompted',
    decide,
    question: () => `Create VPC ${vpc.name}`,
    lines: ({ state, warnings }) => [
      ...vpcLines(vpcView(state, vpc)).map((line) => `  ${line}`),
      ...changeLines(changesOf(part, vpc)),
      ...warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  return made ? plannedResult(made, vpc, part, intent) : declined();
}

async function creationPartOf({ provider }: Vpc): Promise<CreationPart> {
  const { creation } = await vpcEngineOf(provider.kind);
  if (!creation) throw new Error(`provider ${provider.kind} creates no VPCs`);
  return creation;
}

const taken = (vpc: Vpc) =>
  conflict(
    'name-taken',
    `There is already a VPC named ${vpc.name}`,
    isCreated(vpc)
      ? `to create it at its provider, run \`peerway vpc create ${vpc.name} --apply\``
      : `run \`peerway vpc show ${vpc.name}\` to see it`,
  );

/** Exit 5 for a VPC that peerway does not create, or that differs from the given values. */
function throwIfOtherwise(known: Vpc, intent: VpcCreateIntent): void {
  if (!isCreated(known)) throw taken(known);
  const { name, provider, ids, cidrs, location, owner, publicSubnets } = intent;
  const subnets = intent.subnets.map(({ zone, ...subnet }) => {
    // A zone that was not given is as good as any.
    const place = zone ?? known.subnets.find((one) => one.name === subnet.name)?.zone;
    return place === undefined ? subnet : { ...subnet, zone: place };
  });
  const present = known.subnets.filter((one) => one.public).map((one) => one.name);
  throwIfDifferent(
    `VPC ${name}`,
    [
      ...askedOf(known, {
        name,
        cidrs,
        subnets,
        provider: { kind: known.provider.kind, ...ids },
        ...(location ? { location } : {}),
        ...(owner ? { owner } : {}),
        ...(provider ? { givenProvider: provider } : {}),
      }),
      { name: '--public', wanted: asked(publicSubnets), present: listed(present) },
    ],
    `peerway vpc show ${name}`,
  );
}

const changesOf = (part: CreationPart, vpc: CreatedVpc): SideChanges[] => {
  const scene = { vpc, access: {} };
  return sideChanges(part.diff(scene, part.desired(scene)).filter(isNoWait), 'vpc');
};

const isNoWait = ({ op }: Change): boolean => op !== 'wait';

function plannedResult(
  { state, warnings }: { readonly state: State; readonly warnings: readonly string[] },
  vpc: CreatedVpc,
  part: CreationPart,
  { dryRun }: VpcCreateIntent,
): Result<PlannedVpc> {
  const brief = [`VPC ${vpc.name} ${dryRun ? 'would be' : 'is'} planned`];
  return objectResult(
    { ...vpcView(state, vpc), dryRun, changes: changesOf(part, vpc) },
    {
      names: (view) => [view.name],
      lines: (view) => [...brief, ...changeLines(view.changes)],
      brief: () => brief,
      warnings,
      notes: dryRun ? ['nothing was changed'] : [],
      next: dryRun ? [] : nextSteps(vpc),
    },
  );
}

const nextSteps = ({ name, provider }: CreatedVpc): string[] => [
  `to create it at ${specs.labelOf(provider.kind)}, run \`peerway vpc create ${name} --apply\``,
  `to see the commands, run \`peerway vpc render ${name}\``,
];

/** The plan has the VPC already, with the same values. */
const existingResult = (state: State, vpc: Vpc): Result<PlannedVpc> =>
  objectResult(
    { ...vpcView(state, vpc), dryRun: false, changes: [] },
    {
      names: (view) => [view.name],
      lines: (view) => [`VPC ${view.name} already exists and is ${view.creation?.status}`],
      notes: ['nothing was changed'],
    },
  );

/** The changes that are missing at the provider, which is only observed. */
async function missingChanges(
  name: Name,
  how: VpcApplyIntent,
  ports: CreatePorts,
): Promise<Result<PlannedVpc>> {
  const state = await ports.state.read();
  const reached = await reachVpc(state, name, how.access, ports);
  const missing = reached.part.diff(reached, reached.part.desired(reached), await observeVpc(reached, ports));
  throwIfBlocked(missing);
  const changes = sideChanges(missing.filter(isNoWait), 'vpc');
  const brief = [changes.length === 0 ? `VPC ${name} is complete` : `VPC ${name} would gain`];
  return objectResult(
    { ...vpcView(state, reached.vpc), dryRun: true, changes },
    {
      names: (view) => [view.name],
      lines: (view) => [...brief, ...changeLines(view.changes)],
      brief: () => brief,
      notes: ['nothing was changed'],
    },
  );
}
