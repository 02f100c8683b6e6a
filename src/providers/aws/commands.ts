/**
 * The commands of `aws` for each change of a peering (AWS CLI v2 reference, `ec2`). Each names its region, and its
 * profile if one was given: the two sides may be in different accounts.
 */
import { nameAtProvider } from '../../model/name-at-provider.ts';
import { connectionIds, type Peering, withConnectionId, withObservation } from '../../model/peering.ts';
import type { Change } from '../../model/resource.ts';
import type { Command, Learned, Scene, Word } from '../provider.ts';
import { allFrom, routeArguments, targetFlag, whereArguments } from './arguments.ts';
import { flowLogCreation, flowLogDeletion } from './flow-logs.ts';
import type { ObservedConnection } from './observed.ts';
import { type AwsPlace, awsPlaces } from './place.ts';
import { type AwsResource, ruleDescription } from './resources.ts';

/** The id of the connection, where the plan does not know it. */
export const PEERING_ID: Learned = {
  learned: 'PCX',
  describe: 'the id of the peering connection: pcx-...',
  pattern: /^pcx-[0-9a-f]{8,17}$/,
};

/** The values that the commands of one change are made of. */
interface Arguments {
  readonly peering: Peering;
  readonly own: AwsPlace;
  readonly peer: AwsPlace;
  /** The connection. */
  readonly id: Word;
}

/** The command of a change. */
export function awsCommand({ state, peering, access }: Scene, change: Change): Command {
  const places = awsPlaces(state, peering, access);
  const isRequester = change.resource.side === peering.requester.end.name;
  const [own, peer] = isRequester ? places : [places[1], places[0]];
  const with_ = { peering, own, peer, id: peering.observed?.id ?? PEERING_ID };
  const { words, ...rest } = draft(change, with_);
  const where = whereArguments(own);
  return { program: 'aws', ...rest, words: ['ec2', ...words, ...where] };
}

/** The scene with a connection that AWS shows, whether the plan knows it or not. */
export const withFound = (scene: Scene, { id }: Pick<ObservedConnection, 'id'>): Scene => {
  const { peering } = scene;
  const observed = withConnectionId(peering.observed ?? {}, id, connectionIds(peering));
  return { ...scene, peering: withObservation(peering, observed) };
};

type Draft = Pick<Command, 'words' | 'learns' | 'until' | 'confirms'>;

function draft(change: Change, args: Arguments): Draft {
  const resource = change.resource as AwsResource;
  return change.op === 'delete' ? deletionOf(resource, args) : creationOf(resource, args, change.op);
}

function creationOf(resource: AwsResource, args: Arguments, op: Change['op']): Draft {
  const { peering, id } = args;
  switch (resource.kind) {
    case 'aws-peering':
      return { words: requestWords(args), learns: PEERING_ID };
    case 'aws-exists':
      return { words: ['wait', 'vpc-peering-connection-exists', '--vpc-peering-connection-ids', id] };
    case 'aws-accepted':
      return { words: ['accept-vpc-peering-connection', '--vpc-peering-connection-id', id] };
    case 'aws-active':
      return {
        words: [
          ...['describe-vpc-peering-connections', '--vpc-peering-connection-ids', id],
          ...['--query', 'VpcPeeringConnections[0].Status.Code', '--output', 'text'],
        ],
        until: 'active',
      };
    case 'aws-route': {
      const { table, cidr, target } = resource.fields;
      const verb = op === 'replace' ? 'replace-route' : 'create-route';
      const to =
        target === undefined ? ['--vpc-peering-connection-id', id] : [targetFlag(target) ?? '', target];
      return { words: [verb, ...routeArguments(table, cidr), ...to] };
    }
    case 'aws-ingress':
      return { words: ['authorize-security-group-ingress', ...ingressWords(resource, peering)] };
    case 'aws-flow-log':
      return flowLogCreation(args.own, resource.fields);
    case 'aws-dns':
      return {
        words: [
          ...['modify-vpc-peering-connection-options', '--vpc-peering-connection-id', id],
          `--${resource.fields.role}-peering-connection-options`,
          `AllowDnsResolutionFromRemoteVpc=${resource.fields.isAllowed}`,
        ],
      };
  }
}

/** When it is requested again, AWS answers with the id of the connection that is waiting or active. */
const requestWords = ({ peering, own, peer }: Arguments): Word[] => [
  'create-vpc-peering-connection',
  ...['--vpc-id', own.vpcId, '--peer-vpc-id', peer.vpcId],
  ...(peer.account && peer.account !== own.account ? ['--peer-owner-id', peer.account] : []),
  ...(peer.region === own.region ? [] : ['--peer-region', peer.region]),
  '--tag-specifications',
  `ResourceType=vpc-peering-connection,Tags=[{Key=Name,Value=${nameAtProvider(peering)}}]`,
  ...['--query', 'VpcPeeringConnection.VpcPeeringConnectionId', '--output', 'text'],
];

const ingressWords = ({ fields }: AwsResource & { kind: 'aws-ingress' }, peering: Peering): Word[] => [
  ...['--group-id', fields.group, '--ip-permissions'],
  allFrom(fields.cidr, ruleDescription(peering)),
];

function deletionOf(resource: AwsResource, { peering, own, id }: Arguments): Draft {
  switch (resource.kind) {
    case 'aws-flow-log':
      return flowLogDeletion(own, resource.fields);
    case 'aws-route':
      return { words: ['delete-route', ...routeArguments(resource.fields.table, resource.fields.cidr)] };
    case 'aws-ingress':
      return { words: ['revoke-security-group-ingress', ...ingressWords(resource, peering)] };
    default: {
      const isTheirs = resource.kind === 'aws-peering' && resource.fields.isTheirs;
      const verb = isTheirs ? 'reject-vpc-peering-connection' : 'delete-vpc-peering-connection';
      return { words: [verb, '--vpc-peering-connection-id', id] };
    }
  }
}
