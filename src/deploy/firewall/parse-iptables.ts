/** Parses `iptables-save`. Rules of iptables-legacy do not show in `nft list ruleset`. */
import type { Family } from '../../model/address/ip.ts';
import { PROTOCOLS } from './nft-fields.ts';
import { readRange } from './read-range.ts';
import { type Condition, type Hook, type Rule, STATE, type Table, type Verdict } from './ruleset.ts';

const PRIORITIES: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  nat: -100,
  filter: 0,
  security: 50,
};

export function parseIptables(lines: readonly string[], family: Family): Table[] {
  const tables: Table[] = [];
  for (const line of lines) {
    const table = tables.at(-1);
    if (line.startsWith('*')) {
      const name = `${line.slice(1)} of ${family === 4 ? 'iptables' : 'ip6tables'}-legacy`;
      tables.push({ name, families: [family], chains: new Map() });
    } else if (table && line.startsWith(':')) addChain(table, line);
    else if (table && line.startsWith('-A ')) {
      const [, chain = '', ...words] = wordsOf(line);
      table.chains.get(chain)?.rules.push(parseRule(words, line));
    }
  }
  return tables;
}

const wordsOf = (line: string): string[] =>
  (line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'));

function addChain({ name: table, chains }: Table, line: string): void {
  const [, name = '', policy = ''] = /^:(\S+) (\S+)/.exec(line) ?? [];
  const [kind = ''] = table.split(' ');
  const base = {
    hook: name.toLowerCase() as Hook,
    isNat: kind === 'nat',
    priority: kind === 'nat' && name === 'POSTROUTING' ? 100 : (PRIORITIES[kind] ?? 0),
    policyDrops: policy === 'DROP',
  };
  chains.set(name, { name, ...(policy === '-' ? {} : { base }), rules: [] });
}

/** Matches that hold for a part of all connections. */
const PART =
  /^--?(tcp|udp|icmp|syn|limit|hashlimit|connlimit|pkt-type|src-type|dst-type|ttl|length|dscp|tos|rpfilter|ctdir|fragment|f$)/;

/** Options of a match without effect on the packet. */
const HARMLESS = /^--(comment|log-.*|reject-with|name|rsource|update)$/;

function parseRule(words: readonly string[], text: string): Rule {
  const conditions: Condition[] = [];
  let [verdict, mark, notrack]: [Verdict | undefined, Rule['mark'], boolean] = [undefined, undefined, false];
  for (let at = 0; at < words.length; at++) {
    const negated = words[at] === '!';
    if (negated) at++;
    const [option = '', value = ''] = [words[at], words[at + 1]];
    if (option === '-j' || option === '-g') {
      verdict = verdictOf(option, value);
      mark = value === 'MARK' ? markOf(words.slice(at + 2)) : undefined;
      notrack = value === 'NOTRACK' || (value === 'CT' && words.includes('--notrack'));
      break;
    }
    if (option === '-m' || HARMLESS.test(option)) at++;
    else if (option.startsWith('-')) {
      conditions.push(conditionOf(option, value, negated));
      while (at + 1 < words.length && !/^(-|!)/.test(words[at + 1] ?? '')) at++;
    }
  }
  return {
    conditions,
    ...(verdict ? { verdict } : {}),
    ...(mark === undefined ? {} : { mark }),
    ...(notrack ? { notrack: true as const } : {}),
    text,
  };
}

/** These have no effect on the way of the packet. */
const STATEMENTS =
  /^(LOG|NFLOG|MARK|CONNMARK|TCPMSS|CT|NOTRACK|CLASSIFY|DSCP|TOS|TTL|HL|TRACE|CHECKSUM|SET|AUDIT|SECMARK|CONNSECMARK|HMARK|TEE|ULOG|IDLETIMER|LED|RATEEST)$/;

function verdictOf(option: string, target: string): Verdict | undefined {
  if (target === 'ACCEPT' || target === 'MASQUERADE' || target === 'SNAT') return { kind: 'accept' };
  if (target === 'DROP' || target === 'REJECT') return { kind: 'drop' };
  if (target === 'RETURN') return { kind: 'return' };
  if (STATEMENTS.test(target)) return undefined;
  if (/^(DNAT|REDIRECT|NFQUEUE|QUEUE|TPROXY|NETMAP|SYNPROXY)$/.test(target)) return { kind: 'unknown' };
  return { kind: option === '-g' ? 'goto' : 'jump', chain: target };
}

function markOf(words: readonly string[]): Rule['mark'] {
  const [option = '', value = ''] = words;
  const mark = Number(value.split('/')[0]);
  return /^--(set-x?mark|or-mark)$/.test(option) && !Number.isNaN(mark) ? mark : 'unknown';
}

function conditionOf(option: string, value: string, negated: boolean): Condition {
  switch (option) {
    case '-i':
    case '-o':
      return { on: option === '-i' ? 'iif' : 'oif', negated, names: [value.replace(/\+$/, '*')] };
    case '-s':
    case '-d':
      return addressCondition(option === '-s' ? 'saddr' : 'daddr', [value], negated);
    case '--src-range':
    case '--dst-range':
      return addressCondition(option === '--src-range' ? 'saddr' : 'daddr', [value], negated);
    case '-p':
      return numbersCondition('protocol', [String(PROTOCOLS[value] ?? value)], negated);
    case '--dport':
    case '--dports':
      return numbersCondition('dport', value.split(','), negated);
    case '--sport':
    case '--sports':
      return numbersCondition('sport', value.split(','), negated);
    case '--ctstate':
    case '--state':
      return stateCondition(value, negated);
    case '--mark': {
      const [mark, mask = 0xffffffff] = value.split('/').map(Number);
      return mark === undefined || Number.isNaN(mark)
        ? { on: 'unknown' }
        : { on: 'mark', negated, mask, value: mark };
    }
    default:
      return PART.test(option) ? { on: 'part' } : { on: 'unknown' };
  }
}

function addressCondition(on: 'saddr' | 'daddr', values: readonly string[], negated: boolean): Condition {
  const ranges = values.map(readRange).filter((range) => range !== undefined);
  return ranges.length === values.length ? { on, negated, ranges } : { on: 'unknown' };
}

function numbersCondition(
  on: 'protocol' | 'sport' | 'dport',
  values: readonly string[],
  negated: boolean,
): Condition {
  const numbers = values.map((value) => {
    const [from = Number.NaN, to = from] = value.split(':').map(Number);
    return [from, to] as const;
  });
  return numbers.some(([from]) => Number.isNaN(from)) ? { on: 'unknown' } : { on, negated, numbers };
}

/** A state of address translation, such as DNAT, is no state here. */
function stateCondition(value: string, negated: boolean): Condition {
  const bits = value.split(',').map((name) => STATE[name.toLowerCase() as keyof typeof STATE]);
  const known = bits.filter((bit) => bit !== undefined);
  if (known.length === 0) return { on: 'part' };
  return { on: 'state', negated, bits: known.reduce<number>((all, bit) => all | bit, 0) };
}
