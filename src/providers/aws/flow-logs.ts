/** Flow logs of a VPC at AWS. They cannot be changed, so one with another destination or role takes their place. */
import * as v from 'valibot';
import type { Peering } from '../../model/peering.ts';
import { type Change, creation, deletion } from '../../model/resource.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { otherFlowLogs } from '../flow-logs.ts';
import { readAnswer } from '../imported.ts';
import type { Command, Learned, Scene, Word } from '../provider.ts';
import { whereArguments } from './arguments.ts';
import { destinationType } from './flow-log-options.ts';
import type { AwsObserved, ObservedFlowLog } from './observed.ts';
import type { AwsPlace } from './place.ts';
import { type AwsResource, type FlowLogFields, flowLogOf } from './resources.ts';

type FlowLog = AwsResource & { readonly kind: 'aws-flow-log' };

/** peerway's flow logs of a VPC are recognized by this name. All peerings of the VPC share them. */
export const flowLogName = ({ tag }: Pick<AwsPlace, 'tag'>): string => `peerway:${tag}`;

/** The words that list the flow logs of a VPC; the CLI calls the filters of this question `--filter`. */
export const flowLogsQuestion = ({ vpcId }: Pick<AwsPlace, 'vpcId'>): string[] => [
  ...['describe-flow-logs', '--filter', `Name=resource-id,Values=${vpcId}`],
];

/** The command that shows one flow log. */
export const flowLogQuery = (own: AwsPlace, id: string): Command => ({
  program: 'aws',
  words: ['ec2', 'describe-flow-logs', '--flow-log-ids', id, ...whereArguments(own)],
});

const FLOW_LOGS = v.object({
  FlowLogs: v.array(
    v.object({
      FlowLogId: v.string(),
      LogDestination: v.optional(v.string(), ''),
      DeliverLogsPermissionArn: v.optional(v.string()),
      DeliverLogsStatus: v.optional(v.string()),
      DeliverLogsErrorMessage: v.optional(v.string(), 'FAILED'),
      TrafficType: v.optional(v.string(), 'ALL'),
      Tags: v.optional(v.array(v.object({ Key: v.string(), Value: v.optional(v.string()) })), []),
    }),
  ),
});

export const readFlowLogs = (document: unknown, own: AwsPlace): ObservedFlowLog[] =>
  readAnswer(FLOW_LOGS, document, 'aws ec2 describe-flow-logs').FlowLogs.map((log) => ({
    id: log.FlowLogId,
    destination: log.LogDestination,
    ...(log.DeliverLogsPermissionArn === undefined ? {} : { role: log.DeliverLogsPermissionArn }),
    isOwn: log.Tags.some(({ Key, Value }) => Key === 'Name' && Value === flowLogName(own)),
    traffic: log.TrafficType,
    ...(log.DeliverLogsStatus === 'FAILED' ? { failure: log.DeliverLogsErrorMessage } : {}),
  }));

/** Flow logs of others count as well: AWS refuses a second one to the same destination. */
export const isLogging = ({ destination, role }: FlowLogFields, { flowLogs = [] }: AwsObserved): boolean =>
  flowLogs.some(
    (log) =>
      log.destination === destination &&
      log.traffic === 'ALL' &&
      (!log.isOwn || role === undefined || log.role === role),
  );

/** True if peerway's own flow log to the destination has another role. */
export const hasOtherRole = ({ destination, role }: FlowLogFields, { flowLogs = [] }: AwsObserved): boolean =>
  role !== undefined &&
  flowLogs.some((log) => log.isOwn && log.destination === destination && log.role !== role);

/** The creation of a flow log, after the deletion of peerway's own to the same destination with another role. */
export function flowLogChanges(resource: FlowLog, seen: AwsObserved | undefined): Change[] {
  const { destination } = resource.fields;
  const own = (seen?.flowLogs ?? []).filter((log) => log.isOwn && log.destination === destination);
  if (own.length === 0) return [creation(resource)];
  return [
    ...own.map(({ id }) =>
      deletion(
        flowLogOf(resource.side, { destination, id }),
        `delete the flow log ${id}, which has another role`,
      ),
    ),
    { ...creation(resource), isOccupied: true },
  ];
}

/** peerway's own flow logs on one side that no other peering of the VPC wants. */
export function unwantedFlowLogs(
  state: State,
  peering: Peering,
  side: Name,
  { flowLogs = [] }: AwsObserved,
): FlowLog[] {
  const kept = otherFlowLogs(state, peering, side).map(({ destination }) => destination);
  return flowLogs
    .filter(({ isOwn, destination }) => isOwn && !kept.includes(destination))
    .map(({ id, destination }) => flowLogOf(side, { id, destination }));
}

/** True for a flow log that no other peering of the VPC wants. */
export const isOnlyOurs = ({ state, peering }: Scene, resource: AwsResource): boolean =>
  resource.kind === 'aws-flow-log' &&
  otherFlowLogs(state, peering, resource.side).every(
    ({ destination }) => destination !== resource.fields.destination,
  );

type Draft = Pick<Command, 'learns' | 'confirms'> & { readonly words: readonly Word[] };

/** The reason for which AWS has rejected the request: it is in the answer, and `aws` ends with 0. */
const REASON = 'Unsuccessful[0].Error.[Code,Message]';

/** Tags are part of the same call: a run that ends right after it leaves nothing behind that cannot be found. */
export const flowLogCreation = (own: AwsPlace, { destination, role }: FlowLogFields): Draft => ({
  words: [
    ...['create-flow-logs', '--resource-type', 'VPC', '--resource-ids', own.vpcId, '--traffic-type', 'ALL'],
    ...['--log-destination-type', destinationType(destination), '--log-destination', destination],
    ...(role === undefined ? [] : ['--deliver-logs-permission-arn', role]),
    ...['--tag-specifications', `ResourceType=vpc-flow-log,Tags=[{Key=Name,Value=${flowLogName(own)}}]`],
    ...['--query', `FlowLogIds[0] || ${REASON}`, '--output', 'text'],
  ],
  learns: flowLogId(own, destination),
  confirms: 'fl-',
});

export const flowLogDeletion = (own: AwsPlace, { destination, id }: FlowLogFields): Draft => ({
  words: [
    ...['delete-flow-logs', '--flow-log-ids', id ?? flowLogId(own, destination)],
    ...['--query', REASON, '--output', 'text'],
  ],
  confirms: 'None',
});

const flowLogId = (own: AwsPlace, destination: string): Learned => ({
  learned: `FLOW_LOG_${own.vpc.toUpperCase().replaceAll('-', '_')}`,
  describe: `the id of the flow log of ${own.vpc}: fl-...`,
  pattern: /^fl-[0-9a-f]{8,17}$/,
  find: [
    ...['ec2', ...flowLogsQuestion(own), `Name=tag:Name,Values=${flowLogName(own)}`],
    ...['--query', `FlowLogs[?LogDestination=='${destination}'].FlowLogId | [0]`, '--output', 'text'],
    ...whereArguments(own),
  ],
  nothing: 'None',
});
