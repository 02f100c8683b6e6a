/** Strict parsers of the rules for OPNsense and pfSense, and the verdicts of pf(4) on them. */
import { familyOf, type Ip } from '../../../src/model/address/cidr.ts';
import { type Firewall, type InputProbe, isIn, type Probe, type Side, type Verdict } from './probes.ts';

interface ParsedRule {
  readonly action: string;
  readonly direction: string;
  readonly on: 'any' | 'tunnel' | 'not-tunnel' | 'lan';
  readonly family: 4 | 6 | undefined;
  readonly kind: InputProbe['kind'] | undefined;
  readonly from: string;
  readonly to: string;
}

export interface PfConfig {
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  readonly rules: readonly ParsedRule[];
}

/** Properties of each object, as the models of opnsense/core have them. */
const PROPERTIES: Readonly<Record<string, string>> = {
  alias: 'enabled name type content description',
  rule: 'enabled sequence action quick direction interface interfacenot ipprotocol protocol icmptype icmp6type source_net destination_net destination_port description',
  client: 'enabled name pubkey psk tunneladdress serveraddress serverport keepalive',
  server: 'enabled name instance pubkey privkey port mtu tunneladdress disableroutes peers',
};
const REQUEST = /^post (\S+) <<'END'\n(.*)\nEND$/gm;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const PATHS = new RegExp(
  `^(firewall/alias/set_item|firewall/filter/set_rule|wireguard/(client/set_client|server/set_server))/${UUID}$|^wireguard/general/set$|^(firewall/alias|wireguard/service)/reconfigure$|^firewall/filter/apply$`,
);
const KEY = /^[0-9A-Za-z+/]{43}=$/;

/** Returns the objects that a script for OPNsense sends, by kind. Throws for anything that a model would reject. */
export function parseRequests(script: string): Map<string, Record<string, string>[]> {
  const objects = new Map<string, Record<string, string>[]>();
  const uuids = new Set<string>();
  for (const [, path = '', json = ''] of script.matchAll(REQUEST)) {
    if (!PATHS.test(path)) throw new Error(`unknown path ${path}`);
    const uuid = new RegExp(UUID).exec(path)?.[0];
    if (uuid && uuids.has(uuid)) throw new Error(`UUID twice: ${uuid}`);
    if (uuid) uuids.add(uuid);
    for (const [kind, object] of Object.entries(JSON.parse(json) as Record<string, Record<string, string>>)) {
      if (kind === 'general') continue;
      const known = (PROPERTIES[kind] ?? '').split(' ');
      for (const [property, value] of Object.entries(object))
        if (!known.includes(property) || typeof value !== 'string')
          throw new Error(`bad ${property} of ${kind}`);
      objects.set(kind, [...(objects.get(kind) ?? []), object]);
    }
  }
  for (const { name = '' } of objects.get('alias') ?? [])
    if (!/^[a-zA-Z_][a-zA-Z0-9_]{1,30}$/.test(name)) throw new Error(`bad alias ${name}`);
  for (const { name = '', pubkey = '', psk = '', serveraddress, serverport } of objects.get('client') ?? []) {
    if (!/^[0-9a-zA-Z._-]{1,64}$/.test(name)) throw new Error(`bad name ${name}`);
    if (!KEY.test(pubkey) || (psk !== '' && !KEY.test(psk))) throw new Error(`bad key of ${name}`);
    if ((serveraddress === '') !== (serverport === '')) throw new Error(`half an endpoint of ${name}`);
  }
  for (const { privkey = '', peers = '' } of objects.get('server') ?? []) {
    if (!KEY.test(privkey)) throw new Error('bad private key');
    for (const peer of peers.split(',').filter(Boolean))
      if (!uuids.has(peer)) throw new Error(`no peer ${peer}`);
  }
  return objects;
}

const one = <Value>(value: Value | undefined, what: string): Value => {
  if (value === undefined) throw new Error(`unknown ${what}`);
  return value;
};

export function parseOpnsense(script: string): PfConfig {
  const objects = parseRequests(script);
  const aliases = new Map(
    (objects.get('alias') ?? []).map(({ name = '', content = '' }) => [name, content.split('\n')] as const),
  );
  const known = (address = ''): string => {
    if (address !== 'any' && address !== '(self)' && !aliases.has(address))
      throw new Error(`no alias ${address}`);
    return address;
  };
  const rules = (objects.get('rule') ?? []).map((rule, index): ParsedRule => {
    if (rule['sequence'] !== String(index + 1) || rule['quick'] !== '1')
      throw new Error('rules out of order');
    const where = `${rule['interfacenot'] === '1' ? '!' : ''}${rule['interface']}`;
    const protocol = one(rule['protocol'], 'protocol');
    if ((rule['destination_port'] !== undefined) !== (protocol === 'UDP'))
      throw new Error('a port without UDP');
    return {
      action: one(/^(pass|block)$/.exec(rule['action'] ?? '')?.[0], 'action'),
      direction: one(/^(in|out)$/.exec(rule['direction'] ?? '')?.[0], 'direction'),
      on: one(
        ({ '': 'any', wireguard: 'tunnel', '!wireguard': 'not-tunnel', lan: 'lan' } as const)[where as 'lan'],
        'interface',
      ),
      family: one(
        { inet: [4], inet6: [6], inet46: [undefined] }[rule['ipprotocol'] as 'inet'],
        'family',
      )[0] as 4 | 6 | undefined,
      kind: one(
        { any: [undefined], UDP: ['udp-listen'], ICMP: ['echo-request'], 'IPV6-ICMP': ['echo-request'] }[
          protocol
        ],
        'protocol',
      )[0] as InputProbe['kind'] | undefined,
      from: known(rule['source_net']),
      to: known(rule['destination_net']),
    };
  });
  return { aliases, rules };
}

