/** Reads one side of a peering from AWS, with the operator's own `aws`. */
import * as v from 'valibot';
import { EXIT, UserError } from '../../errors.ts';
import type { AwsPeering } from '../../model/cloud-peering.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { answerOf } from '../answer.ts';
import { readAs } from '../imported.ts';
import { type AwsLive, isStanding, type LiveConnection, type LiveIngress, type LiveRoute } from '../live.ts';
import { type AwsPlace, awsPlace } from '../places.ts';
import type { Program } from '../program.ts';
import type { Access } from '../step.ts';

/** Seconds that one question may take. */
const PATIENCE = 60;

export async function lookAtAws(
  state: State,
  peering: AwsPeering,
  side: Name,
  access: Access,
  aws: Program,
): Promise<AwsLive> {
  const places = [peering.requester, peering.accepter].map(({ vpc }) => awsPlace(state, vpc, access));
  const [requester, accepter] = places as [AwsPlace, AwsPlace];
  const own = side === requester.vpc ? requester : accepter;
  const ask = (question: readonly string[]) =>
    answerOf(
      aws,
      [
        'ec2',
        ...question,
        ...['--region', own.region],
        ...(own.profile ? ['--profile', own.profile] : []),
        ...['--output', 'json'],
      ],
      PATIENCE,
    );
  const [connections, tables, groups] = await Promise.all([
    ask([
      ...['describe-vpc-peering-connections', '--filters'],
      // Either may have asked the other: AWS has one connection between two VPCs.
      `Name=requester-vpc-info.vpc-id,Values=${requester.vpcId},${accepter.vpcId}`,
      `Name=accepter-vpc-info.vpc-id,Values=${requester.vpcId},${accepter.vpcId}`,
    ]),
    ask(['describe-route-tables', '--filters', `Name=vpc-id,Values=${own.vpcId}`]),
    own.securityGroups.length === 0
      ? { SecurityGroups: [] }
      : ask([
          ...['describe-security-groups', '--filters'],
          `Name=group-id,Values=${own.securityGroups.join(',')}`,
        ]),
  ]);
  const connection = connectionOf(connections, { requester, accepter, own, id: peering.id });
  return {
    via: 'aws',
    ...(connection ? { connection } : {}),
    routes: routesOf(tables, own),
    ingress: ingressOf(groups),
  };
}

const vpcInfo = v.optional(
  v.object({
    VpcId: v.optional(v.string()),
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
  /** Where the plan knows it. */
  readonly id: string | undefined;
}

/** The one that stands, else the one that the plan knows, else the latest that has ended as the plan asks for it. */
function connectionOf(
  document: unknown,
  { requester, accepter, own, id }: Sought,
): LiveConnection | undefined {
  const { VpcPeeringConnections } = readAs(
    CONNECTIONS,
    document,
    '`aws ec2 describe-vpc-peering-connections`',
  );
  const ours = VpcPeeringConnections.flatMap((one): LiveConnection[] => {
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
        ...(isReversed ? { isReversed } : {}),
        ...(one.ExpirationTime === undefined ? {} : { expiresAt: one.ExpirationTime }),
        ...(dns === undefined ? {} : { dns }),
      },
    ];
  });
  const asPlanned = ours.filter((one) => !one.isReversed);
  return (
    asPlanned.find(isStanding) ??
    ours.find(isStanding) ??
    ours.find((one) => one.id === id) ??
    asPlanned.at(-1)
  );
}

const ROUTES = v.object({
  RouteTables: v.array(
    v.object({
      RouteTableId: v.string(),
      Routes: v.array(
        v.looseObject({
          DestinationCidrBlock: v.optional(v.string()),
          DestinationIpv6CidrBlock: v.optional(v.string()),
          State: v.optional(v.string()),
        }),
      ),
    }),
  ),
});

/** Where a route may lead to (EC2 API, `Route`). */
const TARGETS = [
  'VpcPeeringConnectionId',
  'GatewayId',
  'NatGatewayId',
  'TransitGatewayId',
  'NetworkInterfaceId',
  'EgressOnlyInternetGatewayId',
  'InstanceId',
];

function routesOf(document: unknown, own: AwsPlace): LiveRoute[] {
  const { RouteTables } = readAs(ROUTES, document, '`aws ec2 describe-route-tables`');
  // Every VPC has a main route table: without any, it is not of this account and region.
  if (RouteTables.length === 0) throw noSuchVpc(own);
  return RouteTables.flatMap(({ RouteTableId, Routes }) =>
    Routes.map((route) => ({
      table: RouteTableId,
      cidr: route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '',
      target: String(TARGETS.map((name) => route[name]).find((value) => value !== undefined) ?? ''),
      blackhole: route.State === 'blackhole',
    })),
  );
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
      IpPermissions: v.array(v.object({ IpProtocol: v.string(), IpRanges, Ipv6Ranges })),
    }),
  ),
});

const ingressOf = (document: unknown): LiveIngress[] =>
  readAs(GROUPS, document, '`aws ec2 describe-security-groups`').SecurityGroups.flatMap((group) =>
    group.IpPermissions.flatMap(({ IpProtocol: protocol, ...ranges }) =>
      [
        ...ranges.IpRanges.map(({ CidrIp: cidr, Description: description }) => ({ cidr, description })),
        ...ranges.Ipv6Ranges.map(({ CidrIpv6: cidr, Description: description }) => ({ cidr, description })),
      ].map((one) => ({ group: group.GroupId, protocol, ...one })),
    ),
  );
