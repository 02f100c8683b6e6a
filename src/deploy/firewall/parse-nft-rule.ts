/** Parses one rule as nft prints it. A part that is not recognized becomes a condition that may or may not hold. */
import { FIELDS, type Field, firstWord, INTERFACES, orUnknown, PROTOCOL_OF, unquoted } from './nft-fields.ts';
import type { Condition, Rule, Verdict } from './ruleset.ts';

/** Elements of sets and maps by name; undefined if the agent has left some out. */
export type Sets = ReadonlyMap<string, readonly string[] | undefined>;

export const splitElements = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** Returns the rule; one for each element of a verdict map. */
export function parseNftRule(text: string, sets: Sets): Rule[] {
  return new RuleParser(text, sets).parse();
}

const VERDICTS = ['accept', 'drop', 'return', 'continue'] as const;
/** These end a chain as `accept` does. */
const REWRITES_SOURCE = ['snat', 'masquerade'];
/** The effect of these cannot be known. */
const UNKNOWN_VERDICTS = ['dnat', 'redirect', 'queue', 'tproxy', 'synproxy', 'dup', 'fwd'];
const isVerdict = (word: string): boolean =>
  [...VERDICTS, ...REWRITES_SOURCE, ...UNKNOWN_VERDICTS, 'reject', 'jump', 'goto'].includes(word);

/** Expressions that hold for a part of all connections or networks. */
const PARTS = new Set(
  'tcp udp udplite sctp dccp th icmp icmpv6 igmp esp ah comp limit fib pkttype rt socket ether vlan arp frag quota numgen jhash exthdr'.split(
    ' ',
  ),
);
const PART_OF = new Set(
  'ip ttl,ip dscp,ip length,ip id,ip frag-off,ip version,ip hdrlength,ip checksum,ip ecn,ip6 hoplimit,ip6 dscp,ip6 length,ip6 flowlabel,ct status,ct count,ct helper,ct direction,ct expiration,ct bytes,ct packets,ct original,ct reply,meta pkttype,meta length,meta skuid,meta skgid,meta time,meta day,meta hour'.split(
    ',',
  ),
);

/** A rule with more combinations of set elements is not followed. */
const MOST_ALTERNATIVES = 65_536;

class RuleParser {
  readonly #text: string;
  readonly #tokens: readonly string[];
  readonly #sets: Sets;
  #at = 0;
  readonly #conditions: Condition[] = [];
  #alternatives: Condition[][] = [[]];
  #mark: number | 'unknown' | undefined;
  #notrack = false;

  constructor(text: string, sets: Sets) {
    this.#text = text;
    this.#tokens = text.match(/"(?:[^"\\]|\\.)*"|\{[^}]*\}|[^\s"{}]+/g) ?? [];
    this.#sets = sets;
  }

  parse(): Rule[] {
    while (this.#at < this.#tokens.length) {
      const word = this.#next();
      if (isVerdict(word)) return this.#rules(this.#verdict(word));
      const map = this.#read(word);
      if (map) return map;
    }
    return this.#rules(undefined);
  }

  readonly #next = (): string => this.#tokens[this.#at++] ?? '';
  readonly #peek = (ahead = 0): string => this.#tokens[this.#at + ahead] ?? '';

