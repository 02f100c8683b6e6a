/**
 * A provider is one folder: code outside of it does not name the provider.
 *
 * Scanned are the identifiers, imports, strings and comments of every file in src/ outside of the provider's folder.
 * Allowed to name providers are:
 * - the registry, which lists them;
 * - examples of commands in src/cli (help topics are Markdown, and are not scanned);
 * - the upgrades of earlier formats of the state, which know the names that those formats used.
 *
 * WireGuard is both a provider and the protocol of every gateway, whose keys, files and ports the code must name. So the
 * scan finds imports from the provider's folder, without which code cannot use it, and the string 'wireguard', which is
 * its name as a value of `via`. A help topic and a firewall rule of a cloud have that name, too.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'rolldown/utils';
import { describe, expect, test } from 'vitest';
import type { ProviderSpec } from '../../src/model/provider.ts';
import { specs } from '../../src/providers/registry.ts';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
const REGISTRY = 'providers/registry.ts';
const UPGRADES = ['store/upgrade-peering.ts', 'store/import/upgrade.ts'];
const TOPICS = 'help/topic-names.ts';

/** Words for the products and programs of a provider, beside its name and label. */
const PRODUCTS: Readonly<Record<string, readonly string[]>> = {
  aws: ['amazon', 'ec2', 'pcx'],
  gcp: ['google', 'gcloud', 'cloudsdk'],
  azure: ['vnet', 'vnets', 'azurerm'],
};

/** The providers whose names are not those of a protocol as well. */
const scanned = specs.all.map(({ via }) => via).filter((via) => via !== 'wireguard');

/** The name of the provider, or an import from its folder. */
const WIREGUARD = /(['"`])wireguard\1|['"][^'"]*\/wireguard\/[^'"]*\.ts['"]/;

interface Range {
  readonly start: number;
  readonly end: number;
}

interface Source {
  /** Path below src/. */
  readonly file: string;
  readonly text: string;
}

const sources: Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));

const parsed = ({ file, text }: Source) => parseSync(file, text).program;

/** The text with ranges replaced by blanks, so that lines keep their numbers. */
const without = (text: string, ranges: readonly Range[]): string =>
  ranges.reduce(
    (rest, { start, end }) =>
      rest.slice(0, start) + rest.slice(start, end).replace(/[^\n]/g, ' ') + rest.slice(end),
    text,
  );

/** The ranges of all properties of a name: `examples: […]`. */
function propertiesNamed(source: Source, name: string): Range[] {
  const ranges: Range[] = [];
  new Visitor({
    Property: ({ key, start, end }) => {
      if (key.type === 'Identifier' && key.name === name) ranges.push({ start, end });
    },
  }).visit(parsed(source));
  return ranges;
}

/** The words of code: `awsEngine`, `AWS_PAGER` and `aws-cli` each contain `aws`, and `laws` does not. */
const wordsOf = (line: string): string[] =>
  (line.match(/[A-Z]?[a-z]+\d*|[A-Z]+\d*(?![a-z])/g) ?? []).map((word) => word.toLowerCase());

/** Keys of ids and options that no other provider has or would use: `vpcId`, but not `region` or `routeTables`. */
function ownKeys(via: string): string[] {
  const keysOf = ({ ids, options }: ProviderSpec) => [...ids, ...options].map(({ key }) => key);
  const others = specs.all.filter((spec) => spec.via !== via).flatMap(keysOf);
  return keysOf(specs.of(via)).filter((key) => /[A-Z]/.test(key) && !others.includes(key));
}

const linesWhere = ({ file, text }: Source, isHit: (line: string) => boolean): string[] =>
  text.split('\n').flatMap((line, at) => (isHit(line) ? [`${file}:${at + 1}: ${line.trim()}`] : []));

