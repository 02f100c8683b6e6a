/** The errors of GCP, as `gcloud` prints them, and their meanings. */
import { type ErrorMeaning, explained, lastWords } from '../explain.ts';
import type { ProviderProgram } from '../provider.ts';

/** A quota of requests for each minute, which passes by itself (Compute Engine, API rate limits). */
const THROTTLED = /rateLimitExceeded|RATE_LIMIT_EXCEEDED|Rate Limit Exceeded|per minute|HTTPError 429/;

/** True if a request was refused only because there were too many. */
export const isThrottled = (stderr: string): boolean => THROTTLED.test(stderr);

const MEANINGS: readonly ErrorMeaning[] = [
  {
    pattern: /unrecognized arguments:?\s*--network/,
    code: 'provider-too-old',
    means: 'this version of gcloud cannot log the flows of a whole network',
    hint: 'update it: https://cloud.google.com/sdk/docs/install, or run `gcloud components update`',
  },
  {
    pattern:
      /networkmanagement\.googleapis\.com.*(not (been )?(enabled|used)|disabled)|Network Management API has not been used/s,
    code: 'provider-api-disabled',
    means: 'flow logs need the Network Management API, which the project has not enabled',
    hint: 'run `gcloud services enable networkmanagement.googleapis.com --project <project>`, and run the command again',
  },
  {
    pattern: /peering operation in progress/,
    code: 'provider-busy',
    means: 'another peering operation is in progress on one of the two networks',
    hint: 'run the command again later',
  },
  {
    pattern: THROTTLED,
    code: 'provider-busy',
    means: 'GCP is throttling requests',
    hint: 'run the command again later',
  },
  {
    pattern: /[Qq]uota|[Ll]imit/,
    code: 'provider-quota',
    means: 'the network or the project has reached a quota',
    hint: 'delete unused peerings, or request an increase of the quota',
  },
  {
    pattern: /overlap/,
    code: 'provider-overlap',
    means: 'a subnet of one network or of its peers overlaps a subnet of the other',
    hint: 'run `peerway vpc import --from-gcp`, then `peerway plan check` to find the overlap',
  },
  {
    pattern: /was not found|notFound/,
    code: 'provider-no-such-id',
    means: 'an ID of the VPC does not exist in this project',
    hint: 'run `peerway vpc show <vpc>` to check its IDs, or `peerway vpc import --from-gcp` to update them',
  },
  {
    pattern: /There is no peering/,
    code: 'provider-no-peering',
    means: 'the network has no peering of that name',
    hint: 'run `peerway peering refresh` to update the plan',
  },
  {
    pattern: /is already being used by/,
    code: 'provider-in-use',
    means: 'something that peerway did not create still uses it',
    hint: 'delete the objects that use it, or wait until they have gone',
  },
  {
    pattern: /already exists|already a peering/,
    code: 'provider-wrong-state',
    means: 'it already exists',
    hint: 'run `peerway peering doctor <peering>` to see what exists',
  },
  {
    pattern: /Required '.*' permission|PERMISSION_DENIED|forbidden/,
    code: 'provider-denied',
    means: 'the account lacks the permission',
    hint: 'switch to an account that has it with `gcloud config set account`',
  },
  {
    pattern: /active account|auth login|[Rr]eauthentication|credentials/,
    code: 'provider-credentials',
    means: 'gcloud is not logged in',
    hint: 'run `gcloud auth login`',
  },
];

/** Advertisements that gcloud prints below its errors. */
const ADVERTISEMENT = /^\s*(To take a quick anonymous survey|Updates are available for some)[\s\S]*/m;

const explain = (stderr: string) => {
  const text = lastWords(stderr.replace(ADVERTISEMENT, '')).replace(/^ERROR: (\(gcloud[^)]*\) )?/, '');
  return explained('gcloud', MEANINGS, { match: text, text });
};

const REJECTION = /^ERROR: \(gcloud\.[^)]*\) /m;
const BROKEN =
  /gcloud crashed|HTTPError 5\d\d|[Ii]nternal error|backendError|timed? ?out|not complete|taking too long|[Cc]onnection |Unable to find the server|unavailable|temporar|[Tt]ry again/;

export const gcpProgram: ProviderProgram = {
  name: 'gcloud',
  env: { CLOUDSDK_CORE_DISABLE_PROMPTS: '1' },
  install: 'install it: https://cloud.google.com/sdk/docs/install',
  operationOf: (words) =>
    words
      .filter((word) => !word.startsWith('-'))
      .slice(0, 4)
      .join(' '),
  explain,
  meaningOf: (stderr, direction) => {
    const { message } = explain(stderr);
    if (/peering operation in progress/.test(message) || isThrottled(stderr)) return 'busy';
    if (direction === 'create' && /vpcFlowLogsConfigs\/\S* already exists/.test(message))
      return 'done-already';
    const isGone =
      /vpcFlowLogsConfigs\/\S* was not found|The resource '[^']*\/firewalls\/[^']*' was not found|There is no peering/.test(
        message,
      );
    return direction === 'remove' && isGone ? 'done-already' : undefined;
  },
  isRejection: ({ exit, stderr }) => exit !== undefined && REJECTION.test(stderr) && !BROKEN.test(stderr),
};
