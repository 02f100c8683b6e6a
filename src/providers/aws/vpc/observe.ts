/** Reads everything at AWS that carries the tags of a VPC, with the operator's own `aws`. */

import * as v from 'valibot';
import { EXIT, UserError } from '../../../errors.ts';
import { canonicalCidr } from '../../../model/address/cidr.ts';
import { nameAtProvider } from '../../../model/name-at-provider.ts';
import { readAnswer } from '../../imported.ts';
import type { Ask, VpcScene } from '../../provider.ts';
import { isNotVisible } from './errors.ts';
import { objectFilters, whereWords } from './learned.ts';
import { OBJECT_TAG, STATE_TAG, VPC_TAG } from './tags.ts';

/** An object with the tags of the VPC. */
export interface Tagged {
  readonly id: string;
  /** The key of its resource. */
  readonly object: string;
}

export interface FoundVpc {
  readonly id: string;
  /** True if it is that of this creation; others only have its name. */
  readonly isOwn: boolean;
  /** `pending` or `available`. */
  readonly state: string;
  readonly cidrs: readonly { readonly cidr: string; readonly state: string }[];
}

export interface FoundTable extends Tagged {
  readonly routes: readonly {
    readonly cidr: string;
    readonly target: string;
    readonly isBlackhole: boolean;
  }[];
  readonly associations: readonly { readonly id: string; readonly subnet: string }[];
}

/** A VPC as AWS shows it. Objects in other VPCs that carry its tags, as copies do, are left out. */
export interface AwsVpcObserved {
  readonly account: string;
  readonly vpcs: readonly FoundVpc[];
  readonly hasDnsHostNames: boolean;
  readonly subnets: readonly (Tagged & { readonly cidr: string; readonly isPublic: boolean })[];
  readonly gateways: readonly (Tagged & { readonly attachedTo?: string })[];
  readonly tables: readonly FoundTable[];
  readonly groups: readonly Tagged[];
}

type Question = (words: readonly string[]) => Promise<unknown>;

/** Reads the VPC. Exit 6 if the credentials belong to another account than that of the plan. */
export async function observeAwsVpc(scene: VpcScene, askProgram: Ask): Promise<AwsVpcObserved> {
  const askIn: Question = (words) => askProgram([...words, ...whereWords(scene), '--output', 'json']);
  const ask: Question = (words) => askIn(['ec2', ...words]);
  const own = objectFilters(scene);
  const [account, vpcs, subnets, gateways, tables, groups] = await Promise.all([
    askIn(['sts', 'get-caller-identity']).then(accountOf),
    ask(['describe-vpcs', '--filters', `Name=tag:${VPC_TAG},Values=${nameAtProvider(scene.vpc)}`]),
    ask(['describe-subnets', ...own]),
    ask(['describe-internet-gateways', ...own]),
    ask(['describe-route-tables', ...own]),
    ask(['describe-security-groups', ...own]),
  ]);
  throwIfOtherAccount(scene, account);
  const found = vpcsOf(vpcs, scene);
  const vpc = found.find(({ isOwn }) => isOwn)?.id;
  return {
    account,
    vpcs: found,
    hasDnsHostNames: vpc !== undefined && (await dnsHostNames(ask, vpc)),
    ...inVpc(vpc, { subnets, tables, groups }),
    gateways: gatewaysOf(gateways),
  };
}

const accountOf = (document: unknown): string =>
  readAnswer(v.object({ Account: v.string() }), document, 'aws sts get-caller-identity').Account;

function throwIfOtherAccount({ vpc, access }: VpcScene, account: string): void {
  const { account: planned } = vpc.provider;
  if (planned === undefined || planned === account) return;
  const [code, of] = [
    'provider-other-account',
    access['profile'] ? `profile ${access['profile']}` : 'the AWS CLI',
  ];
  throw new UserError(
    EXIT.rolledBack,
    code,
    `The credentials of ${of} are for account ${account}, but VPC ${vpc.name} belongs to ${String(planned)}`,
    { hint: 'choose a profile of its account with --profile <profile>' },
  );
}

const Tags = v.optional(v.array(v.object({ Key: v.string(), Value: v.string() })), []);
type TagList = v.InferOutput<typeof Tags>;
const State = v.optional(v.object({ State: v.optional(v.string()) }));

const tag = (list: TagList, key: string): string => list.find(({ Key }) => Key === key)?.Value ?? '';

const VPCS = v.object({
  Vpcs: v.array(
    v.object({
      VpcId: v.string(),
      CidrBlock: v.string(),
      State: v.optional(v.string(), 'available'),
      CidrBlockAssociationSet: v.optional(
        v.array(v.object({ CidrBlock: v.string(), CidrBlockState: State })),
        [],
      ),
      Tags,
    }),
  ),
});

