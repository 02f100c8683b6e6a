/** The ids of AWS, as they may appear in commands. */
import { usage } from '../../errors.ts';
import { idParser } from '../ids.ts';

export const parseAwsAccount = idParser('AWS account', /^[0-9]{12}$/, '111122223333');
export const parseAwsRegion = idParser('AWS region', /^[a-z]{2}(-[a-z]+)+-[0-9]$/, 'ap-northeast-2');
export const parseAwsVpcId = idParser('AWS VPC id', /^vpc-[0-9a-f]{8,17}$/, 'vpc-0123456789abcdef0');
export const parseAwsRouteTable = idParser(
  'AWS route table id',
  /^rtb-[0-9a-f]{8,17}$/,
  'rtb-0123456789abcdef0',
);
export const parseAwsSecurityGroup = idParser(
  'AWS security group id',
  /^sg-[0-9a-f]{8,17}$/,
  'sg-0123456789abcdef0',
);
export const parseAwsPeering = idParser(
  'AWS VPC peering connection id',
  /^pcx-[0-9a-f]{8,17}$/,
  'pcx-0123456789abcdef0',
);

const SHOWS_AS_NOTHING = /\p{Default_Ignorable_Code_Point}/u;

/**
 * A name of a profile in the operator's configuration of `aws`; never a text that `aws` would take for a flag. Some letters
 * show as nothing, such as the Hangul fillers: a name with them would be printed as it is in files and steps.
 */
export function parseProfile(text: string): string {
  if (/^[\p{L}\p{N}_.@+/: -]{1,128}$/u.test(text) && !text.startsWith('-') && !SHOWS_AS_NOTHING.test(text))
    return text;
  throw usage('That is not a valid profile', 'run `aws configure list-profiles` to list them');
}
