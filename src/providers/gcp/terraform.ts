/** Resources of Terraform's provider hashicorp/google for the changes of a peering. */
import { nameAtProvider, vpcNameAtProvider } from '../../model/name-at-provider.ts';
import { otherEnd } from '../../model/peering.ts';
import type { Change } from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import type { RenderScene } from '../provider.ts';
import { type Block, identifier, type Reference, requiredProvider } from '../render/hcl.ts';
import { gcpName } from './names.ts';
import { gcpPlace } from './place.ts';
import type { GcpResource } from './resource.ts';

export const gcpBlocks = (scene: RenderScene, changes: readonly Change[]): Block[] => [
  requiredProvider('google'),
  ...changes.flatMap(({ resource }) => blockOf(scene, resource as GcpResource) ?? []),
];

const networkPath = (scene: RenderScene, side: Name): string => {
  const { project, network } = gcpPlace(scene, side);
  return `projects/${project}/global/networks/${network}`;
};

/** The block of a resource; none for waiting, which Terraform does itself. */
function blockOf(scene: RenderScene, resource: GcpResource): Block | undefined {
  const { side } = resource;
  if (resource.kind === 'gcp-peering') {
    const { stackType, ...routes } = resource.fields.options;
    return {
      head: ['resource', 'google_compute_network_peering', sideLabel(scene, side)],
      values: {
        name: gcpName(nameAtProvider(scene.peering)),
        network: networkPath(scene, side),
        peer_network: networkPath(scene, otherEnd(scene.peering, side)),
        ...Object.fromEntries(Object.entries(routes).map(([key, on]) => [snakeCase(key), on])),
        stack_type: stackType,
        depends_on: after(scene, side),
      },
    };
  }
  if (resource.kind === 'gcp-flow-logs')
    return {
      head: ['resource', 'google_network_management_vpc_flow_logs_config', sideLabel(scene, side)],
      values: {
        vpc_flow_logs_config_id: resource.fields.config,
        project: gcpPlace(scene, side).project,
        location: 'global',
        network: networkPath(scene, side),
      },
    };
  if (resource.kind !== 'gcp-firewall') return undefined;
  const { rule, cidrs } = resource.fields;
  const { project, network } = gcpPlace(scene, side);
  return {
    head: ['resource', 'google_compute_firewall', identifier(rule)],
    values: { name: rule, project, network, direction: 'INGRESS', source_ranges: cidrs },
    blocks: [{ head: ['allow'], values: { protocol: 'all' } }],
  };
}

const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** GCP runs one operation at a time for a pair of networks. */
const after = (scene: RenderScene, side: Name): Reference[] | undefined =>
  scene.side === undefined && side === scene.peering.accepter.end.name
    ? [{ ref: `google_compute_network_peering.${sideLabel(scene, scene.peering.requester.end.name)}` }]
    : undefined;

/** The label of a side's half. */
const sideLabel = ({ state }: RenderScene, side: Name): string => identifier(vpcNameAtProvider(state, side));
