/** A strict parser of `uci batch` commands (libuci, netifd and firewall4), and the firewall that fw4 makes of them. */
import { familyOf, type Ip } from '../../../src/model/address/cidr.ts';
import { type Firewall, type InputProbe, isIn, type Probe, type Verdict } from './probes.ts';

export interface UciSection {
  readonly config: string;
  readonly name: string;
  readonly type: string;
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/** Options by type, as netifd's script and `parse_rule`, `parse_zone` and `parse_nat` of fw4.uc read them; `*` is a list. */
const OPTIONS: Readonly<Record<string, string>> = {
  interface: 'proto private_key listen_port mtu addresses*',
  wireguard:
    'description public_key preshared_key endpoint_host endpoint_port persistent_keepalive route_allowed_ips allowed_ips*',
  zone: 'name network* input output forward masq mtu_fix',
  rule: 'name family src dest device direction proto src_ip* dest_ip* dest_port icmp_type* target',
  nat: 'name src dest_ip src_ip proto target',
};

/** Returns the sections of a script. Throws for anything that uci or fw4 would reject or ignore. */
export function parseOpenwrt(script: string): UciSection[] {
  const [, batch, ...others] = /^uci batch <<'END'\n([\s\S]*?)\nEND$/m.exec(script) ?? [];
  if (batch === undefined || others.length > 0) throw new Error('no single batch');
  const sections = new Map<string, { type: string; options: Map<string, string[]> }>();
  for (const line of batch.split('\n')) {
    const [, path, type] = /^set ((?:network|firewall)\.[A-Za-z0-9_]+)=([a-z0-9_]+)$/.exec(line) ?? [];
    if (path && type) {
      if (sections.has(path)) throw new Error(`section twice: ${line}`);
      sections.set(path, { type, options: new Map() });
      continue;
    }
    const [, verb, at = '', option = '', value] =
      /^(set|add_list) ((?:network|firewall)\.[A-Za-z0-9_]+)\.([a-z_]+)='((?:[^'\n]|'\\'')*)'$/.exec(line) ??
      [];
    const section = sections.get(at);
    if (!verb || value === undefined || !section) throw new Error(`bad command: ${line}`);
    const kind = section.type.replace(/^wireguard_.*/, 'wireguard');
    const known = (OPTIONS[kind] ?? '').split(' ');
    if (!known.includes(verb === 'add_list' ? `${option}*` : option))
      throw new Error(`${kind} has no ${option}: ${line}`);
    const values = section.options.get(option) ?? [];
    if (verb === 'set' && values.length > 0) throw new Error(`option twice: ${line}`);
    section.options.set(option, [...values, value.replaceAll("'\\''", "'")]);
  }
  const found = [...sections].map(([path, { type, options }]): UciSection => {
    const [config = '', name = ''] = path.split('.');
    return { config, name, type, options };
  });
  for (const { type, name, options } of found) {
    if (type.startsWith('wireguard_') && !found.some((one) => `wireguard_${one.name}` === type))
      throw new Error(`no interface for ${name}`);
    if (type.startsWith('wireguard_') && !options.has('public_key')) throw new Error(`no key of ${name}`);
    for (const option of ['src', 'dest'])
      for (const zone of options.get(option) ?? [])
        if (
          zone !== '*' &&
          !found.some((one) => one.type === 'zone' && one.options.get('name')?.[0] === zone)
        )
          throw new Error(`no zone ${zone}`);
  }
  return found;
}

/**
 * Returns the firewall. As in fw4's ruleset.uc, rules of any source come first, then those of the source's zone, and at
 * last the policy of the zone.
 */
export function openwrtFirewall(sections: readonly UciSection[], wg: string, port: number): Firewall {
  const zone = sections.find(({ type }) => type === 'zone');
  const zoneName = zone?.options.get('name')?.[0];
  const rules = sections.filter(({ type }) => type === 'rule');
  const one = (rule: UciSection, option: string): string | undefined => rule.options.get(option)?.[0];
  const matches = (rule: UciSection, packet: Partial<Probe> & Partial<InputProbe>): boolean => {
    const family = one(rule, 'family');
    const proto = one(rule, 'proto');
    const [from, to] = [rule.options.get('src_ip'), rule.options.get('dest_ip')];
    const dest = one(rule, 'dest');
    return (
      (family === undefined || family === `ipv${familyOf(packet.source as Ip)}`) &&
      (from === undefined || isIn(packet.source as Ip, from)) &&
      (to === undefined || isIn(packet.destination as Ip, to)) &&
      (dest === undefined || dest === '*' || packet.leaves === 'tunnel') &&
      (one(rule, 'device') === undefined ||
        (one(rule, 'direction') === 'in' && one(rule, 'device') === wg && packet.enters === 'tunnel')) &&
      (proto === 'all' ||
        (proto === 'udp' && packet.kind === 'udp-listen' && one(rule, 'dest_port') === String(port)) ||
        (proto === 'icmp' && packet.kind === 'echo-request'))
    );
  };
  const run = (packet: Partial<Probe> & Partial<InputProbe>, isForward: boolean): Verdict => {
    const own = rules.filter((rule) => rule.options.has('dest') === isForward);
    const chains = [
      own.filter((rule) => one(rule, 'src') === '*'),
      ...(packet.enters === 'tunnel' ? [own.filter((rule) => one(rule, 'src') === zoneName)] : []),
    ];
    for (const rule of chains.flat())
      if (matches(rule, packet)) return one(rule, 'target') === 'ACCEPT' ? 'accept' : 'drop';
    if (packet.enters !== 'tunnel') return 'ignore';
    return zone?.options.get(isForward ? 'forward' : 'input')?.[0] === 'DROP' ? 'drop' : 'ignore';
  };
  return { forward: (probe) => run(probe, true), input: (packet) => run(packet, false) };
}
