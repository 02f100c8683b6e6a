/** Finds rules of other firewall tables that stop planned traffic: each table on its way must let a packet through. */
import { type Cidr, hostCidr, rangeOf } from '../../model/address/cidr.ts';
import type { Family } from '../../model/address/ip.ts';
import { type DesiredGateway, ofFamily } from '../../model/desired/gateway.ts';
import type { LiveGateway } from '../live-gateway.ts';
import { boundariesOf, type Group, groupNetworks } from './groups.ts';
import { parseIptables } from './parse-iptables.ts';
import { parseNft } from './parse-nft.ts';
import { RuleIndex } from './rule-index.ts';
import { type Hook, STATE } from './ruleset.ts';
import { stopLine } from './stop-line.ts';
import { type Budget, type Packets, type Path, pathThrough, type Stop, type Walk, walk } from './walk.ts';
import { wireguardStops } from './wireguard-packets.ts';

/** One kind of packets that a gateway forwards. */
interface Flow {
  /** Such as `traffic from wg0 to lan0`. */
  readonly what: string;
  readonly from: readonly Cidr[];
  readonly to: readonly Cidr[];
  readonly iif?: string;
  readonly oif?: string;
  readonly state: number;
}

/** Everything found about other tables. */
export interface ForeignFirewall {
  /** One line for each rule that stops or may stop traffic. */
  readonly problems: readonly string[];
  /** The kinds of packets that are or may be stopped, such as `replies from wg0 to lan0`. */
  readonly stopped: ReadonlySet<string>;
  /** Marks that rules set on forwarded packets by the interface they arrive on: for sure, or on some. */
  readonly marks: ReadonlyMap<string, ReadonlyMap<number | 'unknown', boolean>>;
}

const FORWARDED: readonly Hook[] = ['ingress', 'prerouting', 'forward', 'postrouting'];

const cache = new WeakMap<LiveGateway, ForeignFirewall>();

export function foreignFirewall(desired: DesiredGateway, live: LiveGateway): ForeignFirewall {
  const cached = cache.get(live);
  if (cached) return cached;
  const tables = [
    ...parseNft(live.foreignRules),
    ...parseIptables(live.legacyRules[4], 4),
    ...parseIptables(live.legacyRules[6], 6),
  ];
  const found = new Findings();
  const budget: Budget = { rules: MAX_RULES };
  for (const family of [4, 6] as const) {
    if (tables.every(({ families }) => !families.includes(family))) continue;
    const boundaries = boundariesOf(tables, family);
    const scene = {
      path: pathThrough(tables, FORWARDED, family),
      boundaries,
      index: new RuleIndex(boundaries),
      family,
      budget,
    };
    for (const flow of flowsOf(desired, live, family)) follow(flow, scene, found);
  }
  const result = {
    problems: [
      ...found.lines(),
      ...wireguardStops(desired, live, tables),
      ...(budget.rules < 0 ? [TOO_MANY_RULES] : []),
    ],
    stopped: found.stopped(),
    marks: found.marks,
  };
  cache.set(live, result);
  return result;
}

/** Returns each flow of the plan, and its replies; packets from the LAN arrive on the interface of their network. */
function flowsOf(desired: DesiredGateway, live: LiveGateway, family: Family): Flow[] {
  const wg = desired.interface.name;
  const { vpc, peeredVpcs, peeredTunnels, clients } = desired.firewall;
  const remote = ofFamily([...peeredVpcs, ...peeredTunnels], family);
  const clientHosts = ofFamily(clients.map(hostCidr), family);
  const devices = new Map(live.paths.own.map(({ network, device }) => [network, device]));
  const lan = new Map<string | undefined, Cidr[]>();
  for (const cidr of ofFamily(vpc, family)) {
    const device = devices.get(cidr);
    // A network behind the tunnel or on the gateway itself is not forwarded.
    if (device !== wg && device !== 'lo') lan.set(device, [...(lan.get(device) ?? []), cidr]);
  }
  return [
    ...[...lan].flatMap(([device, own]) => [
      ...bothWays(
        { from: own, to: ofFamily(peeredVpcs, family), ...interfaces(device, wg) },
        device ?? 'the VPC',
        wg,
      ),
      ...bothWays(
        { from: [...remote, ...clientHosts], to: own, ...interfaces(wg, device) },
        wg,
        device ?? 'the VPC',
      ),
    ]),
    ...bothWays({ from: clientHosts, to: ofFamily(peeredVpcs, family), iif: wg, oif: wg }, wg, wg),
  ].filter(({ from, to }) => from.length > 0 && to.length > 0);
}

const interfaces = (iif: string | undefined, oif: string | undefined): { iif?: string; oif?: string } => ({
  ...(iif === undefined ? {} : { iif }),
  ...(oif === undefined ? {} : { oif }),
});

