/** Commands of `aws` for a WireGuard gateway that is an instance of EC2. */

import { validationError } from '../../errors.ts';
import { type Cidr, familyOf, sortedCidrs } from '../../model/address/cidr.ts';
import type { DesiredGateway } from '../../model/desired/gateway.ts';
import type { Provider } from '../../model/state.ts';
import type { CloudGateway } from '../gateway-commands.ts';
import type { Command, Word } from '../step.ts';
import { allFrom, routeWords } from './words.ts';

type Aws = Extract<Provider, { kind: 'aws' }>;

const INTERFACE: Word = { learned: 'interface-id' };

export function awsGatewayCommands(gateway: CloudGateway, provider: Aws): Command[] {
  const { desired } = gateway;
  const { region, vpcId } = provider;
  if (!region || !vpcId) {
    throw validationError(
      'provider-ids-missing',
      `The AWS region or VPC id of the VPC of gateway ${desired.name} is not known`,
      `run \`peerway vpc update ${desired.cloud?.vpc} --region <region> --vpc-id <id>\``,
    );
  }
  const drafts = [
    lookup(
      gateway,
      vpcId,
      'NetworkInterfaceId',
      'interface-id',
      `find the network interface of ${desired.name}`,
    ),
    {
      what: `let ${desired.name} send and receive what is not its own: source/destination check off`,
      words: [
        'modify-network-interface-attribute',
        '--network-interface-id',
        INTERFACE,
        '--no-source-dest-check',
      ],
    },
    lookup(gateway, vpcId, 'Groups[0].GroupId', 'group-id', `find the security group of ${desired.name}`),
    {
      what: `let WireGuard in, UDP ${desired.interface.listenPort}`,
      words: ingress({ learned: 'group-id' }, wireguardPermission(gateway)),
    },
    ...desired.firewall.vpc.map((cidr) => ({
      what: `let ${cidr} of the VPC in, for ${desired.name} to forward`,
      words: ingress({ learned: 'group-id' }, permission(gateway, cidr)),
    })),
    ...provider.securityGroups.flatMap((group) =>
      remotesOf(desired).map((cidr) => ({
        what: `let ${cidr} in, in ${group}`,
        words: ingress(group, permission(gateway, cidr)),
      })),
    ),
    ...provider.routeTables.flatMap((table) => desired.vpcRoutes.map((cidr) => route(gateway, table, cidr))),
  ];
  return drafts.map((draft) => ({
    program: 'aws',
    ...draft,
    words: ['ec2', ...draft.words, '--region', region],
  }));
}

type Draft = Pick<Command, 'what' | 'words' | 'learns'>;

/** Networks that are reached through the tunnel, and come out of it. */
export const remotesOf = ({ firewall }: DesiredGateway): Cidr[] =>
  sortedCidrs([...firewall.peeredVpcs, ...firewall.peeredTunnels]);

function lookup(
  { address }: CloudGateway,
  vpcId: string,
  field: string,
  learns: 'interface-id' | 'group-id',
  what: string,
): Draft {
  const filter = familyOf(address) === 4 ? 'addresses.private-ip-address' : 'ipv6-addresses.ipv6-address';
  return {
    what,
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

/** Rules of ours are told from others by it. */
export const descriptionOf = ({ name }: DesiredGateway): string => `peerway:gateway:${name}`;

const mark = ({ desired }: CloudGateway): string => `Description=${descriptionOf(desired)}`;

const permission = ({ desired }: CloudGateway, cidr: Cidr): string => allFrom(cidr, descriptionOf(desired));

/** From anywhere: clients may be anywhere, and WireGuard answers nobody whose key it does not know. */
function wireguardPermission(gateway: CloudGateway): string {
  const port = gateway.desired.interface.listenPort;
  const [four, six] = [`{CidrIp=0.0.0.0/0,${mark(gateway)}}`, `{CidrIpv6=::/0,${mark(gateway)}}`];
  return `IpProtocol=udp,FromPort=${port},ToPort=${port},IpRanges=[${four}],Ipv6Ranges=[${six}]`;
}

const route = ({ desired }: CloudGateway, table: string, cidr: Cidr): Draft => ({
  what: `send ${cidr} to ${desired.name}, in ${table}`,
  words: ['create-route', ...routeWords(table, cidr), ...['--network-interface-id', INTERFACE]],
});