const vpcsOf = (document: unknown, { vpc }: VpcScene): FoundVpc[] =>
  readAnswer(VPCS, document, 'aws ec2 describe-vpcs').Vpcs.map((one) => ({
    id: one.VpcId,
    isOwn: tag(one.Tags, STATE_TAG) === vpc.creation.id,
    state: one.State,
    cidrs: [
      { cidr: canonicalCidr(one.CidrBlock), state: 'associated' },
      ...one.CidrBlockAssociationSet.map(({ CidrBlock, CidrBlockState }) => ({
        cidr: canonicalCidr(CidrBlock),
        state: CidrBlockState?.State ?? 'associated',
      })),
    ],
  }));

const DNS = v.object({ EnableDnsHostnames: v.optional(v.object({ Value: v.boolean() })) });

/** A VPC that was just created can be in lists before it can be asked about. */
async function dnsHostNames(ask: Question, vpc: string): Promise<boolean> {
  const words = ['describe-vpc-attribute', '--vpc-id', vpc, '--attribute', 'enableDnsHostnames'];
  const answer = await ask(words).catch((error: unknown) => {
    if (error instanceof UserError && isNotVisible(error)) return {};
    throw error;
  });
  return readAnswer(DNS, answer, 'aws ec2 describe-vpc-attribute').EnableDnsHostnames?.Value === true;
}

const SUBNETS = v.object({
  Subnets: v.array(
    v.object({
      SubnetId: v.string(),
      VpcId: v.string(),
      CidrBlock: v.optional(v.string(), ''),
      MapPublicIpOnLaunch: v.optional(v.boolean(), false),
      Tags,
    }),
  ),
});

const TABLES = v.object({
  RouteTables: v.array(
    v.object({
      RouteTableId: v.string(),
      VpcId: v.string(),
      Routes: v.array(
        v.looseObject({
          DestinationCidrBlock: v.optional(v.string(), ''),
          GatewayId: v.optional(v.string(), ''),
          State: v.optional(v.string()),
        }),
      ),
      Associations: v.optional(
        v.array(v.object({ RouteTableAssociationId: v.string(), SubnetId: v.optional(v.string()) })),
        [],
      ),
      Tags,
    }),
  ),
});

const GROUPS = v.object({
  SecurityGroups: v.array(v.object({ GroupId: v.string(), VpcId: v.optional(v.string(), ''), Tags })),
});

/** The tagged objects inside the VPC. */
function inVpc(
  vpc: string | undefined,
  documents: { readonly subnets: unknown; readonly tables: unknown; readonly groups: unknown },
): Pick<AwsVpcObserved, 'subnets' | 'tables' | 'groups'> {
  const isIn = ({ VpcId }: { readonly VpcId: string }): boolean => VpcId === vpc;
  const { Subnets } = readAnswer(SUBNETS, documents.subnets, 'aws ec2 describe-subnets');
  const { RouteTables } = readAnswer(TABLES, documents.tables, 'aws ec2 describe-route-tables');
  const { SecurityGroups } = readAnswer(GROUPS, documents.groups, 'aws ec2 describe-security-groups');
  return {
    subnets: Subnets.filter(isIn).map((one) => ({
      id: one.SubnetId,
      object: tag(one.Tags, OBJECT_TAG),
      cidr: canonicalCidr(one.CidrBlock),
      isPublic: one.MapPublicIpOnLaunch,
    })),
    tables: RouteTables.filter(isIn).map((one) => ({
      id: one.RouteTableId,
      object: tag(one.Tags, OBJECT_TAG),
      routes: one.Routes.map(({ DestinationCidrBlock, GatewayId, State }) => ({
        cidr: DestinationCidrBlock,
        target: GatewayId,
        isBlackhole: State === 'blackhole',
      })),
      associations: one.Associations.flatMap(({ RouteTableAssociationId: id, SubnetId: subnet }) =>
        subnet === undefined ? [] : [{ id, subnet }],
      ),
    })),
    groups: SecurityGroups.filter(isIn).map(({ GroupId: id, Tags: tags }) => ({
      id,
      object: tag(tags, OBJECT_TAG),
    })),
  };
}

const GATEWAYS = v.object({
  InternetGateways: v.array(
    v.object({
      InternetGatewayId: v.string(),
      Attachments: v.optional(v.array(v.object({ VpcId: v.optional(v.string()) })), []),
      Tags,
    }),
  ),
});

const gatewaysOf = (document: unknown): AwsVpcObserved['gateways'] =>
  readAnswer(GATEWAYS, document, 'aws ec2 describe-internet-gateways').InternetGateways.map((one) => {
    const attachedTo = one.Attachments[0]?.VpcId;
    return {
      id: one.InternetGatewayId,
      object: tag(one.Tags, OBJECT_TAG),
      ...(attachedTo === undefined ? {} : { attachedTo }),
    };
  });
