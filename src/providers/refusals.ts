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

const CREDENTIALS = 'log in, or name a profile: --profile <vpc>=<profile>';
const MEANINGS: Readonly<Record<ProgramName, readonly Meaning[]>> = {
  aws: [
    {
      said: /^OperationNotPermitted$/,
      code: 'provider-not-permitted',
      means: 'only the account and region of the accepter may do this',
      hint: 'compare --account and --region of the VPC with where the profile is: --profile <vpc>=<profile>',
    },
    {
      said: /^InvalidVpcPeeringConnectionI[dD]\.NotFound$/,
      code: 'provider-no-peering',
      means: 'there is no such connection in this account and region',
      hint: '`peerway peering refresh` records what is there',
    },
    {
      said: /^(InvalidStateTransition|VpcPeeringConnectionAlreadyExists)$/,
      code: 'provider-wrong-state',
      means: 'the connection is in a state that does not allow it',
      hint: 'see which: `peerway peering refresh <name>`',
    },
    {
      said: /^VpcPeeringConnectionsPerVpcLimitExceeded$/,
      code: 'provider-quota',
      means: 'the VPC has as many active peerings as its quota allows (50, up to 125)',
      hint: 'ask AWS for more: Service Quotas, "Active VPC peering connections per VPC"',
    },
    {
      said: /^OutstandingVpcPeeringConnectionLimitExceeded$/,
      code: 'provider-quota',
      means: 'the account has as many unanswered requests as its quota allows (25)',
      hint: 'have some accepted or delete them, or ask AWS for more',
    },
    {
      said: /^RouteLimitExceeded$/,
      code: 'provider-quota',
      means: 'the route table is full',
      hint: 'ask AWS for more: Service Quotas, "Routes per route table"',
    },
    {
      said: /^RulesPerSecurityGroupLimitExceeded$/,
      code: 'provider-quota',
      means: 'the security group is full',
      hint: 'ask AWS for more, or name another group: `peerway vpc show <vpc>`',
    },
    {
      said: /^RouteAlreadyExists$/,
      code: 'provider-route-taken',
      means: 'the route table already sends this network elsewhere',
      hint: 'take that route away first, if nothing needs it',
    },
    {
      said: /^(InvalidVpcID\.NotFound|InvalidRouteTableID\.NotFound|InvalidGroup\.NotFound)$/,
      code: 'provider-no-such-id',
      means: 'what is recorded of the VPC is not there in this account and region',
      hint: 'compare `peerway vpc show <vpc>` with the provider; `peerway vpc import --from-aws` reads it anew',
    },
    {
      said: /^(UnauthorizedOperation|AccessDenied(Exception)?)$/,
      code: 'provider-denied',
      means: 'the credentials do not allow it',
      hint: 'name a profile that may: --profile <vpc>=<profile>',
    },
    {
      said: /^(AuthFailure|InvalidClientTokenId|ExpiredToken(Exception)?|RequestExpired|SignatureDoesNotMatch)$/,
      code: 'provider-credentials',
      means: 'the credentials are not valid, or not any more',
      hint: CREDENTIALS,
    },
    {
      said: /^(RequestLimitExceeded|Throttling(Exception)?)$/,
      code: 'provider-busy',
      means: 'AWS is asked too often at the moment',
      hint: 'run the command again in a while',
    },
    {
      said: /Unable to locate credentials|could not be found|You must specify a region|Token has expired|SSO session/,
      code: 'provider-credentials',
      means: 'aws is not set up for it',
      hint: CREDENTIALS,
    },
  ],
  gcloud: [
    {
      said: /peering operation in progress/,
      code: 'provider-busy',
      means: 'another peering operation is in progress on one of the two networks',
      hint: 'run the command again in a while',
    },
    {
      said: /[Qq]uota|[Ll]imit/,
      code: 'provider-quota',
      means: 'a quota of the network or the project is used up',
      hint: 'delete peerings that nothing needs, or ask Google for more',
    },
    {
      said: /overlap/,
      code: 'provider-overlap',
      means: 'a subnet of one network, or of one of its peers, is in the way of one of the other',
      hint: 'have the plan know all subnets: `peerway vpc import --from-gcp`, then `peerway plan check`',
    },
    {
      said: /was not found|notFound/,
      code: 'provider-no-such-id',
      means: 'what is recorded of the VPC is not there in this project',
      hint: 'compare `peerway vpc show <vpc>` with the provider; `peerway vpc import --from-gcp` reads it anew',
    },
    {
      said: /There is no peering/,
      code: 'provider-no-peering',
      means: 'the network has no peering of that name',
      hint: '`peerway peering refresh` records what is there',
    },
    {
      said: /already exists|already a peering/,
      code: 'provider-wrong-state',
      means: 'there is one already',
      hint: 'see what is there: `peerway peering doctor <name>`',
    },
    {
      said: /Required '.*' permission|PERMISSION_DENIED|forbidden/,
      code: 'provider-denied',
      means: 'the account does not have the permission',
      hint: 'use an account that has it: `gcloud config set account`, or a configuration of its own: --profile <vpc>=<configuration>',
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
    hint: meaning?.hint ?? 'mend that, and run the command again',
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
