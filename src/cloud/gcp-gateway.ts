/** Commands of `gcloud` for a WireGuard gateway that is an instance of Compute Engine. */
import { refusal } from '../errors.ts';
import { type Cidr, familyOf, sortedCidrs } from '../model/address/cidr.ts';
import { ofFamily } from '../model/desired/gateway.ts';
import type { Provider } from '../model/state.ts';
import type { CloudGateway } from './gateway-commands.ts';
import { gcpName } from './names.ts';
import type { Command } from './step.ts';

type Gcp = Extract<Provider, { kind: 'gcp' }>;

export function gcpGatewayCommands(gateway: CloudGateway, { project, network }: Gcp): Command[] {
  const { desired } = gateway;
  if (!project || !network) {
    throw refusal(
      'provider-ids-missing',
      `The GCP project or network of the VPC of gateway ${desired.name} is not known`,
      `peerway vpc update ${desired.cloud?.vpc} --project <id> --network <name>`,
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

const rule = ({ desired }: CloudGateway, what: string, family: 4 | 6): string =>
  gcpName(`peerway-gateway-${desired.name}-${what}${family === 6 ? '-ipv6' : ''}`);

/** A rule has sources of one family only. */
function firewall(gateway: CloudGateway, network: string, family: 4 | 6): Draft[] {
  const { desired } = gateway;
  const { vpc, peeredVpcs, peeredTunnels } = desired.firewall;
  const port = desired.interface.listenPort;
  const inside = ofFamily(sortedCidrs([...vpc, ...peeredVpcs, ...peeredTunnels]), family);
  const create = (what: string, rules: string, sources: string): string[] => [
    ...['firewall-rules', 'create', rule(gateway, what, family), `--network=${network}`],
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
  const name = gcpName(`peerway-${desired.name}-${cidr.replace(/[^0-9a-z]+/g, '-')}`);
  return [
    {
      what: `send ${cidr} to ${desired.name}`,
      words: [
        ...['routes', 'create', name, `--network=${network}`, `--destination-range=${cidr}`],
        `--next-hop-address=${via}`,
      ],
    },
  ];
}
