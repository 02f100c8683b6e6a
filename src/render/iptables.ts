/** The firewall for hosts that are kept with iptables: chains of our own, and one jump into each. */
import { type Cidr, hostCidr, type Ip } from '../model/address/cidr.ts';
import { type DesiredGateway, ofFamily } from '../model/desired/gateway.ts';
import { ALLOWED_FLOWS, type Flow, type Network } from './flows.ts';
import { banner, fileText, type RenderedFile, type Rendering, type RenderOptions } from './rendering.ts';

/** Both families, since a host loads both: without IPv6 in the plan its file still closes the tunnel to it. */
export const renderIptables = (desired: DesiredGateway, options: RenderOptions): Rendering => ({
  files: [restoreFile(desired, 4, options), restoreFile(desired, 6, options)],
  notes: [],
});

function restoreFile(desired: DesiredGateway, family: 4 | 6, options: RenderOptions): RenderedFile {
  const tool = family === 4 ? 'iptables-restore' : 'ip6tables-restore';
  const name = `rules.v${family}`;
  const text = fileText([
    banner(desired, options),
    `# Load with \`${tool} --noflush ${name}\`, after other rules. The lines with -I hook our chains in: once is`,
    `# enough, so load it again with \`grep -v '^-I' ${name} | ${tool} --noflush\`.`,
    ...mangleTable(desired, family),
    ...natTable(desired, family),
    ...filterTable(desired, family),
  ]);
  return { name, text };
}

/**
 * The size of segments; and sources: a packet for a peered network has to come in where its answer would leave, so
 * that a host on another link of the gateway is not of the VPC because it says so (RFC 3704).
 */
const mangleTable = (desired: DesiredGateway, family: 4 | 6): string[] => [
  '*mangle',
  ':PEERWAY-MSS - [0:0]',
  ':PEERWAY-ORIGIN - [0:0]',
  '-I FORWARD -j PEERWAY-MSS',
  '-I PREROUTING -j PEERWAY-ORIGIN',
  ...networks(desired, 'peeredVpcs', family).map(
    (cidr) => `-A PEERWAY-ORIGIN ! -i ${desired.interface.name} -d ${cidr} -m rpfilter --invert -j DROP`,
  ),
  ...['-i', '-o'].map(
    (way) =>
      `-A PEERWAY-MSS ${way} ${desired.interface.name} -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu`,
  ),
  'COMMIT',
];

/** NETMAP onto the very same network is a binding of each source to itself, which a later MASQUERADE finds done. */
const natTable = (desired: DesiredGateway, family: 4 | 6): string[] => [
  '*nat',
  ':PEERWAY-SOURCE - [0:0]',
  '-I POSTROUTING -j PEERWAY-SOURCE',
  ...flowPairs(desired, family).map(
    ({ from, to }) => `-A PEERWAY-SOURCE -s ${from} -d ${to} -j NETMAP --to ${from}`,
  ),
  'COMMIT',
];

const ECHO_REQUEST = {
  4: '-p icmp -m icmp --icmp-type echo-request',
  6: '-p ipv6-icmp -m icmp6 --icmpv6-type echo-request',
} as const;

function filterTable(desired: DesiredGateway, family: 4 | 6): string[] {
  const { name: wg, listenPort } = desired.interface;
  return [
    '*filter',
    ':PEERWAY-FORWARD - [0:0]',
    ':PEERWAY-INPUT - [0:0]',
    '-I FORWARD -j PEERWAY-FORWARD',
    '-I INPUT -j PEERWAY-INPUT',
    ...[...networks(desired, 'peeredVpcs', family), ...networks(desired, 'peeredTunnels', family)].map(
      (cidr) => `-A PEERWAY-FORWARD ! -o ${wg} -d ${cidr} -j DROP`,
    ),
    `-A PEERWAY-FORWARD ! -i ${wg} ! -o ${wg} -j RETURN`,
    '-A PEERWAY-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    ...flowPairs(desired, family).map(
      ({ flow, from, to }) => `-A PEERWAY-FORWARD ${interfaceMatch(flow, wg)} -s ${from} -d ${to} -j ACCEPT`,
    ),
    '-A PEERWAY-FORWARD -j DROP',
    `-A PEERWAY-INPUT ! -i ${wg} -p udp -m udp --dport ${listenPort} -j ACCEPT`,
    `-A PEERWAY-INPUT ! -i ${wg} -j RETURN`,
    '-A PEERWAY-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    `-A PEERWAY-INPUT ${ECHO_REQUEST[family]} -j ACCEPT`,
    ...networks(desired, 'clients', family).map((cidr) => `-A PEERWAY-INPUT -s ${cidr} -j ACCEPT`),
    '-A PEERWAY-INPUT -j DROP',
    'COMMIT',
  ];
}

const interfaceMatch = ({ enters, leaves }: Flow, wg: string): string =>
  `${enters === 'tunnel' ? '' : '! '}-i ${wg} ${leaves === 'tunnel' ? '' : '! '}-o ${wg}`;

/** A rule matches one network on each side: every pair of every allowed flow. */
function flowPairs(desired: DesiredGateway, family: 4 | 6): { flow: Flow; from: Cidr; to: Cidr }[] {
  return ALLOWED_FLOWS.flatMap((flow) =>
    networks(desired, flow.from, family).flatMap((from) =>
      networks(desired, flow.to, family).map((to) => ({ flow, from, to })),
    ),
  );
}

const networks = ({ firewall }: DesiredGateway, network: Network, family: 4 | 6): Cidr[] =>
  ofFamily<Cidr | Ip>(firewall[network], family).map((text) =>
    text.includes('/') ? (text as Cidr) : hostCidr(text as Ip),
  );
