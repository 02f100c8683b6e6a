import { validationError } from '../../errors.ts';
import type { Cidr } from '../../model/address/cidr.ts';
import { routedOfVpc } from '../../model/agreed.ts';
import { otherEnd } from '../../model/peering.ts';
import { missingIdsText } from '../../model/provider.ts';
import { vpcNamed } from '../../model/queries.ts';
import type { Name } from '../../model/values.ts';
import type { Scene } from '../provider.ts';
import { gcp } from './spec.ts';

/** A network at GCP, with everything that commands need to know about it. */
export interface GcpPlace {
  readonly vpc: Name;
  readonly cidrs: readonly Cidr[];
  readonly project: string;
  readonly network: string;
}

/** The ids of a GCP network, as they stand in the plan. */
export interface GcpIds {
  readonly project?: string;
  readonly network?: string;
}

/** Returns where a VPC is. Exit 3 when its project or network is missing. */
export function gcpPlace(
  { state, access, peering }: Pick<Scene, 'state' | 'access'> & Partial<Scene>,
  name: Name,
): GcpPlace {
  const vpc = vpcNamed(state, name);
  const override = access.get(name)?.['project'];
  const provider = override === undefined ? vpc.provider : { ...vpc.provider, project: override };
  const missing = missingIdsText(gcp, { name, provider });
  if (missing || provider.kind !== 'gcp')
    throw validationError(
      'provider-ids-missing',
      missing?.message ?? `VPC ${name} is not at GCP`,
      missing?.hint ?? `run \`peerway vpc update ${name} --provider gcp\``,
    );
  const { project = '', network = '' } = provider as GcpIds;
  return { vpc: name, cidrs: peering ? routedOfVpc(state, peering, name) : vpc.cidrs, project, network };
}

/** The place of a side, and that of the other side. */
export const gcpPlaces = (scene: Scene, side: Name): { readonly own: GcpPlace; readonly peer: GcpPlace } => ({
  own: gcpPlace(scene, side),
  peer: gcpPlace(scene, otherEnd(scene.peering, side)),
});
