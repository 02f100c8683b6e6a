/** A strict parser of VyOS 1.4 commands (facts from vyos-1x, interface-definitions of sagitta), and its firewall. */
import { familyOf, type Ip } from '../../../src/model/address/cidr.ts';
import { type Firewall, type InputProbe, isIn, type Probe, type Side, type Verdict } from './probes.ts';

const KEY = '[0-9A-Za-z+/]{43}=';
const CIDR4 = '[0-9.]+/[0-9]+';
const CIDR6 = '[0-9a-f:]+/[0-9]+';
const NAME = '[a-zA-Z0-9][\\w.-]*';
const RULE = 'rule [1-9][0-9]{0,5}';
const DESCRIPTION = '[A-Za-z0-9 ._:@/-]{1,255}';

/** Paths, and the pattern of their values; a path without a value is a node of its own. */
const GRAMMAR: readonly (readonly [path: string, value: string | undefined])[] = [
  ['interfaces wireguard wg[0-9]+ description', DESCRIPTION],
  ['interfaces wireguard wg[0-9]+ address', `${CIDR4}|${CIDR6}`],
  ['interfaces wireguard wg[0-9]+ port', '[0-9]{1,5}'],
  ['interfaces wireguard wg[0-9]+ mtu', '[0-9]{2,5}'],
  ['interfaces wireguard wg[0-9]+ private-key', KEY],
  ['interfaces wireguard wg[0-9]+ ip(v6)? adjust-mss', 'clamp-mss-to-pmtu'],
  ['interfaces wireguard wg[0-9]+ ip source-validation', 'loose'],
  ['interfaces wireguard wg[0-9]+ peer [^ ]{1,100} (public|preshared)-key', KEY],
  ['interfaces wireguard wg[0-9]+ peer [^ ]{1,100} address', '[0-9.]+|[0-9a-f:]+'],
  ['interfaces wireguard wg[0-9]+ peer [^ ]{1,100} port', '[0-9]{1,5}'],
  ['interfaces wireguard wg[0-9]+ peer [^ ]{1,100} persistent-keepalive', '[0-9]{1,5}'],
  ['interfaces wireguard wg[0-9]+ peer [^ ]{1,100} allowed-ips', `${CIDR4}|${CIDR6}`],
  [`protocols static route ${CIDR4} interface wg[0-9]+`, undefined],
  [`protocols static route6 ${CIDR6} interface wg[0-9]+`, undefined],
  [`firewall group network-group ${NAME} network`, CIDR4],
  [`firewall group ipv6-network-group ${NAME} network`, CIDR6],
  [`firewall ipv[46] name ${NAME} default-action`, 'drop|accept|return'],
  [`firewall ipv[46] name ${NAME} description`, DESCRIPTION],
  [`firewall ipv[46] (name ${NAME}|(forward|input) filter) ${RULE} description`, DESCRIPTION],
  [`firewall ipv[46] (name ${NAME}|(forward|input) filter) ${RULE} action`, 'accept|drop|return|jump'],
  [`firewall ipv[46] (name ${NAME}|(forward|input) filter) ${RULE} jump-target`, NAME],
  [`firewall ipv[46] name ${NAME} ${RULE} (in|out)bound-interface name`, '!?wg[0-9]+'],
  [`firewall ipv[46] name ${NAME} ${RULE} (source|destination) group network-group`, NAME],
  [`firewall ipv[46] name ${NAME} ${RULE} state`, 'established|related|new|invalid'],
  [`firewall ipv[46] name ${NAME} ${RULE} protocol`, 'udp|icmp|ipv6-icmp'],
  [`firewall ipv[46] name ${NAME} ${RULE} destination port`, '[0-9]{1,5}'],
  [`firewall ipv4 name ${NAME} ${RULE} icmp type-name`, 'echo-request'],
  [`firewall ipv6 name ${NAME} ${RULE} icmpv6 type-name`, 'echo-request'],
  [`nat(66)? source ${RULE} description`, DESCRIPTION],
  [`nat(66)? source ${RULE} outbound-interface name`, 'wg[0-9]+'],
  [`nat source ${RULE} (source|destination) group network-group`, NAME],
  [`nat(66)? source ${RULE} exclude`, undefined],
];

export type VyosConfig = ReadonlyMap<string, readonly string[]>;

