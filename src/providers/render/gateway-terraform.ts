/** The cloud's part of a WireGuard gateway as Terraform's configuration. */

import { type Cidr, familyOf, type Ip } from '../../model/address/cidr.ts';
import type { DesiredGateway } from '../../model/desired/gateway.ts';
import type { Provider } from '../../model/state.ts';
import { fileText, type RenderedFile } from '../../render/rendering.ts';
import { descriptionOf, remotesOf } from '../aws/gateway.ts';
import { cloudGateway } from '../gateway-commands.ts';
import { insideOf, routeName, ruleName } from '../gcp/gateway.ts';
import { type Block, blockLines, identifier, type Reference, type Value } from './hcl.ts';

/** What belongs to the instance itself is in a resource that somebody else has: it is only said. */
const FORWARDING = { aws: 'source_dest_check = false', gcp: 'can_ip_forward = true' } as const;

export function gatewayTerraform(desired: DesiredGateway, banner: string): RenderedFile {
  const { address, cloud } = cloudGateway(desired);
  const { provider } = cloud;
  const blocks =
    provider.kind === 'aws' ? awsBlocks(desired, address, provider) : gcpBlocks(desired, provider);
  const text = fileText([
    `# ${banner}`,
    `# The instance of ${desired.name} needs ${FORWARDING[provider.kind]} in its own resource.`,
    ...blocks.flatMap((block) => ['', ...blockLines(block)]),
  ]);
  return { name: 'cloud.tf', text };
}

const required = (name: 'aws' | 'google'): Block => ({
  head: ['terraform'],
  values: {},
  blocks: [{ head: ['required_providers'], values: {}, maps: { [name]: { source: `hashicorp/${name}` } } }],
});

const slug = (cidr: Cidr): string => cidr.replace(/[^0-9a-z]+/g, '-');

function awsBlocks(
  desired: DesiredGateway,
  address: Ip,
  provider: Extract<Provider, { kind: 'aws' }>,
): Block[] {
  const name = identifier(desired.name);
  const found = `data.aws_network_interface.${name}`;
  const group: Reference = { ref: `tolist(${found}.security_groups)[0]` };
  const port: Reference = { ref: String(desired.interface.listenPort) };
  const rule = (what: string, id: Value, cidr: Cidr, udp = false): Block => ({
    head: ['resource', 'aws_vpc_security_group_ingress_rule', identifier(`${desired.name}-${what}`)],
    values: {
      security_group_id: id,
      description: descriptionOf(desired),
      ip_protocol: udp ? 'udp' : '-1',
      from_port: udp ? port : undefined,
      to_port: udp ? port : undefined,
      [familyOf(cidr) === 4 ? 'cidr_ipv4' : 'cidr_ipv6']: cidr,
    },
  });
  const route = (table: string, cidr: Cidr): Block => ({
    head: ['resource', 'aws_route', identifier(`${desired.name}-${table}-${slug(cidr)}`)],
    values: {
      route_table_id: table,
      [familyOf(cidr) === 4 ? 'destination_cidr_block' : 'destination_ipv6_cidr_block']: cidr,
      network_interface_id: { ref: `${found}.id` },
    },
  });
  return [
    required('aws'),
    { head: ['provider', 'aws'], values: { region: provider.region } },
    networkInterface(name, address, provider.vpcId ?? ''),
    ...ANYWHERE.map((cidr) => rule(`wireguard-ipv${familyOf(cidr)}`, group, cidr, true)),
    ...desired.firewall.vpc.map((cidr) => rule(`inside-${slug(cidr)}`, group, cidr)),
    ...provider.securityGroups.flatMap((id) =>
      remotesOf(desired).map((cidr) => rule(`${id}-${slug(cidr)}`, id, cidr)),
    ),
    ...provider.routeTables.flatMap((table) => desired.vpcRoutes.map((cidr) => route(table, cidr))),
  ];
}

const ANYWHERE = ['0.0.0.0/0', '::/0'] as Cidr[];

/** Found by the gateway's address in the VPC. */
const networkInterface = (name: string, address: Ip, vpcId: string): Block => ({
  head: ['data', 'aws_network_interface', name],
  values: {},
  blocks: [
    { head: ['filter'], values: { name: 'vpc-id', values: [vpcId] } },
    {
      head: ['filter'],
      values: {
        name: familyOf(address) === 4 ? 'addresses.private-ip-address' : 'ipv6-addresses.ipv6-address',
        values: [address],
      },
    },
  ],
});

function gcpBlocks(
  desired: DesiredGateway,
  { project, network }: Extract<Provider, { kind: 'gcp' }>,
): Block[] {
  const firewall = (name: string, sources: readonly Cidr[], allow: Block['values']): Block => ({
    head: ['resource', 'google_compute_firewall', name],
    values: { name, project, network, direction: 'INGRESS', source_ranges: sources },
    blocks: [{ head: ['allow'], values: allow }],
  });
  const rules = ([4, 6] as const).flatMap((family) => {
    const [inside, port] = [insideOf(desired, family), String(desired.interface.listenPort)];
    const from = ANYWHERE.filter((cidr) => familyOf(cidr) === family);
    return [
      firewall(ruleName(desired.name, 'wireguard', family), from, { protocol: 'udp', ports: [port] }),
      ...(inside.length === 0
        ? []
        : [firewall(ruleName(desired.name, 'inside', family), inside, { protocol: 'all' })]),
    ];
  });
  const routes = desired.vpcRoutes.flatMap((cidr): Block[] => {
    const via = desired.lanAddresses.find((ip) => familyOf(ip) === familyOf(cidr));
    if (!via) return [];
    const name = routeName(desired.name, cidr);
    const values = { name, project, network, dest_range: cidr, next_hop_ip: via };
    return [{ head: ['resource', 'google_compute_route', name], values }];
  });
  return [required('google'), ...rules, ...routes];
}
