/** Peerings that a cloud carries: asked for, agreed to, turned down. */
import { validationError } from '../../errors.ts';
import { type CloudPeering, type GcpOptions, type GcpPeering, waits } from '../cloud-peering.ts';
import { anyPeeringNamed, cloudPeeringsOf, isAlive, otherVpc, vpcNamed } from '../queries.ts';
import { type CloudProposal, cloudProblems } from '../rules/cloud.ts';
import { quotaWarnings } from '../rules/quotas.ts';
import { type State, type Vpc, withEntry, withoutEntries } from '../state.ts';
import type { Owner } from '../values.ts';
import { throwAny } from './change.ts';
import {
  accountUnknown,
  type CloudOptions,
  doubles,
  gaps,
  type NewCloudPeering,
  newPeering,
} from './new-cloud-peering.ts';
import { throwIfNameTaken, throwIfSameOperator, throwUnlessAccepter } from './peering.ts';
import { endedRequest } from './settle.ts';

export type { CloudOptions, NewCloudPeering };

/** A peering as it is after a change, in its state. */
export interface CloudChange {
  readonly state: State;
  readonly peering: CloudPeering;
  readonly warnings: readonly string[];
}

/**
 * A new peering of two VPCs: `active` where both sides are set up at once, else `inactive` until the other side
 * confirms. Who asks is the requester where exactly one side is theirs.
 * Exit 4 when there is no such VPC, 3 with every rule that fails, 5 when the name is taken.
 */
export function createCloudPeering(state: State, intent: NewCloudPeering): CloudChange {
  const [first, second] = intent.vpcs.map((name) => vpcNamed(state, name)) as [Vpc, Vpc];
  const turned = second.owner === intent.actor && first.owner !== intent.actor;
  const [requester, accepter] = turned ? [second, first] : [first, second];
  throwAny(cloudProblems({ state, cloud: intent.via, requester, accepter }));
  throwIfNameTaken(state, intent.name, [requester.name, accepter.name]);
  if (intent.duplex) throwUnlessBoth(requester, accepter);
  const peering = newPeering(intent, requester, accepter);
  const gone = cloudPeeringsOf(state, requester.name).filter(
    (one) => !isAlive(one) && otherVpc(one, requester.name) === accepter.name,
  );
  const without = withoutEntries(
    state.cloudPeerings,
    gone.map(({ name }) => name),
  );
  const next = { ...state, cloudPeerings: without.set(peering.name, peering) };
  return {
    state: next,
    peering,
    warnings: [
      ...accountUnknown(next, peering),
      ...quotaWarnings(next, peering),
      ...doubles(next, peering),
      ...gaps(next, peering),
    ],
  };
}

/** The other side's half is for its owner to agree to. */
function throwUnlessBoth(requester: Vpc, accepter: Vpc): void {
  if (requester.owner === accepter.owner) return;
  throw validationError(
    'not-accepter',
    `VPC ${accepter.name} belongs to ${accepter.owner}, who must accept the peering`,
    `omit --duplex; ${accepter.owner} then accepts the request with \`peerway peering accept\``,
  );
}

/** The two VPCs of a peering, to be judged as they are now. */
export const cloudProposalOf = (state: State, peering: CloudPeering): CloudProposal => ({
  state,
  cloud: peering.via,
  requester: vpcNamed(state, peering.requester.vpc),
  accepter: vpcNamed(state, peering.accepter.vpc),
  existing: peering.name,
});

export interface CloudAcceptance extends CloudOptions {
  readonly name: string;
  readonly actor: Owner;
  /** Given when whoever asked for it may not accept it: the login of whoever accepts. */
  readonly secondFrom?: { readonly login: Owner | undefined };
}

/** A peering that its other side has confirmed, with options of its own. Exit 3 when it is not theirs, or not waiting. */
export function acceptCloudPeering(state: State, intent: CloudAcceptance): CloudChange {
  const peering = cloudPeeringNamed(state, intent.name);
  if (!waits(peering) && isAlive(peering) && peering.status !== 'deleting') {
    throwIfOtherOptions(peering, intent);
    return { state, peering, warnings: [] };
  }
  throwUnlessWaiting(peering, 'accept');
  throwUnlessAccepter(peering, intent.actor, 'accept');
  if (intent.secondFrom) throwIfSameOperator(peering, intent.actor, intent.secondFrom.login);
  throwAny(cloudProblems(cloudProposalOf(state, peering)));
  const agreed = withAcceptance(peering, intent);
  const next = withPeering(state, agreed);
  return { state: next, peering: agreed, warnings: gaps(next, agreed) };
}

/** Confirmed again with the same options it is as it was; others would have to be changed at the provider first. */
function throwIfOtherOptions(peering: CloudPeering, { dns, routes }: CloudOptions): void {
  const isSame =
    peering.via === 'aws'
      ? dns === undefined || dns === peering.accepter.dns
      : Object.entries({ ...peering.accepter.options, ...routes }).every(
          ([key, on]) => peering.accepter.options[key as keyof GcpOptions] === on,
        );
  if (isSame) return;
  throw validationError(
    'not-pending',
    `Peering ${peering.name} is ${peering.status}, with different options`,
    `to create it again, first run \`peerway peering delete ${peering.name}\``,
  );
}

function withAcceptance(peering: CloudPeering, { dns, routes }: CloudOptions): CloudPeering {
  const { expiresAt: _, ...kept } = peering;
  if (kept.via === 'aws')
    return { ...kept, status: 'active', accepter: { ...kept.accepter, dns: dns ?? kept.accepter.dns } };
  const options = { ...kept.accepter.options, ...routes };
  const agreed: GcpPeering = {
    ...kept,
    status: 'active',
    accepter: { ...kept.accepter, confirmed: true, options },
  };
  return agreed;
}

/** A request turned down; it stays in the list. */
export function rejectCloudPeering(state: State, name: string, actor: Owner): CloudChange {
  const peering = cloudPeeringNamed(state, name);
  if (peering.status === 'rejected') return { state, peering, warnings: [] };
  throwUnlessWaiting(peering, 'reject');
  throwUnlessAccepter(peering, actor, 'reject');
  const rejected = endedRequest(peering, 'rejected');
  return { state: withPeering(state, rejected), peering: rejected, warnings: [] };
}

/** A state with a peering as it is now. */
export const withPeering = (state: State, peering: CloudPeering): State => ({
  ...state,
  cloudPeerings: withEntry(state.cloudPeerings, peering.name, peering),
});

/** A peering that a cloud carries; one of gateways is a bug of the caller. */
export function cloudPeeringNamed(state: State, name: string): CloudPeering {
  const peering = anyPeeringNamed(state, name);
  if (peering.via !== 'wireguard') return peering;
  throw new Error(`peering ${name} is one of gateways`);
}

function throwUnlessWaiting(peering: CloudPeering, verb: string): void {
  if (waits(peering)) return;
  const { name, status, via, requester, accepter } = peering;
  const again = `to request it again, run \`peerway peering create ${requester.vpc} ${accepter.vpc} --via ${via}\``;
  const hint = isAlive(peering) ? `to remove it, run \`peerway peering delete ${name}\`` : again;
  throw validationError('not-pending', `Peering ${name} is ${status}; there is nothing to ${verb}`, hint);
}
