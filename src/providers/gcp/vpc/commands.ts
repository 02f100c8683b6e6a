/** The commands of `gcloud` for each change of a network (gcloud reference, `compute networks`). */
import type { Change } from '../../../model/resource.ts';
import type { Command, NameClaim, VpcScene } from '../../provider.ts';
import { descriptionOf, type GcpVpcResource, networkOf } from './resources.ts';

/** The command of a change. */
export function gcpVpcCommand(scene: VpcScene, change: Change): Command {
  const resource = change.resource as GcpVpcResource;
  const { project, network } = networkOf(scene);
  const where = [`--project=${project}`, '--quiet'];
  const isDeletion = change.op === 'delete';
  // A script must not delete an object of others that has the name.
  const own = isDeletion ? ` AND description="${descriptionOf(scene)}"` : '';
  const words = isDeletion ? deletionWords(resource, network) : creationWords(scene, resource, network);
  return {
    program: 'gcloud',
    words: ['compute', ...words, ...where],
    exists: ['compute', ...listWords(resource, network, own), '--format=value(name)', ...where],
    ...(isDeletion ? {} : { claim: claimOf(scene, resource, where) }),
  };
}

/** Names of subnets are unique in their region, also across networks. */
function claimOf(scene: VpcScene, resource: GcpVpcResource, where: readonly string[]): NameClaim {
  const { network } = networkOf(scene);
  const isNetwork = resource.kind === 'gcp-network';
  const name = isNetwork ? network : resource.fields.subnet;
  return {
    name,
    what: isNetwork ? 'network' : 'subnet',
    words: [
      ...['compute', ...listWords(resource, network, '')],
      ...['--format=csv[no-heading](name,description)', ...where],
    ],
    own: `${name},${descriptionOf(scene)}`,
  };
}

const creationWords = (scene: VpcScene, resource: GcpVpcResource, network: string): string[] => {
  const description = `--description=${descriptionOf(scene)}`;
  if (resource.kind === 'gcp-network')
    return ['networks', 'create', network, '--subnet-mode=custom', description];
  const { subnet, region, cidr } = resource.fields;
  return [
    ...['networks', 'subnets', 'create', subnet, `--network=${network}`],
    ...[`--region=${region}`, `--range=${cidr}`, description],
  ];
};

const deletionWords = (resource: GcpVpcResource, network: string): string[] =>
  resource.kind === 'gcp-network'
    ? ['networks', 'delete', network]
    : ['networks', 'subnets', 'delete', resource.fields.subnet, `--region=${resource.fields.region}`];

/** A filter with `=` matches words of a name, so that `files` would find `files-eu`. */
const listWords = (resource: GcpVpcResource, network: string, own: string): string[] =>
  resource.kind === 'gcp-network'
    ? ['networks', 'list', `--filter=name~^${network}$${own}`]
    : [
        ...['networks', 'subnets', 'list'],
        `--filter=name~^${resource.fields.subnet}$ AND region~/${resource.fields.region}$${own}`,
      ];
