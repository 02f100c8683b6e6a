/** Commands of `gcloud` for a WireGuard gateway that is an instance of Compute Engine. */
import { validationError } from '../../errors.ts';
import { type Cidr, familyOf, sortedCidrs } from '../../model/address/cidr.ts';
import { type DesiredGateway, ofFamily } from '../../model/desired/gateway.ts';
import type { Provider } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import type { CloudGateway } from '../gateway-commands.ts';
import type { Command } from '../step.ts';
import { gcpName } from './names.ts';

type Gcp = Extract<Provider, { kind: 'gcp' }>;

export function gcpGatewayCommands(gateway: CloudGateway, { project, network }: Gcp): Command[] {
  const { desired } = gateway;
  if (!project || !network) {
    throw validationError(
      'provider-ids-missing',
      `The GCP project or network of the VPC of gateway ${desired.name} is not known`,
      `run \`peerway vpc update ${desired.cloud?.vpc} --project <id> --network <name>\``,
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

type Draft = Pick<Command, 'what' | 'words' | 'until'>;

/** Whether an instance forwards is chosen when it is made (`--can-ip-forward`): all there is to do here is to look. */
const forwarding = ({ desired, address }: CloudGateway): Draft => ({
  what: `see that the instance of ${desired.name} was made with --can-ip-forward`,
  words: [
    ...['instances', 'list', `--filter=networkInterfaces.networkIP=${address}`],
    '--format=value(canIpForward)',
  ],
  until: 'True',
});

/** Of a firewall's rule of ours. */
export const ruleName = (gateway: Name, what: 'wireguard' | 'inside', family: 4 | 6): string =>
  gcpName(`peerway-gateway-${gateway}-${what}${family === 6 ? '-ipv6' : ''}`);

/** Of a route of ours. */
export const routeName = (gateway: Name, cidr: Cidr): string =>
  gcpName(`peerway-${gateway}-${cidr.replace(/[^0-9a-z]+/g, '-')}`);

/** Networks that may come in at the gateway or at hosts of its VPC: its own, and those behind the tunnel. */
export const insideOf = (
  { firewall: { vpc, peeredVpcs, peeredTunnels } }: DesiredGateway,
  family: 4 | 6,
): Cidr[] => ofFamily(sortedCidrs([...vpc, ...peeredVpcs, ...peeredTunnels]), family);

/** A rule has sources of one family only. */
function firewall(gateway: CloudGateway, network: string, family: 4 | 6): Draft[] {
  const { desired } = gateway;
  const port = desired.interface.listenPort;
  const inside = insideOf(desired, family);
  const create = (what: 'wireguard' | 'inside', rules: string, sources: string): string[] => [
    ...['firewall-rules', 'create', ruleName(desired.name, what, family), `--network=${network}`],
    ...['--direction=INGRESS', '--action=ALLOW', `--rules=${rules}`, `--source-ranges=${sources}`],
  ];
  return [
    {
      what: `let WireGuard in over IPv${family}, UDP ${port}`,
      words: create('wireguard', `udp:${port}`, family === 4 ? '0.0.0.0/0' : '::/0'),
    },
    ...(inside.length === 0
      ? []
      : [{ what: `let ${inside.join(', ')} in`, words: create('inside', 'all', inside.join(',')) }]),
  ];
}

/** To the gateway's address of the same family; without one there is no such route. */
function route({ desired }: CloudGateway, network: string, cidr: Cidr): Draft[] {
  const via = desired.lanAddresses.find((ip) => familyOf(ip) === familyOf(cidr));
  if (!via) return [];
  return [
    {
      what: `send ${cidr} to ${desired.name}`,
      words: [
        ...[
          'routes',
          'create',
          routeName(desired.name, cidr),
          `--network=${network}`,
          `--destination-range=${cidr}`,
        ],
        `--next-hop-address=${via}`,
      ],
    },
  ];
}
