/** Finds planned traffic that the kernel of the gateway routes elsewhere. */
import { type Cidr, contains, familyOf, hostCidr, type Ip } from '../model/address/cidr.ts';
import { type Family, readIp } from '../model/address/ip.ts';
import { NetworkIndex } from '../model/address/network-index.ts';
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { foreignFirewall } from './firewall/foreign-firewall.ts';
import { type LiveGateway, parseNetworks, routeDestination } from './live-gateway.ts';
import type { OtherPath, OwnPath } from './live-paths.ts';

/** Returns a line for each network of the VPC that the gateway does not reach inside it. */
export const ownNetworkProblems = (desired: DesiredGateway, live: LiveGateway): string[] =>
  live.paths.own
    .filter(({ network }) => live.interface?.up !== false && forwards(live, familyOf(network)))
    .flatMap((path) => {
      const { network, device, match, answer } = path;
      if (!answer.includes(' dev '))
        return [
          `packets from the tunnel to ${network} of the VPC are lost: ${answer || 'no route'}; check \`ip route\` and \`ip rule\``,
        ];
      if (device === desired.interface.name)
        return [`${network} of the VPC is routed back through the tunnel: ${answer}`];
      return leavesTheVpc(path, desired, live)
        ? [
            `${network} of the VPC leaves by the default route (${match.replace(/ (proto|metric|iif|pref) \S+/g, '')}): add a route to it`,
          ]
        : [];
    });

/** Returns true if only the default route leads to the network, and its router is not in the VPC. */
function leavesTheVpc({ match }: OwnPath, desired: DesiredGateway, { hostRoutes }: LiveGateway): boolean {
  if (!match.startsWith('default')) return false;
  const [router] = [/ via (?:inet6 )?(\S+)/.exec(match)?.[1] ?? ''].filter((text) => readIp(text)) as Ip[];
  const device = / dev (\S+)/.exec(match)?.[1];
  // A router with a link-local address says nothing about where it leads.
  const links = parseNetworks(
    hostRoutes.filter((line) => line.includes(` dev ${device} `)).map((line) => line.split(' ')[0] ?? ''),
  );
  const isLan = links.some((link) => desired.lanAddresses.some((address) => contains(link, address)));
  return !isLan && !(router && desired.firewall.vpc.some((cidr) => contains(cidr, router)));
}

/** Forwarding that is off is a problem of its own, and makes every answer an error. */
const forwards = ({ sysctls }: LiveGateway, family: Family): boolean =>
  sysctls.get(family === 4 ? 'net/ipv4/ip_forward' : 'net/ipv6/conf/all/forwarding') !== '0';

/** Returns a line for each other way that planned traffic takes, with the networks that take it. */
export function pathProblems(desired: DesiredGateway, live: LiveGateway): string[] {
  const [own, remote, deployed] = [
    new NetworkIndex(desired.firewall.vpc),
    new NetworkIndex(desired.routes),
    new Set(live.routes),
  ];
  const found = new Map<string, { path: OtherPath; certain: boolean; from: Set<Cidr>; to: Set<Cidr> }>();
  for (const path of live.paths.others) {
    const [at, to] = [networkOf(own, path.own), networkOf(remote, path.remote)];
    const certain = hasMark(path, desired, live);
    if (!at || !to || certain === undefined || !forwards(live, familyOf(at))) continue;
    // A route that is missing is a difference, unless another table decides anyway.
    if (path.way === 'out' && !deployed.has(to) && !/ table /.test(path.answer)) continue;
    const key = `${path.way} ${path.mark} ${wayOf(path.answer)}`;
    const one = found.get(key) ?? { path, certain, from: new Set(), to: new Set() };
    found.set(key, one);
    one.from.add(path.way === 'out' ? at : to);
    one.to.add(path.way === 'out' ? to : at);
  }
  return [...found.values()].map(({ path, certain, from, to }) => {
    const verb = certain ? 'goes' : 'may go';
    const mark = path.mark === 0 ? '' : ` with mark 0x${path.mark.toString(16)}`;
    const where = wayOf(path.answer);
    const way = where.includes('dev ')
      ? `${verb} ${path.way === 'out' ? `not through ${desired.interface.name} but ` : ''}${where}`
      : `${certain ? 'is' : 'may be'} lost: ${where}`;
    return `traffic from ${named(from)} to ${named(to)}${mark} ${way}${ruleFor(path, live)}`;
  });
}