  /** Returns a rule for each alternative of its conditions. */
  #rules(verdict: Verdict | undefined, more: readonly Condition[] = []): Rule[] {
    return this.#alternatives.map((alternative) => ({
      conditions: [...this.#conditions, ...alternative, ...more],
      ...(verdict ? { verdict } : {}),
      ...(this.#mark === undefined ? {} : { mark: this.#mark }),
      ...(this.#notrack ? { notrack: true as const } : {}),
      text: this.#text,
    }));
  }

  #verdict(word: string): Verdict {
    if (word === 'jump' || word === 'goto') return { kind: word, chain: unquoted(this.#next()) };
    if (word === 'reject') {
      // nft prints the family of a rule by the kind of its answer only.
      const family = { icmp: 4, icmpv6: 6 }[this.#peek(1)];
      if (family === 4 || family === 6) this.#conditions.push({ on: 'family', negated: false, family });
      return { kind: 'drop' };
    }
    if (REWRITES_SOURCE.includes(word)) return { kind: 'accept' };
    if (UNKNOWN_VERDICTS.includes(word)) return { kind: 'unknown' };
    return { kind: word as (typeof VERDICTS)[number] };
  }

  /** Reads an expression or statement that begins with the word. Returns rules if it ends in a verdict map. */
  #read(word: string): Rule[] | undefined {
    if (word === 'counter') return this.#skipPairs(['packets', 'bytes', 'name']);
    if (word === 'comment') return this.#skip(1);
    if (word === 'log')
      return this.#skipPairs(['prefix', 'level', 'group', 'snaplen', 'queue-threshold', 'flags']);
    if ((word === 'update' || word === 'add' || word === 'delete') && this.#peek().startsWith('@')) {
      if (/\b(limit|count|quota)\b/.test(this.#peek(1))) this.#conditions.push({ on: 'part' });
      return this.#skip(2);
    }
    if (word === 'notrack') {
      this.#notrack = true;
      return undefined;
    }
    if (word === 'meta' && this.#peek() === 'mark') return this.#read(this.#next());
    if (word === 'mark') return this.#markOf();
    const pair = `${word} ${this.#peek()}`;
    const start = this.#at;
    const fields = this.#fields(word);
    if (fields) return fields.length > 1 ? this.#matchAll(fields) : this.#match(fields[0] as Field);
    this.#at = start;
    return this.#other(word, pair);
  }

  /** Reads a field, or several that are joined by dots. Returns undefined if one is not known. */
  #fields(word: string): Field[] | undefined {
    const name = word === 'meta' && INTERFACES[this.#peek()] ? this.#next() : word;
    const own = INTERFACES[name];
    const field = own
      ? { toCondition: own, before: [] }
      : { toCondition: FIELDS[`${name} ${this.#peek()}`], before: PROTOCOL_OF[name] ?? [] };
    const { toCondition, before } = field;
    if (!toCondition) return undefined;
    if (!own) this.#at++;
    if (this.#peek() !== '.') return [{ toCondition, before }];
    this.#at++;
    const more = this.#fields(this.#next());
    return more && [{ toCondition, before }, ...more];
  }

  /** Skips options that have a value each. */
  #skipPairs(names: readonly string[]): undefined {
    while (names.includes(this.#peek())) this.#at += 2;
    return undefined;
  }

  #skip(count: number): undefined {
    this.#at += count;
    return undefined;
  }

  /** Skips an expression that is not recognized, up to the verdict. */
  #other(word: string, pair: string): Rule[] | undefined {
    const start = this.#at;
    while (this.#at < this.#tokens.length && !isVerdict(this.#peek()) && this.#peek() !== 'vmap') this.#at++;
    const rest = this.#tokens.slice(start, this.#at);
    // A statement, such as `ct mark set mark`, sets a value and is no condition.
    if (rest.includes('set') && !rest.includes('vmap')) return undefined;
    this.#conditions.push({ on: PARTS.has(word) || PART_OF.has(pair) ? 'part' : 'unknown' });
    if (this.#peek() !== 'vmap') return undefined;
    this.#at++;
    return this.#map(() => [undefined]);
  }

  /** Reads the comparison of a field. */
  #match({ toCondition, before }: Field): Rule[] | undefined {
    this.#conditions.push(...before);
    if (this.#peek() === 'vmap') {
      this.#at++;
      return this.#map((key) => [toCondition({ values: [firstWord(key)] }, false)]);
    }
    // An operation on the field.
    if (['&', '|', '^', 'and', 'or', 'set'].includes(this.#peek())) return this.#other('', '');
    const negated = this.#peek() === '!=';
    if (negated || this.#peek() === '==') this.#at++;
    const values = this.#values(this.#next());
    this.#conditions.push(
      values === undefined ? { on: 'unknown' } : (toCondition({ values }, negated) ?? { on: 'unknown' }),
    );
    return undefined;
  }

  /** Reads the comparison of several fields: each element of the set is an alternative. */
  #matchAll(fields: readonly Field[]): Rule[] | undefined {
    this.#conditions.push(...fields.flatMap(({ before }) => before));
    const parts = (element: string): readonly (Condition | undefined)[] => {
      const values = element.split(' . ').map(firstWord);
      return fields.map(({ toCondition }, at) => toCondition({ values: [values[at] ?? ''] }, false));
    };
    if (this.#peek() === 'vmap') {
      this.#at++;
      return this.#map(parts);
    }
    const literal = this.#next();
    const elements = literal.startsWith('{')
      ? splitElements(literal.slice(1, -1))
      : literal.startsWith('@')
        ? this.#sets.get(literal.slice(1))
        : undefined;
    // A rule can compare several times: each earlier alternative combines with each element.
    if (elements === undefined || elements.length * this.#alternatives.length > MOST_ALTERNATIVES)
      this.#conditions.push({ on: 'unknown' });
    else
      this.#alternatives = this.#alternatives.flatMap((before) =>
        elements.map((element) => [...before, ...parts(element).map(orUnknown)]),
      );
    return undefined;
  }

  /** Returns the values of a literal, a set in braces, or a named set; undefined if they are not known. */
  #values(literal: string): readonly string[] | undefined {
    if (literal.startsWith('@')) return this.#sets.get(literal.slice(1))?.map(firstWord);
    if (literal.startsWith('{')) return splitElements(literal.slice(1, -1)).map(firstWord);
    return literal.startsWith('"') ? [literal] : literal.split(',');
  }

  /** Returns a rule for each element of a verdict map; a rule for all other keys comes last. */
  #map(toConditions: (key: string) => readonly (Condition | undefined)[]): Rule[] {
    const literal = this.#next();
    const elements = literal.startsWith('@')
      ? this.#sets.get(literal.slice(1))
      : splitElements(literal.slice(1, -1));
    if (elements === undefined) return this.#rules({ kind: 'unknown' }, [{ on: 'unknown' }]);
    const isDefault = (element: string): boolean => element.startsWith('* : ');
    return [...elements.filter((element) => !isDefault(element)), ...elements.filter(isDefault)].flatMap(
      (element) => {
        const [key = '', verdict = ''] = element.split(' : ');
        const [kind = '', chain = ''] = verdict.trim().split(' ');
        return this.#rules(
          kind === 'jump' || kind === 'goto'
            ? { kind, chain: unquoted(chain) }
            : VERDICTS.includes(kind as 'accept')
              ? { kind: kind as 'accept' }
              : { kind: 'unknown' },
          isDefault(element) ? [] : toConditions(key).map(orUnknown),
        );
      },
    );
  }

  /** Reads `mark 0x1`, `mark & 0x4 == 0x4`, `mark set 0x1` and the like. */
  #markOf(): Rule[] | undefined {
    if (this.#peek() === 'set') {
      this.#at++;
      const [word, operator, operand] = [this.#next(), this.#peek(), Number(this.#peek(1))];
      if (/^0x|^\d/.test(word)) this.#mark = Number(word);
      // The mark of other packets is 0.
      else if (word === 'mark' && operator === 'or') this.#mark = operand;
      // A connection's mark is 0 until a rule sets it; that rule has its own mark.
      else if (word !== 'ct') this.#mark = 'unknown';
      while (this.#at < this.#tokens.length && !isVerdict(this.#peek())) this.#at++;
      return undefined;
    }
    const masked = this.#peek() === '&' || this.#peek() === 'and';
    if (masked) this.#at++;
    const mask = masked ? Number(this.#next()) : 0xffffffff;
    const negated = this.#peek() === '!=';
    if (negated || this.#peek() === '==') this.#at++;
    const value = Number(this.#next());
    this.#conditions.push(
      Number.isNaN(mask) || Number.isNaN(value) ? { on: 'unknown' } : { on: 'mark', negated, mask, value },
    );
    return undefined;
  }
}
