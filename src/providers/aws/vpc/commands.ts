/** The commands of `aws` for each change of a VPC (AWS CLI v2 reference, `ec2`). */
import { nameAtProvider } from '../../../model/name-at-provider.ts';
import type { Change } from '../../../model/resource.ts';
import type { Command, VpcScene, Word } from '../../provider.ts';
import { learned, learnedAssociation, whereWords } from './learned.ts';
import type { AwsVpcResource } from './resources.ts';
import { OBJECT_TAG, STATE_TAG, VPC_TAG } from './tags.ts';

type Draft = Pick<Command, 'words' | 'learns' | 'until' | 'exists'>;

/** The command of a change. */
export function awsVpcCommand(scene: VpcScene, change: Change): Command {
  const resource = change.resource as AwsVpcResource;
  const draft = change.op === 'delete' ? deletionOf(scene, resource) : creationOf(scene, resource);
  const where = whereWords(scene);
  return {
    program: 'aws',
    ...draft,
    words: ['ec2', ...draft.words, ...where],
    ...(draft.exists ? { exists: ['ec2', ...draft.exists, ...where] } : {}),
  };
}

/** The name of a resource that AWS consoles show. */
const nameTag = ({ vpc }: VpcScene, { key }: AwsVpcResource): string =>
  key === 'vpc'
    ? nameAtProvider(vpc)
    : `${nameAtProvider(vpc)}-${key.replace(/^subnet\//, '').replace('/', '-')}`;

/** Tags are part of the same call: a run that ends right after it leaves nothing behind that cannot be found. */
export function tagsOf(scene: VpcScene, resource: AwsVpcResource): Record<string, string> {
  const { vpc } = scene;
  return {
    Name: nameTag(scene, resource),
    [VPC_TAG]: nameAtProvider(vpc),
    [STATE_TAG]: vpc.creation.id,
    [OBJECT_TAG]: resource.key,
  };
}

const tagWords = (scene: VpcScene, resource: AwsVpcResource, type: string): string[] => {
  const tags = Object.entries(tagsOf(scene, resource)).map(([key, value]) => `{Key=${key},Value=${value}}`);
  return ['--tag-specifications', `ResourceType=${type},Tags=[${tags.join(',')}]`];
};

/** Creates an object, and learns its id. */
const making = (
  scene: VpcScene,
  resource: AwsVpcResource,
  { type, query, words }: { readonly type: string; readonly query: string; readonly words: readonly Word[] },
): Draft => ({
  words: [...words, ...tagWords(scene, resource, type), '--query', query, '--output', 'text'],
  learns: learned(scene, resource.key),
});

function creationOf(scene: VpcScene, resource: AwsVpcResource): Draft {
  const id = (object: string): Word => learned(scene, object);
  const inVpc: Word[] = ['--vpc-id', id('vpc')];
  switch (resource.kind) {
    case 'aws-vpc':
      return making(scene, resource, {
        type: 'vpc',
        query: 'Vpc.VpcId',
        words: ['create-vpc', '--cidr-block', resource.fields.cidr],
      });
    case 'aws-vpc-available':
      return {
        words: ['describe-vpcs', '--vpc-ids', id('vpc'), '--query', 'Vpcs[0].State', '--output', 'text'],
        until: 'available',
      };
    case 'aws-vpc-cidr': {
      const { cidr } = resource.fields;
      return {
        words: ['associate-vpc-cidr-block', ...inVpc, '--cidr-block', cidr],
        exists: ['describe-vpcs', '--vpc-ids', id('vpc'), ...cidrStateWords(cidr)],
      };
    }
    case 'aws-vpc-cidr-associated':
      return {
        words: ['describe-vpcs', '--vpc-ids', id('vpc'), ...cidrStateWords(resource.fields.cidr)],
        until: 'associated',
      };
    case 'aws-vpc-dns':
      return { words: ['modify-vpc-attribute', ...inVpc, '--enable-dns-hostnames'] };
    case 'aws-subnet': {
      const { cidr, zone } = resource.fields;
      const place = zone === undefined ? [] : ['--availability-zone', zone];
      return making(scene, resource, {
        type: 'subnet',
        query: 'Subnet.SubnetId',
        words: ['create-subnet', ...inVpc, '--cidr-block', cidr, ...place],
      });
    }
    case 'aws-subnet-public': {
      const subnet = id(`subnet/${resource.fields.subnet}`);
      return { words: ['modify-subnet-attribute', '--subnet-id', subnet, '--map-public-ip-on-launch'] };
    }
    default:
      return routingOf(scene, resource);
  }
}

