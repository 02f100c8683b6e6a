/** Reads VPCs from the output of `aws ec2 describe-vpcs`, and of the descriptions of their parts. */
import * as v from 'valibot';
import { usage } from '../../errors.ts';
import type { Cidr } from '../../model/address/cidr.ts';
import { parseCidr } from '../../model/address/parse.ts';
import type { ImportedVpc } from '../../model/transitions/import-vpcs.ts';
import { parseZone } from '../../model/values.ts';
import { namedSubnets, nameFrom } from '../imported.ts';
import type { NetworkImport } from '../provider.ts';
import { readAs, SAVE_HINT } from './documents.ts';
import {
  parseAwsAccount,
  parseAwsRegion,
  parseAwsRouteTable,
  parseAwsSecurityGroup,
  parseAwsVpcId,
} from './ids.ts';
import { OBJECT_TAG, subnetOfObject } from './vpc/tags.ts';

const tags = v.optional(v.array(v.object({ Key: v.string(), Value: v.string() })), []);
const state = v.optional(v.object({ State: v.optional(v.string()) }));
const ipv6Set = v.optional(v.array(v.object({ Ipv6CidrBlock: v.string(), Ipv6CidrBlockState: state })), []);

const associations = v.optional(v.array(v.object({ GatewayId: v.optional(v.string()) })), []);

const SCHEMA = v.looseObject({
  Vpcs: v.optional(
    v.array(
      v.object({
        VpcId: v.string(),
        OwnerId: v.string(),
        CidrBlock: v.string(),
        CidrBlockAssociationSet: v.optional(
          v.array(v.object({ CidrBlock: v.string(), CidrBlockState: state })),
          [],
        ),
        Ipv6CidrBlockAssociationSet: ipv6Set,
        Tags: tags,
      }),
    ),
  ),
  Subnets: v.optional(
    v.array(
      v.object({
        SubnetId: v.string(),
        VpcId: v.string(),
        CidrBlock: v.optional(v.string()),
        AvailabilityZone: v.optional(v.string()),
        MapPublicIpOnLaunch: v.optional(v.boolean(), false),
        Ipv6CidrBlockAssociationSet: ipv6Set,
        Tags: tags,
      }),
    ),
  ),
  RouteTables: v.optional(
    v.array(v.object({ RouteTableId: v.string(), VpcId: v.string(), Associations: associations })),
  ),
  SecurityGroups: v.optional(v.array(v.object({ GroupId: v.string(), VpcId: v.optional(v.string()) }))),
});

type Document = v.InferOutput<typeof SCHEMA>;
type Vpc = NonNullable<Document['Vpcs']>[number];
type Subnet = NonNullable<Document['Subnets']>[number];

/**
 * The VPCs in all documents, which may come in any order.
 * @param region  where they are, since descriptions of VPCs do not say so (default: the region of their subnets' zones)
 */
function awsVpcs(documents: readonly unknown[], region?: string): ImportedVpc[] {
  const read = documents.map((document) => readAs(SCHEMA, document, '`aws ec2 describe-vpcs`'));
  const vpcs = read.flatMap(({ Vpcs = [] }) => Vpcs);
  if (!read.some(({ Vpcs }) => Vpcs))
    throw usage('The document contains no VPCs', 'use the output of `aws ec2 describe-vpcs --output json`');
  const subnets = together(read.map(({ Subnets }) => Subnets));
  const tables = together(read.map(({ RouteTables }) => RouteTables));
  const groups = together(read.map(({ SecurityGroups }) => SecurityGroups));
  return vpcs.map((vpc) => {
    const own = subnets?.filter(({ VpcId }) => VpcId === vpc.VpcId);
    const routeTables = tables
      ?.filter(({ VpcId }) => VpcId === vpc.VpcId)
      .filter((table) => !isEdgeTable(table))
      .map(({ RouteTableId }) => parseAwsRouteTable(RouteTableId));
    const securityGroups = groups
      ?.filter(({ VpcId }) => VpcId === vpc.VpcId)
      .map(({ GroupId }) => parseAwsSecurityGroup(GroupId));
    const where = region ?? regionOf(own ?? []);
    return {
      names: [nameFrom(tagged(vpc.Tags)), vpc.VpcId],
      id: vpc.VpcId,
      provider: {
        kind: 'aws',
        account: parseAwsAccount(vpc.OwnerId),
        ...(where === undefined ? {} : { region: where }),
        vpcId: parseAwsVpcId(vpc.VpcId),
        ...(routeTables ? { routeTables } : {}),
        ...(securityGroups ? { securityGroups } : {}),
      },
      cidrs: cidrsOf(vpc),
      ...(own ? { subnets: subnetsOf(own) } : {}),
    };
  });
}

