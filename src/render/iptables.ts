/** The firewall for hosts that use iptables: peerway's own chains, and one jump to each. */
import type { Cidr } from '../model/address/cidr.ts';
import {
  type Destination,
  destinationsOf,
  type Flow,
  flowsOf,
  type Network,
  networkCidrs,
  trustedNetworks,
  trustedText,
} from '../model/desired/flows.ts';
import { type DesiredGateway, ofFamily } from '../model/desired/gateway.ts';
import { banner, fileText, type RenderedFile, type Rendering, type RenderOptions } from './rendering.ts';

/**
 * Renders both families, since a host loads both. Even without IPv6 in the plan, its file closes the tunnel to IPv6.
 */
export const renderIptables = (desired: DesiredGateway, options: RenderOptions): Rendering => ({
  files: [restoreFile(desired, 4, options), restoreFile(desired, 6, options)],
  notes: [],
});

function restoreFile(desired: DesiredGateway, family: 4 | 6, options: RenderOptions): RenderedFile {
  const tool = family === 4 ? 'iptables-restore' : 'ip6tables-restore';
  const name = `rules.v${family}`;
  const text = fileText([
    banner(desired, options),
    `# Load with \`${tool} --noflush ${name}\`, after all other rules. The -I lines insert the jumps to`,
    `# peerway's chains. To load the file again, skip them: \`grep -v '^-I' ${name} | ${tool} --noflush\`.`,
    ...mangleTable(desired, family),
    ...natTable(desired, family),
    ...filterTable(desired, family),
  ]);
  return { name, text: withOwnChains(desired, text) };
}

/** Names the chains so that they are unique on the host. iptables accepts at most 28 characters. */
const withOwnChains = ({ firewallTable, interface: wg }: DesiredGateway, text: string): string =>
  firewallTable === 'peerway'
    ? text
    : text.replace(
        /PEERWAY-(FROM|TO)?/g,
        (_, direction: string | undefined) => `PW-${wg.name}-${direction?.[0] ?? ''}`,
      );

/**
 * Clamps the segment size, and drops spoofed sources: a packet to a peered network must arrive on the interface that
 * its reply would leave by. Otherwise a host on another link of the gateway could claim to be in the VPC (RFC 3704).
 */
const mangleTable = (desired: DesiredGateway, family: 4 | 6): string[] => [
  '*mangle',
  ':PEERWAY-MSS - [0:0]',
  ':PEERWAY-ORIGIN - [0:0]',
  '-I FORWARD -j PEERWAY-MSS',
  '-I PREROUTING -j PEERWAY-ORIGIN',
  '# Drop spoofed sources: a reply must leave by the interface that the packet arrived on.',
  ...networks(desired, 'peeredVpcs', family).map(
    (cidr) => `-A PEERWAY-ORIGIN ! -i ${desired.interface.name} -d ${cidr} -m rpfilter --invert -j DROP`,
  ),
  '# Clamp the TCP segment size to the path MTU.',
  ...['-i', '-o'].map(
    (direction) =>
      `-A PEERWAY-MSS ${direction} ${desired.interface.name} -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu`,
  ),
  'COMMIT',
];

/**
 * A rule matches one network on each side, and every pair of a client and a peered network would have a rule of its own.
 * So the rules for one side jump to a chain with the rules for the other: there are as many as networks.
 */
const CHAINS: Readonly<Record<Destination, { readonly to: string; readonly from: string }>> = {
  vpc: { to: 'PEERWAY-TO-VPC', from: 'PEERWAY-FROM-PEERED' },
  peeredVpcs: { to: 'PEERWAY-TO-PEERED', from: 'PEERWAY-FROM-LOCAL' },
  clients: { to: 'PEERWAY-TO-CLIENTS', from: 'PEERWAY-FROM-CLIENTS' },
  foreign: { to: 'PEERWAY-TO-FOREIGN', from: 'PEERWAY-FROM-FOREIGN' },
};

/**
 * Keeps the source address of each connection: NETMAP to the same network translates it to itself, and a connection
 * that has a source translation is not changed by a later MASQUERADE.
 */
