/** The AWS configuration of a WireGuard gateway that runs on an EC2 instance. */
import { validationError } from '../../errors.ts';
import { type Cidr, familyOf, type Ip, sortedCidrs } from '../../model/address/cidr.ts';
import { cloudNameOf, type DesiredGateway } from '../../model/desired/gateway.ts';
import type { CloudGateway, GatewayPart, Learned, TitledCommand, Word } from '../provider.ts';
import type { Block, Value } from '../render/hcl.ts';
import { ANYWHERE, identifier, type Reference, requiredProvider, slug } from '../render/hcl.ts';
import { allFrom, routeArguments } from './arguments.ts';
import type { AwsIds } from './place.ts';

const INTERFACE_ID: Learned = {
  learned: 'ENI',
  describe: 'the id of the network interface: eni-...',
  pattern: /^eni-/,
};
const GROUP_ID: Learned = {
  learned: 'GROUP',
  describe: 'the id of the security group: sg-...',
  pattern: /^sg-/,
};

const idsOf = ({
  cloud,
}: CloudGateway): Required<Pick<AwsIds, 'routeTables' | 'securityGroups'>> & AwsIds => ({
  routeTables: [],
  securityGroups: [],
  ...(cloud.provider as AwsIds),
});

function commands(gateway: CloudGateway): TitledCommand[] {
  const { desired, cloud } = gateway;
  const { region, vpcId, securityGroups, routeTables } = idsOf(gateway);
  if (!region || !vpcId) {
    throw validationError(
      'provider-ids-missing',
      `The AWS region or VPC id of the VPC of gateway ${desired.name} is not known`,
      `run \`peerway vpc update ${cloud.vpc} --region <region> --vpc-id <id>\``,
    );
  }
  const drafts = [
    lookup(
      gateway,
      vpcId,
      'NetworkInterfaceId',
      INTERFACE_ID,
      `find the network interface of ${desired.name}`,
    ),
    {
      title: `let ${desired.name} forward packets: turn off the source/destination check`,
      words: [
        'modify-network-interface-attribute',
        '--network-interface-id',
        INTERFACE_ID,
        '--no-source-dest-check',
      ],
    },
    lookup(gateway, vpcId, 'Groups[0].GroupId', GROUP_ID, `find the security group of ${desired.name}`),
    {
      title: `allow WireGuard, UDP ${desired.interface.listenPort}`,
      words: ingress(GROUP_ID, wireguardPermission(gateway)),
    },
    ...desired.firewall.vpc.map((cidr) => ({
      title: `allow traffic from ${cidr} of the VPC, for ${desired.name} to forward`,
      words: ingress(GROUP_ID, permission(gateway, cidr)),
    })),
    ...securityGroups.flatMap((group) =>
      behind(desired).map((cidr) => ({
        title: `allow traffic from ${cidr}, in ${group}`,
        words: ingress(group, permission(gateway, cidr)),
      })),
    ),
    ...routeTables.flatMap((table) => desired.vpcRoutes.map((cidr) => route(gateway, table, cidr))),
  ];
  return drafts.map((draft) => ({
    program: 'aws',
    ...draft,
    words: ['ec2', ...draft.words, '--region', region],
  }));
}

type Draft = Pick<TitledCommand, 'title' | 'words' | 'learns'>;

/** The networks behind the gateway: those on the other side of the tunnel, and those that the VPC routes to it. */
const behind = ({ firewall, vpcRoutes }: DesiredGateway): Cidr[] =>
  sortedCidrs([...firewall.peeredVpcs, ...firewall.peeredTunnels, ...vpcRoutes]);

function lookup(
  { address }: CloudGateway,
  vpcId: string,
  field: string,
  learns: Learned,
  title: string,
): Draft {
  const filter = familyOf(address) === 4 ? 'addresses.private-ip-address' : 'ipv6-addresses.ipv6-address';
  return {
    title,
    words: [
      ...['describe-network-interfaces', '--filters', `Name=vpc-id,Values=${vpcId}`],
      ...[`Name=${filter},Values=${address}`, '--query', `NetworkInterfaces[0].${field}`, '--output', 'text'],
    ],
    learns,
  };
}

