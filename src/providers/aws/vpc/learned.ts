/** The ids of resources that AWS assigns, and the questions that find them by their tags. */

import { usage } from '../../../errors.ts';
import type { Learned, VpcScene, Word } from '../../provider.ts';
import { whereArguments } from '../arguments.ts';
import { OBJECT_TAG, STATE_TAG } from './tags.ts';

/** A kind of object that AWS gives an id: the query that lists it, and the form of its id. */
interface ObjectKind {
  readonly question: string;
  readonly query: string;
  readonly prefix: string;
  readonly word: string;
}

const KINDS: Readonly<Record<string, ObjectKind>> = {
  vpc: { question: 'describe-vpcs', query: 'Vpcs[0].VpcId', prefix: 'vpc', word: 'VPC' },
  subnet: {
    question: 'describe-subnets',
    query: 'Subnets[0].SubnetId',
    prefix: 'subnet',
    word: 'subnet',
  },
  'internet-gateway': {
    question: 'describe-internet-gateways',
    query: 'InternetGateways[0].InternetGatewayId',
    prefix: 'igw',
    word: 'internet gateway',
  },
  'route-table': {
    question: 'describe-route-tables',
    query: 'RouteTables[0].RouteTableId',
    prefix: 'rtb',
    word: 'route table',
  },
  'security-group': {
    question: 'describe-security-groups',
    query: 'SecurityGroups[0].GroupId',
    prefix: 'sg',
    word: 'security group',
  },
};

/** The words that name the region, and the profile if there is one. */
export function whereWords({ vpc, access }: VpcScene): string[] {
  const { region } = vpc.provider;
  if (typeof region !== 'string')
    throw usage(
      `The region of VPC ${vpc.name} is not known`,
      `run \`peerway vpc update ${vpc.name} --region <region>\``,
    );
  const { profile } = access;
  return whereArguments({ region, ...(profile ? { profile } : {}) });
}

/** The variable of an object's id: `SUBNET_PUBLIC` of `subnet/public`. */
export const variableOf = (object: string): string => object.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');

/** The filters that find an object of the VPC. */
export const objectFilters = ({ vpc }: VpcScene, object?: string): string[] => [
  '--filters',
  `Name=tag:${STATE_TAG},Values=${vpc.creation.id}`,
  ...(object === undefined ? [] : [`Name=tag:${OBJECT_TAG},Values=${object}`]),
];

/** The id of the association of a subnet with the route table of a role. */
export function learnedAssociation(scene: VpcScene, role: string, subnet: string): Learned {
  const query: readonly [string, string] = [
    "RouteTables[].Associations[] | [?SubnetId=='",
    "'].RouteTableAssociationId | [0]",
  ];
  return {
    learned: variableOf(`association/${subnet}`),
    describe: `the id of the association of subnet ${subnet}: rtbassoc-...`,
    pattern: /^rtbassoc-[0-9a-f]{8,17}$/,
    find: [
      ...['ec2', 'describe-route-tables', ...objectFilters(scene, `route-table/${role}`), '--query'],
      { ...learned(scene, `subnet/${subnet}`), around: query },
      ...['--output', 'text', ...whereWords(scene)],
    ],
  };
}

/** The id of an object: `vpc`, `subnet/public`. */
export function learned(scene: VpcScene, object: string): Learned {
  const [kind = '', name] = object.split('/');
  const facts = KINDS[kind];
  if (!facts) throw new Error(`no object at AWS is a ${kind}`);
  const find: readonly Word[] = [
    ...['ec2', facts.question, ...objectFilters(scene, object)],
    ...['--query', facts.query, '--output', 'text', ...whereWords(scene)],
  ];
  return {
    learned: variableOf(object),
    describe: `the id of the ${facts.word}${name ? ` ${name}` : ''}: ${facts.prefix}-...`,
    pattern: new RegExp(`^${facts.prefix}-[0-9a-f]{8,17}$`),
    find,
  };
}