function natTable(desired: DesiredGateway, family: 4 | 6): string[] {
  const flows = flowsOf(desired).filter(({ keepsSource }) => keepsSource);
  const destinations = destinationsOf(flows);
  return [
    '*nat',
    ':PEERWAY-SOURCE - [0:0]',
    ...destinations.map((destination) => `:${CHAINS[destination].from} - [0:0]`),
    '-I POSTROUTING -j PEERWAY-SOURCE',
    '# Translate sources to themselves, so that no other rule masquerades them: one chain for each destination.',
    ...destinations.flatMap((destination) =>
      networks(desired, destination, family).map(
        (cidr) => `-A PEERWAY-SOURCE -d ${cidr} -j ${CHAINS[destination].from}`,
      ),
    ),
    ...destinations.flatMap((destination) =>
      flows
        .filter(({ to }) => to === destination)
        .flatMap(({ from }) =>
          networks(desired, from, family).map(
            (cidr) => `-A ${CHAINS[destination].from} -s ${cidr} -j NETMAP --to ${cidr}`,
          ),
        ),
    ),
    'COMMIT',
  ];
}

const ECHO_REQUEST = {
  4: '-p icmp -m icmp --icmp-type echo-request',
  6: '-p ipv6-icmp -m icmp6 --icmpv6-type echo-request',
} as const;

function filterTable(desired: DesiredGateway, family: 4 | 6): string[] {
  const { name: wg, listenPort } = desired.interface;
  const flows = flowsOf(desired);
  const destinations = destinationsOf(flows);
  return [
    '*filter',
    ':PEERWAY-FORWARD - [0:0]',
    ':PEERWAY-INPUT - [0:0]',
    ...destinations.map((destination) => `:${CHAINS[destination].to} - [0:0]`),
    '-I FORWARD -j PEERWAY-FORWARD',
    '-I INPUT -j PEERWAY-INPUT',
    '# Traffic to peered networks must leave through the tunnel.',
    ...[...networks(desired, 'peeredVpcs', family), ...networks(desired, 'peeredTunnels', family)].map(
      (cidr) => `-A PEERWAY-FORWARD ! -o ${wg} -d ${cidr} -j DROP`,
    ),
    '# Other traffic outside the tunnel is not filtered here.',
    `-A PEERWAY-FORWARD ! -i ${wg} ! -o ${wg} -j RETURN`,
    '# Allow replies and the new connections of peerings and clients.',
    '-A PEERWAY-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    ...flows.flatMap((flow) => flowRules(desired, flow, family)),
    '-A PEERWAY-FORWARD -j DROP',
    '# The destinations of these connections. A connection to any other one returns, and is dropped above.',
    ...destinations.flatMap((destination) =>
      networks(desired, destination, family).map(
        (cidr) => `-A ${CHAINS[destination].to} -d ${cidr} -j ACCEPT`,
      ),
    ),
    '# Allow WireGuard. Other traffic outside the tunnel is not filtered here.',
    `-A PEERWAY-INPUT ! -i ${wg} -p udp -m udp --dport ${listenPort} -j ACCEPT`,
    `-A PEERWAY-INPUT ! -i ${wg} -j RETURN`,
    `# Allow replies, echo requests, and all traffic from ${trustedText(desired.firewall)}.`,
    '-A PEERWAY-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    `-A PEERWAY-INPUT ${ECHO_REQUEST[family]} -j ACCEPT`,
    ...trustedNetworks(desired.firewall).flatMap((network) =>
      networks(desired, network, family).map((cidr) => `-A PEERWAY-INPUT -s ${cidr} -j ACCEPT`),
    ),
    '-A PEERWAY-INPUT -j DROP',
    'COMMIT',
  ];
}

const interfaceMatch = ({ enters, leaves }: Flow, wg: string): string =>
  `${enters === 'tunnel' ? '' : '! '}-i ${wg} ${leaves === 'tunnel' ? '' : '! '}-o ${wg}`;

const flowRules = (desired: DesiredGateway, flow: Flow, family: 4 | 6): string[] =>
  networks(desired, flow.from, family).map(
    (cidr) =>
      `-A PEERWAY-FORWARD ${interfaceMatch(flow, desired.interface.name)} -s ${cidr} -j ${CHAINS[flow.to].to}`,
  );

const networks = (desired: DesiredGateway, network: Network, family: 4 | 6): Cidr[] =>
  ofFamily(networkCidrs(desired, network), family);
