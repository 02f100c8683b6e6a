/** The GCP configuration of a WireGuard gateway that runs on a Compute Engine instance. */
import { validationError } from '../../errors.ts';
import { type Cidr, familyOf, sortedCidrs } from '../../model/address/cidr.ts';
import { cloudNameOf, type DesiredGateway, ofFamily } from '../../model/desired/gateway.ts';
import type { Name } from '../../model/values.ts';
import type { CloudGateway, GatewayPart, TitledCommand } from '../provider.ts';
import { ANYWHERE, type Block, requiredProvider } from '../render/hcl.ts';
import { gcpName } from './names.ts';
import type { GcpIds } from './place.ts';

function commands(gateway: CloudGateway): TitledCommand[] {
  const { desired, cloud } = gateway;
  const { project, network } = cloud.provider as GcpIds;
  if (!project || !network) {
    throw validationError(
      'provider-ids-missing',
      `The GCP project or network of the VPC of gateway ${desired.name} is not known`,
      `run \`peerway vpc update ${cloud.vpc} --project <id> --network <name>\``,
    );
  }
  const drafts = [
    forwarding(gateway),
    ...([4, 6] as const).flatMap((family) => firewall(gateway, network, family)),
    ...desired.vpcRoutes.flatMap((cidr) => route(gateway, network, cidr)),
  ];
  return drafts.map((draft) => ({
    program: 'gcloud',
    ...draft,
    words: ['compute', ...draft.words, `--project=${project}`, '--quiet'],
  }));
}

type Draft = Pick<TitledCommand, 'title' | 'until'> & { readonly words: readonly string[] };

/** Forwarding is chosen when an instance is created (`--can-ip-forward`), so this only checks it. */
const forwarding = ({ desired, address }: CloudGateway): Draft => ({
  title: `check that the instance of ${desired.name} was created with --can-ip-forward`,
  words: [
    ...['instances', 'list', `--filter=networkInterfaces.networkIP=${address}`],
    '--format=value(canIpForward)',
  ],
  until: 'True',
});

/** The name of a firewall rule of a gateway. */
const ruleName = (gateway: Name, what: 'wireguard' | 'inside', family: 4 | 6): string =>
  gcpName(`peerway-gateway-${gateway}-${what}${family === 6 ? '-ipv6' : ''}`);

/** The name of a route of a gateway. */
const routeName = (gateway: Name, cidr: Cidr): string =>
  gcpName(`peerway-${gateway}-${cidr.replace(/[^0-9a-z]+/g, '-')}`);

/**
 * Networks whose traffic the gateway and the hosts of its VPC accept: their own, those on the other side of the tunnel,
 * and those that the VPC routes to the gateway.
 */
const insideOf = ({ firewall, vpcRoutes }: DesiredGateway, family: 4 | 6): Cidr[] => {
  const { vpc, peeredVpcs, peeredTunnels } = firewall;
  return ofFamily(sortedCidrs([...vpc, ...peeredVpcs, ...peeredTunnels, ...vpcRoutes]), family);
};

/** A rule has sources of one address family only. */
function firewall(gateway: CloudGateway, network: string, family: 4 | 6): Draft[] {
  const { desired } = gateway;
  const port = desired.interface.listenPort;
  const inside = insideOf(desired, family);
  const create = (what: 'wireguard' | 'inside', rules: string, sources: string): string[] => [
    ...['firewall-rules', 'create', ruleName(cloudNameOf(desired), what, family), `--network=${network}`],
    ...['--direction=INGRESS', '--action=ALLOW', `--rules=${rules}`, `--source-ranges=${sources}`],
  ];
  return [
    {
      title: `allow WireGuard over IPv${family}, UDP ${port}`,
      words: create('wireguard', `udp:${port}`, family === 4 ? '0.0.0.0/0' : '::/0'),
    },
    ...(inside.length === 0
      ? []
      : [
          {
            title: `allow traffic from ${inside.join(', ')}`,
            words: create('inside', 'all', inside.join(',')),
          },
        ]),
  ];
}

/** A route to the gateway's address of the same family; none without such an address. */
function route({ desired }: CloudGateway, network: string, cidr: Cidr): Draft[] {
  const via = desired.lanAddresses.find((ip) => familyOf(ip) === familyOf(cidr));
  if (!via) return [];
  return [
    {
      title: `route ${cidr} to ${desired.name}`,
      words: [
        ...[
          'routes',
          'create',
          routeName(cloudNameOf(desired), cidr),
          `--network=${network}`,
          `--destination-range=${cidr}`,
        ],
        `--next-hop-address=${via}`,
      ],
    },
  ];
}

function terraform({ desired, cloud }: CloudGateway): Block[] {
  const { project = '', network = '' } = cloud.provider as GcpIds;
  const firewall = (name: string, sources: readonly Cidr[], allow: Block['values']): Block => ({
    head: ['resource', 'google_compute_firewall', name],
    values: { name, project, network, direction: 'INGRESS', source_ranges: sources },
    blocks: [{ head: ['allow'], values: allow }],
  });
  const rules = ([4, 6] as const).flatMap((family) => {
    const [inside, port] = [insideOf(desired, family), String(desired.interface.listenPort)];
    const from = ANYWHERE.filter((cidr) => familyOf(cidr) === family);
    return [
      firewall(ruleName(cloudNameOf(desired), 'wireguard', family), from, { protocol: 'udp', ports: [port] }),
      ...(inside.length === 0
        ? []
        : [firewall(ruleName(cloudNameOf(desired), 'inside', family), inside, { protocol: 'all' })]),
    ];
  });
  const routes = desired.vpcRoutes.flatMap((cidr): Block[] => {
    const via = desired.lanAddresses.find((ip) => familyOf(ip) === familyOf(cidr));
    if (!via) return [];
    const name = routeName(cloudNameOf(desired), cidr);
    const values = { name, project, network, dest_range: cidr, next_hop_ip: via };
    return [{ head: ['resource', 'google_compute_route', name], values }];
  });
  return [requiredProvider('google'), ...rules, ...routes];
}

/** Networks without a route because the gateway has no LAN address of their family. */
function notes({ name, lanAddresses, vpcRoutes }: DesiredGateway): string[] {
  const stranded = vpcRoutes.filter((cidr) => !lanAddresses.some((ip) => familyOf(ip) === familyOf(cidr)));
  return stranded.length === 0
    ? []
    : [`no route in the VPC for ${stranded.join(', ')}: ${name} has no LAN address of that family`];
}

export const gcpGateway: GatewayPart = {
  commands,
  terraform,
  instanceSetting: 'can_ip_forward = true',
  notes,
};
