/** The resources of a VPC peering connection at AWS. */

import type { Cidr } from '../../model/address/cidr.ts';
import { type NamedAtProvider, nameAtProvider } from '../../model/name-at-provider.ts';
import { isPending, otherEnd, type Peering, type Side, sidesFrom } from '../../model/peering.ts';
import type { Resource } from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import { flowLogsIn } from '../flow-logs.ts';
import type { Scene } from '../provider.ts';
import { roleFor } from './flow-log-options.ts';
import { type AwsPlace, awsPlaces } from './place.ts';

/** AWS sets the options of each side by its role in the request. */
type PeeringRole = 'requester' | 'accepter';

/** One resource at AWS, by its kind. */
export type AwsResource = Resource &
  (
    | { readonly kind: 'aws-exists' | 'aws-accepted' | 'aws-active' }
    | {
        readonly kind: 'aws-peering';
        readonly fields: {
          /** True for a request of the other side that waits for acceptance: it can only be rejected. */
          readonly isTheirs?: boolean;
        };
      }
    | {
        readonly kind: 'aws-dns';
        readonly fields: { readonly role: PeeringRole; readonly isAllowed: boolean };
      }
    | {
        readonly kind: 'aws-route';
        readonly fields: {
          readonly table: string;
          readonly cidr: Cidr;
          /** Id of the target of a route that is not peerway's. */
          readonly target?: string;
        };
      }
    | { readonly kind: 'aws-ingress'; readonly fields: { readonly group: string; readonly cidr: Cidr } }
    | { readonly kind: 'aws-flow-log'; readonly fields: FlowLogFields }
  );

export interface FlowLogFields {
  /** The ARN of its destination. */
  readonly destination: string;
  /** The role that writes to it. */
  readonly role?: string;
  /** Its id, where it was observed. */
  readonly id?: string;
}

/** Fields about the other side, as the AWS console asks for them. */
const placeText = ({ vpcId, region, account }: AwsPlace): string =>
  `${vpcId} in ${region}${account ? `, account ${account}` : ''}`;

export const isRequester = ({ requester }: Peering, side: Name): boolean => requester.end.name === side;

/** Everything that the plan wants by now, in the order in which it is created across both sides. */
export function awsDesired({ state, peering, access }: Scene): AwsResource[] {
  const [ours, theirs] = awsPlaces(state, peering, access);
  const asked: AwsResource = {
    ...settingOf(ours.vpc, 'aws-peering', `request a peering of ${ours.vpcId} with ${placeText(theirs)}`),
    role: 'connection',
  };
  if (isPending(peering)) return [asked];
  const each = (resources: (own: AwsPlace, peer: AwsPlace) => AwsResource[]): AwsResource[] => [
    ...resources(ours, theirs),
    ...resources(theirs, ours),
  ];
  return [
    asked,
    settingOf(theirs.vpc, 'aws-exists', `wait until the request is visible in ${theirs.region}`),
    settingOf(theirs.vpc, 'aws-accepted', `accept the request of ${ours.vpc}`),
    ...each((own) => [settingOf(own.vpc, 'aws-active', `wait until the peering is active in ${own.region}`)]),
    ...each((own, peer) =>
      own.routeTables.flatMap((table) => peer.cidrs.map((cidr) => routeOf(own.vpc, peer.vpc, table, cidr))),
    ),
    ...each((own, peer) =>
      own.securityGroups.flatMap((group) =>
        peer.cidrs.map((cidr) => ingressOf(own.vpc, peer.vpc, group, cidr)),
      ),
    ),
    ...each((own) =>
      (isRequester(peering, own.vpc) ? peering.requester : peering.accepter).options['dns']
        ? [dnsOf(peering, own.vpc, true)]
        : [],
    ),
    ...each((own) => plannedFlowLog(sidesFrom(peering, own.vpc).local)),
  ];
}

function plannedFlowLog(side: Side): AwsResource[] {
  const destination = flowLogsIn(side.options);
  if (typeof destination !== 'string') return [];
  const role = roleFor(side, destination);
  return [flowLogOf(side.end.name, { destination, ...(role === undefined ? {} : { role }) })];
}

export const flowLogOf = (
  side: Name,
  fields: FlowLogFields,
): AwsResource & { readonly kind: 'aws-flow-log' } => ({
  key: `aws-flow-log ${fields.destination}`,
  side,
  kind: 'aws-flow-log',
  title: `send its flow logs to ${fields.destination}`,
  fields,
});

const settingOf = (
  side: Name,
  kind: 'aws-peering' | 'aws-exists' | 'aws-accepted' | 'aws-active',
  title: string,
): AwsResource => ({ key: kind, side, kind, title, fields: {}, role: 'setting' });

/** The connection itself, as one side sees it. */
export const connectionOf = (side: Name, isTheirs = false): AwsResource => ({
  key: 'aws-peering',
  side,
  kind: 'aws-peering',
  title: 'request the peering',
  fields: isTheirs ? { isTheirs } : {},
  role: 'connection',
});

/** The permission of the peer to resolve private names of a side. */
export const dnsOf = (
  peering: Peering,
  side: Name,
  isAllowed: boolean,
): AwsResource & { readonly kind: 'aws-dns' } => ({
  key: 'aws-dns',
  side,
  kind: 'aws-dns',
  title: `${isAllowed ? 'allow' : 'no longer allow'} ${otherEnd(peering, side)} to resolve private DNS names of ${side}`,
  fields: { role: isRequester(peering, side) ? 'requester' : 'accepter', isAllowed },
  role: 'setting',
});

export const routeOf = (side: Name, peer: Name, table: string, cidr: Cidr): AwsResource => ({
  key: `aws-route ${table} ${cidr}`,
  side,
  kind: 'aws-route',
  title: `route ${cidr} of ${peer} through the peering, in ${table}`,
  fields: { table, cidr },
});

export const ingressOf = (side: Name, peer: Name, group: string, cidr: Cidr): AwsResource => ({
  key: `aws-ingress ${group} ${cidr}`,
  side,
  kind: 'aws-ingress',
  title: `allow traffic from ${cidr} of ${peer}, in ${group}`,
  fields: { group, cidr },
});

/** peerway's rules in a security group are recognized by their description. */
export const ruleDescription = (peering: NamedAtProvider): string => `peerway:${nameAtProvider(peering)}`;
