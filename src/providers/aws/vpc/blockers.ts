/** Objects of others in a VPC at AWS, with which it cannot be deleted. */
import * as v from 'valibot';
import { visible } from '../../../visible.ts';
import { readAnswer } from '../../imported.ts';
import type { Ask, VpcScene } from '../../provider.ts';
import { whereWords } from './learned.ts';
import type { AwsVpcObserved } from './observe.ts';
import { doubled, objectsOf, ownVpc } from './observed.ts';

/** An object in the answer of a question. */
type Entry = Readonly<Record<string, unknown>>;

/** A kind of object that can be in a VPC. */
interface ObjectKind {
  /** The question with its filter; the id of the VPC follows. */
  readonly words: readonly string[];
  /** The list in the answer; `Reservations[].Instances` for a list of lists. */
  readonly list: string;
  readonly id: string;
  readonly word: string;
  /** True for an object that does not prevent the deletion. */
  isHarmless?(entry: Entry, vpc: string): boolean;
}

const ENDED = ['terminated', 'deleted', 'failed', 'rejected', 'expired'];
/** The state is an object of instances and peerings, and a word of others. */
const isEnded = ({ State, Status }: Entry): boolean => {
  const state = (State ?? Status) as string | { Name?: string; Code?: string } | undefined;
  return ENDED.includes(String(typeof state === 'object' ? (state.Name ?? state.Code) : state).toLowerCase());
};

/** A list of attachments keeps those that have ended. */
const isAttachedTo = (entry: Entry, list: string, vpc: string): boolean =>
  ((entry[list] ?? []) as { VpcId?: string; State?: string }[]).some(
    ({ VpcId, State }) => VpcId === vpc && State !== 'detached',
  );

const KINDS: readonly ObjectKind[] = [
  {
    words: ['describe-instances', '--filters', 'Name=vpc-id,Values='],
    list: 'Reservations',
    id: 'InstanceId',
    word: 'instance',
    isHarmless: isEnded,
  },
  {
    words: ['describe-nat-gateways', '--filter', 'Name=vpc-id,Values='],
    list: 'NatGateways',
    id: 'NatGatewayId',
    word: 'NAT gateway',
    isHarmless: isEnded,
  },
  {
    words: ['describe-network-interfaces', '--filters', 'Name=vpc-id,Values='],
    list: 'NetworkInterfaces',
    id: 'NetworkInterfaceId',
    word: 'network interface',
  },
  {
    words: ['describe-vpc-endpoints', '--filters', 'Name=vpc-id,Values='],
    list: 'VpcEndpoints',
    id: 'VpcEndpointId',
    word: 'VPC endpoint',
    isHarmless: isEnded,
  },
  ...(['requester', 'accepter'] as const).map((role) => ({
    words: ['describe-vpc-peering-connections', '--filters', `Name=${role}-vpc-info.vpc-id,Values=`],
    list: 'VpcPeeringConnections',
    id: 'VpcPeeringConnectionId',
    word: 'peering connection',
    isHarmless: isEnded,
  })),
  {
    words: ['describe-transit-gateway-vpc-attachments', '--filters', 'Name=vpc-id,Values='],
    list: 'TransitGatewayVpcAttachments',
    id: 'TransitGatewayAttachmentId',
    word: 'transit gateway attachment',
    isHarmless: isEnded,
  },
  {
    words: ['describe-subnets', '--filters', 'Name=vpc-id,Values='],
    list: 'Subnets',
    id: 'SubnetId',
    word: 'subnet',
  },
  {
    words: ['describe-route-tables', '--filters', 'Name=vpc-id,Values='],
    list: 'RouteTables',
    id: 'RouteTableId',
    word: 'route table',
    isHarmless: ({ Associations }) => ((Associations ?? []) as { Main?: boolean }[]).some(({ Main }) => Main),
  },
  {
    words: ['describe-security-groups', '--filters', 'Name=vpc-id,Values='],
    list: 'SecurityGroups',
    id: 'GroupId',
    word: 'security group',
    isHarmless: ({ GroupName }) => GroupName === 'default',
  },
  {
    words: ['describe-network-acls', '--filters', 'Name=vpc-id,Values='],
    list: 'NetworkAcls',
    id: 'NetworkAclId',
    word: 'network ACL',
    isHarmless: ({ IsDefault }) => IsDefault === true,
  },
  {
    words: ['describe-internet-gateways', '--filters', 'Name=attachment.vpc-id,Values='],
    list: 'InternetGateways',
    id: 'InternetGatewayId',
    word: 'internet gateway',
  },
  {
    words: ['describe-egress-only-internet-gateways'],
    list: 'EgressOnlyInternetGateways',
    id: 'EgressOnlyInternetGatewayId',
    word: 'egress-only internet gateway',
    isHarmless: (entry, vpc) => !isAttachedTo(entry, 'Attachments', vpc),
  },
  {
    words: ['describe-carrier-gateways', '--filters', 'Name=vpc-id,Values='],
    list: 'CarrierGateways',
    id: 'CarrierGatewayId',
    word: 'carrier gateway',
    isHarmless: isEnded,
  },
  {
    words: ['describe-vpn-gateways', '--filters', 'Name=attachment.vpc-id,Values='],
    list: 'VpnGateways',
    id: 'VpnGatewayId',
    word: 'VPN gateway',
    isHarmless: (entry, vpc) => isEnded(entry) || !isAttachedTo(entry, 'VpcAttachments', vpc),
  },
];

/** The objects that peerway did not create, and copies of its tags, one line each. */
export async function awsVpcBlockers(scene: VpcScene, observed: AwsVpcObserved, ask: Ask): Promise<string[]> {
  const copies = doubled(observed).map(
    ({ id, object }) => `${id}, which has the tags of ${object}, as others have`,
  );
  const vpc = ownVpc(observed)?.id;
  if (vpc === undefined) return copies;
  const own = new Set(objectsOf(observed).map(({ id }) => id));
  const found = await Promise.all(
    KINDS.map(async (kind) => {
      const [last = '', ...before] = [...kind.words].reverse();
      const words = [...before.reverse(), last.endsWith('=') ? `${last}${vpc}` : last];
      const answer = await ask(['ec2', ...words, ...whereWords(scene), '--output', 'json']);
      return entriesIn(kind, answer)
        .filter((entry) => !own.has(String(entry[kind.id])) && !kind.isHarmless?.(entry, vpc))
        .map((entry) => lineOf(kind, entry));
    }),
  );
  return [...found.flat(), ...copies];
}

const ENTRIES = v.record(v.string(), v.array(v.record(v.string(), v.unknown())));

/** Instances are in a list of each reservation. */
function entriesIn({ list, words: [question] }: ObjectKind, answer: unknown): Entry[] {
  const lists = answer as Record<string, unknown>;
  const entries = readAnswer(ENTRIES, { [list]: lists[list] ?? [] }, `aws ec2 ${question}`)[list] ?? [];
  return entries.flatMap((entry) => (entry['Instances'] as Entry[] | undefined) ?? [entry]);
}

function lineOf({ id, word }: ObjectKind, entry: Entry): string {
  const tags = (entry['Tags'] ?? entry['TagSet'] ?? []) as { Key?: string; Value?: string }[];
  const name = tags.find(({ Key }) => Key === 'Name')?.Value ?? entry['GroupName'] ?? entry['Description'];
  return `${word} ${String(entry[id])}${name ? ` (${visible(String(name), 80)})` : ''}`;
}
