/** Reads one side of a peering from GCP, with the operator's own `gcloud`. */

import * as v from 'valibot';
import { canonicalCidr } from '../../model/address/cidr.ts';
import { nameAtProvider } from '../../model/name-at-provider.ts';
import type { Name } from '../../model/values.ts';
import { flowLogsOf } from '../flow-logs.ts';
import { readAnswer } from '../imported.ts';
import type { Ask, Scene } from '../provider.ts';
import { flowLogsQuestion, readFlowLogs } from './flow-logs.ts';
import { gcpName } from './names.ts';
import type { GcpObserved, ObservedRule, RuleFlaw } from './observed.ts';
import { gcpPlaces } from './place.ts';
import { ruleNames, rulePrefix } from './resources.ts';

/** Reads the half of the peering and the firewall rules of one side. */
export async function observeGcp(scene: Scene, side: Name, askProgram: Ask): Promise<GcpObserved> {
  const { own, peer } = gcpPlaces(scene, side);
  const ask = (question: readonly string[]) =>
    askProgram([...question, `--project=${own.project}`, '--format=json', '--quiet']);
  const [network, rules, logs] = await Promise.all([
    ask(['compute', 'networks', 'describe', own.network]),
    ask(['compute', 'firewall-rules', 'list', `--filter=name~^${rulePrefix(scene.peering)}`]),
    flowLogsOf(scene.peering, side) === undefined ? undefined : ask(flowLogsQuestion),
  ]);
  return {
    ...halfOf(network, gcpName(nameAtProvider(scene.peering)), `${peer.project}/${peer.network}`),
    rules: rulesOf(rules, own.network, ruleNames(scene, side)),
    ...(logs === undefined ? {} : { flowLogs: readFlowLogs(logs, own) }),
  };
}

const NETWORK = v.object({
  peerings: v.optional(
    v.array(
      v.object({
        name: v.string(),
        network: v.string(),
        state: v.optional(v.string(), ''),
        stateDetails: v.optional(v.string(), ''),
        exportCustomRoutes: v.optional(v.boolean(), false),
        importCustomRoutes: v.optional(v.boolean(), false),
        exportSubnetRoutesWithPublicIp: v.optional(v.boolean(), true),
        importSubnetRoutesWithPublicIp: v.optional(v.boolean(), false),
        stackType: v.optional(v.string()),
      }),
    ),
    [],
  ),
});

/** The half of the plan has both its name and its peer; a peering with only one of them conflicts with it. */
function halfOf(document: unknown, name: string, peer: string): Pick<GcpObserved, 'half' | 'obstacle'> {
  const { peerings } = readAnswer(NETWORK, document, 'gcloud compute networks describe');
  const all = peerings.map((one) => ({
    ...one,
    peer: one.network.replace(/^.*projects\/([^/]+)\/global\/networks\/([^/]+)$/, '$1/$2'),
  }));
  const found = all.find((one) => one.name === name) ?? all.find((one) => one.peer === peer);
  if (!found) return {};
  if (found.name !== name || found.peer !== peer) return { obstacle: { name: found.name, peer: found.peer } };
  const { name: _, network: __, state, stateDetails: details, stackType, peer: ___, ...routes } = found;
  const options = { ...routes, ...(stackType === undefined ? {} : { stackType }) };
  return { half: { state, details, peer, options } };
}

const PROTOCOLS = v.optional(v.array(v.object({ IPProtocol: v.string() })), []);

const RULES = v.array(
  v.object({
    name: v.string(),
    network: v.string(),
    sourceRanges: v.optional(v.array(v.string()), []),
    disabled: v.optional(v.boolean(), false),
    direction: v.optional(v.string(), 'INGRESS'),
    allowed: PROTOCOLS,
    denied: PROTOCOLS,
  }),
);

type FoundRule = v.InferOutput<typeof RULES>[number];

const rulesOf = (document: unknown, network: string, names: readonly string[]): ObservedRule[] =>
  readAnswer(RULES, document, 'gcloud compute firewall-rules list')
    .filter((rule) => rule.network.endsWith(`/networks/${network}`) && names.includes(rule.name))
    .map((found) => {
      const flaw = flawOf(found);
      return { rule: found.name, sources: found.sourceRanges.map(canonicalCidr), ...(flaw ? { flaw } : {}) };
    });

function flawOf({ disabled, direction, allowed, denied }: FoundRule): RuleFlaw | undefined {
  if (direction !== 'INGRESS' || denied.length > 0) return 'denies traffic';
  if (disabled) return 'is disabled';
  return allowed.some(({ IPProtocol }) => IPProtocol === 'all') ? undefined : 'allows only some protocols';
}
