/** The ways in which a command of a provider's program can end, and a program that fails at any command. */
import type { Program, ProgramRun } from '../../src/exec/program.ts';
import { isLongRun } from '../support/requirements.ts';
import { failed } from './ec2-model.ts';
import { gcpFailure } from './gcp-model.ts';
import { azFailure } from './vnet-model.ts';

/** Ends of a command that a person or the machine causes, and answers of a provider. */
export const FAULTS = [
  ...(['before', 'after', 'unsent', 'lost'] as const),
  ...(['throttled', 'unseen', 'quota', 'expired', 'broken'] as const),
];

/**
 * The end of a command: `before` and `after` kill the process; `unsent` is a request that is lost, `lost` an answer;
 * `unseen` says that an object that was just created does not exist.
 */
export type Fault = (typeof FAULTS)[number];

/** Each fault at each command; one that takes a pause is tried at every fourth command, unless the run is long. */
export const faultsAt = (changes: number, faults: readonly Fault[] = FAULTS): [Fault, number][] =>
  faults.flatMap((fault) =>
    Array.from({ length: changes }, (_, at): [Fault, number] => [fault, at]).filter(
      ([, at]) => isLongRun('cloud') || (fault !== 'throttled' && fault !== 'unseen') || at % 4 === 1,
    ),
  );

const READS = /^(describe|get|wait|list)/;

/** The errors of a provider, in its words. */
export type Failures = Readonly<
  Record<
    'throttled' | 'unseen' | 'quota' | 'expired' | 'broken',
    (words: readonly string[]) => ProgramRun | undefined
  >
>;

/** The errors of EC2 for ids that it does not know, in all of its spellings, by the flag of the id. */
const UNKNOWN_IDS: readonly (readonly [string, string])[] = [
  ['--subnet-id', 'InvalidSubnetID.NotFound'],
  ['--internet-gateway-id', 'InvalidInternetGatewayID.NotFound'],
  ['--route-table-id', 'InvalidRouteTableId.NotFound'],
  ['--group-id', 'InvalidGroup.NotFound'],
  ['--vpc-id', 'InvalidVpcID.NotFound'],
];

export const AWS_FAILURES: Failures = {
  throttled: (words) => failed('RequestLimitExceeded', words),
  unseen: (words) => {
    const code = UNKNOWN_IDS.find(([flag]) => words.includes(flag))?.[1];
    return code === undefined ? undefined : failed(code, words, 'The ID does not exist');
  },
  quota: (words) => failed('SubnetLimitExceeded', words, 'The maximum has been reached.'),
  expired: (words) => failed('ExpiredToken', words, 'The security token has expired'),
  broken: (words) => failed('InternalError', words, 'An internal error has occurred'),
};

export const GCP_FAILURES: Failures = {
  throttled: () =>
    gcpFailure(
      "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'compute.googleapis.com'.",
    ),
  unseen: (words) => {
    if (!words.some((word) => word.startsWith('--network='))) return undefined;
    const state = words.length % 2 === 0 ? 'is not ready' : 'was not found';
    return gcpFailure(`The resource 'projects/team-files-1/global/networks/files' ${state}`);
  },
  quota: () => gcpFailure("Quota 'SUBNETWORKS' exceeded.  Limit: 100.0 globally."),
  expired: () => ({ ...gcpFailure(''), stderr: 'ERROR: (gcloud.auth) Reauthentication failed.\n' }),
  broken: () => gcpFailure('Internal error. Please try again or contact Google Support.'),
};

export const AZURE_FAILURES: Failures = {
  throttled: () => azFailure('(TooManyRequests) The request was throttled.'),
  unseen: (words) =>
    words.includes('--vnet-name')
      ? azFailure(
          "(ResourceNotFound) The Resource 'Microsoft.Network/virtualNetworks/hub' under resource group 'network-prod' was not found.",
        )
      : undefined,
  quota: () => azFailure('(SubnetLimitReached) Cannot create more than 3000 subnets.'),
  expired: () => azFailure('(ExpiredAuthenticationToken) The access token expiry is in the past.'),
  broken: () => azFailure('(InternalServerError) An error occurred.'),
};

const UNHEARD: ProgramRun = { ended: 'timeout', exit: undefined, stdout: '', stderr: '' };

/**
 * A program that fails at one of the commands that change something.
 * @param cut  ends peerway before or after the command
 */
export function faultyProgram(
  real: Program,
  failures: Failures,
  cut: () => ProgramRun | Promise<ProgramRun>,
) {
  let [count, at, fault] = [0, -1, 'after' as Fault];
  const change = async (words: readonly string[], seconds: number): Promise<ProgramRun> => {
    const isHit = fault === 'expired' ? count >= at && at >= 0 : count === at;
    count++;
    if (!isHit) return real.run(words, seconds);
    if (fault === 'before') return cut();
    if (fault === 'unsent') return UNHEARD;
    const answer = fault in failures ? failures[fault as keyof Failures](words) : undefined;
    if (answer && fault !== 'broken') return answer;
    const ran = await real.run(words, seconds);
    if (fault === 'after') return cut();
    return fault === 'lost' ? UNHEARD : (answer ?? ran);
  };
  const program: Program = {
    name: real.name,
    run: (words, seconds) =>
      words.slice(1, 5).some((word) => READS.test(word)) ? real.run(words, seconds) : change(words, seconds),
  };
  return {
    program,
    /** Lets the nth change from now on fail, counted from 0. */
    failAt: (nth: number, how: Fault) => {
      [count, at, fault] = [0, nth, how];
    },
    heal: () => {
      at = -1;
    },
  };
}
