/** Reads one side of a peering from GCP, with the operator's own `gcloud`. */
import * as v from 'valibot';
import type { GcpPeering } from '../../model/cloud-peering.ts';
import { GCP_DEFAULTS } from '../../model/cloud-peering.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { answerOf } from '../answer.ts';
import { ruleNames } from '../effects.ts';
import { readAs } from '../imported.ts';
import type { GcpLive, LiveRule, RuleFlaw } from '../live.ts';
import { gcpPlace } from '../places.ts';
import type { Program } from '../program.ts';
import type { Access } from '../step.ts';
import { gcpName } from './names.ts';

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
  const { requester, accepter } = peering;
  const peer = gcpPlace(state, side === requester.vpc ? accepter.vpc : requester.vpc, access);
  return {
    via: 'gcp',
    ...halfOf(network, gcpName(peering.name), `${peer.project}/${peer.network}`),
    rules: rulesOf(rules, own.network, ruleNames(peering, side)),
  };
}

/** What the names of a peering's firewall rules begin with; a long one is cut somewhere. Others may begin so too. */
const rulePrefix = ({ name }: Pick<GcpPeering, 'name'>): string => `peerway-${name}-to-`.slice(0, 54);

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

/** A half is ours by its name and its peer; where one of both is another's, it stands in its place. */
function halfOf(document: unknown, name: string, peer: string): Pick<GcpLive, 'half' | 'obstacle'> {
  const { peerings } = readAs(NETWORK, document, '`gcloud compute networks describe`');
  const all = peerings.map((one) => ({
    ...one,
    peer: one.network.replace(/^.*projects\/([^/]+)\/global\/networks\/([^/]+)$/, '$1/$2'),
  }));
  const found = all.find((one) => one.name === name) ?? all.find((one) => one.peer === peer);
  if (!found) return {};
  if (found.name !== name || found.peer !== peer) return { obstacle: { name: found.name, peer: found.peer } };
  const { name: _, network: __, state, stateDetails: details, stackType, peer: ___, ...options } = found;
  return { half: { state, details, peer, options, ...(stackType === undefined ? {} : { stackType }) } };
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

const rulesOf = (document: unknown, network: string, names: readonly string[]): LiveRule[] =>
  readAs(RULES, document, '`gcloud compute firewall-rules list`')
    .filter((rule) => rule.network.endsWith(`/networks/${network}`) && names.includes(rule.name))
    .map((found) => {
      const flaw = flawOf(found);
      return { rule: found.name, sources: found.sourceRanges, ...(flaw ? { flaw } : {}) };
    });

function flawOf({ disabled, direction, allowed, denied }: FoundRule): RuleFlaw | undefined {
  if (direction !== 'INGRESS' || denied.length > 0) return 'lets nothing in';
  if (disabled) return 'is disabled';
  return allowed.some(({ IPProtocol }) => IPProtocol === 'all') ? undefined : 'lets some protocols in only';
}
