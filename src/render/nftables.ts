/** The firewall as one nftables table. It is replaced as a whole, and no other table is changed. */
import type { Cidr, Ip } from '../model/address/cidr.ts';
import { type Flow, flowsOf, type Network, trustedNetworks, trustedText } from '../model/desired/flows.ts';
import { type DesiredGateway, ofFamily } from '../model/desired/gateway.ts';
import { banner, fileText, oneFile, type Rendering, type RenderOptions } from './rendering.ts';

/** Keywords of nft(8) for a family. */
interface FamilyKeywords {
  readonly family: 4 | 6;
  readonly ip: 'ip' | 'ip6';
  readonly type: 'ipv4_addr' | 'ipv6_addr';
  readonly icmp: 'icmp' | 'icmpv6';
}

const IPV4: FamilyKeywords = { family: 4, ip: 'ip', type: 'ipv4_addr', icmp: 'icmp' };
const IPV6: FamilyKeywords = { family: 6, ip: 'ip6', type: 'ipv6_addr', icmp: 'icmpv6' };

const SET_NAMES: Readonly<Record<Network, string>> = {
  vpc: 'vpc',
  peeredVpcs: 'peered_vpc',
  peeredTunnels: 'peered_tunnel',
  clients: 'client',
  foreign: 'foreign',
};

/** Networks that are reachable only through the tunnel. */
const REMOTE = ['peeredVpcs', 'peeredTunnels'] as const satisfies readonly Network[];

const setName = (network: Network, { family }: FamilyKeywords): string => `${SET_NAMES[network]}${family}`;

/** `table x` creates the table if it is missing, so that `delete table x` works the first time, too. */
export function renderNftables(desired: DesiredGateway, options: RenderOptions): Rendering {
  const families = [...(desired.families.ipv4 ? [IPV4] : []), ...(desired.families.ipv6 ? [IPV6] : [])];
  const text = fileText([
    banner(desired, options),
    ...(options.secrets
      ? [
          '# Load with `nft -f`. It replaces this table in one transaction and changes no other table.',
          `table inet ${desired.firewallTable}`,
          `delete table inet ${desired.firewallTable}`,
        ]
      : []),
    `table inet ${desired.firewallTable} {`,
    ...families.flatMap((words) => setsOf(desired, words)),
    ...forwardChain(desired, families),
    '',
    ...inputChain(desired, families),
    '',
    ...sourceChain(
      flowsOf(desired).filter(({ keepsSource }) => keepsSource),
      families,
    ),
    '}',
  ]);
  return oneFile(`${desired.firewallTable}.nft`, text);
}

function setsOf({ firewall }: DesiredGateway, words: FamilyKeywords): string[] {
  const networks = (Object.keys(SET_NAMES) as Network[]).filter(
    (network) => network !== 'foreign' || firewall.foreign.length > 0,
  );
  return networks.flatMap((network) => {
    const elements = ofFamily<Cidr | Ip>(firewall[network], words.family);
    return [
      `\tset ${setName(network, words)} {`,
      `\t\ttype ${words.type}`,
      '\t\tflags interval',
      ...(elements.length > 0 ? [`\t\telements = { ${elements.join(',\n\t\t             ')} }`] : []),
      '\t}',
      '',
    ];
  });
}

/**
 * Traffic to a peered network leaves through the tunnel or not at all, even while the interface is down. A packet must
 * arrive on the interface that its reply would leave by. Otherwise a host on another link of the gateway could claim to
 * be in the VPC (RFC 3704; IPv6 has no rp_filter).
 *
 * `rt mtu` is the MTU of the route to the next hop, so that full-size segments fit the tunnel and smaller links after
 * it.
 */
function forwardChain(desired: DesiredGateway, families: readonly FamilyKeywords[]): string[] {
  const { name: wg } = desired.interface;
  return [
    '\tchain forward {',
    '\t\ttype filter hook forward priority filter; policy accept;',
    '\t\t# Traffic to peered networks must leave through the tunnel.',
    ...families.flatMap((words) =>
      REMOTE.map((network) => `\t\toifname != "${wg}" ${words.ip} daddr @${setName(network, words)} drop`),
    ),
    '\t\t# Other traffic outside the tunnel is not filtered here.',
    `\t\tiifname != "${wg}" oifname != "${wg}" accept`,
    '\t\t# Drop spoofed sources: a reply must leave by the interface that the packet arrived on.',
    `\t\toifname "${wg}" fib saddr . iif oif missing drop`,
    '\t\t# Clamp the TCP segment size to the path MTU.',
    '\t\ttcp flags syn tcp option maxseg size set rt mtu',
    '\t\t# Allow replies and the new connections of peerings and clients.',
    '\t\tct state established,related accept',
    ...families.flatMap((words) =>
      flowsOf(desired).map((flow) => `\t\t${interfaceMatch(flow, wg)} ${addressMatch(flow, words)} accept`),
    ),
    '\t\tcounter drop',
    '\t}',
  ];
}

/** Filters traffic from the tunnel. Other traffic is left to the host's own firewall, except for WireGuard's port. */
function inputChain(
  { interface: { name: wg, listenPort }, firewall }: DesiredGateway,
  families: readonly FamilyKeywords[],
): string[] {
  const trusted = trustedNetworks(firewall);
  return [
    '\tchain input {',
    '\t\ttype filter hook input priority filter; policy accept;',
    '\t\t# Allow WireGuard. Other traffic outside the tunnel is not filtered here.',
    `\t\tiifname != "${wg}" udp dport ${listenPort} accept`,
    `\t\tiifname != "${wg}" accept`,
    `\t\t# Allow replies, echo requests, and all traffic from ${trustedText(firewall)}.`,
    '\t\tct state established,related accept',
    ...families.map(({ icmp }) => `\t\t${icmp} type echo-request accept`),
    ...families.flatMap((words) =>
      trusted.map((network) => `\t\t${words.ip} saddr @${setName(network, words)} accept`),
    ),
    '\t\tcounter drop',
    '\t}',
  ];
}

/**
 * Keeps the source address of each connection: it is translated to itself just before other tables could translate it,
 * and a connection gets only one source translation. An `accept` here would not stop a `masquerade` in another table.
 */
function sourceChain(flows: readonly Flow[], families: readonly FamilyKeywords[]): string[] {
  return [
    '\tchain keep_source {',
    '\t\ttype nat hook postrouting priority srcnat - 1; policy accept;',
    '\t\t# Translate sources to themselves, so that no other table masquerades them.',
    ...families.flatMap((words) =>
      flows.map((flow) => `\t\t${addressMatch(flow, words)} snat ${words.ip} to ${words.ip} saddr`),
    ),
    '\t}',
  ];
}

const interfaceMatch = ({ enters, leaves }: Flow, wg: string): string =>
  `iifname ${enters === 'tunnel' ? '' : '!= '}"${wg}" oifname ${leaves === 'tunnel' ? '' : '!= '}"${wg}"`;

const addressMatch = ({ from, to }: Flow, words: FamilyKeywords): string =>
  `${words.ip} saddr @${setName(from, words)} ${words.ip} daddr @${setName(to, words)}`;