const networkOf = (index: NetworkIndex, address: string): Cidr | undefined =>
  readIp(address) ? index.around(hostCidr(address as Ip)) : undefined;

const named = (networks: ReadonlySet<Cidr>): string => {
  const [first = '', ...rest] = networks;
  return rest.length > 0 ? `${first} and ${rest.length} more` : first;
};

/** Returns the part of an answer that says where packets go, such as `via 203.0.113.254 dev wan0 table 100`. */
const wayOf = (answer: string): string =>
  answer.includes(' dev ')
    ? (/(?:via|dev) .*/.exec(answer)?.[0] ?? answer).replace(/ (src|mark|cache|proto) ?\S*/g, '').trim()
    : answer;

/** Returns whether packets have the mark: undefined if no rule sets it, false if that is not sure. */
function hasMark(
  { way, mark, own }: OtherPath,
  desired: DesiredGateway,
  live: LiveGateway,
): boolean | undefined {
  if (mark === 0) return true;
  const network = networkOf(new NetworkIndex(desired.firewall.vpc), own);
  const device = live.paths.own.find((each) => each.network === network)?.device;
  const marks = foreignFirewall(desired, live).marks.get(
    way === 'in' ? desired.interface.name : (device ?? ''),
  );
  return marks?.get(mark) ?? (marks?.has('unknown') ? false : undefined);
}

/** Names the policy rule that leads to the table of an answer, if there is one. */
function ruleFor({ answer, remote }: OtherPath, { paths }: LiveGateway): string {
  const table = / table (\S+)/.exec(answer)?.[1];
  const rules = paths.rules[remote.includes(':') ? 6 : 4];
  const rule = rules.find((line) => new RegExp(`lookup ${table}( |$)`).test(line));
  return table !== undefined && rule !== undefined
    ? `, by the rule "${rule.replace(/\s+/g, ' ')}"`
    : policyHint(answer, rules);
}

/** An error does not name the table that it comes from. */
const policyHint = (answer: string, rules: readonly string[]): string => {
  const own = rules.filter((line) => !/ lookup (local|main|default)$/.test(line)).length;
  return !answer.includes(' dev ') && own > 0 ? '; check `ip rule` and the tables that it names' : '';
};

/** Selectors of a policy rule that the kernel is not asked about. */
const PART = / (ipproto|sport|dport|tos|dsfield) /;

/** Returns a line for each policy rule that may route a part of the planned traffic, such as one port, elsewhere. */
export const partialRules = (desired: DesiredGateway, { paths }: LiveGateway): string[] => {
  const planned = new NetworkIndex([...desired.firewall.vpc, ...desired.routes]);
  const concerns = (text: string): boolean =>
    text === 'all' ||
    parseNetworks([routeDestination(text)]).some(
      (network) => planned.around(network) !== undefined || planned.inside(network).length > 0,
    );
  return [...paths.rules[4], ...paths.rules[6]].flatMap((line) => {
    const [from = 'all', to = 'all'] = [/ from (\S+)/, / to (\S+)/].map(
      (pattern) => pattern.exec(` ${line.replace(/\s+/g, ' ')}`)?.[1] ?? 'all',
    );
    return PART.test(`${line} `) && !/ (uidrange|iif lo) /.test(line) && concerns(from) && concerns(to)
      ? [`the rule "${line.replace(/\s+/g, ' ')}" may route a part of the planned traffic elsewhere`]
      : [];
  });
};
