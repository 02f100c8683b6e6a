/** Reads one side of a peering from AWS, with the operator's own `aws`. */

import * as v from 'valibot';
import { EXIT, UserError } from '../../errors.ts';
import { canonicalCidr } from '../../model/address/cidr.ts';
import type { Name } from '../../model/values.ts';
import { flowLogsOf } from '../flow-logs.ts';
import { readAnswer } from '../imported.ts';
import type { Ask, Scene } from '../provider.ts';
import { whereArguments } from './arguments.ts';
import { flowLogsQuestion, readFlowLogs } from './flow-logs.ts';
import {
  type AwsObserved,
  isStanding,
  type ObservedConnection,
  type ObservedIngress,
  type ObservedRoute,
} from './observed.ts';
import { type AwsPlace, awsPlaces } from './place.ts';

/** Reads the connection, the routes and the security groups of one side. Exit 6 when AWS does not show the VPC. */
export async function observeAws(
  { state, peering, access }: Scene,
  side: Name,
  askProgram: Ask,
): Promise<AwsObserved> {
  const [requester, accepter] = awsPlaces(state, peering, access);
  const own = side === requester.vpc ? requester : accepter;
  const ask = (question: readonly string[]) =>
    askProgram(['ec2', ...question, ...whereArguments(own), ...['--output', 'json']]);
  const [connections, tables, groups, logs] = await Promise.all([
    ask([
      ...['describe-vpc-peering-connections', '--filters'],
      // Either side may have made the request: AWS has one connection between two VPCs.
      `Name=requester-vpc-info.vpc-id,Values=${requester.vpcId},${accepter.vpcId}`,
      `Name=accepter-vpc-info.vpc-id,Values=${requester.vpcId},${accepter.vpcId}`,
    ]),
    ask(['describe-route-tables', '--filters', `Name=vpc-id,Values=${own.vpcId}`]),
    // Rules may be left behind in groups that the plan no longer has.
    ask(['describe-security-groups', '--filters', `Name=vpc-id,Values=${own.vpcId}`]).catch(
      unlessDenied(own.securityGroups),
    ),
    flowLogsOf(peering, side) === undefined ? undefined : ask(flowLogsQuestion(own)),
  ]);
  const connection = connectionOf(connections, { requester, accepter, own, id: peering.observed?.id });
  return {
    ...(connection ? { connection } : {}),
    ...tablesOf(tables, own),
    ...groupsOf(groups),
    ...(logs === undefined ? {} : { flowLogs: readFlowLogs(logs, own) }),
  };
}

/** An operator who lets peerway manage no security group may have no right to read them. */
const unlessDenied =
  (groups: readonly string[]) =>
  (error: unknown): unknown => {
    if (groups.length === 0 && error instanceof UserError && error.code === 'provider-denied')
      return { SecurityGroups: [] };
    throw error;
  };

const vpcInfo = v.optional(
  v.object({
    VpcId: v.optional(v.string()),
    OwnerId: v.optional(v.string()),
    PeeringOptions: v.optional(v.object({ AllowDnsResolutionFromRemoteVpc: v.optional(v.boolean()) })),
  }),
);

const CONNECTIONS = v.object({
  VpcPeeringConnections: v.array(
    v.object({
      VpcPeeringConnectionId: v.string(),
      Status: v.object({ Code: v.string(), Message: v.optional(v.string(), '') }),
      ExpirationTime: v.optional(v.string()),
      RequesterVpcInfo: vpcInfo,
      AccepterVpcInfo: vpcInfo,
    }),
  ),
});

interface Sought {
  readonly requester: AwsPlace;
  readonly accepter: AwsPlace;
  readonly own: AwsPlace;
  /** The id that the plan knows. */
  readonly id: string | undefined;
}

/**
 * The connection that exists: the one that the plan knows, if it does. Of those that have ended, only the one that the
 * plan knows: an earlier connection of the two VPCs says nothing about a new request.
 */
function connectionOf(
  document: unknown,
  { requester, accepter, own, id }: Sought,
): ObservedConnection | undefined {
  const { VpcPeeringConnections } = readAnswer(
    CONNECTIONS,
    document,
    'aws ec2 describe-vpc-peering-connections',
  );
  const candidates = VpcPeeringConnections.flatMap((one): ObservedConnection[] => {
    const { RequesterVpcInfo: asking, AccepterVpcInfo: asked } = one;
    const isReversed = asking?.VpcId === accepter.vpcId && asked?.VpcId === requester.vpcId;
    if (!isReversed && (asking?.VpcId !== requester.vpcId || asked?.VpcId !== accepter.vpcId)) return [];
    const info = asking?.VpcId === own.vpcId ? asking : asked;
    const dns = info?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc;
    return [
      {
        id: one.VpcPeeringConnectionId,
        code: one.Status.Code,
        message: one.Status.Message,
        requester: isReversed ? accepter.vpc : requester.vpc,
        ...(asked?.OwnerId === undefined ? {} : { accepterAccount: asked.OwnerId }),
        ...(one.ExpirationTime === undefined ? {} : { expiresAt: one.ExpirationTime }),
        ...(dns === undefined ? {} : { dns }),
      },
    ];
  });
  const standing = candidates.filter(isStanding);
  return (
    standing.find((one) => one.id === id) ??
    standing.find((one) => one.requester === requester.vpc) ??
    standing[0] ??
    candidates.find((one) => one.id === id)
  );
}

