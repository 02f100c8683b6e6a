import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { globalFlags } from '../../src/cli/global-flags.ts';
import { type Noun, type Verb, verbsOf } from '../../src/cli/grammar.ts';
import { flagText } from '../../src/cli/help-page.ts';
import { commandMap } from '../../src/cli/map.ts';
import { buildProgram, NOUN_GROUPS, NOUNS } from '../../src/cli/program.ts';
import { selectionFlags } from '../../src/cli/selection-flags.ts';
import { sandbox } from '../support/sandbox.ts';

const GOLDEN = new URL('../golden/help/', import.meta.url).pathname;

/** Paths of all nouns that have a page of their own. */
const nounPaths = (noun: Noun, before: readonly string[] = []): string[][] => {
  if (noun.alone) return [];
  const path = [...before, noun.name];
  return [path, ...(noun.nouns ?? []).flatMap((inner) => nounPaths(inner, path))];
};

const VERBS: readonly [string, Verb][] = NOUNS.flatMap((noun) => verbsOf(noun));

/** Paths of all commands with a help page: the program, the nouns and their verbs. */
const PAGES: readonly string[][] = [
  [],
  ...NOUNS.flatMap((noun) => nounPaths(noun)),
  ...VERBS.map(([path]) => path.split(' ')),
];

/** The help page of a command, 80 columns wide. */
function helpOf(path: readonly string[]): string {
  let text = '';
  const argv = [...path, '--help'];
  const program = buildProgram(
    argv,
    () => undefined,
    (piece) => {
      text += piece;
    },
  );
  expect(() => program.parse(argv, { from: 'user' })).toThrow('(outputHelp)');
  return text;
}

const fileOf = (path: readonly string[]): string => `${['peerway', ...path].join('-')}.txt`;

describe('help pages', () => {
  test.each(PAGES.map((path) => [['peerway', ...path].join(' '), path] as const))('%s', async (_, path) => {
    const page = helpOf(path);
    for (const line of page.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    await expect(page).toMatchFileSnapshot(`${GOLDEN}${fileOf(path)}`);
  });

  test('the map of all commands', async () => {
    await expect(commandMap(NOUN_GROUPS)).toMatchFileSnapshot(`${GOLDEN}map.txt`);
  });

  test('each golden file belongs to a command', () => {
    expect(readdirSync(GOLDEN).sort()).toEqual(['map.txt', ...PAGES.map(fileOf)].sort());
  });
});

describe('the wording of', () => {
  test.each(VERBS)('%s: a summary, sentences, and an example of itself', (path, verb) => {
    expect(verb.summary).toMatch(/^[A-Z][a-z]+( \S+)+[^.]$/);
    expect(verb.summary.length).toBeLessThanOrEqual(60);
    for (const paragraph of verb.description?.split('\n\n') ?? []) expect(paragraph).toMatch(/^[A-Z`].*\.$/);
    for (const example of verb.examples) expect(example).toMatch(new RegExp(`\\bpeerway ${path}\\b`));
  });

  test.each(NOUNS)('noun $name: a summary and sentences', (noun) => {
    expect(noun.summary).toMatch(/^[A-Z][a-z]+( \S+)+[^.]$/);
    if (!noun.alone) expect(noun.description ?? noun.summary).toMatch(/^[A-Z].*/);
  });

  test.each([
    ['every command', [...globalFlags(), ...selectionFlags()]] as const,
    ...VERBS.map(([path, verb]) => [path, verb.flags?.() ?? []] as const),
  ])('the flags of %s: phrases, with (default: …) for defaults', (_, flags) => {
    for (const flag of flags) {
      const text = flagText(flag);
      const phrase = text.replace(/ \(default: [^)]+\)/, '');
      expect(text).not.toMatch(/\.$/);
      expect(phrase).toMatch(/^([a-z]|[A-Z]{2})/);
      expect(phrase).not.toMatch(
        /^(the|an?|its|their|of|as|and|or|by|from|with|whether|what|where|who|whose|how|only|in|to|at|after|before|that|those|this)\b/,
      );
      expect(phrase).not.toMatch(/default|\belse\b|unless/);
    }
  });
});

describe('a command that does not exist', () => {
  const { run } = sandbox();
  test.each([
    ['gateway edit', 'gateway', 'create, list, show, update, rename, delete', 'run `peerway gateway --help`'],
    [
      'gateway edit --help',
      'gateway',
      'create, list, show, update, rename, delete',
      'run `peerway gateway --help`',
    ],
    [
      'help gateway edit',
      'gateway',
      'create, list, show, update, rename, delete',
      'run `peerway gateway --help`',
    ],
    ['vpc lst --help', 'vpc', 'add, create, import, list', 'did you mean `peerway vpc list`?'],
    ['gateway peer remove', 'gateway peer', 'delete', 'run `peerway gateway peer --help`'],
    ['nosuch --help', '', 'peering, gateway, vpc, client', 'run `peerway --help`'],
    ['gatewya list', '', 'peering, gateway, vpc, client', 'did you mean `peerway gateway`?'],
  ])('%s: an error that lists those that do', async (line, path, known, hint) => {
    const { stdout, stderr, exit } = await run(line.split(' '));
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: unknown command "/);
    expect(stderr.split('\n')[0]?.endsWith(`for "${['peerway', path].join(' ').trim()}"`)).toBe(true);
    expect(stderr).toContain(`\n  commands: ${known}`);
    expect(stderr).toMatch(new RegExp(`\nhint: ${hint.replace('?', '\\?')}\n$`));
  });
});

describe('help and version as commands', () => {
  const { run } = sandbox();
  test.each([
    ['version', '--version'],
    ['help gateway', 'gateway --help'],
    ['help gateway create', 'gateway create --help'],
    ['-q help gateway ls', 'gateway list --help'],
    ['help log', 'log --help'],
  ])('%s prints the same as %s', async (command, flag) => {
    const [asCommand, asFlag] = await Promise.all([run(command.split(' ')), run(flag.split(' '))]);
    expect(asCommand).toEqual(asFlag);
    expect(asCommand).toMatchObject({ exit: 0, stderr: '' });
  });
});
