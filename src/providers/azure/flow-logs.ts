/** The flow log of a VNet at Azure, which belongs to the network watcher of its region. */
import * as v from 'valibot';
import { type Change, creation, deletion } from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import { visible } from '../../visible.ts';
import { unlessCode } from '../explain.ts';
import { flowLogsOf, otherFlowLogs } from '../flow-logs.ts';
import { readAnswer } from '../imported.ts';
import type { Ask, Command, Learned, ObservedSides, Scene, Word } from '../provider.ts';
import { commandLine } from '../shell.ts';
import { isSameId } from './ids.ts';
import type { AzureObserved, Logging } from './observed.ts';
import { type AzurePlace, azurePlace } from './place.ts';
import { type AzureResource, type FlowLogFields, flowLogOf } from './resources.ts';

type FlowLog = AzureResource & { readonly kind: 'azure-flow-log' };

const FLOW_LOGS = v.array(
  v.object({
    name: v.string(),
    targetResourceId: v.nullish(v.string(), ''),
    storageId: v.nullish(v.string(), ''),
    enabled: v.nullish(v.boolean(), true),
  }),
);

/** Reads the flow log of a VNet. Without a network watcher in its region, there is none. */
export async function readLogging(own: AzurePlace, region: string, ask: Ask): Promise<Logging> {
  const answer = await ask([
    ...['network', 'watcher', 'flow-log', 'list', '--location', region],
    ...['--subscription', own.subscription, '--output', 'json'],
  ]).catch(unlessCode('provider-no-watcher', []));
  const found = readAnswer(FLOW_LOGS, answer, 'az network watcher flow-log list').find(
    ({ targetResourceId }) => isSameId(targetResourceId, own.id),
  );
  if (!found) return { region };
  const { name, storageId: storage, enabled: isEnabled } = found;
  return { region, flowLog: { name, storage, isEnabled } };
}

const az = (own: AzurePlace, verb: string, words: readonly Word[]): Command => ({
  program: 'az',
  words: ['network', 'watcher', 'flow-log', verb, ...words, '--subscription', own.subscription],
});

/** The command that creates the flow log, or overwrites or deletes the one of its name. */
export function flowLogCommand(
  own: AzurePlace,
  { name, storage, region = regionOf(own) }: Omit<FlowLogFields, 'region'> & { readonly region?: Word },
  op: Change['op'],
): Command {
  const words = ['--name', name, '--location', region];
  return op === 'delete'
    ? az(own, 'delete', [...words, '--output', 'none'])
    : az(own, 'create', [...words, '--vnet', own.id, '--storage-account', storage, '--output', 'none']);
}

/** The command that lists the flow logs in the region of a VNet. */
export const flowLogsQuery = (own: AzurePlace): Command =>
  az(own, 'list', ['--location', regionOf(own), '--output', 'table']);

/** The region of a VNet, which the plan does not have. */
const regionOf = (own: AzurePlace): Learned => ({
  learned: `REGION_${own.vpc.toUpperCase().replaceAll('-', '_')}`,
  describe: `the region of the VNet of ${own.vpc}: koreacentral`,
  pattern: /^[a-z][a-z0-9]+$/,
  find: ['network', 'vnet', 'show', '--ids', own.id, '--query', 'location', '--output', 'tsv'],
  nothing: '',
});

const isLogging = ({ storage }: FlowLogFields, { flowLog }: Logging): boolean =>
  flowLog?.isEnabled === true && isSameId(flowLog.storage, storage);

const isOwn = ({ name }: FlowLogFields, { flowLog }: Logging): boolean =>
  flowLog !== undefined && isSameId(flowLog.name, name);

/** The change that is left until the flow log of the plan exists. One of others with another destination is in its way. */
export function flowLogChanges(scene: Scene, resource: FlowLog, seen: AzureObserved | undefined): Change[] {
  const logging = seen?.logging;
  if (!logging) return [creation(resource)];
  if (isLogging(resource.fields, logging)) return [];
  const { region, flowLog } = logging;
  const { side, fields, title } = resource;
  const wanted = flowLogOf(scene.state, side, fields.storage, region);
  if (!flowLog) return [creation(wanted)];
  const prior = flowLogOf(scene.state, side, flowLog.storage, region);
  if (isOwn(fields, logging))
    return [{ op: 'update', resource: wanted, title, ...(flowLog.isEnabled ? { prior } : {}) }];
  const { name } = flowLog;
  const fix = commandLine(flowLogCommand(azurePlace(scene, side), { ...wanted.fields, name }, 'delete'));
  const state = flowLog.isEnabled ? `writes to ${visible(flowLog.storage, 300)}` : 'is disabled';
  const blocked = {
    code: 'provider-name-taken',
    message: `The VNet of ${side} already has the flow log ${visible(name)}, which peerway did not create and which ${state}`,
    hint: `Azure allows only one flow log per VNet; if it is not needed, run \`${fix}\``,
    fix,
  };
  return [{ ...creation(wanted), blocked }];
}

/** True for a flow log of peerway that has another destination, or that someone has disabled. */
export const isLoggingElsewhere = ({ fields }: FlowLog, { logging }: AzureObserved): boolean =>
  logging !== undefined && isOwn(fields, logging) && !isLogging(fields, logging);

/** The deletion of peerway's own flow log on one side, unless another peering of the VNet wants it. */
export function flowLogRemovals(scene: Scene, side: Name, observed?: ObservedSides<AzureObserved>): Change[] {
  if (otherFlowLogs(scene.state, scene.peering, side).length > 0) return [];
  const log = observed ? ownFlowLog(scene, side, observed.get(side)) : plannedFlowLog(scene, side);
  return log ? [deletion(log, `delete the flow log to ${log.fields.storage}`)] : [];
}

function ownFlowLog(scene: Scene, side: Name, seen: AzureObserved | undefined): FlowLog | undefined {
  const { region, flowLog } = seen?.logging ?? {};
  const log = flowLog && flowLogOf(scene.state, side, flowLog.storage, region);
  return log && isSameId(log.fields.name, flowLog.name) ? log : undefined;
}

function plannedFlowLog(scene: Scene, side: Name): FlowLog | undefined {
  const storage = flowLogsOf(scene.peering, side);
  return typeof storage === 'string' ? flowLogOf(scene.state, side, storage) : undefined;
}
