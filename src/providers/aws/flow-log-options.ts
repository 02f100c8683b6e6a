/** Options for VPC flow logs at AWS, and the rules for them (EC2 API, `CreateFlowLogs`). */
import { usage } from '../../errors.ts';
import type { Side } from '../../model/peering.ts';
import type { OptionSpec } from '../../model/provider.ts';
import type { OptionProposal } from '../../model/rules/proposal.ts';
import type { Rule } from '../../model/rules/rule.ts';
import { quoted } from '../../visible.ts';
import { FLOW_LOGS, flowLogsIn, flowLogsOption, offHint, otherFlowLogs } from '../flow-logs.ts';

export type LogDestinationType = 'cloud-watch-logs' | 's3' | 'kinesis-data-firehose';

const PARTITION = 'arn:aws(?:-[a-z]+)*';
const PLACE = '([a-z]{2}(?:-[a-z]+)+-[0-9]):[0-9]{12}';

/** The ARN of each type of destination; a group holds its region, where it must be in that of the VPC. */
const DESTINATIONS: readonly (readonly [LogDestinationType, RegExp])[] = [
  ['cloud-watch-logs', new RegExp(`^${PARTITION}:logs:${PLACE}:log-group:[A-Za-z0-9._/#-]{1,512}$`)],
  [
    's3',
    // AWS itself creates the subfolder AWSLogs.
    new RegExp(
      `^${PARTITION}:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/(?!AWSLogs(?:/|$))[A-Za-z0-9!_.=/-]{0,512})?$`,
    ),
  ],
  [
    'kinesis-data-firehose',
    new RegExp(`^${PARTITION}:firehose:${PLACE}:deliverystream[:/][A-Za-z0-9_.-]{1,64}$`),
  ],
];

/** Longer texts are no ARNs. */
const LONGEST = 1024;

const found = (text: string) =>
  text.length > LONGEST ? undefined : DESTINATIONS.find(([, pattern]) => pattern.test(text));

function parseDestination(text: string): string {
  if (found(text)) return text;
  const suffix = text.endsWith(':*') ? '; omit the :* at its end' : '';
  throw usage(
    `${quoted(text)} is not the ARN of an S3 bucket, a log group or a Firehose stream`,
    `use one such as arn:aws:s3:::flow-logs or arn:aws:logs:eu-west-1:111122223333:log-group:vpc${suffix}${offHint(text)}`,
  );
}

const ROLE = new RegExp(`^${PARTITION}:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,576}$`);

function parseRole(text: string): string {
  if (ROLE.test(text)) return text;
  throw usage(
    `${quoted(text)} is not the ARN of an IAM role`,
    'it looks like arn:aws:iam::111122223333:role/flow-logs',
  );
}

export const destinationType = (destination: string): LogDestinationType => found(destination)?.[0] ?? 's3';

const ROLE_KEY = 'flowLogsRole';

export const flowLogOptions: readonly OptionSpec[] = [
  flowLogsOption(
    'destination of the VPC flow logs of your side: ARN of an S3 bucket, log group or Firehose stream (AWS)',
    { parse: parseDestination },
  ),
  {
    key: ROLE_KEY,
    describe: 'IAM role that may write the flow logs to a log group',
    text: { name: 'arn', parse: parseRole },
    mirror: ROLE_KEY,
    requires: FLOW_LOGS,
  },
];

/** The role that writes to a destination; undefined where AWS needs none. */
export function roleFor({ options }: Pick<Side, 'options'>, destination: string): string | undefined {
  const role = options[ROLE_KEY];
  return destinationType(destination) !== 's3' && typeof role === 'string' ? role : undefined;
}

/** Each side with flow logs, and their destination. */
const logging = ({ requester, accepter }: OptionProposal): { side: Side; destination: string }[] =>
  [requester, accepter].flatMap((side) => {
    const destination = flowLogsIn(side.options);
    return typeof destination === 'string' ? [{ side, destination }] : [];
  });

type OptionRule = Rule<OptionProposal>;

const roleMissing: OptionRule = {
  code: 'flow-logs-role-missing',
  reason: 'no role for flow logs',
  hint: () => 'add --flow-logs-role, or use an S3 bucket',
  find: (proposal) =>
    logging(proposal)
      .filter(({ side, destination }) => !roleFor(side, destination))
      .filter(({ destination }) => destinationType(destination) === 'cloud-watch-logs')
      .map(({ side, destination }) => ({
        message: `The flow logs of VPC ${side.end.name} need an IAM role to write to ${destination}`,
        hint: `add --flow-logs-role arn:aws:iam::${destination.split(':')[4]}:role/flow-logs, or use an S3 bucket`,
      })),
};

const otherRegion: OptionRule = {
  code: 'flow-logs-region',
  reason: 'flow logs in another region',
  hint: () => 'use an S3 bucket, which may be in any region',
  find: (proposal) =>
    logging(proposal).flatMap(({ side, destination }) => {
      const region = found(destination)?.[1].exec(destination)?.[1];
      const own = proposal.state.vpcs.get(side.end.name)?.provider['region'];
      if (region === undefined || own === undefined || region === own) return [];
      const there = destination.replace(`:${region}:`, `:${own}:`);
      return [
        {
          message: `VPC ${side.end.name} in ${own} cannot send its flow logs to ${destination}`,
          hint: `use an S3 bucket, which may be in any region, or omit --flow-logs, and then give each side its own: \`peerway peering update ${proposal.name} --side ${side.end.name} --flow-logs ${there}\``,
        },
      ];
    }),
};

/** The peerings of a VPC share its flow log to a destination, which has one role. */
const oneRole: OptionRule = {
  code: 'flow-logs-once',
  reason: 'flow logs with another role',
  hint: () => 'use the same role',
  find: (proposal) =>
    logging(proposal).flatMap(({ side, destination }) => {
      const role = roleFor(side, destination);
      return otherFlowLogs(proposal.state, proposal, side.end.name).flatMap((other) => {
        const theirs = roleFor(other.side, destination);
        if (
          other.destination !== destination ||
          role === undefined ||
          theirs === undefined ||
          theirs === role
        )
          return [];
        return [
          {
            message: `VPC ${side.end.name} already sends its flow logs to ${destination} with another role, through peering ${other.peering}`,
            hint: `use --flow-logs-role ${theirs}`,
          },
        ];
      });
    }),
};

export const flowLogRules: readonly OptionRule[] = [roleMissing, otherRegion, oneRole];
