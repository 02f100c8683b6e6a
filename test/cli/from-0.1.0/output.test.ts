/** The output of the current program for a state of version 0.1.0. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { namesIn } from '../../support/files.ts';
import { contentOf, LEFT, readLeft, timesOf } from '../../support/left-by-0.1.0.ts';
import { folderForFile, folderForTest } from '../../support/temporary.ts';
import { asToday, expectSameLists, programOn } from './program.ts';

interface Named {
  readonly name: string;
}

const EXPECTED = join(LEFT, 'expected');
const RENDERED = join(EXPECTED, 'render');

const namesOf = (file: string): string[] => (readLeft('expected', file) as Named[]).map(({ name }) => name);

const GATEWAYS = namesOf('gateway-list.json');
const NAMES = new Set([...GATEWAYS, ...namesOf('vpc-list.json'), ...namesOf('peering-list.json')]);
const CLOUD_PEERINGS = readdirSync(RENDERED)
  .filter((name) => name.endsWith('.tf'))
  .map((name) => basename(name, '.tf'));

/** Returns the names and values in a sentence, in order: the part that stays when the sentence is reworded. */
const valuesIn = (sentence: string): string[] =>
  sentence
    .split(/[\s()]+/)
    .map((word) => word.replace(/[.,:;]+$/, ''))
    .filter((word) => NAMES.has(word) || /[^A-Za-z]/.test(word));

/** Parses the sides of peerings. The sentences about steps at a cloud become their values. */
const parseSides = (text: string): unknown =>
  JSON.parse(text, function (this: { readonly what?: string }, key, value) {
    return key === 'text' && /^(?:aws|gcp)-/.test(this.what ?? '') ? valuesIn(value) : value;
  });

/** Removes the rules that let in the gateway's own tunnel subnet: 0.1.0 did not have them. */
const withoutOwnTunnel = (text: string): string =>
  text
    .replace(/^aws \S+ authorize-\S+ .*CidrIp=10\.99\.3\.0\/24,.*\n\n/m, '')
    .replace(
      /^resource "aws_vpc_security_group_ingress_rule" "shop-sg-\S+-10-99-3-0-24" \{\n[^}]*\}\n\n/m,
      '',
    )
    .replace(/^(.*--source-ranges=\S+),10\.99\.4\.0\/24 /m, '$1 ')
    .replace(/^ *\d+\. allow traffic from 10\.99\.3\.0\/24, .*\n/m, '')
    .replace(/^( *\d+\. allow .*10\.4\.0\.0\/16),? (?:and )?10\.99\.4\.0\/24/m, '$1')
    .replace(/^( +source_ranges = \[.*), "10\.99\.4\.0\/24"\]/m, '$1]');

/** Returns the lines of a rendered file without comments, and without the wording that has changed since. */
function linesOf(file: string, text: string): unknown {
  const lines = text.split('\n').filter((line) => !/^\s*#(?!!)/.test(line));
  if (basename(file) === 'cloud.txt') return lines.map((line) => valuesIn(line.replace(/^ *\d+\. /, '')));
  if (basename(file) !== 'cloud.sh') return lines;
  return lines.map((line) =>
    line.replace(/\blooks\b/g, 'attempts').replace('it never was $word', 'timed out waiting for $word'),
  );
}

describe('a state of version 0.1.0', () => {
  const program = programOn('plain', folderForFile());
  const { state, ok, run } = program;
  const [content, times] = [contentOf(state), timesOf(state)];

  test('gives the same lists', () => expectSameLists(program));

  test('gives the same peerings with their sides', async () => {
    const shown = await ok('peering', 'show', ...namesOf('peering-show.json'), '-o', 'json');
    const expected = readFileSync(join(EXPECTED, 'peering-show.json'), 'utf8');
    expect(parseSides(shown)).toMatchObject(asToday(parseSides(expected)));
  });

  test('gives the same log', async () => {
    expect(await program.json('log')).toEqual(readLeft('plain', 'log.json'));
  });

  test.each(GATEWAYS)('renders the same files for gateway %s', async (gateway) => {
    const folder = join(folderForTest(), 'rendered');
    await ok('gateway', 'render', gateway, '--format', 'all', '--out', folder);
    const expected = join(RENDERED, gateway);
    // 0.1.0 left the names of endpoints as they were resolved first.
    const isResolver = (name: string): boolean => /-resolve(\.service|\.timer)?$/.test(name);
    expect(namesIn(folder).filter((name) => !isResolver(name))).toEqual(namesIn(expected));
    // The iptables rules decide the same in other chains: see test/render/iptables.test.ts.
    for (const file of namesIn(expected).filter((name) => !name.startsWith('rules.v'))) {
      const [was, is] = [expected, folder].map((parent) => readFileSync(join(parent, file), 'utf8'));
      // Fields are only added.
      if (file.endsWith('.json')) expect(JSON.parse(is ?? '')).toMatchObject(JSON.parse(was ?? ''));
      else expect(linesOf(file, withoutOwnTunnel(is ?? '')), file).toEqual(linesOf(file, was ?? ''));
    }
  });

  test.each(CLOUD_PEERINGS)('renders the same Terraform configuration for peering %s', async (name) => {
    const expected = readFileSync(join(RENDERED, `${name}.tf`), 'utf8');
    const { exit, stdout } = await run('peering', 'render', name, '--format', 'terraform');
    // Nothing is rendered for a peering that has ended.
    expect(exit).toBe(expected === '' ? 3 : 0);
    expect(linesOf(`${name}.tf`, stdout)).toEqual(linesOf(`${name}.tf`, expected));
  });

  test.each([
    ['shop', 'cache', 'aws'],
    ['stats', 'video', 'aws'],
    ['data', 'auto', 'gcp'],
  ])(
    'shows the first step of a new request of %s to %s, whose last one has ended',
    async (vpc, other, via) => {
      const made = await program.json('peering', 'create', vpc, other, '--via', via, '--dry-run');
      expect(made).toMatchObject({
        changes: [{ vpc, gains: [{ what: `${via}-peering` }], loses: [] }],
        changesOnceAccepted: [{ vpc: other }, { vpc }],
      });
    },
  );

  test('is not changed by commands that only read it', () => {
    expect(contentOf(state)).toEqual(content);
    expect(timesOf(state)).toEqual(times);
    expect(existsSync(join(state, 'lock'))).toBe(false);
  });
});
