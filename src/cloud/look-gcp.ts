/** Reads one side of a peering from GCP, with the operator's own `gcloud`. */
import * as v from 'valibot';
import type { GcpPeering } from '../model/cloud-peering.ts';
import { GCP_DEFAULTS } from '../model/cloud-peering.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';
import { answerOf } from './answer.ts';
import { readAs } from './import/found.ts';
import type { GcpLive, LiveHalf, LiveRule } from './live.ts';
import { gcpName } from './names.ts';
import { gcpPlace } from './places.ts';
import type { Program } from './program.ts';
import type { Access } from './step.ts';

/** Seconds that one question may take. */
const PATIENCE = 60;

export async function lookAtGcp(
  state: State,
  peering: GcpPeering,
  side: Name,
  access: Access,
  gcloud: Program,
): Promise<GcpLive> {
  const own = gcpPlace(state, side, access);
  const ask = (question: readonly string[]) =>
    answerOf(
      gcloud,
      ['compute', ...question, `--project=${own.project}`, '--format=json', '--quiet'],
      PATIENCE,
    );
  const [network, rules] = await Promise.all([
    ask(['networks', 'describe', own.network]),
    ask(['firewall-rules', 'list', `--filter=name~^${rulePrefix(peering)}`]),
  ]);
  const half = halfOf(network, gcpName(peering.name));
  return { via: 'gcp', ...(half ? { half } : {}), rules: rulesOf(rules, own.network, rulePrefix(peering)) };
}

/** What the names of a peering's firewall rules begin with; a long one is cut somewhere. */
export const rulePrefix = ({ name }: Pick<GcpPeering, 'name'>): string => `peerway-${name}-to-`.slice(0, 54);

const NETWORK = v.object({
  peerings: v.optional(
    v.array(
      v.object({
        name: v.string(),
        network: v.string(),
        state: v.optional(v.string(), ''),
        stateDetails: v.optional(v.string(), ''),
        exportCustomRoutes: v.optional(v.boolean(), GCP_DEFAULTS.exportCustomRoutes),
        importCustomRoutes: v.optional(v.boolean(), GCP_DEFAULTS.importCustomRoutes),
        exportSubnetRoutesWithPublicIp: v.optional(v.boolean(), GCP_DEFAULTS.exportSubnetRoutesWithPublicIp),
        importSubnetRoutesWithPublicIp: v.optional(v.boolean(), GCP_DEFAULTS.importSubnetRoutesWithPublicIp),
        stackType: v.optional(v.string()),
      }),
    ),
    [],
  ),
});

function halfOf(document: unknown, name: string): LiveHalf | undefined {
  const { peerings } = readAs(NETWORK, document, '`gcloud compute networks describe`');
  const half = peerings.find((one) => one.name === name);
  if (!half) return undefined;
  const { name: _, network, state, stateDetails: details, stackType, ...options } = half;
  return {
    state,
    details,
    peer: network.replace(/^.*projects\/([^/]+)\/global\/networks\/([^/]+)$/, '$1/$2'),
    options,
    ...(stackType === undefined ? {} : { stackType }),
  };
}

const RULES = v.array(
  v.object({ name: v.string(), network: v.string(), sourceRanges: v.optional(v.array(v.string()), []) }),
);

const rulesOf = (document: unknown, network: string, prefix: string): LiveRule[] =>
  readAs(RULES, document, '`gcloud compute firewall-rules list`')
    .filter((rule) => rule.network.endsWith(`/networks/${network}`) && rule.name.startsWith(prefix))
    .map(({ name, sourceRanges }) => ({ rule: name, sources: sourceRanges }));
