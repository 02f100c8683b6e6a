import type { Cidr } from '../../model/address/cidr.ts';
import type { EndKind, Options, Peering, Via } from '../../model/peering.ts';
import { endsOf, isPending } from '../../model/peering.ts';
import { ofNewPeering } from '../../model/rules/ownership.ts';
import type { State } from '../../model/state.ts';
import { createPeering, derivedName } from '../../model/transitions/create-peering.ts';
import type { Name } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { applyLine } from '../../providers/recreate.ts';
import { engineOf, specs } from '../../providers/registry.ts';
import type { SideChanges } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { clientNext, type FollowUps, followUps } from '../follow-ups.ts';
import { previewChange } from '../own-objects.ts';
import { NO_CHANGES, type Preview, previewLines, previewOf, previewView } from './preview.ts';
import { type PeeringView, peeringView, statusText } from './view.ts';

export interface PeeringCreateIntent {
  readonly via: Via;
  /** Names of two gateways, or of two VPCs, depending on the provider. */
  readonly a: string;
  readonly b: string;
  readonly name?: Name;
  /** True to set up both sides at once. */
  readonly both: boolean;
  /** Options of the requester's side. */
  readonly options: Options;
  /** CIDRs of the two VPCs that a cloud peering leaves out. */
  readonly withoutCidrs?: readonly Cidr[];
  readonly dryRun: boolean;
  /** True when gateways are deployed right after: then a confirmation is needed without a terminal, too. */
  readonly deploys?: boolean;
  /** True to succeed if the peering exists with the same values. */
  readonly ifNotExists?: boolean;
}

/** The JSON of a new peering. */
export interface CreatedPeering extends PeeringView, FollowUps {
  readonly dryRun: boolean;
  readonly changes: readonly SideChanges[];
  readonly changesOnceAccepted: readonly SideChanges[];
}

/** Peers two gateways or two VPCs, or reports everything that prevents it. */
export async function peeringCreate(
  intent: PeeringCreateIntent,
  ports: Uses<'state' | 'terminal' | 'random'>,
): Promise<Result<CreatedPeering> | Declined> {
  const { via, a, b, both, options, dryRun } = intent;
  const [spec, engine] = [specs.of(via), await engineOf(via)];
  const { now, login } = ports.state;
  const request = {
    spec,
    ends: [a, b] as const,
    name: intent.name ?? derivedName(a, b),
    both,
    options,
    ...(intent.withoutCidrs ? { withoutCidrs: intent.withoutCidrs } : {}),
    actor: await ports.state.actor(),
    login,
    now,
    ...(intent.ifNotExists ? { ifNotExists: intent.name ? { name: intent.name } : {} } : {}),
    ...(spec.ends === 'gateway' ? { presharedKey: await ports.random.presharedKey() } : {}),
  };
  const decide = (before: State) => {
    const made = createPeering(specs, before, request);
    const isNew = made.state !== before;
    const preview = isNew ? previewOf(engine, before, made.state, made.peering) : NO_CHANGES;
    return { ...made, before, isNew, preview };
  };
  const subjects = ofNewPeering(spec.ends, [a, b]);
  if (dryRun) return createdResult(await previewChange(ports, decide, subjects), { dryRun });
  const made = await confirmAndChange(ports, {
    kind: intent.deploys ? 'destructive' : 'both-sides',
    subjects,
    decide,
    question: ({ peering }) => `Peer ${endsOf(peering).join(' and ')}`,
    lines: ({ peering, preview, warnings }) => [
      ...createdLines(peeringView(peering), { peering, preview }, 'will be'),
      ...warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  return made ? createdResult(made, { dryRun }) : declined();
}

interface Created {
  readonly peering: Peering;
  readonly preview: Preview;
  /** False if --if-not-exists found the peering. */
  readonly isNew: boolean;
}

const createdLines = (
  view: PeeringView,
  { peering, preview }: Omit<Created, 'isNew'>,
  verb: string,
): string[] => [`Peering ${view.name} ${verb} ${statusText(view)}`, ...previewLines(preview, peering)];

function createdResult(
  created: Created & {
    readonly warnings: readonly string[];
    readonly before: State;
    readonly state: State;
  },
  { dryRun }: { readonly dryRun: boolean },
): Result<CreatedPeering> {
  const { peering, preview, warnings, isNew } = created;
  const { renderAgain, clientsAgain } = followUps(created.before, created.state);
  const is = isNew ? 'is' : 'already exists and is';
  const view = peeringView(peering);
  return objectResult(
    { ...view, dryRun, ...previewView(preview, peering), renderAgain, clientsAgain },
    {
      names: ({ name }) => [name],
      lines: (value) => createdLines(value, created, dryRun && isNew ? 'would be' : is),
      brief: (value) => [`Peering ${value.name} ${is} ${statusText(value)}`],
      warnings,
      notes: dryRun || !isNew ? ['nothing was changed'] : [],
      next: dryRun ? [] : [...nextSteps(peering), clientsAgain.map(clientNext)],
    },
  );
}

/** The commands that come next for a peering. */
export function nextSteps(peering: Peering): string[] {
  const { name, requester, accepter } = peering;
  const applying = requester.end.kind === 'vpc' ? ' --apply' : '';
  const acceptance = `${accepter.owner} must accept it: run \`peerway peering accept ${name} --as ${accepter.owner}${applying}\``;
  const renders: Readonly<Record<EndKind, readonly string[]>> = {
    gateway: isPending(peering)
      ? []
      : [requester, accepter].map(({ end }) => `to render it, run \`peerway gateway render ${end.name}\``),
    vpc: [
      `to see the commands of each side, run \`peerway peering render ${name}\``,
      `to set it up at ${specs.labelOf(peering.via)}, run \`${applyLine(specs.of(peering.via), { peering, access: new Map() })}\``,
    ],
  };
  return [...(isPending(peering) ? [acceptance] : []), ...renders[requester.end.kind]];
}
