/** Requests that wait for a VPC at AWS: those that others have made, in its own account and region. */
import * as v from 'valibot';
import { type Cidr, canonicalCidr } from '../../model/address/cidr.ts';
import { readTimestamp } from '../../model/instant.ts';
import type { Name } from '../../model/values.ts';
import type { RequestEnd, WaitingRequest } from '../../model/waiting-request.ts';
import { providerText } from '../explain.ts';
import { readAnswer } from '../imported.ts';
import type { PlanScene, RequestInbox } from '../provider.ts';
import { whereArguments } from './arguments.ts';
import { awsPlace } from './place.ts';

const idOf = (pattern: RegExp) => v.pipe(v.string(), v.regex(pattern));

const cidrSet = <Key extends string>(key: Key) =>
  v.optional(v.array(v.object({ [key]: v.string() } as Record<Key, v.StringSchema<undefined>>)), []);

const END = v.object({
  OwnerId: idOf(/^\d{12}$/),
  VpcId: idOf(/^vpc-[0-9a-f]{8,17}$/),
  Region: v.optional(idOf(/^[a-z]{2}(-[a-z]+)+-\d$/)),
  CidrBlock: v.optional(v.string()),
  CidrBlockSet: cidrSet('CidrBlock'),
  Ipv6CidrBlockSet: cidrSet('Ipv6CidrBlock'),
});

const REQUESTS = v.object({
  VpcPeeringConnections: v.array(
    v.object({
      VpcPeeringConnectionId: idOf(/^pcx-[0-9a-f]{8,17}$/),
      Status: v.object({ Code: v.string(), Message: v.optional(v.string(), '') }),
      ExpirationTime: v.optional(v.string(), ''),
      RequesterVpcInfo: END,
      AccepterVpcInfo: END,
    }),
  ),
});

type Found = v.InferOutput<typeof REQUESTS>['VpcPeeringConnections'][number];

/** AWS shows a request in the accepter's region, with the requester's CIDRs, but not the accepter's. */
const requestOf = (found: Found, region: string): WaitingRequest => {
  const { Status, ExpirationTime } = found;
  const expiresAt = readTimestamp(ExpirationTime);
  return {
    id: found.VpcPeeringConnectionId,
    requester: endOf(found.RequesterVpcInfo, region),
    accepter: endOf(found.AccepterVpcInfo, region),
    code: Status.Code,
    message: providerText(Status.Message),
    ...(expiresAt ? { expiresAt } : {}),
  };
};

/** @param region  of the connection, for an end without one */
function endOf(info: v.InferOutput<typeof END>, region: string): RequestEnd {
  const { OwnerId: account, VpcId: vpcId, Region = region } = info;
  const blocks = [
    ...(info.CidrBlock ? [info.CidrBlock] : []),
    ...info.CidrBlockSet.map(({ CidrBlock }) => CidrBlock),
    ...info.Ipv6CidrBlockSet.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
  ];
  return {
    provider: { kind: 'aws', account, region: Region, vpcId },
    cidrs: [...new Set(blocks.map(canonicalCidr))] as Cidr[],
  };
}

const placeOf = ({ state, access }: PlanScene, vpc: Name) => awsPlace(state, vpc, access);

export const awsRequests: RequestInbox = {
  groups: (scene, vpcs) => {
    const groups = new Map<string, Name[]>();
    for (const vpc of vpcs) {
      const { region, profile = '' } = placeOf(scene, vpc);
      const key = `${region} ${profile}`;
      groups.set(key, [...(groups.get(key) ?? []), vpc]);
    }
    return [...groups.values()];
  },
  read: async (scene, vpcs, ask) => {
    const places = vpcs.map((vpc) => placeOf(scene, vpc));
    const [{ region, profile } = { region: '' }] = places;
    const document = await ask([
      ...[
        'ec2',
        'describe-vpc-peering-connections',
        '--filters',
        'Name=status-code,Values=pending-acceptance',
      ],
      `Name=accepter-vpc-info.vpc-id,Values=${places.map(({ vpcId }) => vpcId).join(',')}`,
      ...[...whereArguments({ region, ...(profile ? { profile } : {}) }), '--output', 'json'],
    ]);
    const { VpcPeeringConnections } = readAnswer(
      REQUESTS,
      document,
      'aws ec2 describe-vpc-peering-connections',
    );
    const ids = places.map(({ vpcId }) => vpcId);
    return VpcPeeringConnections.filter(
      ({ Status, AccepterVpcInfo }) =>
        Status.Code === 'pending-acceptance' && ids.includes(AccepterVpcInfo.VpcId),
    ).map((found) => requestOf(found, region));
  },
  rejection: (scene, { id }, vpc) => {
    const own = placeOf(scene, vpc);
    return {
      program: 'aws',
      words: [
        ...['ec2', 'reject-vpc-peering-connection', '--vpc-peering-connection-id', id],
        ...whereArguments(own),
      ],
    };
  },
};
