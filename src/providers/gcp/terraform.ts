/** Resources of Terraform's provider hashicorp/google for the steps of a peering. */

import type { GcpPeering } from '../../model/cloud-peering.ts';
import { otherVpc } from '../../model/queries.ts';
import type { Name } from '../../model/values.ts';
import { gcpPlace } from '../places.ts';
import { type Block, identifier, type Reference } from '../render/hcl.ts';
import { type CloudScene, stepsOf } from '../render/scene.ts';
import type { Effect } from '../step.ts';
import { gcpName } from './names.ts';

type GcpScene = CloudScene & { readonly peering: GcpPeering };

export const gcpBlocks = (scene: GcpScene): Block[] => [
  {
    head: ['terraform'],
    values: {},
    blocks: [{ head: ['required_providers'], values: {}, maps: { google: { source: 'hashicorp/google' } } }],
  },
  ...stepsOf(scene).flatMap(({ side, effect }) => resource(scene, side, effect) ?? []),
];

const networkPath = ({ state, access }: GcpScene, side: Name): string => {
  const { project, network } = gcpPlace(state, side, access);
  return `projects/${project}/global/networks/${network}`;
};

function resource(scene: GcpScene, side: Name, effect: Effect): Block | undefined {
  if (effect.kind === 'gcp-peering') {
    return {
      head: ['resource', 'google_compute_network_peering', identifier(side)],
      values: {
        name: gcpName(scene.peering.name),
        network: networkPath(scene, side),
        peer_network: networkPath(scene, otherVpc(scene.peering, side)),
        export_custom_routes: effect.options.exportCustomRoutes,
        import_custom_routes: effect.options.importCustomRoutes,
        export_subnet_routes_with_public_ip: effect.options.exportSubnetRoutesWithPublicIp,
        import_subnet_routes_with_public_ip: effect.options.importSubnetRoutesWithPublicIp,
        stack_type: effect.stackType,
        depends_on: after(scene, side),
      },
    };
  }
  if (effect.kind !== 'gcp-firewall') return undefined;
  const { project, network } = gcpPlace(scene.state, side, scene.access);
  return {
    head: ['resource', 'google_compute_firewall', identifier(effect.rule)],
    values: {
      name: effect.rule,
      project,
      network,
      direction: 'INGRESS',
      source_ranges: effect.cidrs,
    },
    blocks: [{ head: ['allow'], values: { protocol: 'all' } }],
  };
}

/** GCP does one operation at a time for a pair of networks. */
const after = ({ peering, side: only }: GcpScene, side: Name): Reference[] | undefined =>
  only === undefined && side === peering.accepter.vpc
    ? [{ ref: `google_compute_network_peering.${identifier(peering.requester.vpc)}` }]
    : undefined;
