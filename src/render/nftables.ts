/** The firewall as one nftables table of our own, replaced whole: nothing of others is flushed or changed. */
import type { Cidr, Ip } from '../model/address/cidr.ts';
import { type DesiredGateway, ofFamily } from '../model/desired/gateway.ts';
import { ALLOWED_FLOWS, type Network } from './flows.ts';
import { banner, fileText, oneFile, type Rendering, type RenderOptions } from './rendering.ts';

/** Words of nft(8) for a family. */
interface FamilyWords {
  readonly family: 4 | 6;
  readonly ip: 'ip' | 'ip6';
  readonly type: 'ipv4_addr' | 'ipv6_addr';
  readonly icmp: 'icmp' | 'icmpv6';
}

const IPV4: FamilyWords = { family: 4, ip: 'ip', type: 'ipv4_addr', icmp: 'icmp' };
const IPV6: FamilyWords = { family: 6, ip: 'ip6', type: 'ipv6_addr', icmp: 'icmpv6' };

const SET_NAMES: Readonly<Record<Network, string>> = {
  vpc: 'vpc',
  peeredVpcs: 'peered_vpc',
  peeredTunnels: 'peered_tunnel',
  clients: 'client',
};

/** The networks that only the tunnel leads to. */
const REMOTE = ['peeredVpcs', 'peeredTunnels'] as const satisfies readonly Network[];

const setName = (network: Network, { family }: FamilyWords): string => `${SET_NAMES[network]}${family}`;

/** `table x` makes sure that there is one to delete, so the same file loads the first time and every time. */
export function renderNftables(desired: DesiredGateway, options: RenderOptions): Rendering {
  const families = [...(desired.families.ipv4 ? [IPV4] : []), ...(desired.families.ipv6 ? [IPV6] : [])];
  const text = fileText([
    banner(desired, options),
    ...(options.secrets
      ? [
          '# Load with `nft -f`: one transaction, which replaces this table and touches no other.',
          'table inet peerway',
          'delete table inet peerway',
        ]
      : []),
    'table inet peerway {',
    ...families.flatMap((words) => setsOf(desired, words)),
    ...forwardChain(desired.interface.name, families),
    '',
    ...inputChain(desired.interface.name, desired.interface.listenPort, families),
    '',
    ...sourceChain(families),
    '}',
  ]);
  return oneFile('peerway.nft', text);
}

function setsOf({ firewall }: DesiredGateway, words: FamilyWords): string[] {
  return (Object.keys(SET_NAMES) as Network[]).flatMap((network) => {
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
 * What is meant for a peered network leaves through the tunnel or not at all, also while the interface is down. And
 * a source counts as what it says only if it came in where the answer would leave: a host on another link of the
 * gateway is not of the VPC because it says so (RFC 3704; IPv6 has no rp_filter).
 *
 * `rt mtu` is the path's MTU to the next hop: a full-size segment fits the tunnel, and a smaller link behind it. */
function forwardChain(wg: string, families: readonly FamilyWords[]): string[] {
  return [
    '\tchain forward {',
    '\t\ttype filter hook forward priority filter; policy accept;',
    ...families.flatMap((words) =>
      REMOTE.map((network) => `\t\toifname != "${wg}" ${words.ip} daddr @${setName(network, words)} drop`),
    ),
    `\t\tiifname != "${wg}" oifname != "${wg}" accept`,
    `\t\toifname "${wg}" fib saddr . iif oif missing drop`,
    '\t\ttcp flags syn tcp option maxseg size set rt mtu',
    '\t\tct state established,related accept',
    ...families.flatMap((words) =>
      ALLOWED_FLOWS.map((flow) => `\t\t${interfaceMatch(flow, wg)} ${addressMatch(flow, words)} accept`),
    ),
    '\t\tcounter drop',
    '\t}',
  ];
}

/** From the tunnel only; what comes in elsewhere is for the host's own firewall, but for WireGuard's port. */
function inputChain(wg: string, port: number, families: readonly FamilyWords[]): string[] {
  return [
    '\tchain input {',
    '\t\ttype filter hook input priority filter; policy accept;',
    `\t\tiifname != "${wg}" udp dport ${port} accept`,
    `\t\tiifname != "${wg}" accept`,
    '\t\tct state established,related accept',
    ...families.map(({ icmp }) => `\t\t${icmp} type echo-request accept`),
    ...families.map((words) => `\t\t${words.ip} saddr @${setName('clients', words)} accept`),
    '\t\tcounter drop',
    '\t}',
  ];
}

/**
 * Binds each connection's source to itself just before other tables get to translate it: a connection that has
 * a source translation is not given another. An `accept` here would not stop a `masquerade` over there.
 */
function sourceChain(families: readonly FamilyWords[]): string[] {
  return [
    '\tchain keep_source {',
    '\t\ttype nat hook postrouting priority srcnat - 1; policy accept;',
    ...families.flatMap((words) =>
      ALLOWED_FLOWS.map((flow) => `\t\t${addressMatch(flow, words)} snat ${words.ip} to ${words.ip} saddr`),
    ),
    '\t}',
  ];
}

type Flow = (typeof ALLOWED_FLOWS)[number];

const interfaceMatch = ({ enters, leaves }: Flow, wg: string): string =>
  `iifname ${enters === 'tunnel' ? '' : '!= '}"${wg}" oifname ${leaves === 'tunnel' ? '' : '!= '}"${wg}"`;

const addressMatch = ({ from, to }: Flow, words: FamilyWords): string =>
  `${words.ip} saddr @${setName(from, words)} ${words.ip} daddr @${setName(to, words)}`;
