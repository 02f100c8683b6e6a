/** The fields of nftables rules that peerway can compare, as conditions. */
import { readRange } from './read-range.ts';
import { type AddressRange, type Condition, STATE } from './ruleset.ts';

/** Returns the condition for values of a field; undefined if they cannot be read. */
export type ToCondition = (
  matched: { readonly values: readonly string[] },
  negated: boolean,
) => Condition | undefined;

/** A field that a rule compares, and the conditions that it implies. */
export interface Field {
  readonly toCondition: ToCondition;
  readonly before: readonly Condition[];
}

export const orUnknown = (condition: Condition | undefined): Condition => condition ?? { on: 'unknown' };

export const firstWord = (text: string): string => /^"(?:[^"\\]|\\.)*"|^\S+/.exec(text.trim())?.[0] ?? '';

export const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');

/** nft escapes an asterisk that is part of the name. */
const interfaceName = (text: string): string => unquoted(text).replace(/\\\*$/, '\u0000*');

const interfaces =
  (on: 'iif' | 'oif'): ToCondition =>
  ({ values }, negated) => ({ on, negated, names: values.map(interfaceName) });

export const INTERFACES: Readonly<Record<string, ToCondition>> = {
  iifname: interfaces('iif'),
  oifname: interfaces('oif'),
  iif: interfaces('iif'),
  oif: interfaces('oif'),
};

const addresses =
  (on: 'saddr' | 'daddr'): ToCondition =>
  ({ values }, negated) => {
    const ranges = values.map(readRange);
    return ranges.includes(undefined) ? undefined : { on, negated, ranges: ranges as AddressRange[] };
  };

export const PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  'ipv6-icmp': 58,
  sctp: 132,
  udplite: 136,
};

const numbers =
  (on: 'protocol' | 'sport' | 'dport'): ToCondition =>
  ({ values }, negated) => {
    const ranges = values.map((value) => {
      const [from = Number.NaN, to = from] =
        PROTOCOLS[value] === undefined ? value.split('-').map(Number) : [PROTOCOLS[value]];
      return [from, to] as const;
    });
    return ranges.some(([from, to]) => Number.isNaN(from) || Number.isNaN(to))
      ? undefined
      : { on, negated, numbers: ranges };
  };

const states: ToCondition = ({ values }, negated) => {
  const bits = values.map((value) => STATE[value as keyof typeof STATE] ?? Number(value));
  return bits.some(Number.isNaN)
    ? undefined
    : { on: 'state', negated, bits: bits.reduce((all, bit) => all | bit, 0) };
};

const family: ToCondition = ({ values }, negated) => {
  const families = values.map((value) => ({ '2': 4, ipv4: 4, '10': 6, ipv6: 6 })[value]);
  const [only] = families;
  return families.length === 1 && (only === 4 || only === 6)
    ? { on: 'family', negated, family: only }
    : undefined;
};

export const FIELDS: Readonly<Record<string, ToCondition>> = {
  'ip saddr': addresses('saddr'),
  'ip daddr': addresses('daddr'),
  'ip6 saddr': addresses('saddr'),
  'ip6 daddr': addresses('daddr'),
  'ip protocol': numbers('protocol'),
  'ip6 nexthdr': numbers('protocol'),
  'meta l4proto': numbers('protocol'),
  'meta nfproto': family,
  'ct state': states,
  'udp dport': numbers('dport'),
  'udp sport': numbers('sport'),
  'tcp dport': numbers('dport'),
  'tcp sport': numbers('sport'),
  'th dport': numbers('dport'),
  'th sport': numbers('sport'),
};

const only = (protocol: number): readonly Condition[] => [
  { on: 'protocol', negated: false, numbers: [[protocol, protocol]] },
];

/** A field of a header also requires its protocol. */
export const PROTOCOL_OF: Readonly<Record<string, readonly Condition[]>> = {
  udp: only(17),
  tcp: only(6),
  ip: [{ on: 'family', negated: false, family: 4 }],
  ip6: [{ on: 'family', negated: false, family: 6 }],
};
