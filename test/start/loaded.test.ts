/** What each start loads: a library or a node module too many shows here as a difference. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Loaded, loadedBy } from '../support/loaded.ts';
import { sandbox } from '../support/sandbox.ts';

const DIST = new URL('../../dist', import.meta.url).pathname;
const box = sandbox();
const loaded = (...argv: string[]): Promise<Loaded> =>
  loadedBy(argv, { PEERWAY_STATE: box.state, XDG_CONFIG_HOME: join(box.folder, 'config') });

/** A text that only the library has. */
const LIBRARIES = {
  'age-encryption': 'age-encryption.org/v1',
  chalk: 'bgBlackBright',
  'cli-table3': 'top-mid',
  commander: 'commander.unknownOption',
  conf: 'projectName',
  execa: 'isMaxBuffer',
  inquirer: 'Hook functions can only be called',
  ora: 'discardStdin',
  yaml: 'YAMLParseError',
};

/** Names of the libraries in files of dist. */
const librariesIn = (paths: readonly string[]): string[] => {
  const texts = paths.map((path) => readFileSync(path, 'utf8'));
  return Object.entries(LIBRARIES).flatMap(([name, mark]) =>
    texts.some((text) => text.includes(mark)) ? [name] : [],
  );
};

const summary = ({ bundles, builtins }: Loaded) => ({
  bundles: bundles.map(({ name }) => name),
  libraries: librariesIn(bundles.map(({ path }) => path)),
  builtins,
});

beforeAll(() => box.ok('gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1'));

describe('loads no more than it needs:', () => {
  test.each(['--version', '-V'])('%s', async (flag) => {
    expect(summary(await loaded(flag))).toEqual({ bundles: ['boot'], libraries: [], builtins: [] });
  });

  test.each([[['--help']], [[]], [['peering', 'create', '--help']]])('%j', async (argv) => {
    expect(summary(await loaded(...argv))).toEqual({
      bundles: ['boot', 'main', 'rolldown-runtime'],
      libraries: ['commander'],
      builtins: ['process'],
    });
  });

  test.each(['peering', 'gateway', 'vpc'])('%s list', async (noun) => {
    expect(summary(await loaded(noun, 'list'))).toEqual({
      bundles: ['boot', 'main', 'rolldown-runtime', 'command'],
      libraries: ['commander'],
      // node:crypto, for the checksum of the state, brings the streams.
      builtins: ['crypto', 'process', 'stream', 'stream/promises', 'string_decoder'],
    });
  });

  test('a Tab', async () => {
    expect(summary(await loaded('__complete', 'zsh', 'gateway', 'show', ''))).toEqual({
      bundles: ['complete'],
      libraries: [],
      builtins: [],
    });
  });
});

test('each library is told by a text that it has', () => {
  const all = readdirSync(DIST).filter((name) => name.endsWith('.js'));
  expect(librariesIn(all.map((name) => join(DIST, name)))).toEqual(Object.keys(LIBRARIES));
});
