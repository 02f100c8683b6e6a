/** The errors of Azure, as `az` prints them, and their meaning. */
import { type ErrorMeaning, explained, lastWords } from '../explain.ts';
import type { ProviderProgram } from '../provider.ts';

const LOGIN = 'run `az login`, and `az account list` to see what it reaches';
const DOCTOR = 'run `peerway peering doctor <peering>` to see what exists';

/** The package of Debian 12 lacks a part that every command about networks needs. */
const BROKEN_PACKAGE = /'NoneType' object has no attribute 'standard_medium'/;

const MEANINGS: readonly ErrorMeaning[] = [
  {
    pattern: /^VnetAddressSpacesOverlap$/,
    code: 'provider-overlap',
    means: 'the address spaces of the two VNets overlap',
    hint: 'run `peerway vpc import --from-azure`, then `peerway plan check` to find the overlap',
  },
  {
    pattern: /^VnetAddressSpaceOverlapsWithAlreadyPeeredVnet$/,
    code: 'provider-overlap',
    means: 'one VNet overlaps a third one that the other is peered with; disconnected peerings count, too',
    hint: 'run `peerway peering doctor <peering>` to find it; delete that peering if it is not needed',
  },
  {
    pattern: /^AnotherPeeringAlreadyReferencesRemoteVnet$/,
    code: 'provider-name-taken',
    means: 'the VNet already has a peering with the other one, under another name',
    hint: DOCTOR,
  },
  {
    pattern: /^RemotePeeringIsDisconnected$/,
    code: 'provider-wrong-state',
    means: 'the half of the other side is Disconnected, and must be deleted and created again',
    hint: 'run `peerway peering create` with --apply on the other side first; it deletes that half',
  },
  {
    pattern: /^RemoteVnetHasNoGateways$/,
    code: 'provider-no-gateway',
    means: 'the other VNet has no gateway that could be used',
    hint: 'create its gateway first, or create the peering without --use-remote-gateways',
  },
  {
    pattern: /AllowGatewayTransit flag set to false/i,
    code: 'provider-wrong-state',
    means: 'the half of the other side does not allow gateway transit',
    hint: 'apply the other side with --allow-gateway-transit first',
  },
  {
    pattern: /UseRemoteGateways? flag set to true/i,
    code: 'provider-wrong-state',
    means: 'the VNet has a gateway of its own, or uses those of another VNet',
    hint: 'create the peering without --use-remote-gateways',
  },
  {
    pattern:
      /^(AnotherOperationInProgress|Conflict|RetryableError|Canceled(AndSuperseded.*)?|OperationPreempted)$/,
    code: 'provider-busy',
    means: 'another operation is in progress on one of the two VNets',
    hint: 'run the command again later',
  },
  {
    pattern: /^ReferencedResourceNotProvisioned$/,
    code: 'provider-busy',
    means: 'one of the two VNets is being created or changed',
    hint: 'run the command again later',
  },
  {
    pattern: /^(TooManyRequests|.*RequestsThrottled|.*Throttl.*|429)$/,
    code: 'provider-busy',
    means: 'Azure is throttling requests',
    hint: 'run the command again later',
  },
  {
    pattern: /^LinkedAuthorizationFailed$/,
    code: 'provider-denied',
    means: 'the account has no right on the VNet of the other side, or no login to its tenant',
    hint: 'run `az login --tenant <id>` for both tenants; the right is Microsoft.Network/virtualNetworks/peer/action',
  },
  {
    pattern:
      /^(AuthorizationFailed|Forbidden|RequestDisallowedByPolicy|ScopeLocked|ReadOnlyDisabledSubscription)$/,
    code: 'provider-denied',
    means: 'the account lacks the permission, or a lock or a policy forbids it',
    hint: 'get the role Network Contributor on the VNet, or choose an account with `az login`',
  },
  {
    pattern: /^InvalidAuthenticationTokenTenant$/,
    code: 'provider-credentials',
    means: 'az is logged in to another tenant',
    hint: 'run `az login --tenant <id>` with the tenant of the subscription',
  },
  {
    pattern: /[Qq]uota|[Ll]imit(Exceeded|Reached| )/,
    code: 'provider-quota',
    means: 'the VNet or the subscription has reached a limit (500 peerings of a VNet)',
    hint: 'delete unused peerings, or request an increase of the limit',
  },
  {
    pattern:
      /^(NotFound|ResourceNotFound|ResourceGroupNotFound|SubscriptionNotFound|InvalidResourceReference)$/,
    code: 'provider-no-such-id',
    means: 'an ID of the VPC does not exist',
    hint: 'run `peerway vpc show <vpc>` to check its IDs, or `peerway vpc import --from-azure` to update them',
  },
  {
    pattern: /network watcher is not enabled for region/i,
    code: 'provider-no-watcher',
    means: 'flow logs need a network watcher in the region of the VNet',
    hint: 'run `az network watcher configure --resource-group NetworkWatcherRG --locations <region> --enabled true`',
  },
  {
    pattern: /^InvalidResourceName$/,
    code: 'provider-failed',
    means: 'Azure does not accept the name',
    hint: 'choose another name with --name',
  },
  {
    pattern: /Subscription '.*' not found|doesn't exist in cloud/i,
    code: 'provider-credentials',
    means: 'az is not logged in to that subscription',
    hint: LOGIN,
  },
  {
    pattern:
      /az login|AADSTS|ExpiredAuthenticationToken|InvalidAuthenticationToken|refresh token|No subscription/,
    code: 'provider-credentials',
    means: 'az is not logged in, or its login has expired',
    hint: LOGIN,
  },
  {
    pattern: BROKEN_PACKAGE,
    code: 'provider-failed',
    means: 'the azure-cli package of Debian 12 is broken',
    hint: 'install it from Microsoft: https://learn.microsoft.com/cli/azure/install-azure-cli-linux',
  },
];