/** Lines outside the provider's folder that name it. */
function mentionsOf(via: string): string[] {
  const words = [via, specs.labelOf(via).toLowerCase(), ...(PRODUCTS[via] ?? [])];
  const keys = ownKeys(via);
  const isMention = (line: string): boolean =>
    wordsOf(line).some((word) => words.includes(word)) ||
    (line.match(/\w+/g) ?? []).some((name) => keys.includes(name));
  return sources
    .filter(({ file }) => !file.startsWith(`providers/${via}/`) && ![REGISTRY, ...UPGRADES].includes(file))
    .map((source) =>
      source.file.startsWith('cli/')
        ? { ...source, text: without(source.text, propertiesNamed(source, 'examples')) }
        : source,
    )
    .flatMap((source) => linesWhere(source, isMention));
}

describe('outside its folder, no code names', () => {
  test.each(scanned)('%s', (via) => {
    expect(mentionsOf(via)).toEqual([]);
  });

  test('the provider of peerings over WireGuard', () => {
    const mentions = sources
      .filter(({ file, text }) => WIREGUARD.test(text) && !mayNameWireguard(file))
      .map((source) => ({ ...source, text: without(source.text, propertiesNamed(source, 'topics')) }))
      .flatMap((source) => linesWhere(source, (line) => WIREGUARD.test(line)));
    expect(mentions).toEqual([]);
  });
});

/** Clouds name firewall rules after the protocol, and devices their interfaces. */
const mayNameWireguard = (file: string): boolean =>
  file === REGISTRY ||
  file === TOPICS ||
  /^(providers\/(wireguard|aws|gcp|azure)|render\/devices)\//.test(file);

test('every provider has a folder of its name', () => {
  const folders = readdirSync(join(SRC, 'providers'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'render')
    .map(({ name }) => name);
  expect(specs.all.map(({ via }) => via).sort()).toEqual(folders.sort());
});

/**
 * Decisions by the name of a provider: a comparison of `via` or `kind` with a literal that is one, or with the
 * constants of the registry, and a `switch` on it. Two values may be compared: are both peerings via the same provider?
 */
function decisionsOf(source: Source): string[] {
  const names = specs.all.map(({ via }) => via);
  const found: number[] = [];
  const isVia = (text: string) => /(^|\.)via$/.test(text);
  const isName = (text: string) =>
    names.some((name) => text === `'${name}'`) || /(^|\.)DEFAULT_VIA$/.test(text);
  const textOf = ({ start, end }: Range) => source.text.slice(start, end);
  new Visitor({
    BinaryExpression: ({ operator, left, right, start }) => {
      if (!/^[!=]==?$/.test(operator)) return;
      const [one, other] = [textOf(left), textOf(right)];
      if (isName(one) || isName(other) || (isVia(one) && /^['"`]/.test(other))) found.push(start);
    },
    SwitchStatement: ({ discriminant, start }) => {
      if (isVia(textOf(discriminant))) found.push(start);
    },
    SwitchCase: ({ test: label, start }) => {
      if (label && isName(textOf(label))) found.push(start);
    },
  }).visit(parsed(source));
  return found.map((start) => `${source.file}:${source.text.slice(0, start).split('\n').length}`);
}

test('nothing outside providers/ decides by the name of a provider', () => {
  const decisions = sources.filter(({ file }) => !file.startsWith('providers/')).flatMap(decisionsOf);
  expect(decisions).toEqual([]);
});

test('the scan finds names in code, and not within other words', () => {
  const names = (text: string) => wordsOf(text).filter((word) => word === 'aws').length;
  expect(names("awsEngine AWS_PAGER 'aws-cli' parseAwsRegion /aws/spec.ts `aws ec2`")).toBe(6);
  expect(names('laws drawsLine AWSOME')).toBe(0);
});

test('the scan finds decisions', () => {
  const text = [
    "const a = peering.via === 'aws';",
    "const b = 'gcp' != vpc.provider.kind;",
    'const c = via === DEFAULT_VIA;',
    'switch (peering.via) { default: }',
    "switch (kind) { case 'wireguard': }",
    'const same = one.via === other.via;',
  ].join('\n');
  expect(decisionsOf({ file: 'x.ts', text })).toEqual(['x.ts:1', 'x.ts:2', 'x.ts:3', 'x.ts:4', 'x.ts:5']);
});
