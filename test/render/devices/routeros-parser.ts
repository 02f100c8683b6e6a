/** A strict parser of RouterOS 7 scripts (ros-doc, "Scripting"; ros-ansible, `quoting.py`), and its firewall. */
import { familyOf, type Ip } from '../../../src/model/address/cidr.ts';
import { type Firewall, type InputProbe, isIn, type Probe, type Side, type Verdict } from './probes.ts';

export interface RosItem {
  readonly menu: string;
  readonly words: ReadonlyMap<string, string>;
}

const KEY = /^[0-9A-Za-z+/]{43}=$/;
const FILTER = [
  'chain',
  'action',
  'jump-target',
  'in-interface',
  'out-interface',
  'src-address-list',
  'dst-address-list',
  'connection-state',
  'protocol',
  'dst-port',
  'icmp-options',
  'comment',
  'place-before',
];

/** Parameters of `add` and `set` by menu. An unknown one stops an import. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  '/interface wireguard': ['name', 'listen-port', 'mtu', 'private-key', 'disabled', 'comment'],
  '/interface wireguard peers': [
    'interface',
    'public-key',
    'preshared-key',
    'endpoint-address',
    'endpoint-port',
    'allowed-address',
    'persistent-keepalive',
    'comment',
  ],
  '/ip address': ['address', 'interface', 'comment'],
  '/ipv6 address': ['address', 'interface', 'advertise', 'comment'],
  '/ip route': ['dst-address', 'gateway', 'comment'],
  '/ipv6 route': ['dst-address', 'gateway', 'comment'],
  '/ip firewall address-list': ['list', 'address', 'comment'],
  '/ipv6 firewall address-list': ['list', 'address', 'comment'],
  '/ip firewall filter': FILTER,
  '/ipv6 firewall filter': FILTER,
  '/ip firewall nat': FILTER,
  '/ipv6 firewall nat': FILTER,
  '/ip firewall mangle': [...FILTER, 'new-mss', 'tcp-flags', 'passthrough'],
  '/ipv6 firewall mangle': [...FILTER, 'new-mss', 'tcp-flags', 'passthrough'],
};

const FIND = /^\[find where (?:[a-z-]+(?:=|~)(?:[A-Za-z0-9_.-]+|"(?:[^"\\$]|\\["\\$?])*")(?: and )?)+\]/;
/** Characters that end an unquoted value or have a meaning in it. */
const UNQUOTED = /^[^\s='()$[\]{}"`;\\]+/;

/** Splits `name=value` words. Values are quoted, plain, or the place of a rule. */
function wordsOf(text: string): Map<string, string> {
  const words = new Map<string, string>();
  let rest = text.trim();
  while (rest !== '') {
    const name = /^[a-z-]+(?==)/.exec(rest)?.[0];
    if (!name) throw new Error(`no parameter at: ${rest}`);
    rest = rest.slice(name.length + 1);
    const quoted = /^"((?:[^"\\$?]|\\["\\$?])*)"(?=\s|$)/.exec(rest);
    const place = /^\((\[find where chain=[a-z-]+ and dynamic=no\])->0\)(?=\s|$)/.exec(rest);
    const plain = UNQUOTED.exec(rest);
    const token = quoted ?? place ?? plain;
    if (!token || !/^(\s|$)/.test(rest.slice(token[0].length)))
      throw new Error(`bad value of ${name}: ${rest}`);
    if (/-key$/.test(name) && !(quoted && KEY.test(quoted[1] ?? '')))
      throw new Error(`${name} must be a key in quotes`);
    if (words.has(name)) throw new Error(`${name} twice`);
    words.set(name, quoted ? (quoted[1] ?? '') : token[0]);
    rest = rest.slice(token[0].length).trim();
  }
  return words;
}

const BUILT_IN = ['forward', 'input', 'srcnat'];

/** Returns the items that a script adds, in order. Throws for anything that an import would stop at. */
export function parseRouteros(text: string): RosItem[] {
  const items: RosItem[] = [];
  let menu = '';
  const ended = new Set<string>();
  const add = (words: Map<string, string>, isOnly: boolean): void => {
    for (const name of words.keys())
      if (!PARAMETERS[menu]?.includes(name)) throw new Error(`${menu} has no ${name}`);
    const chain = words.get('chain');
    if (chain !== undefined && !menu.endsWith('mangle')) {
      if (BUILT_IN.includes(chain) && !isOnly && !words.has('place-before'))
        throw new Error(`a rule of ${chain} would come after its last drop`);
      if (ended.has(`${menu} ${chain}`)) throw new Error(`a rule after the drop of ${chain}`);
      const isFinal =
        words.get('action') === 'drop' &&
        [...words.keys()].every((name) => ['chain', 'action', 'comment'].includes(name));
      if (isFinal) ended.add(`${menu} ${chain}`);
    }
    items.push({ menu, words });
  };
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('/')) {
      if (!PARAMETERS[line]) throw new Error(`unknown menu ${line}`);
      menu = line;
      continue;
    }
    const [, condition, then, otherwise] =
      /^:if \(\[:len (\[find where .*?\])\] (?:> 0|= 0)\) do=\{ add (.*?) \}(?: else=\{ add (.*?) \})?$/.exec(
        line,
      ) ?? [];
    if (condition !== undefined) {
      if (!FIND.test(condition)) throw new Error(`bad condition: ${line}`);
      const placed = wordsOf(then ?? '');
      if (otherwise !== undefined) {
        const plain = wordsOf(otherwise);
        const { 'place-before': place, ...same } = Object.fromEntries(placed);
        if (place === undefined || JSON.stringify(same) !== JSON.stringify(Object.fromEntries(plain)))
          throw new Error(`the branches differ: ${line}`);
        for (const name of plain.keys())
          if (!PARAMETERS[menu]?.includes(name)) throw new Error(`${menu} has no ${name}`);
      }
      add(placed, otherwise === undefined);
    } else if (line.startsWith('add ')) {
      add(wordsOf(line.slice(4)), false);
    } else {
      const [, verb, selection, words = ''] =
        /^(remove|set) (\[find where .*?\])(?: (.*))?$/.exec(line) ?? [];
      if (!verb || !selection || !FIND.test(selection)) throw new Error(`unknown command: ${line}`);
      if ((verb === 'set') === (words === '')) throw new Error(`bad command: ${line}`);
      for (const name of wordsOf(words).keys())
        if (!PARAMETERS[menu]?.includes(name)) throw new Error(`${menu} has no ${name}`);
    }
  }
  return items;
}

