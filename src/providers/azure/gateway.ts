/** The Azure configuration of a WireGuard gateway that runs on a virtual machine. */
import { validationError } from '../../errors.ts';
import { familyOf } from '../../model/address/cidr.ts';
import type { DesiredGateway } from '../../model/desired/gateway.ts';
import type { CloudGateway, GatewayPart, Learned, TitledCommand, Word } from '../provider.ts';
import { type GatewayRoute, routesOf, rulesOf, type SecurityRule, targetsOf } from './gateway-parts.ts';
import { gatewayBlocks } from './gateway-terraform.ts';
import type { ResourceId } from './ids.ts';
import type { AzureIds } from './place.ts';

const NIC_ID: Learned = {
  learned: 'NIC',
  describe: 'the id of the network interface: /subscriptions/...',
  pattern: /^\/subscriptions\//,
};

type Draft = Pick<TitledCommand, 'title' | 'learns'> & {
  readonly words: readonly Word[];
  readonly subscription: string;
};

function commands(gateway: CloudGateway): TitledCommand[] {
  const { desired, cloud } = gateway;
  const { subscription, vnet } = cloud.provider as AzureIds;
  if (!subscription || !vnet) {
    throw validationError(
      'provider-ids-missing',
      `The Azure subscription or VNet of the VPC of gateway ${desired.name} is not known`,
      `run \`peerway vpc update ${cloud.vpc} --subscription <id> --resource-group <name> --vnet <name>\``,
    );
  }
  const { tables, groups } = targetsOf(gateway);
  const drafts: Draft[] = [
    { ...lookup(gateway, vnet), subscription },
    {
      title: `let ${desired.name} forward packets: turn on IP forwarding`,
      words: ['nic', 'update', '--ids', NIC_ID, '--ip-forwarding', 'true', '--output', 'none'],
      subscription,
    },
    ...groups.flatMap((group) => rulesOf(desired).map((rule) => ruleDraft(group, rule))),
    ...tables.flatMap((table) => routesOf(desired).map((route) => routeDraft(desired, table, route))),
  ];
  return drafts.map(({ words, subscription: own, ...draft }) => ({
    program: 'az',
    ...draft,
    words: ['network', ...words, '--subscription', own],
  }));
}

/** Versions of `az` spell the address in two ways. */
function lookup({ desired, address }: CloudGateway, vnet: string): Omit<Draft, 'subscription'> {
  const field = `(privateIPAddress || privateIpAddress)=='${address}'`;
  const query = `[?ipConfigurations[?${field} && contains(subnet.id, '/virtualNetworks/${vnet}/')]].id | [0]`;
  return {
    title: `find the network interface of ${desired.name}`,
    words: ['nic', 'list', '--query', query, '--output', 'tsv'],
    learns: NIC_ID,
  };
}

const ruleDraft = ({ name, resourceGroup, subscription }: ResourceId, rule: SecurityRule): Draft => ({
  title: `${rule.title}, in ${name}`,
  words: [
    ...['nsg', 'rule', 'create', '--name', rule.name, '--nsg-name', name, '--resource-group', resourceGroup],
    ...['--priority', String(rule.priority), '--direction', rule.direction, '--access', 'Allow'],
    ...['--protocol', rule.protocol, '--destination-port-ranges', rule.port],
    ...[
      '--source-address-prefixes',
      ...rule.sources,
      '--destination-address-prefixes',
      '*',
      '--output',
      'none',
    ],
  ],
  subscription,
});

const routeDraft = (
  { name: gateway }: DesiredGateway,
  { name, resourceGroup, subscription }: ResourceId,
  route: GatewayRoute,
): Draft => ({
  title: `route ${route.cidr} to ${gateway}, in ${name}`,
  words: [
    ...['route-table', 'route', 'create', '--name', route.name, '--route-table-name', name],
    ...['--resource-group', resourceGroup, '--address-prefix', route.cidr],
    ...['--next-hop-type', 'VirtualAppliance', '--next-hop-ip-address', route.via, '--output', 'none'],
  ],
  subscription,
});

/** Parts of the VPC that the plan does not know, and networks for which the gateway has no address. */
function notes({ name, cloud, lanAddresses, vpcRoutes }: DesiredGateway): string[] {
  const { routeTables = [], securityGroups = [] } = (cloud?.provider ?? {}) as AzureIds;
  const stranded = vpcRoutes.filter((cidr) => !lanAddresses.some((ip) => familyOf(ip) === familyOf(cidr)));
  return [
    ...(routeTables.length > 0 ? [] : [`no route in VPC ${cloud?.vpc}: it has no route table in the plan`]),
    ...(securityGroups.length > 0
      ? []
      : [`no rule for ${name}: VPC ${cloud?.vpc} has no security group in the plan`]),
    ...(stranded.length === 0
      ? []
      : [`no route in the VPC for ${stranded.join(', ')}: ${name} has no LAN address of that family`]),
  ];
}

export const azureGateway: GatewayPart = {
  commands,
  terraform: gatewayBlocks,
  instanceSetting: 'ip_forwarding_enabled = true',
  notes,
};
