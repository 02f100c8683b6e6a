/** Resources of Terraform's provider hashicorp/azurerm for a WireGuard gateway. */
import type { CloudGateway } from '../provider.ts';
import { type Block, identifier, type Reference, requiredProvider } from '../render/hcl.ts';
import { type GatewayRoute, routesOf, rulesOf, type SecurityRule, targetsOf } from './gateway-parts.ts';
import type { ResourceId } from './ids.ts';
import type { AzureIds } from './place.ts';

/** Resources in other subscriptions than that of the VPC are left out: each needs a provider of its own. */
export function gatewayBlocks(gateway: CloudGateway): Block[] {
  const { subscription, tenant } = gateway.cloud.provider as AzureIds;
  const { tables, groups } = targetsOf(gateway);
  const isNear = (one: ResourceId): boolean => one.subscription === subscription;
  const { desired } = gateway;
  return [
    requiredProvider('azurerm'),
    {
      head: ['provider', 'azurerm'],
      values: { subscription_id: subscription, tenant_id: tenant },
      blocks: [{ head: ['features'], values: {} }],
    },
    ...groups.filter(isNear).flatMap((group) => rulesOf(desired).map((rule) => ruleBlock(group, rule))),
    ...tables.filter(isNear).flatMap((table) => routesOf(desired).map((route) => routeBlock(table, route))),
  ];
}

const label = (target: ResourceId, name: string): string =>
  identifier(`${target.resourceGroup}-${target.name}-${name}`.replace(/[^A-Za-z0-9_-]+/g, '-'));

const number = (value: number): Reference => ({ ref: String(value) });

const ruleBlock = (group: ResourceId, rule: SecurityRule): Block => ({
  head: ['resource', 'azurerm_network_security_rule', label(group, rule.name)],
  values: {
    name: rule.name,
    resource_group_name: group.resourceGroup,
    network_security_group_name: group.name,
    priority: number(rule.priority),
    direction: rule.direction,
    access: 'Allow',
    protocol: rule.protocol,
    source_port_range: '*',
    destination_port_range: rule.port,
    ...(rule.sources.includes('*')
      ? { source_address_prefix: '*' }
      : { source_address_prefixes: rule.sources }),
    destination_address_prefix: '*',
  },
});

const routeBlock = (table: ResourceId, { name, cidr, via }: GatewayRoute): Block => ({
  head: ['resource', 'azurerm_route', label(table, name)],
  values: {
    name,
    resource_group_name: table.resourceGroup,
    route_table_name: table.name,
    address_prefix: cidr,
    next_hop_type: 'VirtualAppliance',
    next_hop_in_ip_address: via,
  },
});
