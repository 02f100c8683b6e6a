/**
 * The commands of `aws` for each effect of a peering (AWS CLI v2 reference, `ec2`). Each names its region, and its
 * profile where one was given: the two sides may be in different accounts.
 */

import type { AwsPeering } from '../../model/cloud-peering.ts';
import type { State } from '../../model/state.ts';
import { type AwsPlace, awsPlace } from '../places.ts';
import type { Access, Effect, SideEffect, Step, Word } from '../step.ts';
import { allFrom, routeWords } from './words.ts';

/** What the commands of one effect are made of. */
interface Scene {
  readonly peering: AwsPeering;
  /** The side that the effect is on. */
  readonly own: AwsPlace;
  readonly peer: AwsPlace;
  readonly isRequester: boolean;
  /** The connection. */
  readonly id: Word;
}

type AwsEffect = Extract<Effect, { kind: `aws-${string}` }>;
type Draft = Pick<Step, 'what' | 'words' | 'learns' | 'until'>;

function sceneOf(state: State, peering: AwsPeering, side: SideEffect['side'], access: Access): Scene {
  const places = [
    awsPlace(state, peering.requester.vpc, access),
    awsPlace(state, peering.accepter.vpc, access),
  ] as const;
  const isRequester = side === peering.requester.vpc;
  const [own, peer] = isRequester ? places : [places[1], places[0]];
  return { peering, own, peer, isRequester, id: peering.id ?? { learned: 'peering-id' } };
}

/** The step that brings an effect about, or waits for it. */
export function awsMaking(state: State, peering: AwsPeering, wanted: SideEffect, access: Access): Step {
  const scene = sceneOf(state, peering, wanted.side, access);
  return stepOf(wanted, scene, making(wanted.effect as AwsEffect, scene));
}

/** The step that takes an effect away; undefined where it goes with another. */
export function awsUnmaking(
  state: State,
  peering: AwsPeering,
  gone: SideEffect,
  access: Access,
): Step | undefined {
  const scene = sceneOf(state, peering, gone.side, access);
  const draft = unmaking(gone.effect as AwsEffect, scene);
  return draft && stepOf(gone, scene, draft);
}

const stepOf = ({ side, effect }: SideEffect, { own }: Scene, draft: Draft): Step => ({
  side,
  effect,
  program: 'aws',
  ...draft,
  words: ['ec2', ...draft.words, '--region', own.region, ...(own.profile ? ['--profile', own.profile] : [])],
});

function making(effect: AwsEffect, scene: Scene): Draft {
  const { peering, own, peer, id } = scene;
  switch (effect.kind) {
    case 'aws-peering':
      return {
        what: `ask for the peering of ${own.vpcId} with ${placeText(peer)}`,
        words: creation(scene),
        learns: 'peering-id',
      };
    case 'aws-exists':
      return {
        what: `wait until the request shows in ${own.region}`,
        words: ['wait', 'vpc-peering-connection-exists', '--vpc-peering-connection-ids', id],
      };
    case 'aws-accepted':
      return {
        what: `accept the request of ${peer.vpc}`,
        words: ['accept-vpc-peering-connection', '--vpc-peering-connection-id', id],
      };
    case 'aws-active':
      return {
        what: `wait until the peering is active in ${own.region}`,
        words: [
          ...['describe-vpc-peering-connections', '--vpc-peering-connection-ids', id],
          ...['--query', 'VpcPeeringConnections[0].Status.Code', '--output', 'text'],
        ],
        until: 'active',
      };
    case 'aws-route':
      return {
        what: `route ${effect.cidr} of ${peer.vpc} through the peering, in ${effect.table}`,
        words: ['create-route', ...routeWords(effect.table, effect.cidr), '--vpc-peering-connection-id', id],
      };
    case 'aws-ingress':
      return {
        what: `let ${effect.cidr} of ${peer.vpc} in, in ${effect.group}`,
        words: ['authorize-security-group-ingress', ...ingressWords(effect, peering)],
      };
    case 'aws-dns':
      return {
        what: `let ${peer.vpc} resolve private DNS names of ${own.vpc}`,
        words: [
          ...['modify-vpc-peering-connection-options', '--vpc-peering-connection-id', id],
          `--${scene.isRequester ? 'requester' : 'accepter'}-peering-connection-options`,
          'AllowDnsResolutionFromRemoteVpc=true',
        ],
      };
  }
}

/** What the console asks for about the other side. */
const placeText = ({ vpcId, region, account }: AwsPlace): string =>
  `${vpcId} in ${region}${account ? `, account ${account}` : ''}`;

/** Asked for again, AWS answers with the id of the one that waits or is active. */
const creation = ({ peering, own, peer }: Scene): Word[] => [
  'create-vpc-peering-connection',
  ...['--vpc-id', own.vpcId, '--peer-vpc-id', peer.vpcId],
  ...(peer.account && peer.account !== own.account ? ['--peer-owner-id', peer.account] : []),
  ...(peer.region === own.region ? [] : ['--peer-region', peer.region]),
  '--tag-specifications',
  `ResourceType=vpc-peering-connection,Tags=[{Key=Name,Value=${peering.name}}]`,
  ...['--query', 'VpcPeeringConnection.VpcPeeringConnectionId', '--output', 'text'],
];

type Ingress = Extract<Effect, { kind: 'aws-ingress' }>;

/** A security group's rule of ours is told from others by its description. */
export const ruleDescription = ({ name }: Pick<AwsPeering, 'name'>): string => `peerway:${name}`;

const ingressWords = ({ group, cidr }: Ingress, peering: AwsPeering): Word[] => [
  ...['--group-id', group, '--ip-permissions'],
  allFrom(cidr, ruleDescription(peering)),
];

/** Routes first: once the connection has gone they would stay behind as blackholes. */
function unmaking(effect: AwsEffect, { peering, peer, id }: Scene): Draft | undefined {
  switch (effect.kind) {
    case 'aws-route':
      return {
        what: `take the route to ${effect.cidr} of ${peer.vpc} out of ${effect.table}`,
        words: ['delete-route', ...routeWords(effect.table, effect.cidr)],
      };
    case 'aws-ingress':
      return {
        what: `let ${effect.cidr} of ${peer.vpc} in no more, in ${effect.group}`,
        words: ['revoke-security-group-ingress', ...ingressWords(effect, peering)],
      };
    case 'aws-peering':
      return {
        what: `delete the peering with ${peer.vpc}`,
        words: ['delete-vpc-peering-connection', '--vpc-peering-connection-id', id],
      };
    default:
      return undefined;
  }
}
