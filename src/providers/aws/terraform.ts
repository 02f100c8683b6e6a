/** Resources of Terraform's provider hashicorp/aws for the changes of a peering. */

import { familyOf } from '../../model/address/cidr.ts';
import { nameAtProvider, vpcNameAtProvider } from '../../model/name-at-provider.ts';
import { otherEnd } from '../../model/peering.ts';
import type { Change } from '../../model/resource.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import type { RenderScene } from '../provider.ts';
import { type Block, identifier, type Reference, requiredProvider, slug } from '../render/hcl.ts';
import { destinationType } from './flow-log-options.ts';
import { flowLogName } from './flow-logs.ts';
import { awsPlace } from './place.ts';
import { type AwsResource, ruleDescription } from './resources.ts';

export function awsBlocks(scene: RenderScene, changes: readonly Change[]): Block[] {
  const resources = changes.map(({ resource }) => resource as AwsResource);
  const sides = [...new Set(resources.map(({ side }) => side))];
  return [
    requiredProvider('aws'),
    ...sides.map((side) => provider(scene, side)),
    ...(needsId(scene) ? [idVariable(scene)] : []),
    ...resources.flatMap((resource) => blockOf(scene, resource) ?? []),
  ];
}

const provider = ({ state, access }: RenderScene, side: Name): Block => {
  const { region, profile } = awsPlace(state, side, access);
  return { head: ['provider', 'aws'], values: { alias: sideLabel(state, side), region, profile } };
};

/** True when the connection is created elsewhere and its id is not known. */
const needsId = ({ side, peering }: RenderScene): boolean =>
  side === peering.accepter.end.name && !peering.observed?.id;

const idVariable = ({ peering }: RenderScene): Block => ({
  head: ['variable', 'peering_connection_id'],
  values: {
    description: `ID of the peering connection that ${peering.requester.end.name} requested: pcx-...`,
    type: { ref: 'string' },
  },
});

/** The connection before it is accepted. */
function requested(scene: RenderScene): Reference | string {
  if (needsId(scene)) return { ref: 'var.peering_connection_id' };
  const { side, peering } = scene;
  if (side === peering.accepter.end.name) return peering.observed?.id as string;
  return { ref: `aws_vpc_peering_connection.${identifier(nameAtProvider(peering))}.id` };
}

/** The connection once it is accepted, if this configuration accepts it: resources that use it are created after that. */
const accepted = (scene: RenderScene): Reference | string =>
  scene.side === scene.peering.requester.end.name
    ? requested(scene)
    : { ref: `aws_vpc_peering_connection_accepter.${identifier(nameAtProvider(scene.peering))}.id` };

/** The block of a resource; none for waiting, which Terraform does itself. */
function blockOf(scene: RenderScene, resource: AwsResource): Block | undefined {
  const name = identifier(nameAtProvider(scene.peering));
  const { side } = resource;
  const own = { provider: { ref: `aws.${sideLabel(scene.state, side)}` } };
  switch (resource.kind) {
    case 'aws-peering':
      return connection(scene, side);
    case 'aws-accepted':
      return {
        head: ['resource', 'aws_vpc_peering_connection_accepter', name],
        values: { ...own, vpc_peering_connection_id: requested(scene), auto_accept: true },
        maps: { tags: { Name: nameAtProvider(scene.peering) } },
      };
    case 'aws-route': {
      const { table, cidr } = resource.fields;
      return {
        head: ['resource', 'aws_route', label(scene, side, table, cidr)],
        values: {
          ...own,
          route_table_id: table,
          [familyOf(cidr) === 4 ? 'destination_cidr_block' : 'destination_ipv6_cidr_block']: cidr,
          vpc_peering_connection_id: accepted(scene),
        },
      };
    }
    case 'aws-ingress': {
      const { group, cidr } = resource.fields;
      return {
        head: ['resource', 'aws_vpc_security_group_ingress_rule', label(scene, side, group, cidr)],
        values: {
          ...own,
          security_group_id: group,
          description: ruleDescription(scene.peering),
          ip_protocol: '-1',
          [familyOf(cidr) === 4 ? 'cidr_ipv4' : 'cidr_ipv6']: cidr,
        },
      };
    }
    case 'aws-flow-log': {
      const { destination, role: writer } = resource.fields;
      const place = awsPlace(scene.state, side, scene.access);
      return {
        head: ['resource', 'aws_flow_log', sideLabel(scene.state, side)],
        values: {
          ...own,
          vpc_id: place.vpcId,
          traffic_type: 'ALL',
          log_destination_type: destinationType(destination),
          log_destination: destination,
          iam_role_arn: writer,
        },
        maps: { tags: { Name: flowLogName(place) } },
      };
    }
    case 'aws-dns':
      return {
        head: ['resource', 'aws_vpc_peering_connection_options', `${name}-${resource.fields.role}`],
        values: { ...own, vpc_peering_connection_id: accepted(scene) },
        blocks: [{ head: [resource.fields.role], values: { allow_remote_vpc_dns_resolution: true } }],
      };
    default:
      return undefined;
  }
}

/** `peer_region` excludes `auto_accept`, so the accepter has a resource of its own. */
function connection({ state, peering, access }: RenderScene, side: Name): Block {
  const [own, peer] = [awsPlace(state, side, access), awsPlace(state, otherEnd(peering, side), access)];
  return {
    head: ['resource', 'aws_vpc_peering_connection', identifier(nameAtProvider(peering))],
    values: {
      provider: { ref: `aws.${sideLabel(state, side)}` },
      vpc_id: own.vpcId,
      peer_vpc_id: peer.vpcId,
      peer_owner_id: peer.account !== own.account ? peer.account : undefined,
      peer_region: peer.region === own.region ? undefined : peer.region,
    },
    maps: { tags: { Name: nameAtProvider(peering) } },
  };
}

/** The label of a route or rule: the side, the id of its table or group, and its network. */
const label = ({ state }: RenderScene, side: Name, id: string, cidr: string): string =>
  identifier(`${vpcNameAtProvider(state, side)}-${id}-${slug(cidr)}`);

/** The alias of the provider of a side. */
const sideLabel = (state: State, side: Name): string => identifier(vpcNameAtProvider(state, side));
