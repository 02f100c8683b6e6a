/** The errors of AWS and of its command line, and their meanings. */
import { type ErrorMeaning, explained, lastWords } from '../explain.ts';
import type { ProviderProgram } from '../provider.ts';

const CREDENTIALS = 'log in, or choose a profile with --profile <profile>';

const MEANINGS: readonly ErrorMeaning[] = [
  {
    pattern: /^OperationNotPermitted$/,
    code: 'provider-not-permitted',
    means: 'only the account and region of the accepter may do this',
    hint: 'check the account and region with `peerway vpc show <vpc>`, or choose a profile with --profile <profile>',
  },
  {
    pattern: /^InvalidVpcPeeringConnectionI[dD]\.NotFound$/,
    code: 'provider-no-peering',
    means: 'there is no such connection in this account and region',
    hint: 'run `peerway peering refresh` to update the plan',
  },
  {
    pattern: /^(InvalidStateTransition|VpcPeeringConnectionAlreadyExists)$/,
    code: 'provider-wrong-state',
    means: 'the state of the connection does not allow this',
    hint: 'run `peerway peering refresh` to see its state',
  },
  {
    pattern: /^VpcPeeringConnectionsPerVpcLimitExceeded$/,
    code: 'provider-quota',
    means: 'the VPC has reached its quota of active peerings (50, up to 125)',
    hint: 'request an increase of the AWS quota "Active VPC peering connections per VPC"',
  },
  {
    pattern: /^OutstandingVpcPeeringConnectionLimitExceeded$/,
    code: 'provider-quota',
    means: 'the account has reached its quota of unanswered requests (25)',
    hint: 'accept or delete some of them, or request an increase of the quota',
  },
  {
    pattern: /^RouteLimitExceeded$/,
    code: 'provider-quota',
    means: 'the route table is full',
    hint: 'request an increase of the AWS quota "Routes per route table"',
  },
  {
    pattern: /^RulesPerSecurityGroupLimitExceeded$/,
    code: 'provider-quota',
    means: 'the security group is full',
    hint: 'request an increase of the quota, or choose another group with `peerway vpc update <vpc> --security-group <id>`',
  },
  {
    pattern: /^VpcLimitExceeded$/,
    code: 'provider-quota',
    means: 'the region has reached its quota of VPCs (5 by default)',
    hint: 'delete a VPC that is not needed, or request an increase of the AWS quota "VPCs per Region"',
  },
  {
    pattern: /^(InternetGateway|Subnet|RouteTable|SecurityGroup|Cidr)LimitExceeded$/,
    code: 'provider-quota',
    means: 'the account has reached a quota of its VPCs',
    hint: 'request an increase of the quota, and run the command again',
  },
  {
    pattern: /^FlowLogsLimitExceeded$/,
    code: 'provider-quota',
    means: 'the account has reached its quota of flow logs',
    hint: 'delete flow logs that are not needed, or request an increase of the quota',
  },
  {
    pattern: /LogDestination|DeliverLogsPermissionArn/,
    code: 'provider-flow-logs',
    means: 'AWS cannot send flow logs there',
    hint: 'check that the destination exists, and that its policy or the role of --flow-logs-role lets AWS write to it',
  },
  {
    pattern: /^(DependencyViolation|CannotDelete)$/,
    code: 'provider-in-use',
    means: 'something that peerway did not create still uses it',
    hint: 'delete the objects that use it, or wait until they have gone',
  },
  {
    pattern: /^Resource\.AlreadyAssociated$/,
    code: 'provider-wrong-state',
    means: 'it belongs to another object already',
    hint: 'run the command again to see the objects that exist',
  },
  {
    pattern: /^RouteAlreadyExists$/,
    code: 'provider-route-taken',
    means: 'the route table already routes this network elsewhere',
    hint: 'delete that route first, if it is not needed',
  },
  {
    pattern: /^(InvalidVpcID\.NotFound|InvalidRouteTableID\.NotFound|InvalidGroup\.NotFound)$/,
    code: 'provider-no-such-id',
    means: 'an ID of the VPC does not exist in this account and region',
    hint: 'run `peerway vpc show <vpc>` to check its IDs, or `peerway vpc import --from-aws` to update them',
  },
  {
    pattern: /^(UnauthorizedOperation|AccessDenied(Exception)?)$/,
    code: 'provider-denied',
    means: 'the credentials do not allow it',
    hint: 'choose a profile with more permissions with --profile <profile>',
  },
  {
    pattern:
      /^(AuthFailure|InvalidClientTokenId|ExpiredToken(Exception)?|RequestExpired|SignatureDoesNotMatch)$/,
    code: 'provider-credentials',
    means: 'the credentials are invalid or expired',
    hint: CREDENTIALS,
  },
  {
    pattern: /^(RequestLimitExceeded|Throttling(Exception)?)$/,
    code: 'provider-busy',
    means: 'AWS is throttling requests',
    hint: 'run the command again later',
  },
  {
    pattern:
      /Unable to locate credentials|could not be found|You must specify a region|Token has expired|SSO session/,
    code: 'provider-credentials',
    means: 'the AWS CLI is not configured for this account',
    hint: CREDENTIALS,
  },
];

