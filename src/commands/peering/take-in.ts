/** Answers requests that the owners of other VPCs have made at the provider, and that the plan does not have. */
import { EXIT, UserError, usage, validationError } from '../../errors.ts';
import { connectionIds, isAlive, type Options, type Peering } from '../../model/peering.ts';
import { gatewaysIn, notFound, peeringsOfVpc } from '../../model/queries.ts';
import { type State, type Vpc, withoutEntries } from '../../model/state.ts';
import { type TakeInNames, takeInRequest } from '../../model/transitions/take-in.ts';
import { throwUnlessOptions } from '../../model/transitions/update-peering.ts';
import type { Name, Owner } from '../../model/values.ts';
import { type Declined, declined, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { shellQuoted, visible } from '../../visible.ts';
import { changeLines, sideChanges } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import type { AppliedPeering, ApplyIntent } from './apply.ts';
import { applyDecision } from './create-applied.ts';
import { cloudsOf, type Found, isProviderId, readInbox } from './inbox.ts';
import { previewOf } from './preview.ts';
import type { ReachIntent } from './reach.ts';

/** The peering of the plan that a name or a provider's id stands for. */
export const peeringWithId = (state: State, nameOrId: string): Peering | undefined =>
  state.peerings.get(nameOrId as Name) ??
  [...state.peerings.values()].find((one) => connectionIds(one).includes(nameOrId));

/** Exit 2 for an id of a provider that only --apply can look up. */
export function throwUnlessApplied(state: State, nameOrId: string, verb: 'accept' | 'reject'): void {
  if (peeringWithId(state, nameOrId) || !(isProviderId(nameOrId) || nameOrId.includes('/'))) return;
  throw usage(
    `The plan has no peering with the ID ${visible(nameOrId)}`,
    `to ${verb} a request at the provider, run \`peerway peering ${verb} ${shellQuoted(nameOrId)} --apply\``,
  );
}

/** The request of an id, or of a name at the provider, for a VPC of the acting owner. */
export async function incomingRequest(
  id: string,
  verb: 'accept' | 'reject',
  intent: ReachIntent,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<Found & { readonly accepter: Vpc }> {
  const state = await ports.state.read();
  const { found, failures } = await readInbox(state, intent, ports, { only: cloudsOf(id) });
  const fitting = found.filter(({ request }) => request.id === id || request.name === id);
  const [one, other] = fitting;
  if (other)
    throw usage(
      `Several requests are named ${visible(id)}`,
      `use one of ${fitting.map(({ request }) => request.id).join(', ')}`,
    );
  if (!one) throw failures[0] ?? noRequest(id, found);
  const { accepter } = one;
  if (!accepter) throw ownHalf(one);
  throwUnlessOwner(one, accepter, await ports.state.actor(), verb);
  return { ...one, accepter };
}

const noRequest = (id: string, found: readonly Found[]): UserError => {
  const ids = found.map(({ request }) => request.id);
  if (ids.length > 0) return notFound('request at the provider', id, ids, 'peerway peering requests');
  return new UserError(EXIT.notFound, 'not-found', `No request ${visible(id)} waits for a VPC of the plan`, {
    hint: 'run `peerway peering list` for the requests in the plan, or `peerway peering requests` for those at the providers',
  });
};

/** A half of a VPC of the plan waits for a network that the plan does not have. */
function ownHalf({ request, requester, spec }: Found): UserError {
  const { provider } = request.accepter;
  const flags = spec.ids.flatMap(({ key, flag }) => {
    const value = provider[key];
    return typeof value === 'string' ? [flag.replace(/<.*>/, () => shellQuoted(value))] : [];
  });
  const named = request.name === undefined ? '' : ` --name ${request.name}`;
  return validationError(
    'not-accepter',
    `${visible(request.id)} is a half of ${requester?.name ?? 'a VPC of the plan'} itself, and waits for a network that is not in the plan`,
    `run \`peerway vpc add <name> --provider ${spec.via} ${flags.join(' ')} --cidr <cidr>\`, then \`peerway peering create ${requester?.name} <name> --via ${spec.via}${named} --apply\``,
  );
}

function throwUnlessOwner({ request }: Found, accepter: Vpc, actor: Owner, verb: string): void {
  if (accepter.owner === actor) return;
  throw validationError(
    'not-accepter',
    `The request ${visible(request.id)} is for ${accepter.owner} to ${verb}, who owns ${accepter.name}; you act as ${actor}`,
    `to act for ${accepter.owner}, run \`peerway peering ${verb} ${shellQuoted(request.id)} --as ${accepter.owner} --apply\``,
  ).withActAs(accepter.owner);
}

export interface TakeInIntent {
  /** The provider's id of the request. */
  readonly id: string;
  readonly names: TakeInNames;
  /** Options of the accepter's side. */
  readonly options: Options;
}

/** Adds a request and its VPC to the plan, and accepts it at the provider. Unless that begins, the plan is as before. */
export async function acceptIncoming(
  { id, names, options }: TakeInIntent,
  how: ApplyIntent,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<Result<AppliedPeering> | Declined> {
  const { request, spec, engine, accepter } = await incomingRequest(id, 'accept', how, ports);
  throwUnlessOptions(spec, options);
  const actor = await ports.state.actor();
  const decide = (state: State) => {
    const intent = { spec, request, accepter: accepter.name, names, actor, options, now: ports.state.now };
    const made = takeInRequest(specs, state, intent);
    const { now } = previewOf(engine, state, made.state, made.peering);
    const present = state.peerings.get(made.peering.name);
    return { ...made, isNew: !present || !isAlive(present), changes: sideChanges(now, 'vpc') };
  };
  const made = await confirmAndChange(ports, {
    kind: 'both-sides',
    decide,
    question: ({ peering }) =>
      `Accept the request of ${peering.requester.end.name} as peering ${peering.name}`,
    lines: ({ state, added, changes, warnings }) => [
      ...(added === undefined ? [] : [addedText(state, added)]),
      ...changeLines(changes),
      ...warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  if (!made) return declined();
  const { added, peering } = made;
  if (added !== undefined) ports.terminal.tell(addedText(made.state, added));
  try {
    const decision = { value: { name: peering.name }, warnings: made.warnings };
    return await applyDecision(decision, how, ports, made.isNew);
  } finally {
    if (added !== undefined) await removeUnused(added, ports);
  }
}

const addedText = ({ vpcs }: State, name: Name): string => {
  const vpc = vpcs.get(name);
  return `VPC ${name} of ${vpc?.owner} with ${vpc?.cidrs.join(', ')} is new to the plan`;
};

/** Removes a VPC that was added for a peering which the plan no longer has. */
const removeUnused = (name: Name, { state: port }: Uses<'state'>) =>
  port.record((state) =>
    peeringsOfVpc(state, name).length > 0 || gatewaysIn(state, name).length > 0
      ? { state }
      : { state: { ...state, vpcs: withoutEntries(state.vpcs, [name]) } },
  );
