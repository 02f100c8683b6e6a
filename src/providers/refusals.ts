/** What AWS and GCP say when they refuse, and what it means. */
import { visible } from '../visible.ts';
import type { ProgramName, Ran } from './program.ts';

/** A refusal in one line. */
export interface Refusal {
  /** `provider-…`, as scripts see it. */
  readonly code: string;
  /** The provider's own code, where it has one. */
  readonly theirs?: string;
  readonly message: string;
  readonly hint: string;
}

interface Meaning {
  /** AWS: the error's code. GCP: a part of the message. */
  readonly said: RegExp;
  readonly code: string;
  readonly means: string;
  readonly hint: string;
}

const CREDENTIALS = 'log in, or choose a profile with --profile <vpc>=<profile>';
const MEANINGS: Readonly<Record<ProgramName, readonly Meaning[]>> = {
  aws: [
    {
      said: /^OperationNotPermitted$/,
      code: 'provider-not-permitted',
      means: 'only the account and region of the accepter may do this',
      hint: 'check the account and region with `peerway vpc show <vpc>`, or choose a profile with --profile <vpc>=<profile>',
    },
    {
      said: /^InvalidVpcPeeringConnectionI[dD]\.NotFound$/,
      code: 'provider-no-peering',
      means: 'there is no such connection in this account and region',
      hint: 'run `peerway peering refresh` to update the plan',
    },
    {
      said: /^(InvalidStateTransition|VpcPeeringConnectionAlreadyExists)$/,
      code: 'provider-wrong-state',
      means: 'the connection is in a state that does not allow it',
      hint: 'run `peerway peering refresh` to see its state',
    },
    {
      said: /^VpcPeeringConnectionsPerVpcLimitExceeded$/,
      code: 'provider-quota',
      means: 'the VPC has as many active peerings as its quota allows (50, up to 125)',
      hint: 'request an increase of the AWS quota "Active VPC peering connections per VPC"',
    },
    {
      said: /^OutstandingVpcPeeringConnectionLimitExceeded$/,
      code: 'provider-quota',
      means: 'the account has as many unanswered requests as its quota allows (25)',
      hint: 'accept or delete some of them, or request an increase of the quota',
    },
    {
      said: /^RouteLimitExceeded$/,
      code: 'provider-quota',
      means: 'the route table is full',
      hint: 'request an increase of the AWS quota "Routes per route table"',
    },
    {
      said: /^RulesPerSecurityGroupLimitExceeded$/,
      code: 'provider-quota',
      means: 'the security group is full',
      hint: 'request an increase of the quota, or choose another group with `peerway vpc update <vpc> --security-group <id>`',
    },
    {
      said: /^RouteAlreadyExists$/,
      code: 'provider-route-taken',
      means: 'the route table already sends this network elsewhere',
      hint: 'delete that route first, if it is not needed',
    },
    {
      said: /^(InvalidVpcID\.NotFound|InvalidRouteTableID\.NotFound|InvalidGroup\.NotFound)$/,
      code: 'provider-no-such-id',
      means: 'an ID of the VPC does not exist in this account and region',
      hint: 'run `peerway vpc show <vpc>` to check its IDs, or `peerway vpc import --from-aws` to update them',
    },
    {
      said: /^(UnauthorizedOperation|AccessDenied(Exception)?)$/,
      code: 'provider-denied',
      means: 'the credentials do not allow it',
      hint: 'choose a profile with more permissions with --profile <vpc>=<profile>',
    },
    {
      said: /^(AuthFailure|InvalidClientTokenId|ExpiredToken(Exception)?|RequestExpired|SignatureDoesNotMatch)$/,
      code: 'provider-credentials',
      means: 'the credentials are invalid or expired',
      hint: CREDENTIALS,
    },
    {
      said: /^(RequestLimitExceeded|Throttling(Exception)?)$/,
      code: 'provider-busy',
      means: 'AWS is throttling requests',
      hint: 'run the command again later',
    },
    {
      said: /Unable to locate credentials|could not be found|You must specify a region|Token has expired|SSO session/,
      code: 'provider-credentials',
      means: 'the AWS CLI is not configured for this account',
      hint: CREDENTIALS,
    },
  ],
  gcloud: [
    {
      said: /peering operation in progress/,
      code: 'provider-busy',
      means: 'another peering operation is in progress on one of the two networks',
      hint: 'run the command again later',
    },
    {
      said: /[Qq]uota|[Ll]imit/,
      code: 'provider-quota',
      means: 'a quota of the network or project is exhausted',
      hint: 'delete unused peerings, or request an increase of the quota',
    },
    {
      said: /overlap/,
      code: 'provider-overlap',
      means: 'a subnet of one network or of its peers overlaps one of the other network',
      hint: 'run `peerway vpc import --from-gcp`, then `peerway plan check` to find the overlap',
    },
    {
      said: /was not found|notFound/,
      code: 'provider-no-such-id',
      means: 'an ID of the VPC does not exist in this project',
      hint: 'run `peerway vpc show <vpc>` to check its IDs, or `peerway vpc import --from-gcp` to update them',
    },
    {
      said: /There is no peering/,
      code: 'provider-no-peering',
      means: 'the network has no peering of that name',
      hint: 'run `peerway peering refresh` to update the plan',
    },
    {
      said: /already exists|already a peering/,
      code: 'provider-wrong-state',
      means: 'it already exists',
      hint: 'run `peerway peering refresh` to update the plan',
    },
    {
      said: /Required '.*' permission|PERMISSION_DENIED|forbidden/,
      code: 'provider-denied',
      means: 'the account does not have the permission',
      hint: 'switch to an account that has it with `gcloud config set account`, or choose a configuration with --profile <vpc>=<configuration>',
    },
    {
      said: /active account|auth login|[Rr]eauthentication|credentials/,
      code: 'provider-credentials',
      means: 'gcloud is not logged in',
      hint: 'run `gcloud auth login`',
    },
  ],
};

