/** Parses `nft -s -n list ruleset`. */
import type { Family } from '../../model/address/ip.ts';
import { parseNftRule, type Sets, splitElements } from './parse-nft-rule.ts';
import { type BaseChain, type Chain, HOOKS, type Hook, type Table } from './ruleset.ts';

const FAMILIES: Readonly<Record<string, readonly Family[]>> = {
  ip: [4],
  ip6: [6],
  inet: [4, 6],
  netdev: [4, 6],
};

/** @param lines  without sets of more lines than the agent prints; such a set has the line `cut` */
export function parseNft(lines: readonly string[]): Table[] {
  const blocks = blocksOf(joinWrapped(lines));
  const tables = new Map<string, Table>();
  const sets = new Map<string, Map<string, readonly string[] | undefined>>();
  for (const { table, kind, name, body } of blocks)
    if (kind === 'set' || kind === 'map') {
      const own = sets.get(table) ?? new Map();
      sets.set(table, own.set(name, elementsOf(body)));
    }
  for (const { table, kind, name, body } of blocks) {
    const families = FAMILIES[table.split(' ')[0] ?? ''];
    if (kind !== 'chain' || !families) continue;
    const parsed = tables.get(table) ?? { name: table, families, chains: new Map() };
    tables.set(table, parsed);
    addChain(parsed, name, body, sets.get(table) ?? new Map());
  }
  return [...tables.values()];
}

interface Block {
  readonly table: string;
  readonly kind: string;
  readonly name: string;
  readonly body: string[];
}

/** nft wraps long lists of elements. */
function joinWrapped(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last?.endsWith(',')) joined[joined.length - 1] = `${last} ${line.trim()}`;
    else joined.push(line.trimEnd());
  }
  return joined;
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let table = '';
  for (const line of lines) {
    const opening = /^\t(\w+) (\S+) \{$/.exec(line);
    if (line.startsWith('table ')) table = line.split(' ').slice(1, 3).join(' ');
    else if (opening) blocks.push({ table, kind: opening[1] ?? '', name: opening[2] ?? '', body: [] });
    else if (/^\t\t/.test(line)) blocks.at(-1)?.body.push(line.slice(2));
  }
  return blocks;
}

function elementsOf(body: readonly string[]): string[] | undefined {
  if (body.includes('cut')) return undefined;
  const line = body.find((each) => each.startsWith('elements = {'));
  return line === undefined ? [] : splitElements(line.slice('elements = {'.length).replace(/\}\s*$/, ''));
}

function addChain(table: Table, name: string, body: readonly string[], sets: Sets): void {
  const chain: Chain = { name, ...baseOf(body), rules: [] };
  table.chains.set(name, chain);
  // Rules of an anonymous chain: `jump {`, then the rules, further indented.
  const nested: Chain[] = [];
  for (const line of body) {
    if (/^type \w+ hook /.test(line)) continue;
    const text = line.trim();
    const current = nested.at(-1) ?? chain;
    if (text === '}') nested.pop();
    else if (/\b(jump|goto) \{$/.test(text)) {
      const inner: Chain = { name: `${name} ${table.chains.size}`, rules: [] };
      table.chains.set(inner.name, inner);
      current.rules.push(...parseNftRule(`${text.slice(0, -1)}"${inner.name}"`, sets));
      nested.push(inner);
    } else current.rules.push(...parseNftRule(text, sets));
  }
}

function baseOf(body: readonly string[]): { base?: BaseChain } {
  const line = body.find((each) => /^type \w+ hook /.test(each)) ?? '';
  const [, type = '', hook = '', priority = ''] =
    /^type (\w+) hook (\w+) (?:devices? .*)?priority (\S+);/.exec(line) ?? [];
  if (!(HOOKS as readonly string[]).includes(hook)) return {};
  const devices = /device (?:= )?(\{[^}]*\}|"[^"]*")/.exec(line)?.[1];
  return {
    base: {
      hook: hook as Hook,
      isNat: type === 'nat',
      priority: Number(priority),
      policyDrops: line.includes('policy drop'),
      ...(devices === undefined
        ? {}
        : { devices: [...devices.matchAll(/"([^"]*)"/g)].map((each) => each[1] ?? '') }),
    },
  };
}
