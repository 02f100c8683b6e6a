/** Network ACLs that keep a peering's traffic out of subnets. They are stateless, and peerway does not manage them. */
import * as v from 'valibot';
import { type Cidr, canonicalCidr, contains, overlaps } from '../../model/address/cidr.ts';
import { otherEnd } from '../../model/peering.ts';
import type { Name } from '../../model/values.ts';
import { readAnswer } from '../imported.ts';
import type { Ask, Finding, Scene } from '../provider.ts';
import { commandLine } from '../shell.ts';
import { whereArguments } from './arguments.ts';
import { type AwsPlace, awsPlaces } from './place.ts';

const ENTRY = v.object({
  RuleNumber: v.number(),
  Egress: v.boolean(),
  RuleAction: v.string(),
  Protocol: v.string(),
  CidrBlock: v.optional(v.string()),
  Ipv6CidrBlock: v.optional(v.string()),
});

const ACLS = v.object({
  NetworkAcls: v.array(
    v.object({
      NetworkAclId: v.string(),
      Associations: v.optional(v.array(v.object({ SubnetId: v.optional(v.string(), '') })), []),
      Entries: v.optional(v.array(ENTRY), []),
    }),
  ),
});

type Acl = v.InferOutput<typeof ACLS>['NetworkAcls'][number];
type Entry = v.InferOutput<typeof ENTRY>;

/** Finds the network ACLs on one side that deny traffic of the peering, in either direction. */
export async function awsAclFindings(
  { state, peering, access }: Scene,
  side: Name,
  ask: Ask,
): Promise<Finding[]> {
  const [requester, accepter] = awsPlaces(state, peering, access);
  const [own, peer] = side === requester.vpc ? [requester, accepter] : [accepter, requester];
  const words = ['ec2', 'describe-network-acls', '--filters', `Name=vpc-id,Values=${own.vpcId}`];
  const answer = await ask([...words, ...whereArguments(own), '--output', 'json']);
  const { NetworkAcls } = readAnswer(ACLS, answer, 'aws ec2 describe-network-acls');
  return NetworkAcls.filter(({ Associations }) => Associations.length > 0).flatMap((acl) =>
    [false, true].flatMap((egress) =>
      peer.cidrs.flatMap((cidr) => findingOf({ acl, egress, cidr, own, peer: otherEnd(peering, side) })),
    ),
  );
}

interface Direction {
  readonly acl: Acl;
  readonly egress: boolean;
  readonly cidr: Cidr;
  readonly own: AwsPlace;
  readonly peer: Name;
}

/**
 * AWS applies the first entry that matches, by number (Amazon VPC User Guide, network ACL rules); the last one, `*`, has the number
 * 32767 and denies the rest. ACLs that let a part pass are likely meant to: these are notes.
 */
function findingOf({ acl, egress, cidr, own, peer }: Direction): Finding[] {
  const entries = acl.Entries.filter((entry) => entry.Egress === egress)
    .sort((one, other) => one.RuleNumber - other.RuleNumber)
    .map((entry) => ({ entry, range: canonicalCidr(rangeOf(entry)) as Cidr }))
    .filter(({ range }) => overlaps(range, cidr));
  const isWhole = ({ entry, range }: (typeof entries)[number]) =>
    entry.Protocol === '-1' && contains(range, cidr);
  const allowed = entries.findIndex((one) => one.entry.RuleAction === 'allow' && isWhole(one));
  const before = entries.slice(0, allowed < 0 ? undefined : allowed);
  const denied = before.find(({ entry }) => entry.RuleAction === 'deny');
  if (allowed >= 0 && !denied) return [];
  const isPart = before.some(({ entry }) => entry.RuleAction === 'allow') || !denied || !isWhole(denied);
  const verb = isPart ? 'lets only a part of the traffic pass' : 'denies the traffic';
  const way = egress ? `to ${cidr} of ${peer}` : `from ${cidr} of ${peer}`;
  const number = isPart ? undefined : freeNumber(acl, egress, denied?.entry.RuleNumber ?? LAST);
  return [
    {
      side: own.vpc,
      code: 'network-acl',
      what: `the network ACL ${acl.NetworkAclId} of ${subnetsText(acl)} ${verb} ${way}`,
      fix: number === undefined ? listLine(acl, own) : allowLine({ acl, egress, cidr, own }, number),
      isNote: isPart,
    },
  ];
}

const rangeOf = ({ CidrBlock, Ipv6CidrBlock }: Entry): string => CidrBlock ?? Ipv6CidrBlock ?? '::/128';

const subnetsText = ({ Associations }: Acl): string =>
  Associations.length > 3
    ? `${Associations.length} subnets`
    : Associations.map(({ SubnetId }) => SubnetId).join(', ');

/** The number of the entry `*`. */
const LAST = 32_767;

/** The highest free number below another; undefined if there is none. */
function freeNumber({ Entries }: Acl, egress: boolean, below: number): number | undefined {
  const taken = new Set(Entries.filter((one) => one.Egress === egress).map((one) => one.RuleNumber));
  for (let number = Math.min(below, LAST) - 1; number > 0; number--) if (!taken.has(number)) return number;
  return undefined;
}

function allowLine({ acl, egress, cidr, own }: Omit<Direction, 'peer'>, number: number): string {
  return commandLine({
    program: 'aws',
    words: [
      ...['ec2', 'create-network-acl-entry', '--network-acl-id', acl.NetworkAclId],
      ...['--rule-number', String(number), '--protocol', '-1', '--rule-action', 'allow'],
      ...[egress ? '--egress' : '--ingress', cidr.includes(':') ? '--ipv6-cidr-block' : '--cidr-block', cidr],
      ...whereArguments(own),
    ],
  });
}

const listLine = ({ NetworkAclId }: Acl, own: AwsPlace): string =>
  commandLine({
    program: 'aws',
    words: ['ec2', 'describe-network-acls', '--network-acl-ids', NetworkAclId, ...whereArguments(own)],
  });
