/** Hostile values that nobody types: in the environment, in the preferences, in a list of networks. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PREFERENCES } from '../../src/model/preferences.ts';
import { canRun } from '../support/requirements.ts';
import { FULL, PATIENCE, sampled, spread } from './size.ts';
import { buildStages, type Ran, type Stage } from './stage.ts';
import { Tally } from './tally.ts';
import { fitsArgv, hostileValues } from './values.ts';
import { complaints, fateOf, rawIn } from './verdict.ts';

const VALUES = hostileValues();
const FORMATS = ['table', 'json', 'yaml', 'name'] as const;

let stage: Stage;
let remove: () => void = () => {};
beforeAll(async () => {
  const built = await buildStages();
  remove = built.remove;
  stage = built.stages.at(-1) as Stage;
});
afterAll(() => remove());

const formatAt = (turn: number): (typeof FORMATS)[number] =>
  FORMATS[turn % FORMATS.length] as (typeof FORMATS)[number];

describe('the environment', () => {
  /** Variables that name folders; a value is put below the stage, where it can make none but there. */
  const FOLDERS = ['PEERWAY_STATE', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'HOME'];
  const LOCALES = ['LC_ALL', 'LC_CTYPE', 'LANG'];
  const SWITCHES = ['NO_COLOR', 'FORCE_COLOR', 'TERM', 'PEERWAY_TRACE', 'PEERWAY_ASSIGNED', ...LOCALES];
  const LOGINS = ['LOGNAME', 'USER'];
  /** Files that only an encrypted state is opened with. */
  const KEYS = ['PEERWAY_KEY_FILE', 'PEERWAY_PASSPHRASE_FILE'];
  /** Programs, which would be run: below the stage there are none. */
  const PROGRAMS = ['PEERWAY_SSH'];
  /** Nobody knows who acts: not the system, not the preferences. */
  const UNKNOWN = { LOGNAME: undefined, USER: undefined, XDG_CONFIG_HOME: '/nonexistent' };
  const tally = new Tally('environment');
  const values = VALUES.filter(fitsArgv);

  test('holds no variable that is read and not tried', () => {
    const source = new URL('../../src/', import.meta.url).pathname;
    const texts = readdirSync(source, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    const names = texts.flatMap((text) =>
      [...text.matchAll(/env(?:\[|\()'([A-Z_]+)'/g)].map(([, name]) => name),
    );
    // HOME is read by node's homedir.
    expect([...new Set([...names, 'HOME'])].sort()).toEqual(
      [...FOLDERS, ...SWITCHES, ...LOGINS, ...KEYS, ...PROGRAMS].sort(),
    );
  });

  const LOCAL = ['state path', 'config list', 'vpc list'];
  const REMOTE = ['gateway status seoul'];

  async function tryVariable(name: string, value: string, turn: number): Promise<void> {
    const isPath = FOLDERS.includes(name) || PROGRAMS.includes(name);
    const env = { [name]: isPath ? `${stage.cwd}/${value}` : value, ...othersOf(name) };
    const format = formatAt(turn);
    const before = stage.fingerprint();
    for (const line of PROGRAMS.includes(name) ? REMOTE : LOCAL) {
      const ran = await stage.run([...line.split(' '), '-o', format], env);
      // With FORCE_COLOR, colours are what was asked for.
      const out = name === 'FORCE_COLOR' ? stripVTControlCharacters(ran.out) : ran.out;
      const wrong = complaints({ ...ran, out }, { json: format === 'json', paths: true });
      tally.count(name, fateOf(ran));
      tally.fail(name, value, wrong, line);
    }
    if (stage.fingerprint() !== before) tally.fail(name, value, ['the state was changed']);
  }

  /** What would be asked first, and so keep the variable from being read. */
  const othersOf = (name: string): Record<string, undefined> => ({
    ...(name === 'XDG_DATA_HOME' || name === 'HOME' ? { PEERWAY_STATE: undefined } : {}),
    ...(name === 'HOME' ? { XDG_DATA_HOME: undefined, XDG_CONFIG_HOME: undefined } : {}),
  });

  test.each([...FOLDERS, ...SWITCHES, ...KEYS, ...PROGRAMS])(
    'can hold anything as %s',
    async (name) => {
      const place = [...FOLDERS, ...SWITCHES, ...KEYS, ...PROGRAMS].indexOf(name);
      for (const [turn, value] of spread(values, 80, place).entries()) await tryVariable(name, value, turn);
      expect(stage.strays()).toEqual([]);
    },
    PATIENCE,
  );

  // Only root can become a user without a name.
  const isRoot = canRun('login names of the environment', process.geteuid?.() === 0 ? [] : ['root']);
  test.skipIf(!isRoot).each(LOGINS)(
    'can hold anything as %s of a user whom the system has no name for',
    async (name) => {
      for (const [turn, value] of spread(values, 80, LOGINS.indexOf(name)).entries()) {
        const json = turn % 2 === 0;
        const argv = ['vpc', 'add', 'fresh', '--cidr', '10.77.0.0/16', '-o', json ? 'json' : 'table'];
        const ran = await asNobody(() => stage.run(argv, { ...UNKNOWN, [name]: value }));
        const wrong = complaints(ran, { json });
        tally.count(name, fateOf(ran));
        // Nobody may not write, so a name that would do ends there.
        if (ran.exit !== 2 && ran.exit !== 5) wrong.push(`exit ${ran.exit}`);
        if (wrong.length > 0) tally.fail(name, value, wrong);
      }
    },
    PATIENCE,
  );

  test('did no harm with any of it', () => tally.report(values.length));
});

/** As a user without an entry in the password file. */
async function asNobody(act: () => Promise<Ran>): Promise<Ran> {
  const { seteuid } = process;
  if (!seteuid) throw new Error('no users here');
  seteuid.call(process, 54_321);
  try {
    return await act();
  } finally {
    seteuid.call(process, 0);
  }
}

describe('the preferences file', () => {
  const tally = new Tally('preferences file');
  const OTHERS: readonly unknown[] = [
    ...[
      0,
      -1,
      Number.MAX_VALUE,
      5,
      true,
      false,
      null,
      [],
      {},
      ['netops'],
      { owner: 'netops' },
      { toString: 'x' },
    ],
    ...[{ toString: 1, valueOf: 1 }, [[[[[]]]]], { length: 1 }, '\ud800'],
  ];
  const LINES = [
    'config list',
    'config get owner',
    'vpc list',
    'vpc add fresh --cidr 10.77.0.0/16 --owner x',
  ];

  function write(text: string | Buffer): void {
    const folder = join(stage.environment['XDG_CONFIG_HOME'] as string, 'peerway');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), text);
  }

  async function tryFile(place: string, shown: string, turn: number): Promise<void> {
    const line = LINES[turn % LINES.length] as string;
    const json = turn % 3 === 0;
    const ran = await stage.run([...line.split(' '), ...(json ? ['-o', 'json'] : [])]);
    // Without -o, a preference of the output may be the value that is tried.
    const wrong = complaints(ran, { json: json || ran.err.startsWith('{') });
    tally.count(place, fateOf(ran));
    tally.fail(place, shown, wrong, line);
    if (line.startsWith('vpc add')) stage.restore();
  }

  test.each(Object.keys(PREFERENCES))(
    'can hold any text as %s',
    async (key) => {
      const place = Object.keys(PREFERENCES).indexOf(key);
      for (const [turn, value] of sampled(VALUES, 80, place).entries()) {
        write(JSON.stringify({ [key]: value }));
        await tryFile(key, value, turn);
      }
    },
    PATIENCE,
  );

  test.each(Object.keys(PREFERENCES))('can hold any other value as %s', async (key) => {
    for (const [turn, value] of OTHERS.entries()) {
      write(JSON.stringify({ [key]: value }));
      await tryFile(key, String(JSON.stringify(value)), turn);
    }
  });

  test(
    'can hold any key, and be anything at all',
    async () => {
      for (const [turn, value] of sampled(VALUES, 40, 0).entries()) {
        write(turn % 2 === 0 ? `{${JSON.stringify(value)}:"x","owner":"netops"}` : value);
        await tryFile('the whole file', value, turn);
      }
      for (const [turn, bytes] of [
        Buffer.alloc(1_000_000),
        Buffer.from([0xff, 0xfe, 0x00]),
        Buffer.from('{"owner":"\x9b"}', 'latin1'),
      ].entries()) {
        write(bytes);
        await tryFile('the whole file', 'bytes', turn);
      }
      for (const [turn, key] of Object.keys(PREFERENCES).entries()) {
        write(`{"${key}":"${'a'.repeat(10_000_000)}"}`);
        await tryFile(key, '10 MB', turn);
        write(`{"${key}":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
        await tryFile(key, 'deep', turn);
      }
    },
    PATIENCE,
  );

  test('did no harm with any of it', () => {
    stage.restore();
    tally.report(VALUES.length);
  });
});

describe('a list of networks', () => {
  const tally = new Tally('plan check files');

  async function tryList(place: string, value: string, text: string | Buffer, turn: number): Promise<Ran> {
    writeFileSync(join(stage.cwd, 'list.txt'), text);
    const format = formatAt(turn);
    const ran = await stage.run(['plan', 'check', '--file', 'list.txt', '-o', format]);
    // Overlaps that were found are the product, with exit status 8 and a warning in place of an error.
    const found = ran.exit === 8 && ran.err.startsWith('warning: ');
    const raw = rawIn(ran.out) ?? rawIn(ran.err);
    const wrong = found ? (raw ? [`prints ${raw}`] : []) : complaints(ran, { json: format === 'json' });
    tally.count(place, found ? 'accepted' : fateOf(ran));
    tally.fail(place, value, wrong, `-o ${format}`);
    return ran;
  }

  test(
    'can hold anything in place of a network',
    async () => {
      for (const [turn, value] of sampled(VALUES, 10, 0).entries()) {
        await tryList('network', value, `10.0.0.0/8 all\n${value}\n`, turn);
      }
    },
    PATIENCE,
  );

  test(
    'can hold anything as a name',
    async () => {
      for (const [turn, value] of sampled(VALUES, 10, 1).entries()) {
        await tryList('name', value, `10.0.0.0/8 ${value}\n10.1.0.0/16 ${value}\n`, turn);
      }
    },
    PATIENCE,
  );

  test('can hold any bytes', async () => {
    for (let byte = 0; byte < 256; byte++) {
      const bytes = Buffer.concat([
        Buffer.from('10.0.0.0/8 a'),
        Buffer.from([byte]),
        Buffer.from('b\n10.0.0.0/9\n'),
      ]);
      await tryList('bytes', String(byte), bytes, byte);
    }
  });

  test(
    'can be 10 MB of one line, of names, of noise',
    async () => {
      const size = FULL ? 10_000_000 : 1_000_000;
      const lists = ['a', '1', '10.', '\u001b', '\0', ' ', '#', '\u00e9', '\ud83d'].map((unit) =>
        unit.repeat(Math.ceil(size / unit.length)),
      );
      for (const [turn, text] of lists.entries()) {
        const began = performance.now();
        await tryList('10 MB', text.slice(0, 10), `10.0.0.0/8 ${text}\n10.1.0.0/16\n`, turn);
        await tryList('10 MB', text.slice(0, 10), text, turn);
        expect(performance.now() - began, JSON.stringify(text.slice(0, 3))).toBeLessThan(20_000);
      }
    },
    PATIENCE,
  );

  test('did no harm with any of it', () => tally.report(VALUES.length));
});
