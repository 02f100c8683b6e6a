/** Rejects requests at the provider, too. */
import { EXIT, UserError, validationError } from '../../errors.ts';
import { runChange } from '../../exec/run-change.ts';
import { isAlive } from '../../model/peering.ts';
import { peeringNamed, vpcNamed } from '../../model/queries.ts';
import type { Vpc } from '../../model/state.ts';
import { rejectPeering } from '../../model/transitions/answer-peering.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { onSide } from '../../providers/observe.ts';
import { vpcEngineOf } from '../../providers/registry.ts';
import { visible } from '../../visible.ts';
import type { ApplyIntent } from './apply.ts';
import { type Found, readInbox } from './inbox.ts';
import { throwUnlessReachable } from './reach.ts';
import { freedLines, peeringReject, rejectedResult } from './reject.ts';
import { peeringOf, type RequestView, requestView } from './requests.ts';
import { incomingRequest, peeringWithId } from './take-in.ts';
import type { PeeringView } from './view.ts';

/** The JSON of a rejected request that the plan does not have. */
export interface RejectedRequest extends RequestView {
  readonly status: 'rejected';
}

type RejectPorts = Uses<'state' | 'terminal' | 'outside'>;

/** Rejects a request at its provider, and in the plan if that has it. */
export async function rejectApplied(
  nameOrId: string,
  how: ApplyIntent,
  ports: RejectPorts,
): Promise<Result<PeeringView | RejectedRequest> | Declined> {
  const state = await ports.state.read();
  const peering = peeringWithId(state, nameOrId);
  if (peering) return rejectKnown(peering.name, how, ports);
  const found = await incomingRequest(nameOrId, 'reject', how, ports);
  rejectionOf(found);
  const { id } = found.request;
  const view: RejectedRequest = { ...requestView(state, found), status: 'rejected' };
  const lines = [`  ${found.accepter.name} stays unpeered with ${found.request.requester.cidrs.join(', ')}`];
  if (!(await isConfirmed(`Reject the request ${id}`, lines, ports))) return declined();
  await runRejection(found, found.accepter, how, ports);
  return objectResult(view, { names: () => [id], lines: () => [`Request ${id} is rejected`] });
}

/** The request at the provider goes first: if it stays, the plan is as before. */
async function rejectKnown(
  name: string,
  how: ApplyIntent,
  ports: RejectPorts,
): Promise<Result<PeeringView> | Declined> {
  const state = await ports.state.read();
  throwUnlessReachable(state, name, how);
  // Nothing is run for an owner who may not reject it, or for a peering that is no request.
  const actor = await ports.state.actor();
  const { peering: answered } = rejectPeering(state, name, actor);
  // New networks of a peering that stays are a matter of the plan.
  if (isAlive(answered)) return peeringReject(name, ports);
  const { via, accepter } = peeringNamed(state, name);
  // Without a rejection, the half of the requester stays: only its owner can delete it.
  if (!(await vpcEngineOf(via)).requests.rejection) return peeringReject(name, ports);
  const intent = { ...how, side: accepter.end.name };
  const { found, failures } = await readInbox(state, intent, ports);
  const [failure] = failures;
  if (failure) throw failure;
  const waiting = found.find((one) => peeringOf(state, one)?.name === name);
  const question = `Reject peering ${name} at the provider, too`;
  if (!(await isConfirmed(question, freedLines(peeringNamed(state, name)), ports))) return declined();
  if (waiting) await runRejection(waiting, vpcNamed(state, accepter.end.name), how, ports);
  const { peering } = await ports.state.change((before) => rejectPeering(before, name, actor));
  return rejectedResult(peering, actor, {
    warnings: waiting
      ? []
      : [`the provider shows no request for ${accepter.end.name}; it was rejected in the plan only`],
  });
}

const isConfirmed = async (
  question: string,
  lines: readonly string[],
  { terminal }: Uses<'terminal'>,
): Promise<boolean> =>
  !terminal.needsConfirmation('prompted') || terminal.confirm(question, lines, 'prompted');

/** Returns how its provider rejects a request. Exit 3 where one has no effect until it is accepted. */
function rejectionOf({ request, spec, engine }: Found) {
  const { rejection } = engine.requests;
  if (rejection) return rejection;
  throw validationError(
    'cannot-reject',
    `${spec.label} cannot reject requests: ${visible(request.id)} has no effect unless you accept it`,
    'leave it as it is, or ask its owner to delete it',
  );
}

async function runRejection(
  found: Found,
  accepter: Vpc,
  { timeout }: ApplyIntent,
  ports: RejectPorts,
): Promise<void> {
  const { request, engine, scene, program } = found;
  const rejection = rejectionOf(found);
  const title = `reject the request ${request.id}`;
  const side = accepter.name;
  const resource = {
    ...{ key: request.id, side, kind: 'request', title },
    fields: {},
    role: 'connection',
  } as const;
  await runChange({ op: 'delete', resource, title }, rejection(scene, request, side), {
    provider: engine.program,
    program,
    ended: engine.endStates,
    deadline: Date.now() + timeout,
    show: (line) => ports.terminal.tell(line),
    learn: async () => undefined,
    values: new Map(),
    unknown: () => new UserError(EXIT.rolledBack, 'provider-no-peering', title, { hint: '' }),
    at: (_, error) => onSide(side, error),
  });
}