/** Returns a flow of new connections, and that of their replies. */
const bothWays = (flow: Pick<Flow, 'from' | 'to' | 'iif' | 'oif'>, iif: string, oif: string): Flow[] => [
  { ...flow, what: `traffic from ${iif} to ${oif}`, state: STATE.new },
  {
    from: flow.to,
    to: flow.from,
    ...interfaces(flow.oif, flow.iif),
    what: `replies from ${oif} to ${iif}`,
    state: STATE.established,
  },
];

/** Rules to look at for one gateway: less than a second. */
const MAX_RULES = 2_000_000;

const TOO_MANY_RULES =
  'other firewall tables may drop traffic: they have too many rules to follow all planned packets through them';

/** The chains that all forwarded packets of a family meet. */
interface Scene {
  readonly path: Path;
  readonly boundaries: readonly bigint[];
  readonly index: RuleIndex;
  readonly family: Family;
  readonly budget: Budget;
}

/** Follows one packet for each pair of networks that some rule treats differently. */
function follow(flow: Flow, { path, boundaries, index, family, budget }: Scene, found: Findings): void {
  const [sources, destinations] = [
    groupNetworks(flow.from, rangeOf, boundaries),
    groupNetworks(flow.to, rangeOf, boundaries),
  ];
  for (const [from, to] of pairs(sources, destinations)) {
    const packets: Packets = {
      family,
      ...interfaces(flow.iif, flow.oif),
      from: from.range,
      to: to.range,
      state: flow.state,
    };
    found.add(flow, family, walk(path, packets, index, budget), from, to);
  }
}

/** The number of pairs to follow at most. Beyond it, each group is followed with one of the other side. */
const MAX_PAIRS = 4000;

function* pairs(
  sources: readonly Group<Cidr>[],
  destinations: readonly Group<Cidr>[],
): Generator<[Group<Cidr>, Group<Cidr>]> {
  if (sources.length * destinations.length <= MAX_PAIRS) {
    for (const from of sources) for (const to of destinations) yield [from, to];
    return;
  }
  for (let at = 0; at < Math.max(sources.length, destinations.length); at++)
    yield [
      sources[at % sources.length] as Group<Cidr>,
      destinations[at % destinations.length] as Group<Cidr>,
    ];
}

interface Finding {
  readonly stop: Stop;
  readonly what: string;
  readonly from: Set<Cidr>;
  readonly to: Set<Cidr>;
  readonly flow: Flow;
}

/** Collects the stops of all packets, and joins those of one rule. */
class Findings {
  readonly marks = new Map<string, Map<number | 'unknown', boolean>>();
  readonly #findings = new Map<string, Finding>();

  add(flow: Flow, family: Family, { stop, marks }: Walk, from: Group<Cidr>, to: Group<Cidr>): void {
    const known = this.marks.get(flow.iif ?? '') ?? new Map<number | 'unknown', boolean>();
    this.marks.set(flow.iif ?? '', known);
    for (const [mark, certain] of marks) known.set(mark, certain && (known.get(mark) ?? true));
    if (!stop) return;
    const key = [family, stop.table, stop.chain, stop.rule, stop.extent, flow.what].join('\n');
    const finding = this.#findings.get(key) ?? {
      stop,
      what: flow.what,
      from: new Set(),
      to: new Set(),
      flow,
    };
    this.#findings.set(key, finding);
    for (const network of from.networks) finding.from.add(network);
    for (const network of to.networks) finding.to.add(network);
  }

  stopped(): Set<string> {
    return new Set([...this.#findings.values()].map(({ what }) => what));
  }

  lines(): string[] {
    const all = [...this.#findings.values()];
    return [...new Set(all.filter((each) => !isFollowUp(each, all)).map(lineOf))];
  }
}

/** Replies that the same rule stops as new connections in the same direction are not named again. */
const isFollowUp = ({ stop, what }: Finding, all: readonly Finding[]): boolean =>
  what.startsWith('replies ') &&
  all.some(
    (other) =>
      other.what === what.replace('replies', 'traffic') &&
      other.stop.table === stop.table &&
      other.stop.rule === stop.rule,
  );

const lineOf = ({ stop, what, from, to, flow }: Finding): string =>
  stopLine(stop, `${what}${partOf('from', from, flow.from)}${partOf('to', to, flow.to)}`);

/** Returns the networks that are concerned, unless all of them are. */
function partOf(word: string, networks: ReadonlySet<Cidr>, all: readonly Cidr[]): string {
  if (networks.size === all.length) return '';
  const [first = '', ...rest] = networks;
  return `, ${word} ${first}${rest.length > 0 ? ` and ${rest.length} more` : ''}`;
}
