/** Reads a network and its subnets from GCP, with the operator's own `gcloud`. */
import * as v from 'valibot';
import { canonicalCidr } from '../../../model/address/cidr.ts';
import { readAnswer } from '../../imported.ts';
import type { Ask, VpcScene } from '../../provider.ts';
import { descriptionOf, networkOf } from './resources.ts';

export interface FoundSubnet {
  readonly subnet: string;
  readonly region: string;
  readonly cidr: string;
  readonly network: string;
  /** True if peerway created it for this network. */
  readonly isOwn: boolean;
}

export interface GcpVpcObserved {
  /** Absent if there is no network of the name. */
  readonly network?: { readonly isOwn: boolean; readonly peerings: readonly string[] };
  /** The subnets of the project, also those of other networks: their names are unique in a region. */
  readonly subnets: readonly FoundSubnet[];
}

const NETWORKS = v.array(
  v.object({
    name: v.string(),
    description: v.optional(v.string(), ''),
    peerings: v.optional(v.array(v.object({ name: v.string() })), []),
  }),
);

const SUBNETS = v.array(
  v.object({
    name: v.string(),
    network: v.string(),
    region: v.string(),
    ipCidrRange: v.optional(v.string(), ''),
    description: v.optional(v.string(), ''),
  }),
);

/** The last part of a link. */
const lastPart = (link: string): string => link.slice(link.lastIndexOf('/') + 1);

export async function observeGcpVpc(scene: VpcScene, askProgram: Ask): Promise<GcpVpcObserved> {
  const { project, network } = networkOf(scene);
  const ask = (words: readonly string[]) =>
    askProgram(['compute', ...words, `--project=${project}`, '--format=json', '--quiet']);
  const [networks, subnets] = await Promise.all([
    ask(['networks', 'list', `--filter=name=${network}`]),
    ask(['networks', 'subnets', 'list']),
  ]);
  const found = readAnswer(NETWORKS, networks, 'gcloud compute networks list').find(
    ({ name }) => name === network,
  );
  const own = descriptionOf(scene);
  return {
    ...(found
      ? {
          network: {
            isOwn: found.description === own,
            peerings: found.peerings.map(({ name }) => name),
          },
        }
      : {}),
    subnets: readAnswer(SUBNETS, subnets, 'gcloud compute networks subnets list').map((one) => ({
      subnet: one.name,
      region: lastPart(one.region),
      cidr: canonicalCidr(one.ipCidrRange),
      network: lastPart(one.network),
      isOwn: one.description === own && lastPart(one.network) === network,
    })),
  };
}
