/** Firewall rules of a network at GCP, and the instances that they are about, as `gcloud` lists them. */
import * as v from 'valibot';
import { type Cidr, canonicalCidr, contains } from '../../model/address/cidr.ts';
import { readAnswer } from '../imported.ts';

const LIST = v.optional(v.array(v.string()), []);
const PROTOCOLS = v.optional(v.array(v.object({ IPProtocol: v.string() })));

const RULES = v.array(
  v.object({
    name: v.string(),
    network: v.string(),
    priority: v.optional(v.number(), 1000),
    direction: v.optional(v.string(), 'INGRESS'),
    disabled: v.optional(v.boolean(), false),
    allowed: PROTOCOLS,
    denied: PROTOCOLS,
    sourceRanges: LIST,
    destinationRanges: LIST,
    sourceTags: LIST,
    sourceServiceAccounts: LIST,
    targetTags: LIST,
    targetServiceAccounts: LIST,
  }),
);

export type Rule = v.InferOutput<typeof RULES>[number];

const INSTANCES = v.array(
  v.object({
    name: v.string(),
    tags: v.optional(v.object({ items: LIST }), { items: [] }),
    serviceAccounts: v.optional(v.array(v.object({ email: v.string() })), []),
    networkInterfaces: v.optional(v.array(v.object({ network: v.optional(v.string(), '') })), []),
  }),
);

export type Instance = v.InferOutput<typeof INSTANCES>[number];

/** Returns the rules in force in the network whose link ends so. */
export const rulesIn = (answer: unknown, suffix: string): Rule[] =>
  readAnswer(RULES, answer, 'gcloud compute firewall-rules list').filter(
    ({ network, disabled }) => network.endsWith(suffix) && !disabled,
  );

/** Returns the instances with an interface in the network. */
export const instancesIn = (answer: unknown, suffix: string): Instance[] =>
  readAnswer(INSTANCES, answer, 'gcloud compute instances list').filter(({ networkInterfaces }) =>
    networkInterfaces.some(({ network }) => network.endsWith(suffix)),
  );

/** True for protocols that are all of them. */
export const isOfAll = (protocols: Rule['denied']): boolean =>
  protocols?.some(({ IPProtocol }) => IPProtocol === 'all') ?? false;

/** True for a rule that lets all traffic with a network pass, for every instance. */
export const isAllowing = (rule: Rule, cidr: Cidr): boolean =>
  isOfAll(rule.allowed) &&
  !hasTargets(rule) &&
  !isNarrowed(rule) &&
  rangesOf(rule).some((range) => contains(range, cidr));

/** True for a rule about instances with certain tags or service accounts. */
export const hasTargets = ({ targetTags, targetServiceAccounts }: Rule): boolean =>
  targetTags.length + targetServiceAccounts.length > 0;

/** The ranges of the other side. A rule without ranges is about all addresses. */
export function rangesOf({ direction, sourceRanges, destinationRanges }: Rule): Cidr[] {
  const ranges = direction === 'EGRESS' ? destinationRanges : sourceRanges;
  return (ranges.length > 0 ? ranges : ['0.0.0.0/0', '::/0']).map((range) => canonicalCidr(range) as Cidr);
}

/** True for a rule that is only about some addresses of its own side. */
export const isNarrowed = ({ direction, sourceRanges, destinationRanges }: Rule): boolean =>
  (direction === 'EGRESS' ? sourceRanges : destinationRanges).length > 0;

/** Tags and service accounts of senders are those of the same network: a rule with nothing else never meets a peer. */
export const reachesPeers = ({ sourceRanges, sourceTags, sourceServiceAccounts }: Rule): boolean =>
  sourceRanges.length > 0 || sourceTags.length + sourceServiceAccounts.length === 0;

/** True for an instance that a rule with targets is about. */
export const isTarget = (
  { targetTags, targetServiceAccounts }: Rule,
  { tags, serviceAccounts }: Instance,
): boolean =>
  tags.items.some((tag) => targetTags.includes(tag)) ||
  serviceAccounts.some(({ email }) => targetServiceAccounts.includes(email));
