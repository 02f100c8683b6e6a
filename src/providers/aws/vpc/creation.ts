/** Creates VPCs at AWS, with the operator's own `aws`. */
import type { CreationPart, VpcScene } from '../../provider.ts';
import { awsVpcBlockers } from './blockers.ts';
import { awsVpcCommand } from './commands.ts';
import { awsVpcDiff } from './diff.ts';
import { awsVpcMeaningOf } from './errors.ts';
import { type AwsVpcObserved, observeAwsVpc } from './observe.ts';
import { awsVpcIds, awsVpcValues, isAbsent } from './observed.ts';
import { awsVpcRemoval } from './removal.ts';
import { awsVpcDesired } from './resources.ts';
import { awsVpcBlocks } from './terraform.ts';

function placeText({ vpc, access }: VpcScene): string {
  const { region, account } = vpc.provider;
  const where = `region ${String(region)} of ${account ? `AWS account ${String(account)}` : 'its AWS account'}`;
  return access['profile'] ? `${where}, profile ${access['profile']}` : where;
}

export const awsVpcCreation: CreationPart<AwsVpcObserved> = {
  desired: awsVpcDesired,
  observe: observeAwsVpc,
  isAbsent,
  values: awsVpcValues,
  ids: awsVpcIds,
  diff: awsVpcDiff,
  removal: awsVpcRemoval,
  command: awsVpcCommand,
  blockers: awsVpcBlockers,
  env: { AWS_MAX_ATTEMPTS: '1' },
  meaningOf: awsVpcMeaningOf,
  nothing: 'None',
  placeText,
  terraform: awsVpcBlocks,
};
