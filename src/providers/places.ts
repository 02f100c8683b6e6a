/** Where at its provider each side of a cloud's peering is. */
import { validationError } from '../errors.ts';
import type { Cidr } from '../model/address/cidr.ts';
import { missingIds } from '../model/rules/provider-ids.ts';
import type { State, Vpc } from '../model/state.ts';
import type { Name } from '../model/values.ts';
import type { Access } from './step.ts';

export interface AwsPlace {
  readonly vpc: Name;
  readonly cidrs: readonly Cidr[];
  readonly region: string;
  readonly vpcId: string;
  /** Absent where nobody said. */
  readonly account?: string;
  readonly routeTables: readonly string[];
  readonly securityGroups: readonly string[];
  /** The profile of the operator's `aws` that reaches it. */
  readonly profile?: string;
}

export interface GcpPlace {
  readonly vpc: Name;
  readonly cidrs: readonly Cidr[];
  readonly project: string;
  readonly network: string;
}

function vpcNamed(state: State, name: Name): Vpc {
  const vpc = state.vpcs.get(name);
  if (!vpc) throw new Error(`a peering names VPC ${name}, which the state does not hold`);
  return vpc;
}

/** Exit 3 where its region or VPC id is not known. */
export function awsPlace(state: State, name: Name, { profiles }: Access = {}): AwsPlace {
  const { provider, cidrs } = vpcNamed(state, name);
  if (provider.kind !== 'aws' || !provider.region || !provider.vpcId) throw lacking(state, name, 'aws');
  const { region, vpcId, account, routeTables, securityGroups } = provider;
  const profile = profiles?.get(name);
  return {
    vpc: name,
    cidrs,
    region,
    vpcId,
    ...(account ? { account } : {}),
    routeTables,
    securityGroups,
    ...(profile ? { profile } : {}),
  };
}

/** Exit 3 where its project or network is not known. */
export function gcpPlace(state: State, name: Name, { projects }: Access = {}): GcpPlace {
  const { provider, cidrs } = vpcNamed(state, name);
  const project = projects?.get(name) ?? (provider.kind === 'gcp' ? provider.project : undefined);
  if (provider.kind !== 'gcp' || !project || !provider.network) throw lacking(state, name, 'gcp');
  return { vpc: name, cidrs, project, network: provider.network };
}

function lacking(state: State, name: Name, cloud: 'aws' | 'gcp') {
  const { message, flags } = missingIds(vpcNamed(state, name), cloud);
  return validationError('provider-ids-missing', message, `run \`peerway vpc update ${name} ${flags}\``);
}
