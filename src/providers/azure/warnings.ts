import { endsOf, type Peering } from '../../model/peering.ts';
import type { State } from '../../model/state.ts';
import { type Advice, adviceText, crowdedVpcs } from '../quota.ts';

/** Peerings of one VNet: 500, and 1000 with Azure Virtual Network Manager (Azure networking limits). */
const PER_VNET = { usual: 500, most: 1000 };

/** Warnings about a new or accepted peering at Azure. */
export const azureWarnings = (state: State, peering: Peering, event: 'created' | 'accepted'): string[] => [
  ...(event === 'created' ? azureAdvice(state, peering).map(adviceText) : []),
  ...otherTenants(state, peering),
];

/** Everything about a peering at Azure that the plan does not know. */
export const azureAdvice = (state: State, peering: Peering): Advice[] =>
  crowdedVpcs(state, peering, { label: 'Azure', ...PER_VNET });

/** Across tenants, Azure wants a token of each: `az` sends both only after a login to each. */
function otherTenants(state: State, peering: Peering): string[] {
  const tenants = endsOf(peering).map((vpc) => state.vpcs.get(vpc)?.provider['tenant'] as string | undefined);
  const [one, other] = tenants;
  if (one === undefined || other === undefined || one === other) return [];
  const [a, b] = endsOf(peering);
  return [
    `VPCs ${a} and ${b} are in different tenants, so az must be logged in to both: run \`az login --tenant ${one}\` and \`az login --tenant ${other}\``,
  ];
}
