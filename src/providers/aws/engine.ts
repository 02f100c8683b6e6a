/** VPC peering at AWS, carried out by the operator's own `aws`. */

import { changesOfVpcs } from '../changes.ts';
import type { VpcEngine } from '../provider.ts';
import { awsCommand } from './commands.ts';
import { awsDiff } from './diff.ts';
import { awsProgram } from './errors.ts';
import { awsFindings } from './findings.ts';
import { awsGateway } from './gateway.ts';
import { awsNetworks } from './import.ts';
import { awsAclFindings } from './network-acls.ts';
import { observeAws } from './observe.ts';
import { type AwsObserved, ENDED } from './observed.ts';
import { awsPlace } from './place.ts';
import { awsLeftoverQueries, awsRemoval, awsStrays } from './removal.ts';
import { awsRequests } from './requests.ts';
import { awsDesired } from './resources.ts';
import { assertOwnConnection, awsEndedBecause, awsIdentify, awsReport, isSettling } from './status.ts';
import { awsBlocks } from './terraform.ts';
import { awsVpcCreation } from './vpc/creation.ts';

export const awsEngine: VpcEngine<AwsObserved> = {
  ends: 'vpc',
  program: awsProgram,
  endStates: ENDED,
  desired: awsDesired,
  changes: changesOfVpcs(() => awsEngine),
  diff: awsDiff,
  removal: awsRemoval,
  strays: awsStrays,
  leftoverQueries: awsLeftoverQueries,
  command: awsCommand,
  observe: observeAws,
  report: awsReport,
  identify: awsIdentify,
  isSettling,
  findings: awsFindings,
  obstacles: awsAclFindings,
  assertOwn: assertOwnConnection,
  bystanders: () => [],
  endedBecause: awsEndedBecause,
  placeText: ({ state, access }, side) => {
    const { account, region, vpcId, profile } = awsPlace(state, side, access);
    const where = `${vpcId} in region ${region} of ${account ? `AWS account ${account}` : 'its AWS account'}`;
    return profile ? `${where}, profile ${profile}` : where;
  },
  terraform: awsBlocks,
  gateway: awsGateway,
  networks: awsNetworks,
  requests: awsRequests,
  creation: awsVpcCreation,
};