/** `ERROR: (Code) text`, or `ERROR: text` for what `az` finds out itself. */
const AZ_ERROR = /^(?:ERROR: )?\(([A-Za-z0-9]+)\) ([^\n]*)/m;

const explain = (stderr: string) => {
  const [, theirs, words = ''] = AZ_ERROR.exec(stderr) ?? [];
  const text = theirs === undefined ? lastWords(stderr).replace(/^ERROR: /, '') : `${theirs}: ${words}`;
  // The code decides; where it says nothing, the text does.
  const known = theirs !== undefined && MEANINGS.some(({ pattern }) => pattern.test(theirs));
  return explained('az', MEANINGS, { match: known ? theirs : text, text });
};

const codeIn = (stderr: string): string => AZ_ERROR.exec(stderr)?.[1] ?? '';

/** Exit status of `az` for a command line that it sends no request for. */
const USAGE = 2;
/** Errors of `az` itself, before any request. */
const NEVER_SENT =
  /az login|AADSTS|Subscription '.*' not found|doesn't exist in cloud|unrecognized arguments|network watcher is not enabled/;
const BROKEN =
  /^(Internal(Server)?Error|ServerError|ServerTimeout|ServiceUnavailable|GatewayTimeout|BadGateway|RequestTimeout|OperationTimedOut|50\d)$/;
const GONE = /^(NotFound|ResourceNotFound|ResourceGroupNotFound)$/;

export const azureProgram: ProviderProgram = {
  name: 'az',
  env: {
    AZURE_CORE_ONLY_SHOW_ERRORS: '1',
    AZURE_CORE_NO_COLOR: '1',
    AZURE_CORE_COLLECT_TELEMETRY: '0',
    AZURE_CORE_DISABLE_CONFIRM_PROMPT: '1',
  },
  install: 'install it: https://learn.microsoft.com/cli/azure/install-azure-cli',
  operationOf: (words) =>
    words
      .slice(
        0,
        Math.max(
          1,
          words.findIndex((word) => word.startsWith('-')),
        ),
      )
      .join(' '),
  explain,
  meaningOf: (stderr, direction) => {
    const theirs = codeIn(stderr);
    if (direction === 'remove' && GONE.test(theirs)) return 'done-already';
    if (theirs === 'ReferencedResourceNotProvisioned') return 'not-yet';
    return theirs !== '' && explain(stderr).code === 'provider-busy' ? 'busy' : undefined;
  },
  isRejection: ({ exit, stderr }) => {
    if (exit === undefined) return false;
    const theirs = codeIn(stderr);
    if (theirs !== '') return !BROKEN.test(theirs);
    return exit === USAGE || NEVER_SENT.test(stderr) || BROKEN_PACKAGE.test(stderr);
  },
};