/** `An error occurred (Code) when calling the Operation operation (reached max retries: 2): text`. */
const AWS_ERROR =
  /An error occurred \(([A-Za-z0-9.]+)\)(?: when calling the \S+ operation)?(?: \(reached max retries: \d+\))?: ?([\s\S]*)/;

/** An item of `Unsuccessful`, as a query prints it: AWS answers with it in place of an error. */
const UNSUCCESSFUL = /^([A-Za-z0-9.]+)\t(\S[\s\S]*)$/;

const readError = (stderr: string): string[] =>
  AWS_ERROR.exec(stderr)?.slice(1) ?? UNSUCCESSFUL.exec(stderr)?.slice(1) ?? [];

/** The code says what is wrong; one that is no more than a status leaves that to the text. */
const matched = (code: string | undefined, text: string): string =>
  code === undefined || /^(\d+|InvalidParameter(Value)?)$/.test(code) ? text : code;

const explain = (stderr: string) => {
  const [theirs, words] = readError(stderr);
  const text = words?.trim() ?? lastWords(stderr);
  return explained('aws', MEANINGS, {
    match: matched(theirs, text),
    text: theirs === undefined ? text : `${theirs}: ${text}`,
  });
};

/** The error code of AWS in the output. */
export const awsErrorCode = (stderr: string): string | undefined => readError(stderr)[0];

/** The same rule exists already; the object to delete does not exist. */
const DONE_ALREADY = {
  create: /^(InvalidPermission\.Duplicate|FlowLogAlreadyExists)$/,
  remove: /^(InvalidPermission|InvalidRoute|InvalidVpcPeeringConnectionI[dD]|InvalidFlowLogId)\.NotFound$/,
} as const;
/** A connection is visible in the other region, or to the other account, only after a while. */
const NOT_YET = /^InvalidVpcPeeringConnectionI[dD]\.NotFound$/;
const BUSY = /^(RequestLimitExceeded|Throttling)/;

export const isThrottled = (code: string): boolean => BUSY.test(code);

/** Exit statuses of the AWS CLI for a command line or a configuration that it sends no request for (AWS CLI v2). */
const NEVER_SENT: readonly number[] = [252, 253];
const BROKEN =
  /^(Internal(Error|Failure|ServerError|ServiceError)?|ServiceUnavailable(Exception)?|Unavailable|RequestTimeout(Exception)?|50\d)$/;

export const awsProgram: ProviderProgram = {
  name: 'aws',
  env: { AWS_PAGER: '' },
  install: 'install it: https://docs.aws.amazon.com/cli/',
  operationOf: (words) =>
    words
      .filter((word) => !word.startsWith('-'))
      .slice(0, 2)
      .join(' '),
  explain,
  meaningOf: (stderr, direction) => {
    const theirs = awsErrorCode(stderr) ?? '';
    if (DONE_ALREADY[direction].test(theirs)) return 'done-already';
    if (NOT_YET.test(theirs)) return 'not-yet';
    return isThrottled(theirs) ? 'busy' : undefined;
  },
  isRejection: ({ exit, stderr }) => {
    if (exit === undefined) return false;
    const theirs = awsErrorCode(stderr);
    return theirs === undefined ? NEVER_SENT.includes(exit) : !BROKEN.test(theirs);
  },
};