export interface ParsedStep {
  readonly title: string;
  readonly fields: readonly (readonly [string, string])[];
}

/** Returns the numbered steps of a file. Throws if one is out of order or a line is not a field. */
export function parseSteps(text: string): ParsedStep[] {
  const [, ...blocks] = text.trimEnd().split('\n\n');
  return blocks.map((block, index) => {
    const [first = '', ...lines] = block.split('\n');
    const [, number, title = ''] = /^(\d+)\. (\S.*)$/.exec(first) ?? [];
    if (number !== String(index + 1)) throw new Error(`step out of order: ${first}`);
    if (lines.length === 0) throw new Error(`step without fields: ${first}`);
    const fields = lines.map((line) => {
      const [, label = '', value = ''] = /^ {3}([A-Za-z][A-Za-z0-9 ,-]*): (\S.*)$/.exec(line) ?? [];
      if (value === '') throw new Error(`not a field: ${line}`);
      return [label, value] as const;
    });
    return { title, fields };
  });
}

export const fieldOf = ({ fields }: ParsedStep, label: string): string | undefined =>
  fields.find(([name]) => name === label)?.[1];

export function parsePfsense(text: string): PfConfig {
  const steps = parseSteps(text);
  const aliases = new Map<string, string[]>(
    steps
      .filter(({ title }) => title === 'Firewall > Aliases > Import')
      .map(
        (step) =>
          [
            `Alias ${fieldOf(step, 'Alias Name')}`,
            step.fields
              .filter(([label]) => label === 'Network' || label === 'Host')
              .map(([, value]) => value),
          ] as const,
      ),
  );
  for (const name of aliases.keys())
    if (!/^Alias [a-zA-Z0-9_]{1,31}$/.test(name)) throw new Error(`bad ${name}`);
  const known = (address: string | undefined): string => {
    if (address === 'Any') return 'any';
    if (address === 'This Firewall (self)') return '(self)';
    if (!aliases.has(address ?? '')) throw new Error(`no ${address}`);
    return address ?? '';
  };
  const rules = steps
    .filter(({ title }) => title.startsWith('Firewall > Rules > Floating'))
    .map((step): ParsedRule => {
      const where = one(fieldOf(step, 'Interface'), 'interface');
      const protocol = fieldOf(step, 'Protocol');
      return {
        action: one({ Pass: 'pass', Block: 'block' }[fieldOf(step, 'Action') ?? ''], 'action'),
        direction: one(/^(in|out)$/.exec(fieldOf(step, 'Direction') ?? '')?.[0], 'direction'),
        on:
          where === 'WAN'
            ? 'any'
            : where.startsWith('every')
              ? 'not-tunnel'
              : where.startsWith('LAN')
                ? 'lan'
                : 'tunnel',
        family: one(
          { 'IPv4+IPv6': [undefined], IPv4: [4], IPv6: [6] }[fieldOf(step, 'Address Family') ?? ''],
          'family',
        )[0] as 4 | 6 | undefined,
        kind: one(
          { Any: [undefined], UDP: ['udp-listen'], ICMP: ['echo-request'] }[protocol ?? ''],
          'protocol',
        )[0] as InputProbe['kind'] | undefined,
        from: known(fieldOf(step, 'Source')),
        to: known(fieldOf(step, 'Destination')),
      };
    });
  return { aliases, rules };
}

/**
 * Returns the firewall: the first rule that matches decides, on the way in and again on the way out. By default, what
 * enters from the tunnel is blocked, and what leaves passes; what enters from elsewhere is left to other rules.
 */
export function pfFirewall({ aliases, rules }: PfConfig): Firewall {
  const isAt = (on: ParsedRule['on'], side: Side): boolean =>
    on === 'any' || (on === 'tunnel') === (side === 'tunnel');
  const decide = (
    direction: string,
    side: Side,
    packet: Partial<Probe> & Partial<InputProbe>,
  ): string | undefined =>
    rules.find(
      (rule) =>
        rule.direction === direction &&
        isAt(rule.on, side) &&
        (rule.family === undefined || rule.family === familyOf(packet.source as Ip)) &&
        (rule.kind === undefined || rule.kind === packet.kind) &&
        (rule.from === 'any' || isIn(packet.source as Ip, aliases.get(rule.from) ?? [])) &&
        (rule.to === 'any' ||
          (packet.destination === undefined
            ? rule.to === '(self)'
            : isIn(packet.destination, aliases.get(rule.to) ?? []))),
    )?.action;
  return {
    forward: (probe): Verdict => {
      const enters = decide('in', probe.enters, probe) ?? (probe.enters === 'tunnel' ? 'block' : 'other');
      const leaves = decide('out', probe.leaves, probe) ?? 'other';
      if (enters === 'block' || leaves === 'block') return 'drop';
      return enters === 'other' && leaves === 'other' ? 'ignore' : 'accept';
    },
    input: (packet): Verdict => {
      const enters = decide('in', packet.enters, packet) ?? (packet.enters === 'tunnel' ? 'block' : 'other');
      return enters === 'block' ? 'drop' : enters === 'pass' ? 'accept' : 'ignore';
    },
  };
}
