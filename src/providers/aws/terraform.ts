/** Resources of Terraform's provider hashicorp/aws for the steps of a peering. */

import { familyOf } from '../../model/address/cidr.ts';
import type { AwsPeering } from '../../model/cloud-peering.ts';
import { otherVpc } from '../../model/queries.ts';
import type { Name } from '../../model/values.ts';
import { awsPlace } from '../places.ts';
import { type Block, identifier, type Reference } from '../render/hcl.ts';
import { type CloudScene, stepsOf } from '../render/scene.ts';
import type { Effect } from '../step.ts';
import { ruleDescription } from './steps.ts';

type AwsScene = CloudScene & { readonly peering: AwsPeering };

export function awsBlocks(scene: AwsScene): Block[] {
  const steps = stepsOf(scene);
  const sides = [...new Set(steps.map(({ side }) => side))];
  return [
    {
      head: ['terraform'],
      values: {},
      blocks: [{ head: ['required_providers'], values: {}, maps: { aws: { source: 'hashicorp/aws' } } }],
    },
    ...sides.map((side) => provider(scene, side)),
    ...(isLacking(scene) ? [variable(scene)] : []),
    ...steps.flatMap(({ side, effect }) => resource(scene, side, effect) ?? []),
  ];
}

const provider = ({ state, access }: AwsScene, side: Name): Block => {
  const { region, profile } = awsPlace(state, side, access);
  return { head: ['provider', 'aws'], values: { alias: identifier(side), region, profile } };
};

/** Whether the connection is made elsewhere, and its id not known. */
const isLacking = ({ side, peering }: AwsScene): boolean => side === peering.accepter.vpc && !peering.id;

const variable = ({ peering }: AwsScene): Block => ({
  head: ['variable', 'peering_connection_id'],
  values: {
    description: `What ${peering.requester.vpc} was told when it asked for the peering: pcx-...`,
    type: { ref: 'string' },
  },
});

/** The connection before it is accepted. */
function asked(scene: AwsScene): Reference | string {
  if (isLacking(scene)) return { ref: 'var.peering_connection_id' };
  const { side, peering } = scene;
  if (side === peering.accepter.vpc) return peering.id as string;
  return { ref: `aws_vpc_peering_connection.${identifier(peering.name)}.id` };
}

/** The connection once it is accepted, where this configuration does that: what depends on it comes after. */
const agreed = (scene: AwsScene): Reference | string =>
  scene.side === scene.peering.requester.vpc
    ? asked(scene)
    : { ref: `aws_vpc_peering_connection_accepter.${identifier(scene.peering.name)}.id` };

/** What comes of a step; waiting is Terraform's own business. */
function resource(scene: AwsScene, side: Name, effect: Effect): Block | undefined {
  const name = identifier(scene.peering.name);
  const own = { provider: { ref: `aws.${identifier(side)}` } };
  switch (effect.kind) {
    case 'aws-peering':
      return connection(scene, side);
    case 'aws-accepted':
      return {
        head: ['resource', 'aws_vpc_peering_connection_accepter', name],
        values: { ...own, vpc_peering_connection_id: asked(scene), auto_accept: true },
        maps: { tags: { Name: scene.peering.name } },
      };
    case 'aws-route':
      return {
        head: ['resource', 'aws_route', label(side, effect.table, effect.cidr)],
        values: {
          ...own,
          route_table_id: effect.table,
          [familyOf(effect.cidr) === 4 ? 'destination_cidr_block' : 'destination_ipv6_cidr_block']:
            effect.cidr,
          vpc_peering_connection_id: agreed(scene),
        },
      };
    case 'aws-ingress':
      return {
        head: ['resource', 'aws_vpc_security_group_ingress_rule', label(side, effect.group, effect.cidr)],
        values: {
          ...own,
          security_group_id: effect.group,
          description: ruleDescription(scene.peering),
          ip_protocol: '-1',
          [familyOf(effect.cidr) === 4 ? 'cidr_ipv4' : 'cidr_ipv6']: effect.cidr,
        },
      };
    case 'aws-dns': {
      const role = side === scene.peering.requester.vpc ? 'requester' : 'accepter';
      return {
        head: ['resource', 'aws_vpc_peering_connection_options', `${name}-${role}`],
        values: { ...own, vpc_peering_connection_id: agreed(scene) },
        blocks: [{ head: [role], values: { allow_remote_vpc_dns_resolution: true } }],
      };
    }
    default:
      return undefined;
  }
}

/** `peer_region` excludes `auto_accept`: the accepter has a resource of its own. */
function connection({ state, peering, access }: AwsScene, side: Name): Block {
  const [own, peer] = [awsPlace(state, side, access), awsPlace(state, otherVpc(peering, side), access)];
  return {
    head: ['resource', 'aws_vpc_peering_connection', identifier(peering.name)],
    values: {
      provider: { ref: `aws.${identifier(side)}` },
      vpc_id: own.vpcId,
      peer_vpc_id: peer.vpcId,
      peer_owner_id: peer.account !== own.account ? peer.account : undefined,
      peer_region: peer.region === own.region ? undefined : peer.region,
    },
    maps: { tags: { Name: peering.name } },
  };
}

/** Of a route or rule: the id of its table or group, and the network with nothing but letters and hyphens. */
const label = (side: Name, id: string, cidr: string): string =>
  identifier(`${side}-${id}-${cidr.replace(/[^0-9a-z]+/g, '-')}`);
