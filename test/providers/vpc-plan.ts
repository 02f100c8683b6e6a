/** An operator who creates and deletes VPCs, with a provider in memory that can fail at any command. */
import { vpcCreate } from '../../src/commands/vpc/create.ts';
import type { VpcCreateIntent } from '../../src/commands/vpc/planned.ts';
import type { VpcApplyIntent } from '../../src/commands/vpc/reach.ts';
import { vpcRemove } from '../../src/commands/vpc/remove.ts';
import type { Program } from '../../src/exec/program.ts';
import type { Cidr } from '../../src/model/address/cidr.ts';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import { parseSubnet } from '../../src/model/subnet.ts';
import type { Name } from '../../src/model/values.ts';
import type { Random } from '../../src/ports/random.ts';
import { partOf } from '../support/ports.ts';
import { awsOf, Ec2Model } from './ec2-model.ts';
import { AWS_FAILURES, AZURE_FAILURES, type Failures, faultyProgram, GCP_FAILURES } from './faults.ts';
import { GcpModel, gcloudOf } from './gcp-model.ts';
import { CutOff, operator } from './operator.ts';
import { azOf, VnetModel } from './vnet-model.ts';

export const HOW: VpcApplyIntent = { access: {}, timeout: 3000 };

/** The VPC of the examples: one public and one private subnet. */
export const seoul = (more: Partial<VpcCreateIntent> = {}): VpcCreateIntent => ({
  name: 'seoul' as Name,
  provider: 'aws',
  ids: { region: 'ap-northeast-2' },
  cidrs: ['10.0.0.0/16' as Cidr],
  subnets: [parseSubnet('public=10.0.1.0/24'), parseSubnet('private=10.0.2.0/24')],
  publicSubnets: ['public' as Name],
  ifNotExists: false,
  dryRun: false,
  ...more,
});

/** A network of GCP with two subnets. */
export const files = (more: Partial<VpcCreateIntent> = {}): VpcCreateIntent => ({
  name: 'files' as Name,
  provider: 'gcp',
  ids: { project: 'team-files-1' },
  cidrs: [],
  subnets: [parseSubnet('web=10.4.1.0/24@europe-west1'), parseSubnet('db=10.4.2.0/24@europe-west4')],
  publicSubnets: [],
  ifNotExists: false,
  dryRun: false,
  ...more,
});

/** A VNet of Azure with two subnets. */
export const hub = (more: Partial<VpcCreateIntent> = {}): VpcCreateIntent => ({
  name: 'hub' as Name,
  provider: 'azure',
  ids: { subscription: '0b1f6471-1bf0-4dda-aec3-cb9272f09590', resourceGroup: 'network-prod' },
  cidrs: ['10.50.0.0/16' as Cidr],
  subnets: [parseSubnet('web=10.50.1.0/24'), parseSubnet('db=10.50.2.0/24')],
  publicSubnets: [],
  ifNotExists: false,
  dryRun: false,
  ...more,
});

/** Everything that exists of it. */
export const WHOLE = [
  'internet-gateway',
  'route-table/private',
  'route-table/public',
  'security-group',
  'subnet/private',
  'subnet/public',
  'vpc',
];

/**
 * @param model  the account; several operators may share it
 * @param initial  their plan
 */
export const vpcOperator = (model = new Ec2Model(), initial: State = EMPTY_STATE) => ({
  model,
  ...operating(awsOf(model), AWS_FAILURES, initial),
});

/** The same at GCP. */
export const networkOperator = (model = new GcpModel()) => ({
  model,
  ...operating(gcloudOf(model), GCP_FAILURES, EMPTY_STATE),
});

/** The same at Azure. */
export const vnetOperator = (model = new VnetModel()) => ({
  model,
  ...operating(azOf(model), AZURE_FAILURES, EMPTY_STATE),
});

function operating(real: Program, failures: Failures, initial: State) {
  const faults = faultyProgram(real, failures, () => {
    throw new CutOff();
  });
  let ids = 0;
  const random = partOf<Random>({
    changeId: () => {
      ids += 1;
      return ids.toString(16).padStart(16, '0');
    },
  });
  const op = operator(initial, {}, () => faults.program);
  const ports = { ...op.ports, random };
  return {
    op,
    ports,
    /** Lets the nth change from now on fail, counted from 0. */
    failAt: faults.failAt,
    heal: faults.heal,
    create: (intent = seoul(), how = HOW) => vpcCreate(intent, how, ports),
    /** Adds it to the plan only. */
    plan: (intent = seoul()) => vpcCreate(intent, undefined, ports),
    remove: (name = 'seoul', how = HOW) => vpcRemove([name], how, ports),
    vpc: (name = 'seoul') => op.state.vpcs.get(name as Name),
  };
}

/** Ends as a killed process does, or as the command ends. */
export async function ending(run: Promise<unknown>): Promise<number | 'killed'> {
  try {
    await run;
    return 0;
  } catch (error) {
    if (error instanceof CutOff) return 'killed';
    return (error as { exit: number }).exit;
  }
}
