/** Reads a VNet from Azure, with the operator's own `az`. */
import * as v from 'valibot';
import { canonicalCidr } from '../../../model/address/cidr.ts';
import { readAnswer } from '../../imported.ts';
import type { Ask, VpcScene } from '../../provider.ts';
import { isSameId } from '../ids.ts';
import { placeOf, tagsOf } from './resources.ts';

export interface AzureVpcObserved {
  /** Absent if the resource group has no VNet of the name. */
  readonly vnet?: {
    /** True if peerway created it for this plan. */
    readonly isOwn: boolean;
    readonly cidrs: readonly string[];
    readonly subnets: readonly {
      readonly name: string;
      readonly cidr: string;
      readonly users: readonly string[];
    }[];
    readonly peerings: readonly string[];
  };
}

const Texts = v.nullish(v.array(v.string()));
const Users = v.nullish(v.array(v.object({ id: v.string() })));

/** Everything that Azure lists as a use of a subnet (REST API, `Subnet`); `az` spells one field in two ways. */
const USERS = {
  ipConfigurations: Users,
  privateEndpoints: Users,
  serviceAssociationLinks: Users,
  resourceNavigationLinks: Users,
  ipConfigurationProfiles: Users,
  applicationGatewayIPConfigurations: Users,
  applicationGatewayIpConfigurations: Users,
};

const VNETS = v.array(
  v.object({
    name: v.string(),
    tags: v.nullish(v.record(v.string(), v.string())),
    addressSpace: v.object({ addressPrefixes: Texts }),
    subnets: v.nullish(
      v.array(
        v.object({
          name: v.string(),
          addressPrefix: v.nullish(v.string()),
          addressPrefixes: Texts,
          ...USERS,
        }),
      ),
    ),
    virtualNetworkPeerings: v.nullish(v.array(v.object({ name: v.string() }))),
  }),
);

const usersOf = (
  subnet: Readonly<Partial<Record<keyof typeof USERS, v.InferOutput<typeof Users> | undefined>>>,
): string[] =>
  (Object.keys(USERS) as (keyof typeof USERS)[]).flatMap((key) => (subnet[key] ?? []).map(({ id }) => id));

export async function observeAzureVpc(scene: VpcScene, ask: Ask): Promise<AzureVpcObserved> {
  const { resourceGroup, subscription, vnet } = placeOf(scene);
  const answer = await ask([
    ...['network', 'vnet', 'list', '--resource-group', resourceGroup],
    ...['--subscription', subscription, '--output', 'json'],
  ]);
  const found = readAnswer(VNETS, answer, 'az network vnet list').find(({ name }) => isSameId(name, vnet));
  if (!found) return {};
  const isOwn = Object.entries(tagsOf(scene)).every(([key, value]) => found.tags?.[key] === value);
  return {
    vnet: {
      isOwn,
      cidrs: (found.addressSpace.addressPrefixes ?? []).map(canonicalCidr),
      subnets: (found.subnets ?? []).map((one) => ({
        name: one.name,
        cidr: canonicalCidr(one.addressPrefix ?? one.addressPrefixes?.[0] ?? ''),
        users: usersOf(one),
      })),
      peerings: (found.virtualNetworkPeerings ?? []).map(({ name }) => name),
    },
  };
}