/** Returns the firewall of a script for new connections through `wg`. */
export function routerosFirewall(items: readonly RosItem[], wg: string, port: number): Firewall {
  const run = (hook: 'forward' | 'input', packet: Partial<Probe> & Partial<InputProbe>): Verdict => {
    const root = familyOf(packet.source as Ip) === 4 ? '/ip' : '/ipv6';
    const rules = items.filter(({ menu }) => menu === `${root} firewall filter`);
    const listOf = (name: string): string[] =>
      items
        .filter(({ menu, words }) => menu === `${root} firewall address-list` && words.get('list') === name)
        .map(({ words }) => words.get('address') ?? '');
    const isSide = (value: string, side: Side | undefined): boolean =>
      value === `!${wg}` ? side !== 'tunnel' : value === wg && side === 'tunnel';
    const matches = ({ words }: RosItem): boolean =>
      [...words].every(([name, value]) => {
        switch (name) {
          case 'in-interface':
            return isSide(value, packet.enters);
          case 'out-interface':
            return isSide(value, packet.leaves);
          case 'src-address-list':
            return isIn(packet.source as Ip, listOf(value));
          case 'dst-address-list':
            return isIn(packet.destination as Ip, listOf(value));
          case 'connection-state':
            return value.split(',').includes('new');
          case 'protocol':
            return value === 'udp' ? packet.kind === 'udp-listen' : packet.kind === 'echo-request';
          case 'dst-port':
            return Number(value) === port;
          default:
            return true;
        }
      });
    const walk = (chain: string): Verdict => {
      for (const rule of rules.filter(({ words }) => words.get('chain') === chain)) {
        if (!matches(rule)) continue;
        const action = rule.words.get('action');
        if (action === 'return') return 'ignore';
        if (action === 'accept' || action === 'drop') return action;
        const verdict = walk(rule.words.get('jump-target') ?? '');
        if (verdict !== 'ignore') return verdict;
      }
      return 'ignore';
    };
    return walk(hook);
  };
  return { forward: (probe) => run('forward', probe), input: (packet) => run('input', packet) };
}
