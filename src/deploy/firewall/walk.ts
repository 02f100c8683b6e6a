/** Follows packets through the chains of a firewall, in the order of the kernel. */
import type { Family } from '../../model/address/ip.ts';
import type { RuleIndex } from './rule-index.ts';
import {
  type AddressRange,
  type BaseChain,
  type Chain,
  type Condition,
  type Hook,
  type Rule,
  STATE,
  type Table,
} from './ruleset.ts';

/** Packets that differ only in the subject of a `part` condition, and in their addresses within the ranges. */
export interface Packets {
  readonly family: Family;
  /** Absent if unknown. */
  readonly iif?: string;
  readonly oif?: string;
  readonly from: AddressRange;
  readonly to: AddressRange;
  readonly state: number;
  /** Absent for any. */
  readonly protocol?: number;
  readonly sport?: number;
  readonly dport?: number;
}

/** A rule or policy that stops packets. */
export interface Stop {
  readonly table: string;
  readonly chain: string;
  readonly hook: Hook;
  /** `policy drop`, or the rule. */
  readonly rule: string;
  /** All of the packets, all but a part such as one port, or an amount that cannot be known. */
  readonly extent: 'all' | 'rest' | 'unknown';
}

export interface Walk {
  readonly stop?: Stop;
  /** Marks that rules set on the packets: for sure, or for some of them. */
  readonly marks: ReadonlyMap<number | 'unknown', boolean>;
}

/** Base chains with their tables, in the order in which packets meet them. */
export type Path = readonly { readonly table: Table; readonly chain: Chain; readonly base: BaseChain }[];

export const pathThrough = (tables: readonly Table[], hooks: readonly Hook[], family: Family): Path =>
  hooks.flatMap((hook) =>
    tables
      .filter(({ families }) => families.includes(family))
      .flatMap((table) =>
        [...table.chains.values()].flatMap((chain) =>
          chain.base?.hook === hook ? [{ table, chain, base: chain.base }] : [],
        ),
      )
      .sort((one, two) => one.base.priority - two.base.priority),
  );

/** Priority of connection tracking: earlier chains see no state (nf_conntrack, netfilter_ipv4.h). */
const CONNTRACK = -200;

/** Jumps in the kernel are limited to 16 levels. */
const MAX_DEPTH = 16;

/** The number of rules that may still be looked at: chains that jump to each other can multiply them. */
export interface Budget {
  rules: number;
}

/** Follows the packets until a chain stops all of them. A certain stop counts more than an uncertain one. */
export function walk(path: Path, packets: Packets, index: RuleIndex, budget: Budget): Walk {
  const walker = new Walker(packets, index, budget);
  for (const { table, chain, base } of path) {
    if (base.isNat && (packets.state & STATE.new) === 0) continue;
    const result = walker.through(table, chain, base);
    if (result) return { stop: result, marks: walker.marks };
  }
  return { ...(walker.possible ? { stop: walker.possible } : {}), marks: walker.marks };
}

const EXTENTS = { none: 'all', part: 'rest', unknown: 'unknown' } as const;

type Match = 'always' | 'never' | 'partly' | 'maybe';

/** The end of all packets that reach a chain; undefined if they return from it. */
type End = { readonly kind: 'accepted' | 'dropped'; readonly rule: string } | undefined;

class Walker {
  readonly marks = new Map<number | 'unknown', boolean>();
  /** The first rule that may stop packets. */
  possible: Stop | undefined;
  readonly #packets: Packets;
  readonly #index: RuleIndex;
  readonly #budget: Budget;
  #untracked = false;
  #mark: number | 'unknown' = 0;
  #base!: { readonly table: Table; readonly chain: Chain; readonly base: BaseChain };
  /** The packets that an `accept` has taken out of the chain: none, a part such as one port, or an unknown number. */
  #accepted: 'none' | 'part' | 'unknown' = 'none';

  constructor(packets: Packets, index: RuleIndex, budget: Budget) {
    this.#index = index;
    this.#packets = packets;
    this.#budget = budget;
  }

  /** Returns the stop if the base chain stops all packets, or all but those that it may have accepted before. */
  through(table: Table, chain: Chain, base: BaseChain): Stop | undefined {
    this.#base = { table, chain, base };
    this.#accepted = 'none';
    if (base.devices && !base.devices.includes(this.#packets.iif ?? '')) return undefined;
    const end = this.#follow(chain, 'always', 0) ?? {
      kind: base.policyDrops ? ('dropped' as const) : ('accepted' as const),
      rule: 'policy drop',
    };
    if (end.kind === 'accepted') return undefined;
    const stop = this.#stop(end.rule, EXTENTS[this.#accepted]);
    if (stop.extent !== 'unknown') return stop;
    this.possible ??= stop;
    return undefined;
  }

  #stop(rule: string, extent: Stop['extent']): Stop {
    const { table, chain, base } = this.#base;
    return { table: table.name, chain: chain.name, hook: base.hook, rule, extent };
  }