/** `An error occurred (Code) when calling the Operation operation: text`. */
const AWS_ERROR = /An error occurred \(([A-Za-z0-9.]+)\)[^:]*: ([^\n]*)/;

/** What a program has said on stderr, as one line. */
export function translated(name: ProgramName, stderr: string): Refusal {
  const [, theirs, words] = (name === 'aws' && AWS_ERROR.exec(stderr)) || [];
  const text = words ?? lastWords(stderr);
  const meaning = MEANINGS[name].find(({ said }) => said.test(theirs ?? text));
  const quote = `${name}: ${visible(theirs === undefined ? text : `${theirs}: ${text}`, 300)}`;
  return {
    code: meaning?.code ?? 'provider-failed',
    ...(theirs === undefined ? {} : { theirs }),
    message: meaning ? `${meaning.means} (${quote})` : quote,
    hint: meaning?.hint ?? 'fix the cause, and run the command again',
  };
}

/** Whether a step makes something or takes it away. */
export type Direction = 'make' | 'unmake';

/** What becomes of a step that was refused so: it is done all the same, or may be possible in a moment. */
export function refusalIn(
  name: ProgramName,
  stderr: string,
  direction: Direction = 'make',
): 'done-already' | 'busy' | 'not-yet' | undefined {
  const { theirs = '', message } = translated(name, stderr);
  if (name === 'gcloud') {
    if (/peering operation in progress/.test(message)) return 'busy';
    const isGone = /The resource '[^']*\/firewalls\/[^']*' was not found|There is no peering/.test(message);
    return direction === 'unmake' && isGone ? 'done-already' : undefined;
  }
  if (DONE_ALREADY[direction].test(theirs)) return 'done-already';
  if (NOT_YET.test(theirs)) return 'not-yet';
  return /^(RequestLimitExceeded|Throttling)/.test(theirs) ? 'busy' : undefined;
}

/** The same rule is there already; what is to go has gone. */
const DONE_ALREADY: Readonly<Record<Direction, RegExp>> = {
  make: /^InvalidPermission\.Duplicate$/,
  unmake: /^(InvalidPermission|InvalidRoute|InvalidVpcPeeringConnectionI[dD])\.NotFound$/,
};
/** A connection shows in the other region, or to the other account, only after a while. */
const NOT_YET = /^InvalidVpcPeeringConnectionI[dD]\.NotFound$/;

/**
 * Whether the provider itself has said no, so that nothing was done. An answer that never came, or that something
 * broke there, says nothing of that.
 */
export function isRefusal(name: ProgramName, { ended, exit, stderr }: Ran): boolean {
  if (ended !== 'done' || exit === undefined) return false;
  if (name === 'gcloud') return GCLOUD_ERROR.test(stderr) && !BROKEN.test(stderr);
  const [, theirs] = AWS_ERROR.exec(stderr) ?? [];
  return theirs === undefined ? NEVER_SENT.includes(exit) : !BROKEN_AT_AWS.test(theirs);
}

/** The AWS CLI's own statuses for a command line or a configuration that it makes no request of (AWS CLI v2). */
const NEVER_SENT: readonly number[] = [252, 253];
const BROKEN_AT_AWS =
  /^(Internal(Error|Failure|ServerError|ServiceError)?|ServiceUnavailable(Exception)?|Unavailable|RequestTimeout(Exception)?|50\d)$/;
const GCLOUD_ERROR = /^ERROR: \(gcloud\.[^)]*\) /m;
const BROKEN =
  /gcloud crashed|HTTPError 5\d\d|[Ii]nternal error|backendError|timed? ?out|not complete|taking too long|[Cc]onnection |Unable to find the server|unavailable|temporar|[Tt]ry again/;

/** gcloud says `ERROR: (gcloud.…) Could not fetch resource:` and the reason in the lines below. */
function lastWords(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const reasons = lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2));
  if (reasons.length > 0) return reasons.join('; ');
  const error = lines.findLast((line) => /error/i.test(line)) ?? lines.findLast((line) => line !== '');
  return (error ?? 'it failed without a word').replace(/^ERROR: (\(gcloud[^)]*\) )?/, '');
}