/** Returns the configuration of a file: the values by path. Throws for anything that VyOS would reject. */
export function parseVyos(text: string): VyosConfig {
  const config = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (/^delete [^']+$/.test(line)) {
      if (config.size > 0) throw new Error(`a deletion after a set: ${line}`);
      continue;
    }
    const [, path = '', value] = /^set ([^']+?)(?: '([^']*)')?$/.exec(line) ?? [];
    const row = GRAMMAR.find(([pattern]) => new RegExp(`^(${pattern})$`).test(path));
    if (!row) throw new Error(`unknown path: ${line}`);
    if ((row[1] === undefined) !== (value === undefined))
      throw new Error(`value missing or not wanted: ${line}`);
    if (value !== undefined && !new RegExp(`^(${row[1]})$`).test(value))
      throw new Error(`bad value: ${line}`);
    config.set(path, [...(config.get(path) ?? []), ...(value === undefined ? [] : [value])]);
  }
  verify(config);
  return config;
}

/** The checks of `verify()` in interfaces_wireguard.py, firewall.py and nat.py. */
function verify(config: VyosConfig): void {
  const paths = [...config.keys()];
  const interfaces = new Set(paths.flatMap((path) => /^interfaces wireguard \S+/.exec(path)?.[0] ?? []));
  for (const wg of interfaces) {
    if (!config.has(`${wg} private-key`)) throw new Error('no private key');
    const peers = new Set(
      paths.filter((path) => path.startsWith(`${wg} peer `)).map((path) => path.split(' ')[4]),
    );
    if (peers.size === 0) throw new Error('no peer');
    for (const peer of peers) {
      const has = (leaf: string): boolean => config.has(`${wg} peer ${peer} ${leaf}`);
      if (!has('public-key') || !has('allowed-ips')) throw new Error(`peer ${peer} is incomplete`);
      if (has('address') !== has('port')) throw new Error(`address and port of ${peer}: both or neither`);
    }
  }
  for (const [path, [value = '']] of config) {
    const family = path.startsWith('firewall ipv6') ? 'ipv6' : 'ipv4';
    if (path.endsWith('jump-target') && !config.has(`firewall ${family} name ${value} default-action`))
      throw new Error(`no chain ${value}`);
    const groups = family === 'ipv6' ? 'ipv6-network-group' : 'network-group';
    if (path.endsWith('group network-group') && !config.has(`firewall group ${groups} ${value} network`))
      throw new Error(`no group ${value}`);
  }
}

interface Rule {
  readonly number: number;
  readonly conditions: ReadonlyMap<string, readonly string[]>;
}

/** Returns the rules of a chain by their numbers, which is the order in which VyOS tries them. */
function rulesOf(config: VyosConfig, chain: string): Rule[] {
  const rules = new Map<number, Map<string, readonly string[]>>();
  for (const [path, values] of config) {
    const [, number, condition] = new RegExp(`^${chain} rule (\\d+) (.*)$`).exec(path) ?? [];
    if (!number || !condition) continue;
    const conditions = rules.get(Number(number)) ?? new Map<string, readonly string[]>();
    rules.set(Number(number), conditions.set(condition, values));
  }
  return [...rules]
    .map(([number, conditions]) => ({ number, conditions }))
    .sort((a, b) => a.number - b.number);
}

/** Returns the firewall of a configuration for new connections through `wg`. */
export function vyosFirewall(config: VyosConfig, wg: string, port: number): Firewall {
  const run = (hook: 'forward' | 'input', packet: Partial<Probe> & Partial<InputProbe>): Verdict => {
    const family = familyOf(packet.source as Ip);
    const ip = `ipv${family}`;
    const groups = family === 4 ? 'network-group' : 'ipv6-network-group';
    const sideMatches = (value: string, side: Side | undefined): boolean =>
      value.startsWith('!') ? side !== 'tunnel' : value === wg && side === 'tunnel';
    const matches = ({ conditions }: Rule): boolean =>
      [...conditions].every(([condition, values]) => {
        const [value = ''] = values;
        const members = config.get(`firewall group ${groups} ${value} network`) ?? [];
        switch (condition) {
          case 'action':
          case 'description':
          case 'jump-target':
            return true;
          case 'state':
            return values.includes('new');
          case 'inbound-interface name':
            return sideMatches(value, packet.enters);
          case 'outbound-interface name':
            return sideMatches(value, packet.leaves);
          case 'source group network-group':
            return isIn(packet.source as Ip, members);
          case 'destination group network-group':
            return isIn(packet.destination as Ip, members);
          case 'protocol':
            return value === 'udp' ? packet.kind === 'udp-listen' : packet.kind === 'echo-request';
          case 'destination port':
            return Number(value) === port;
          case 'icmp type-name':
          case 'icmpv6 type-name':
            return packet.kind === 'echo-request';
          default:
            throw new Error(`unknown condition ${condition}`);
        }
      });
    const walk = (chain: string, otherwise: string): Verdict => {
      for (const rule of rulesOf(config, chain)) {
        if (!matches(rule)) continue;
        const action = rule.conditions.get('action')?.[0];
        if (action === 'return') return 'ignore';
        if (action === 'accept' || action === 'drop') return action;
        const target = rule.conditions.get('jump-target')?.[0] ?? '';
        const verdict = walk(
          `firewall ${ip} name ${target}`,
          config.get(`firewall ${ip} name ${target} default-action`)?.[0] ?? 'drop',
        );
        if (verdict !== 'ignore') return verdict;
      }
      return otherwise === 'drop' ? 'drop' : 'ignore';
    };
    return walk(`firewall ${ip} ${hook} filter`, 'accept');
  };
  return { forward: (probe) => run('forward', probe), input: (packet) => run('input', packet) };
}