  /** @param reached  certainty that the packets reach the chain */
  #follow(chain: Chain, reached: Match, depth: number): End {
    if (depth > MAX_DEPTH) return undefined;
    const { from, to } = this.#packets;
    for (const rule of this.#index.candidates(chain, from, to)) {
      if (--this.#budget.rules < 0) return { kind: 'accepted', rule: rule.text };
      const match = and(reached, this.#match(rule));
      if (match === 'never') continue;
      this.#setMark(rule, match);
      const { verdict } = rule;
      if (!verdict || verdict.kind === 'continue') continue;
      if (verdict.kind === 'return') {
        // Only the packets that do not match go on; some do, so later rules are less sure.
        if (match === 'always') return undefined;
        reached = and(reached, 'maybe');
        continue;
      }
      if (verdict.kind === 'jump' || verdict.kind === 'goto') {
        const target = this.#base.table.chains.get(verdict.chain);
        const end = target && this.#follow(target, match, depth + 1);
        if (match === 'always' && (end || verdict.kind === 'goto')) return end;
        continue;
      }
      const end = this.#decide(rule, verdict.kind, match);
      if (end) return end;
    }
    return undefined;
  }

  /** Records what becomes of the packets that match. Returns the end if all of them do. */
  #decide(rule: Rule, kind: 'accept' | 'drop' | 'unknown', match: Match): End {
    if (kind === 'unknown') {
      if (match !== 'partly') this.possible ??= this.#stop(rule.text, 'unknown');
      return match === 'always' ? { kind: 'accepted', rule: rule.text } : undefined;
    }
    if (match === 'always') return { kind: kind === 'accept' ? 'accepted' : 'dropped', rule: rule.text };
    if (kind === 'accept') {
      if (match === 'maybe') this.#accepted = 'unknown';
      else if (this.#accepted === 'none') this.#accepted = 'part';
    }
    // A rule about a part of the traffic, such as one port, is meant to stop that part.
    else if (match === 'maybe') this.possible ??= this.#stop(rule.text, 'unknown');
    return undefined;
  }

  #setMark(rule: Rule, match: Match): void {
    if (rule.notrack && match === 'always') this.#untracked = true;
    if (rule.mark === undefined) return;
    const certain = match === 'always';
    this.marks.set(rule.mark, certain || (this.marks.get(rule.mark) ?? false));
    this.#mark = certain ? rule.mark : 'unknown';
  }

  #match({ conditions }: Rule): Match {
    let match: Match = 'always';
    for (const condition of conditions) {
      match = and(match, this.#holds(condition));
      if (match === 'never') break;
    }
    return match;
  }

  #holds(condition: Condition): Match {
    const { family, from, to } = this.#packets;
    switch (condition.on) {
      case 'part':
        return 'partly';
      case 'unknown':
        return 'maybe';
      case 'family':
        return sure((condition.family === family) !== condition.negated);
      case 'iif':
      case 'oif':
        return this.#isInterface(condition.on, condition.names, condition.negated);
      case 'saddr':
      case 'daddr':
        return inRanges(condition.on === 'saddr' ? from : to, condition.ranges, condition.negated);
      case 'state':
        return sure(((condition.bits & this.#state()) !== 0) !== condition.negated);
      case 'mark':
        return this.#mark === 'unknown'
          ? 'maybe'
          : sure(((this.#mark & condition.mask) >>> 0 === condition.value >>> 0) !== condition.negated);
      default: {
        const number = this.#packets[condition.on];
        if (number === undefined) return 'partly';
        const found = condition.numbers.some(([first, last]) => first <= number && number <= last);
        return sure(found !== condition.negated);
      }
    }
  }

  #state(): number {
    const { hook, priority } = this.#base.base;
    if (hook === 'ingress' || ((hook === 'prerouting' || hook === 'output') && priority <= CONNTRACK))
      return STATE.invalid;
    return this.#untracked ? STATE.untracked : this.#packets.state;
  }

  #isInterface(on: 'iif' | 'oif', names: readonly string[], negated: boolean): Match {
    const { hook } = this.#base.base;
    // A rule about an interface that is not known yet never matches, negated or not.
    if (on === 'oif' && (hook === 'prerouting' || hook === 'input' || hook === 'ingress')) return 'never';
    if (on === 'iif' && hook === 'output') return 'never';
    const name = this.#packets[on];
    if (name === undefined) return 'maybe';
    const found = names.some((each) =>
      each.endsWith('*') && !each.endsWith('\u0000*')
        ? name.startsWith(each.slice(0, -1))
        : name === each.replace('\u0000', ''),
    );
    return sure(found !== negated);
  }
}

const sure = (holds: boolean): Match => (holds ? 'always' : 'never');

/**
 * The less sure of two matches. A rule about a part of the traffic, such as one port, stays one even if it is not known
 * whether its other conditions hold: it never stops all packets.
 */
function and(one: Match, two: Match): Match {
  if (one === 'never' || two === 'never') return 'never';
  if (one === 'partly' || two === 'partly') return 'partly';
  return one === 'maybe' || two === 'maybe' ? 'maybe' : 'always';
}

/** Returns `maybe` if only some of the addresses lie in the ranges. */
function inRanges(one: AddressRange, ranges: readonly AddressRange[], negated: boolean): Match {
  let touches = false;
  for (const range of ranges) {
    if (range.family !== one.family || range.last < one.first || one.last < range.first) continue;
    if (range.first <= one.first && one.last <= range.last) return sure(!negated);
    touches = true;
  }
  return touches ? 'maybe' : sure(negated);
}