/** Prints the state of a range of the VPC. */
const cidrStateWords = (cidr: string): string[] => [
  '--query',
  `Vpcs[0].CidrBlockAssociationSet[?CidrBlock=='${cidr}'].CidrBlockState.State | [0]`,
  ...['--output', 'text'],
];

/** The creations of gateways, route tables and security groups. */
function routingOf(scene: VpcScene, resource: AwsVpcResource): Draft {
  const id = (object: string): Word => learned(scene, object);
  const gateway = id('internet-gateway');
  switch (resource.kind) {
    case 'aws-internet-gateway':
      return making(scene, resource, {
        type: 'internet-gateway',
        query: 'InternetGateway.InternetGatewayId',
        words: ['create-internet-gateway'],
      });
    case 'aws-internet-gateway-attached':
      return {
        words: ['attach-internet-gateway', '--internet-gateway-id', gateway, '--vpc-id', id('vpc')],
        exists: attachedWords(gateway),
      };
    case 'aws-route-table':
      return making(scene, resource, {
        type: 'route-table',
        query: 'RouteTable.RouteTableId',
        words: ['create-route-table', '--vpc-id', id('vpc')],
      });
    case 'aws-default-route': {
      const table: Word[] = ['--route-table-id', id('route-table/public')];
      return {
        words: ['create-route', ...table, '--destination-cidr-block', '0.0.0.0/0', '--gateway-id', gateway],
        exists: [
          ...['describe-route-tables', '--route-table-ids', id('route-table/public'), '--query'],
          "RouteTables[0].Routes[?DestinationCidrBlock=='0.0.0.0/0'].GatewayId | [0]",
          ...['--output', 'text'],
        ],
      };
    }
    case 'aws-table-association': {
      const { role, subnet } = resource.fields;
      const table = id(`route-table/${role}`);
      return {
        words: [
          ...['associate-route-table', '--route-table-id', table, '--subnet-id', id(`subnet/${subnet}`)],
          ...['--query', 'AssociationId', '--output', 'text'],
        ],
        learns: learnedAssociation(scene, role, subnet),
      };
    }
    case 'aws-vpc-security-group':
      return making(scene, resource, {
        type: 'security-group',
        query: 'GroupId',
        words: [
          ...['create-security-group', '--vpc-id', id('vpc'), '--group-name', groupName(scene)],
          ...['--description', GROUP_DESCRIPTION],
        ],
      });
    default:
      throw new Error(`no command creates a ${resource.kind}`);
  }
}

export const groupName = ({ vpc }: VpcScene): string => `peerway-${nameAtProvider(vpc)}`;
export const GROUP_DESCRIPTION = 'Traffic of the peerings that peerway manages';

const attachedWords = (gateway: Word): Word[] => [
  ...['describe-internet-gateways', '--internet-gateway-ids', gateway],
  ...['--query', 'InternetGateways[0].Attachments[0].VpcId', '--output', 'text'],
];

function deletionOf(scene: VpcScene, resource: AwsVpcResource): Draft {
  const own = (): Word => learned(scene, resource.key);
  switch (resource.kind) {
    case 'aws-internet-gateway-attached': {
      const gateway = learned(scene, 'internet-gateway');
      return {
        words: [
          ...['detach-internet-gateway', '--internet-gateway-id', gateway],
          ...['--vpc-id', learned(scene, 'vpc')],
        ],
        exists: attachedWords(gateway),
      };
    }
    case 'aws-internet-gateway':
      return { words: ['delete-internet-gateway', '--internet-gateway-id', own()] };
    case 'aws-table-association': {
      const { role, subnet } = resource.fields;
      const association = learnedAssociation(scene, role, subnet);
      return { words: ['disassociate-route-table', '--association-id', association] };
    }
    case 'aws-subnet':
      return { words: ['delete-subnet', '--subnet-id', own()] };
    case 'aws-route-table':
      return { words: ['delete-route-table', '--route-table-id', own()] };
    case 'aws-vpc-security-group':
      return { words: ['delete-security-group', '--group-id', own()] };
    case 'aws-vpc':
      return { words: ['delete-vpc', '--vpc-id', own()] };
    default:
      throw new Error(`a ${resource.kind} is deleted with its resource`);
  }
}
