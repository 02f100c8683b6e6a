/** Reads VNets from the output of `az network vnet list` and `az network vnet show`. */
import * as v from 'valibot';
import { usage } from '../../errors.ts';
import { parseCidr } from '../../model/address/parse.ts';
import type { ImportedVpc } from '../../model/transitions/import-vpcs.ts';
import { visible } from '../../visible.ts';
import { namedSubnets, nameFrom } from '../imported.ts';
import type { NetworkImport } from '../provider.ts';
import { readAs, SAVE_HINT } from './documents.ts';
import {
  parseResourceGroup,
  parseRouteTable,
  parseSecurityGroup,
  parseSubscription,
  parseTenant,
  parseVnet,
  readResourceId,
} from './ids.ts';
import { PEERING } from './observe.ts';

const reference = v.nullish(v.object({ id: v.string() }));

const subnet = v.object({
  name: v.string(),
  addressPrefix: v.nullish(v.string()),
  addressPrefixes: v.nullish(v.array(v.string()), []),
  routeTable: reference,
  networkSecurityGroup: reference,
});

const vnet = v.object({
  id: v.string(),
  name: v.string(),
  addressSpace: v.object({ addressPrefixes: v.array(v.string()) }),
  subnets: v.nullish(v.array(subnet), []),
  virtualNetworkPeerings: v.nullish(v.array(PEERING), []),
});

/** An entry of `az account list`, which tells the tenant of a subscription. */
const account = v.object({ id: v.string(), tenantId: v.string() });

const SCHEMA = v.array(v.union([vnet, account]));

type Vnet = v.InferOutput<typeof vnet>;
type Subnet = v.InferOutput<typeof subnet>;
type Account = v.InferOutput<typeof account>;

/** The VNets in all documents, which may come in any order; a document may hold a single VNet. */
function azureVpcs(documents: readonly unknown[]): ImportedVpc[] {
  const items = documents.flatMap((document) =>
    readAs(SCHEMA, [document].flat(), '`az network vnet list` or `az network vnet show`'),
  );
  const vnets = items.filter((item): item is Vnet => 'addressSpace' in item);
  const accounts = items.filter((item): item is Account => 'tenantId' in item);
  // A subscription may have none.
  if (vnets.length === 0 && !documents.some(isEmptyList))
    throw usage('The document contains no VNets', 'use the output of `az network vnet list --output json`');
  return vnets.map((one) => importedVpc(one, accounts));
}

const isEmptyList = (document: unknown): boolean => Array.isArray(document) && document.length === 0;

function importedVpc({ id, name, ...found }: Vnet, accounts: readonly Account[]): ImportedVpc {
  const place = readResourceId('virtualNetworks', id);
  if (!place) throw usage(`${visible(id)} is not the ID of a VNet`, SAVE_HINT);
  const { subscription, resourceGroup } = place;
  const tenant = accounts.find((one) => one.id.toLowerCase() === subscription)?.tenantId;
  const { subnets, virtualNetworkPeerings: peerings } = found;
  const tables = subnets.flatMap(({ routeTable }) => (routeTable ? [parseRouteTable(routeTable.id)] : []));
  const groups = subnets.flatMap(({ networkSecurityGroup: group }) =>
    group ? [parseSecurityGroup(group.id)] : [],
  );
  return {
    names: [nameFrom(name), nameFrom(`${resourceGroup}-${name}`)],
    id: place.name,
    provider: {
      kind: 'azure',
      subscription: parseSubscription(subscription),
      resourceGroup: parseResourceGroup(resourceGroup),
      vnet: parseVnet(place.name),
      ...(tenant ? { tenant: parseTenant(tenant) } : {}),
      routeTables: eachOnce(tables),
      securityGroups: eachOnce(groups),
    },
    cidrs: [...new Set(found.addressSpace.addressPrefixes.map((prefix) => parseCidr(prefix)))],
    subnets: namedSubnets(subnets.flatMap(rangesOf)),
    peerings: peerings.map((one) => ({
      name: one.name,
      text: `${visible(one.name)} with ${peerText(one)}`,
    })),
  };
}

/** The ids without repetitions; Azure itself changes their case. */
const eachOnce = (ids: readonly string[]): string[] => [
  ...new Map(ids.map((id) => [id.toLowerCase(), id])).values(),
];

/** A subnet has one prefix, or several, such as one of each address family. */
function rangesOf({ name, addressPrefix, addressPrefixes }: Subnet) {
  const prefixes = addressPrefixes.length > 0 ? addressPrefixes : addressPrefix ? [addressPrefix] : [];
  return prefixes.map((prefix, at) => {
    const cidr = parseCidr(prefix);
    const family = at > 0 && cidr.includes(':') ? 'ipv6' : String(at + 1);
    return { label: at === 0 ? name : `${name}-${family}`, id: `${name}-${at + 1}`, cidr };
  });
}

function peerText({ remoteVirtualNetwork, peerCompleteVnets }: v.InferOutput<typeof PEERING>): string {
  const id = remoteVirtualNetwork?.id ?? '';
  const peer = visible(readResourceId('virtualNetworks', id)?.name ?? id);
  return peerCompleteVnets ? peer : `${peer} (single subnets, which peerway does not manage)`;
}

/** Reads the VNets of each subscription; without one, of the default subscription in the operator's configuration. */
export const azureNetworks: NetworkImport = {
  questions: ({ values: { subscription = [], resourceGroup = [] } }) =>
    (subscription.length > 0 ? subscription : [undefined]).map((id) => ({
      commands: [
        [
          ...['network', 'vnet', 'list'],
          ...resourceGroup.slice(0, 1).flatMap((group) => ['--resource-group', group]),
          ...(id === undefined ? [] : ['--subscription', id]),
          ...['--output', 'json'],
        ],
        ['account', 'list', '--output', 'json'],
      ],
    })),
  placeOf: () => undefined,
  read: azureVpcs,
  unplaced: () => undefined,
  saveHint: SAVE_HINT,
  inspect: 'az network vnet list',
};
