/** The clouds' own ids, as they may appear in commands that somebody runs. */
import { usage } from '../errors.ts';
import { quoted } from '../visible.ts';

/** More than any of the ids has: on far longer texts a pattern could use up the stack. */
const LONGEST = 64;

const idParser =
  (what: string, pattern: RegExp, example: string) =>
  (text: string): string => {
    if (text.length <= LONGEST && pattern.test(text)) return text;
    throw usage(`${quoted(text)} is not a valid ${what}`, `it looks like ${example}`);
  };

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
export const parseGcpProject = idParser('GCP project', /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, 'my-project-1');
export const parseGcpNetwork = idParser('GCP network', /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, 'my-network');
