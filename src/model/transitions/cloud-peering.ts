/** Peerings that a cloud carries: asked for, agreed to, turned down. */
import { refusal } from '../../errors.ts';
import { familyOf } from '../address/cidr.ts';
import {
  type AwsPeering,
  type CloudPeering,
  GCP_DEFAULTS,
  type GcpOptions,
  type GcpPeering,
  type StackType,
  waits,
} from '../cloud-peering.ts';
import { type Instant, later } from '../moment.ts';
import { anyPeeringNamed, cloudPeeringsOf, isAlive, otherVpc, vpcNamed } from '../queries.ts';
import { type CloudProposal, cloudProblems } from '../rules/cloud.ts';
import { quotaWarnings } from '../rules/quotas.ts';
import { type State, type Vpc, withEntry, withoutEntries } from '../state.ts';
import type { Name, Owner } from '../values.ts';
import { throwAny } from './change.ts';
import { throwIfNameTaken, throwIfSameOperator, throwUnlessAccepter } from './peering.ts';
import { endedRequest } from './settle.ts';

/** AWS lets a request run out after 7 days; in seconds. */
const AWS_REQUEST_LIFETIME = 7 * 86_400;

/** What a side asks of its cloud; what is left out is as the cloud has it. */
export interface CloudOptions {
  /** AWS: whether the peer may resolve private DNS names. */
  readonly dns?: boolean;
  readonly routes?: Partial<GcpOptions>;
}

export interface NewCloudPeering {
  readonly via: CloudPeering['via'];
  /** In the order they were named. */
  readonly vpcs: readonly [string, string];
  readonly name: Name;
  /** Whether both sides are set up at once. */
  readonly duplex: boolean;
  readonly options: CloudOptions;
  /** GCP; else IPv6 goes along where both have it. */
  readonly stackType?: StackType;
  readonly actor: Owner;
  readonly login?: Owner | undefined;
  readonly now: Instant;
}

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
  return { state: next, peering, warnings: [...quotaWarnings(next, peering), ...gaps(next, peering)] };
}

/** The other side's half is for its owner to agree to. */
function throwUnlessBoth(requester: Vpc, accepter: Vpc): void {
  if (requester.owner === accepter.owner) return;
  throw refusal(
    'not-accepter',
    `VPC ${accepter.name} is ${accepter.owner}'s, who has to confirm the peering`,
    'leave --duplex out; then `peerway peering accept` confirms it',
  );
}

function newPeering(intent: NewCloudPeering, requester: Vpc, accepter: Vpc): CloudPeering {
  const { via, name, duplex, options, actor, login, now } = intent;
  const [ours, theirs] = [requester, accepter].map((vpc) => ({ vpc: vpc.name, owner: vpc.owner })) as [
    Pick<AwsPeering['requester'], 'vpc' | 'owner'>,
    Pick<AwsPeering['requester'], 'vpc' | 'owner'>,
  ];
  const status = duplex ? 'active' : 'inactive';
  const record = { createdAt: now, createdBy: actor, ...(login ? { createdLogin: login } : {}) };
  if (via === 'aws') {
    const dns = options.dns ?? false;
    return {
      name,
      via,
      status,
      requester: { ...ours, dns },
      accepter: { ...theirs, dns: duplex && dns },
      ...record,
      ...(duplex ? {} : { expiresAt: later(now, AWS_REQUEST_LIFETIME) }),
    };
  }
  const routes = options.routes ?? {};
  return {
    name,
    via,
    status,
    requester: { ...ours, confirmed: true, options: { ...GCP_DEFAULTS, ...routes } },
    accepter: {
      ...theirs,
      confirmed: duplex,
      options: { ...GCP_DEFAULTS, ...(duplex ? mirrored(routes) : {}) },
    },
    stackType: intent.stackType ?? (hasIpv6(requester) && hasIpv6(accepter) ? 'IPV4_IPV6' : 'IPV4_ONLY'),
    ...record,
  };
}

const hasIpv6 = ({ cidrs }: Vpc): boolean => cidrs.some((cidr) => familyOf(cidr) === 6);

/** What one side exports is of use only where the other imports it. */
const mirrored = (routes: Partial<GcpOptions>): Partial<GcpOptions> => ({
  ...(routes.exportCustomRoutes === undefined ? {} : { importCustomRoutes: routes.exportCustomRoutes }),
  ...(routes.importCustomRoutes === undefined ? {} : { exportCustomRoutes: routes.importCustomRoutes }),
  ...(routes.exportSubnetRoutesWithPublicIp === undefined
    ? {}
    : { importSubnetRoutesWithPublicIp: routes.exportSubnetRoutesWithPublicIp }),
  ...(routes.importSubnetRoutesWithPublicIp === undefined
    ? {}
    : { exportSubnetRoutesWithPublicIp: routes.importSubnetRoutesWithPublicIp }),
});

/** Nothing is routed or let in where the plan does not know into what. */
function gaps(state: State, { requester, accepter }: CloudPeering): string[] {
  return [requester, accepter].flatMap(({ vpc }) => {
    const provider = state.vpcs.get(vpc)?.provider;
    if (provider?.kind !== 'aws') return [];
    const lacking = [
      ...(provider.routeTables.length === 0 ? ['--route-table <id>'] : []),
      ...(provider.securityGroups.length === 0 ? ['--security-group <id>'] : []),
    ];
    if (lacking.length === 0) return [];
    const what = lacking.map((flag) => (flag.startsWith('--route') ? 'route table' : 'security group'));
    return [
      `VPC ${vpc} has no ${what.join(' and no ')} in the plan, so that nothing is set there: peerway vpc update ${vpc} ${lacking.join(' ')}`,
    ];
  });
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
  if (!waits(peering) && isAlive(peering) && peering.status !== 'deleting')
    return { state, peering, warnings: [] };
  throwUnlessWaiting(peering, 'accept');
  throwUnlessAccepter(peering, intent.actor, 'accept');
  if (intent.secondFrom) throwIfSameOperator(peering, intent.actor, intent.secondFrom.login);
  throwAny(cloudProblems(cloudProposalOf(state, peering)));
  const agreed = withAcceptance(peering, intent);
  const next = withPeering(state, agreed);
  return { state: next, peering: agreed, warnings: gaps(next, agreed) };
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
  const again = `make a new one: \`peerway peering create ${requester.vpc} ${accepter.vpc} --via ${via}\``;
  const hint = isAlive(peering) ? `take it down with \`peerway peering delete ${name}\`` : again;
  throw refusal('not-pending', `Peering ${name} is ${status}; there is nothing to ${verb}`, hint);
}