const ingress = (group: Word, permission: string): Word[] => [
  ...['authorize-security-group-ingress', '--group-id', group, '--ip-permissions', permission],
];

/** peerway's rules are recognized by this description. */
const descriptionOf = (desired: DesiredGateway): string => `peerway:gateway:${cloudNameOf(desired)}`;

const mark = ({ desired }: CloudGateway): string => `Description=${descriptionOf(desired)}`;

const permission = ({ desired }: CloudGateway, cidr: Cidr): string => allFrom(cidr, descriptionOf(desired));

/** From anywhere: clients may be anywhere, and WireGuard answers only peers whose key it knows. */
function wireguardPermission(gateway: CloudGateway): string {
  const port = gateway.desired.interface.listenPort;
  const [four, six] = [`{CidrIp=0.0.0.0/0,${mark(gateway)}}`, `{CidrIpv6=::/0,${mark(gateway)}}`];
  return `IpProtocol=udp,FromPort=${port},ToPort=${port},IpRanges=[${four}],Ipv6Ranges=[${six}]`;
}

const route = ({ desired }: CloudGateway, table: string, cidr: Cidr): Draft => ({
  title: `route ${cidr} to ${desired.name}, in ${table}`,
  words: ['create-route', ...routeArguments(table, cidr), ...['--network-interface-id', INTERFACE_ID]],
});

function terraform(gateway: CloudGateway): Block[] {
  const { desired, address } = gateway;
  const { region, vpcId, securityGroups, routeTables } = idsOf(gateway);
  const name = identifier(cloudNameOf(desired));
  const found = `data.aws_network_interface.${name}`;
  const group: Reference = { ref: `tolist(${found}.security_groups)[0]` };
  const port: Reference = { ref: String(desired.interface.listenPort) };
  const rule = (what: string, id: Value, cidr: Cidr, udp = false): Block => ({
    head: ['resource', 'aws_vpc_security_group_ingress_rule', identifier(`${cloudNameOf(desired)}-${what}`)],
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
    head: ['resource', 'aws_route', identifier(`${cloudNameOf(desired)}-${table}-${slug(cidr)}`)],
    values: {
      route_table_id: table,
      [familyOf(cidr) === 4 ? 'destination_cidr_block' : 'destination_ipv6_cidr_block']: cidr,
      network_interface_id: { ref: `${found}.id` },
    },
  });
  return [
    requiredProvider('aws'),
    { head: ['provider', 'aws'], values: { region: region } },
    networkInterface(name, address, vpcId ?? ''),
    ...ANYWHERE.map((cidr) => rule(`wireguard-ipv${familyOf(cidr)}`, group, cidr, true)),
    ...desired.firewall.vpc.map((cidr) => rule(`inside-${slug(cidr)}`, group, cidr)),
    ...securityGroups.flatMap((id) => behind(desired).map((cidr) => rule(`${id}-${slug(cidr)}`, id, cidr))),
    ...routeTables.flatMap((table) => desired.vpcRoutes.map((cidr) => route(table, cidr))),
  ];
}

/** The gateway's network interface, looked up by its address in the VPC. */
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

export const awsGateway: GatewayPart = {
  commands,
  terraform,
  instanceSetting: 'source_dest_check = false',
  notes: ({ cloud }) => {
    const { routeTables = [], securityGroups = [] } = (cloud?.provider ?? {}) as AwsIds;
    return [
      ...(routeTables.length > 0 ? [] : [`no route in VPC ${cloud?.vpc}: it has no route table in the plan`]),
      ...(securityGroups.length > 0
        ? []
        : [`no rule for the hosts of VPC ${cloud?.vpc}: it has no security group in the plan`]),
    ];
  },
};