const ROUTES = v.object({
  RouteTables: v.array(
    v.object({
      RouteTableId: v.string(),
      OwnerId: v.optional(v.string()),
      Associations: v.optional(v.array(v.object({ GatewayId: v.optional(v.string()) })), []),
      Routes: v.array(
        v.looseObject({
          DestinationCidrBlock: v.optional(v.string()),
          DestinationIpv6CidrBlock: v.optional(v.string()),
          State: v.optional(v.string()),
          Origin: v.optional(v.string()),
        }),
      ),
    }),
  ),
});

/** The fields that hold the target of a route (EC2 API, `Route`). */
const TARGETS = [
  'VpcPeeringConnectionId',
  'GatewayId',
  'NatGatewayId',
  'TransitGatewayId',
  'NetworkInterfaceId',
  'EgressOnlyInternetGatewayId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'CoreNetworkArn',
  'InstanceId',
];

/** The routes, and the tables that subnets may have; the table of a gateway is none of these. */
function tablesOf(document: unknown, own: AwsPlace): Pick<AwsObserved, 'account' | 'tables' | 'routes'> {
  const { RouteTables } = readAnswer(ROUTES, document, 'aws ec2 describe-route-tables');
  // Every VPC has a main route table: without one, the VPC is not in this account and region.
  if (RouteTables.length === 0) throw noSuchVpc(own);
  const [account] = RouteTables.flatMap(({ OwnerId }) => OwnerId ?? []);
  const tables = RouteTables.filter(({ Associations }) =>
    Associations.every(({ GatewayId }) => GatewayId === undefined),
  ).map(({ RouteTableId }) => RouteTableId);
  const routes = RouteTables.flatMap(({ RouteTableId, Routes }) =>
    Routes.map(
      (route): ObservedRoute => ({
        table: RouteTableId,
        cidr: canonicalCidr(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? ''),
        target: String(TARGETS.map((name) => route[name]).find((value) => value !== undefined) ?? ''),
        blackhole: route.State === 'blackhole',
        ...(route.Origin === 'EnableVgwRoutePropagation' ? { isPropagated: true as const } : {}),
      }),
    ),
  );
  return { ...(account === undefined ? {} : { account }), tables, routes };
}

const noSuchVpc = ({ vpc, vpcId, region, profile }: AwsPlace): UserError =>
  new UserError(
    EXIT.rolledBack,
    'provider-no-such-id',
    `AWS does not show ${vpcId} in ${region}${profile ? ` to profile ${profile}` : ''}`,
    { hint: `choose a profile of its account with --profile ${vpc}=<profile>` },
  );

const Description = v.optional(v.string(), '');
const IpRanges = v.optional(v.array(v.object({ CidrIp: v.string(), Description })), []);
const Ipv6Ranges = v.optional(v.array(v.object({ CidrIpv6: v.string(), Description })), []);

const GROUPS = v.object({
  SecurityGroups: v.array(
    v.object({
      GroupId: v.string(),
      GroupName: v.optional(v.string(), ''),
      IpPermissions: v.array(v.object({ IpProtocol: v.string(), IpRanges, Ipv6Ranges })),
    }),
  ),
});

function groupsOf(document: unknown): Pick<AwsObserved, 'groups' | 'ingress'> {
  const { SecurityGroups } = readAnswer(GROUPS, document, 'aws ec2 describe-security-groups');
  return {
    groups: SecurityGroups.map(({ GroupId: id, GroupName: name }) => ({ id, name })),
    ingress: SecurityGroups.flatMap(ingressOf),
  };
}

const ingressOf = (group: v.InferOutput<typeof GROUPS>['SecurityGroups'][number]): ObservedIngress[] =>
  group.IpPermissions.flatMap(({ IpProtocol: protocol, ...ranges }) =>
    [
      ...ranges.IpRanges.map(({ CidrIp: cidr, Description: description }) => ({ cidr, description })),
      ...ranges.Ipv6Ranges.map(({ CidrIpv6: cidr, Description: description }) => ({ cidr, description })),
    ].map((one) => ({ group: group.GroupId, protocol, ...one, cidr: canonicalCidr(one.cidr) })),
  );
