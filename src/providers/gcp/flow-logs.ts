/**
 * Flow logs of a network at GCP: a configuration of the Network Management API for the network as a whole. Those of
 * single subnets, which people set up with the Compute Engine API, are not touched.
 */
import * as v from 'valibot';
import { type Change, creation } from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import { otherFlowLogs } from '../flow-logs.ts';
import { readAnswer } from '../imported.ts';
import type { Command, ObservedSides, Scene } from '../provider.ts';
import { gcpName } from './names.ts';
import type { GcpObserved, ObservedFlowLogs } from './observed.ts';
import { type GcpPlace, gcpPlace } from './place.ts';
import type { GcpResource } from './resource.ts';

type FlowLogs = GcpResource & { readonly kind: 'gcp-flow-logs' };

/** peerway's configuration for a network has this name. All peerings of the network share it. */
const configOf = (scene: Scene, side: Name): string =>
  gcpName(`peerway-flow-logs-${gcpPlace(scene, side).network}`);

export const flowLogsResource = (scene: Scene, side: Name): FlowLogs => ({
  key: 'gcp-flow-logs',
  side,
  kind: 'gcp-flow-logs',
  title: 'log its flows to Cloud Logging',
  fields: { config: configOf(scene, side) },
});

const GROUP = ['network-management', 'vpc-flow-logs-configs'];

/** The words that list the configurations of a project. */
export const flowLogsQuestion: readonly string[] = [...GROUP, 'list', '--location=global'];

const gcloud = ({ project }: GcpPlace, words: readonly string[]): Command => ({
  program: 'gcloud',
  words: [...words, `--project=${project}`, '--quiet'],
});

/** The command that lists the configurations of a project. */
export const flowLogsQuery = (own: GcpPlace): Command => gcloud(own, flowLogsQuestion);

/** The command that creates, enables or deletes the configuration. */
export function flowLogsCommand(own: GcpPlace, config: string, op: Change['op']): Command {
  const verb = op === 'delete' || op === 'update' ? op : 'create';
  const more: Readonly<Record<typeof verb, readonly string[]>> = {
    create: [`--network=projects/${own.project}/global/networks/${own.network}`],
    update: ['--state=enabled'],
    delete: [],
  };
  return gcloud(own, [...GROUP, verb, config, '--location=global', ...more[verb]]);
}

const CONFIGS = v.array(
  v.object({
    name: v.string(),
    network: v.optional(v.string(), ''),
    state: v.optional(v.string(), 'ENABLED'),
    filterExpr: v.optional(v.string(), ''),
  }),
);

/** The configurations for a network, as a whole. */
export const readFlowLogs = (document: unknown, { project, network }: GcpPlace): ObservedFlowLogs[] =>
  readAnswer(CONFIGS, document, 'gcloud network-management vpc-flow-logs-configs list')
    .filter((found) => `/${found.network}`.endsWith(`/projects/${project}/global/networks/${network}`))
    .map(({ name, state, filterExpr }) => ({
      config: name.replace(/^.*\//, ''),
      isEnabled: state === 'ENABLED',
      isFiltered: filterExpr !== '',
    }));

/** Each configuration logs, and costs, on its own: one of others is enough. */
export const isLogging = ({ fields }: FlowLogs, { flowLogs = [] }: GcpObserved): boolean =>
  flowLogs.some(
    ({ config, isEnabled, isFiltered }) => isEnabled && (!isFiltered || config === fields.config),
  );

export function flowLogsChange(resource: FlowLogs, seen: GcpObserved | undefined): Change {
  const own = seen?.flowLogs?.find(({ config }) => config === resource.fields.config);
  return own ? { op: 'update', resource, title: resource.title } : creation(resource);
}

/** peerway's configurations on the observed sides that no other peering of the network wants. */
export const unwantedFlowLogs = (scene: Scene, observed: ObservedSides<GcpObserved>): FlowLogs[] =>
  [...observed].flatMap(([side, { flowLogs = [] }]) => {
    const logs = flowLogsResource(scene, side);
    const isThere = flowLogs.some(({ config }) => config === logs.fields.config);
    return isThere && isOnlyOurs(scene, logs) ? [logs] : [];
  });

/** True if no other peering of the network wants its flow logs. */
export const isOnlyOurs = ({ state, peering }: Scene, { side }: Pick<FlowLogs, 'side'>): boolean =>
  otherFlowLogs(state, peering, side).length === 0;
