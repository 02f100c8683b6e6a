import { validationError } from '../../errors.ts';
import type { Cidr } from '../../model/address/cidr.ts';
import { routedOfVpc } from '../../model/agreed.ts';
import { nameAtProvider } from '../../model/name-at-provider.ts';
import { endsOf, type Peering } from '../../model/peering.ts';
import { missingIdsText } from '../../model/provider.ts';
import { vpcNamed } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { shellQuoted } from '../../visible.ts';
import type { Access } from '../provider.ts';
import { aws } from './spec.ts';

/** A VPC at AWS, with everything that commands need to know about it. */
export interface AwsPlace {
  readonly vpc: Name;
  /** The name of the VPC in tags. */
  readonly tag: Name;
  readonly cidrs: readonly Cidr[];
  readonly region: string;
  readonly vpcId: string;
  /** Absent while it is not known. */
  readonly account?: string;
  readonly routeTables: readonly string[];
  readonly securityGroups: readonly string[];
  /** The profile of the operator's `aws` that reaches it. */
  readonly profile?: string;
}

/** The ids of an AWS VPC, as they stand in the plan. */
export interface AwsIds {
  readonly account?: string;
  readonly region?: string;
  readonly vpcId?: string;
  readonly routeTables?: readonly string[];
  readonly securityGroups?: readonly string[];
}

/** Returns where a VPC is. Exit 3 when its region or VPC id is missing. */
export function awsPlace(state: State, name: Name, access: Access = new Map()): AwsPlace {
  const vpc = vpcNamed(state, name);
  const missing = missingIdsText(aws, vpc);
  if (missing || vpc.provider.kind !== 'aws')
    throw validationError(
      'provider-ids-missing',
      missing?.message ?? `VPC ${name} is not at AWS`,
      missing?.hint ?? `run \`peerway vpc update ${name} --provider aws\``,
    );
  const { account, region = '', vpcId = '', routeTables = [], securityGroups = [] } = vpc.provider as AwsIds;
  const profile = access.get(name)?.['profile'];
  return {
    vpc: name,
    tag: nameAtProvider(vpc),
    cidrs: vpc.cidrs,
    region,
    vpcId,
    ...(account ? { account } : {}),
    routeTables,
    securityGroups,
    ...(profile ? { profile } : {}),
  };
}

/** The places of both ends, the requester's first. */
export const awsPlaces = (state: State, peering: Peering, access?: Access): [AwsPlace, AwsPlace] =>
  endsOf(peering).map((vpc) => ({
    ...awsPlace(state, vpc, access),
    cidrs: routedOfVpc(state, peering, vpc),
  })) as [AwsPlace, AwsPlace];

/** The command that updates the plan with the networks and the route tables of a VPC. */
export const importLine = ({ vpcId, region, profile }: AwsPlace): string =>
  [
    `peerway vpc import ${vpcId} --from-aws --region ${region}`,
    ...(profile ? [`--profile ${shellQuoted(profile)}`] : []),
  ].join(' ');