/** True for the route table of a gateway, which routes traffic into the VPC and never to a peering. */
const isEdgeTable = ({ Associations }: NonNullable<Document['RouteTables']>[number]): boolean =>
  Associations.some(({ GatewayId }) => GatewayId !== undefined);

const together = <Item>(lists: readonly (readonly Item[] | undefined)[]): Item[] | undefined =>
  lists.some((list) => list !== undefined) ? lists.flatMap((list) => list ?? []) : undefined;

const tagged = (list: readonly { Key: string; Value: string }[], key = 'Name'): string =>
  list.find(({ Key }) => Key === key)?.Value ?? '';

/** True for a block that belongs to the VPC; not for one that is being removed or that failed. */
const isHeld = (entry: { State?: string | undefined } | undefined): boolean =>
  entry?.State === undefined || ['associated', 'associating'].includes(entry.State);

const ipv6Of = (set: Vpc['Ipv6CidrBlockAssociationSet']): Cidr[] =>
  set
    .filter(({ Ipv6CidrBlockState }) => isHeld(Ipv6CidrBlockState))
    .map(({ Ipv6CidrBlock }) => parseCidr(Ipv6CidrBlock));

function cidrsOf({ CidrBlock, CidrBlockAssociationSet, Ipv6CidrBlockAssociationSet }: Vpc): Cidr[] {
  const held = CidrBlockAssociationSet.filter(({ CidrBlockState }) => isHeld(CidrBlockState));
  const blocks = [CidrBlock, ...held.map((entry) => entry.CidrBlock)];
  return [...new Set([...blocks.map((block) => parseCidr(block)), ...ipv6Of(Ipv6CidrBlockAssociationSet)])];
}

const subnetsOf = (subnets: readonly Subnet[]) =>
  namedSubnets(
    subnets.flatMap((subnet) => {
      const { SubnetId: id, CidrBlock, Ipv6CidrBlockAssociationSet, Tags } = subnet;
      const label = subnetOfObject(tagged(Tags, OBJECT_TAG)) ?? tagged(Tags);
      return [
        ...(CidrBlock ? [{ label, id, cidr: parseCidr(CidrBlock), ...marksOf(subnet) }] : []),
        ...ipv6Of(Ipv6CidrBlockAssociationSet).map((cidr) => ({
          label: `${label || id}-ipv6`,
          id: `${id}-ipv6`,
          cidr,
          ...marksOf(subnet),
        })),
      ];
    }),
  );

const marksOf = ({ AvailabilityZone: zone, MapPublicIpOnLaunch }: Subnet) => ({
  ...(zone === undefined ? {} : { zone: parseZone(zone) }),
  ...(MapPublicIpOnLaunch ? { public: true } : {}),
});

/** `eu-west-1` of the zone `eu-west-1b`; undefined when no subnet has a zone. */
function regionOf(subnets: readonly Subnet[]): string | undefined {
  const zone = subnets.find(({ AvailabilityZone }) => AvailabilityZone)?.AvailabilityZone;
  return zone && parseAwsRegion(zone.replace(/^([a-z]{2}(?:-[a-z]+)+-\d).*$/, '$1'));
}

const QUESTIONS = ['describe-vpcs', 'describe-subnets', 'describe-route-tables'];

/** Reads VPCs, one region at a time; without a region, from the region of the operator's configuration. */
export const awsNetworks: NetworkImport = {
  questions: ({ values: { region = [], profile = [] } }) =>
    (region.length > 0 ? region : [undefined]).map((place) => {
      const commandOf = (question: string) => [
        ...['ec2', question],
        ...(place === undefined ? [] : ['--region', place]),
        ...profile.slice(0, 1).flatMap((name) => ['--profile', name]),
        ...['--output', 'json'],
      ];
      return {
        ...(place === undefined ? {} : { place }),
        commands: QUESTIONS.map(commandOf),
        optional: [commandOf('describe-security-groups')],
      };
    }),
  placeOf: ({ values: { region = [] } }) => {
    if (region.length > 1) throw usage('A file can only have one region', 'use --region once');
    return region[0];
  },
  read: awsVpcs,
  unplaced: ({ id, provider }) =>
    provider['region'] === undefined
      ? {
          message: `The region of ${id} is not known`,
          hint: 'use --region, or add the output of `aws ec2 describe-subnets`',
          warning: `${id} was skipped because its region is not known; set it with --region`,
        }
      : undefined,
  saveHint: SAVE_HINT,
  inspect: 'aws ec2 describe-vpcs',
};
