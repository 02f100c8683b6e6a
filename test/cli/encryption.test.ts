import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { filesBelow } from '../support/files.ts';
import { loadedBy } from '../support/loaded.ts';
import { peerwayWords } from '../support/program.ts';
import { type Sandbox, sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { leakedWords } from '../support/store/encryption.ts';

/** Every name in the plan, and every key that the program ever prints. */
async function wordsOf({ ok }: Sandbox): Promise<string[]> {
  const rendered = (await ok('gateway render seoul')) + (await ok('gateway render osaka'));
  const document = await ok('state export --with-secrets');
  const keys = `${rendered}${document}`.match(/[A-Za-z0-9+/]{43}=/g) ?? [];
  return [...new Set(keys), 'seoul', 'osaka', 'laptop', 'gateway create', 'netops', '203.0.113', 'wireguard'];
}

const base = sandbox();
let words: string[] = [];
beforeAll(async () => {
  await seoulAndOsaka(base);
  await base.ok('peering create seoul osaka');
  await base.ok('client add seoul laptop');
  words = await wordsOf(base);
});

const box = sandbox();
beforeEach(() => {
  for (const name of readdirSync(box.folder)) rmSync(join(box.folder, name), { recursive: true });
  cpSync(base.state, box.state, { recursive: true });
});

const key = (name = 'key') => join(box.folder, name);

describe('a state that is encrypted for a key file', () => {
  beforeEach(async () => {
    await box.ok(`state encrypt --key-file ${key()} --yes`);
  });

  test('is used as before, without another word', async () => {
    expect(await box.ok('gateway render seoul')).toBe(await base.ok('gateway render seoul'));
    await box.ok('vpc add tokyo --cidr 10.2.0.0/16');
    expect(await box.ok('vpc list -o name')).toBe('osaka\nseoul\ntokyo\n');
    expect(await box.ok('log --columns command --no-headers')).toMatch(
      /^vpc add tokyo .*\nstate encrypt .*\nclient add seoul laptop .*\n/,
    );
    expect(JSON.parse(await box.ok('state backups -o json'))[0]).toMatchObject({ command: 'state encrypt' });
    expect(await box.ok('state check')).toContain('the state is valid');
  });

  test('gives nothing away, in files that only their owner may read', async () => {
    await box.ok('client add osaka laptop');
    expect(words.length).toBeGreaterThan(10);
    expect(leakedWords(base.state, words).length).toBeGreaterThan(30);
    expect(leakedWords(box.state, words)).toEqual([]);
    for (const path of [...filesBelow(box.state), key()])
      expect(statSync(path).mode & 0o7777, path).toBe(0o600);
  });

  test('needs the key, which a flag, the environment or a preference names', async () => {
    renameSync(key(), key('moved'));
    const refused = await box.run(['peering', 'list', '-o', 'json']);
    expect([refused.exit, refused.stdout]).toEqual([2, '']);
    expect(JSON.parse(refused.stderr).error).toMatchObject({
      code: 'key-needed',
      hint: expect.stringMatching(/--key-file.*PEERWAY_KEY_FILE.*config set key-file/),
    });
    const list = ['peering', 'list', '-o', 'name'];
    const named = [
      await box.run([...list, '--key-file', 'moved']),
      await box.run(list, { env: { PEERWAY_KEY_FILE: 'moved' } }),
    ];
    await box.ok(`config set key-file ${key('moved')}`);
    named.push(await box.run(list));
    expect(named.map(({ stdout, stderr, exit }) => [stdout, stderr, exit])).toEqual(
      Array(3).fill(['seoul-osaka\n', '', 0]),
    );
    const wrong = await box.run([...list, '--key-file', 'other']);
    expect([wrong.exit, wrong.stderr]).toEqual([2, expect.stringContaining('ENOENT')]);
  });

  test('is not changed by a command that lacks the key', async () => {
    cpSync(key(), key('moved'));
    writeFileSync(key(), '');
    const before = box.bytes();
    for (const line of [
      'vpc add tokyo --cidr 10.2.0.0/16',
      'state restore 1 --yes',
      'state decrypt --yes',
      `state encrypt --key-file ${key('new')} --yes`,
      'state export',
      'log',
    ]) {
      const { exit, stderr } = await box.run(line.split(' '));
      expect([exit, stderr], line).toEqual([2, expect.stringMatching(/^error: .*key.*\nhint: /)]);
    }
    expect(box.bytes()).toBe(before);
    expect((await box.run(['state', 'backups', '-o', 'json'])).stdout).toContain('"command": null');
    expect((await box.run(['state', 'path'])).exit).toBe(0);
  });

  test('is encrypted for another key, and made plain again', async () => {
    await box.ok(`state encrypt --key-file ${key('second')} --yes`);
    const { exit, stderr } = await box.run(['vpc', 'list', '--key-file', key()]);
    expect([exit, stderr]).toEqual([
      2,
      expect.stringContaining('is not the key that the state is encrypted'),
    ]);
    expect(await box.ok('state decrypt --yes')).toMatch(/^the state is decrypted, as revision \d+\n$/);
    expect(existsSync(join(box.state, 'encryption.json'))).toBe(false);
    expect(await box.ok('gateway render seoul --key-file /nowhere')).toBe(
      await base.ok('gateway render seoul'),
    );
    expect(await box.ok('log -o name')).toMatch(/^\d+\n\d+\n\d+\n/);
    expect((await box.run(['state', 'decrypt', '--yes'])).stderr).toBe('the state is not encrypted\n');
  });

  test('is refused when a plain file is put in its place, and restored by the command that the error names', async () => {
    cpSync(join(base.state, 'state.jsonl'), join(box.state, 'state.jsonl'));
    const { exit, stderr } = await box.run(['gateway', 'list']);
    expect([exit, stderr]).toEqual([5, expect.stringContaining('is not encrypted, but this state is')]);
    await box.ok(`${/peerway (state restore \d+)/.exec(stderr)?.[1]} --yes`);
    expect(await box.ok('gateway list -o name')).toBe('osaka\nseoul\n');
    expect(leakedWords(box.state, words)).toEqual([]);
  });
});

describe('encrypting', () => {
  test.each([
    [['state', 'encrypt', '--yes'], 2, '--key-file <path> or --passphrase'],
    [['state', 'encrypt', '--key-file', 'key'], 2, '--yes is required when not running interactively'],
    [['state', 'encrypt', '--passphrase', '--yes'], 2, 'missing --passphrase-file <path>'],
    [['state', 'encrypt', '--passphrase-file', 'missing', '--yes'], 2, 'cannot be read: ENOENT'],
    [['state', 'encrypt', '--key-file', 'state/key', '--yes'], 2, 'inside the folder of the state'],
    [['state', 'encrypt', '--key-file', 'missing/key', '--yes'], 5, 'could not be created'],
    [['state', 'encrypt', '--key-file', '', '--yes'], 2, '--key-file is empty'],
    [['config', 'set', 'key-file', 'key'], 2, 'give an absolute path'],
  ])('%j changes nothing', async (args, status, message) => {
    const before = box.bytes();
    const { exit, stderr } = await box.run(args);
    expect([exit, stderr]).toEqual([status, expect.stringContaining(message)]);
    expect(box.bytes()).toBe(before);
    expect(existsSync(join(box.state, 'encryption.json'))).toBe(false);
    expect(leakedWords(box.folder, ['AGE-SECRET-KEY'])).toEqual([]);
  });

  test('before there is a state keeps even the first of it from the disk', async () => {
    const empty = sandbox();
    await empty.ok(`state encrypt --key-file ${key()} --yes`);
    await seoulAndOsaka(empty);
    expect(leakedWords(empty.state, ['seoul', 'osaka', 'netops'])).toEqual([]);
    expect(await empty.ok('gateway list -o name')).toBe('osaka\nseoul\n');
  });

  test('says as JSON what was done', async () => {
    const { stdout, stderr } = await box.run(
      `state encrypt --key-file ${key()} --yes -o json --as netops`.split(' '),
    );
    expect(JSON.parse(stdout)).toEqual({
      encrypted: true,
      kind: 'key-file',
      keyFile: key(),
      made: true,
      recipient: expect.stringMatching(/^age1/),
      revision: 5,
    });
    expect(stderr).toBe(`created the key file ${key()}; keep a copy of it elsewhere\n`);
    expect(stdout + stderr).not.toContain('AGE-SECRET-KEY');
  });
});

describe('a state behind a passphrase', () => {
  const passphrase = 'correct horse battery staple';
  const guarded = sandbox();
  beforeAll(async () => {
    cpSync(base.state, guarded.state, { recursive: true });
    const file = join(guarded.folder, 'passphrase');
    writeFileSync(file, `${passphrase}\nmore\n`, { mode: 0o600 });
    await guarded.ok(`state encrypt --passphrase --passphrase-file ${file} --yes`);
  });
  beforeEach(() => {
    for (const name of ['state', 'passphrase']) {
      rmSync(join(box.folder, name), { recursive: true, force: true });
      cpSync(join(guarded.folder, name), join(box.folder, name), { recursive: true });
    }
  });

  test('is opened by a file, by stdin and by an open file, and by nothing else', async () => {
    const list = ['gateway', 'list', '-o', 'name'];
    const file = join(box.folder, 'passphrase');
    const opened = [
      await box.run([...list, '--passphrase-file', file]),
      await box.run([...list, '--passphrase-file', '-'], { input: passphrase }),
      await box.run(list, { env: { PEERWAY_PASSPHRASE_FILE: file } }),
    ];
    for (const { stdout, stderr, exit } of opened)
      expect([stdout, stderr, exit]).toEqual(['osaka\nseoul\n', '', 0]);
    const fd = spawnSync(
      'sh',
      [
        '-c',
        `exec ${peerwayWords(['gateway', 'list']).join(' ')} -o name --passphrase-file /dev/fd/3 3<${file}`,
      ],
      {
        encoding: 'utf8',
        env: { ...process.env, PEERWAY_STATE: box.state },
      },
    );
    expect([fd.stdout, fd.stderr, fd.status]).toEqual(['osaka\nseoul\n', '', 0]);
    const without = await box.run(list);
    expect([without.exit, without.stderr]).toEqual([
      2,
      expect.stringContaining('missing --passphrase-file <path>'),
    ]);
    const wrong = await box.run([...list, '--passphrase-file', '-'], { input: 'correct horse' });
    expect([wrong.exit, wrong.stderr]).toEqual([2, expect.stringContaining('not the passphrase')]);
    const empty = await box.run([...list, '--passphrase-file', '-'], { input: '\n' });
    expect([empty.exit, empty.stderr]).toEqual([2, expect.stringContaining('no passphrase in stdin')]);
    expect(leakedWords(box.state, [...words, passphrase])).toEqual([]);
  }, 60_000);

  test('takes stdin for one thing only', async () => {
    const { exit, stderr } = await box.run(['state', 'import', '-', '--yes', '--passphrase-file', '-'], {
      input: await base.ok('state export --with-secrets'),
    });
    expect([exit, stderr]).toEqual([2, expect.stringContaining('stdin is used twice')]);
  });

  test('is encrypted for a key file instead, and its passphrase is of no use then', async () => {
    const file = join(box.folder, 'passphrase');
    await box.ok(`state encrypt --key-file ${key()} --passphrase-file ${file} --yes`);
    expect(existsSync(join(box.state, 'key.age'))).toBe(false);
    expect(await box.ok('gateway list -o name')).toBe('osaka\nseoul\n');
  }, 60_000);

  test('takes another passphrase', async () => {
    const [present, next] = [join(box.folder, 'passphrase'), join(box.folder, 'next')];
    writeFileSync(next, 'battery staple\n');
    const { exit, stderr } = await box.run(
      ['state', 'encrypt', '--passphrase', '--passphrase-file', next, '--yes'],
      { env: { PEERWAY_PASSPHRASE_FILE: present } },
    );
    expect([exit, stderr]).toEqual([0, '']);
    expect((await box.run(['gateway', 'list', '--passphrase-file', present])).exit).toBe(2);
    expect((await box.run(['gateway', 'list', '--passphrase-file', next])).exit).toBe(0);
  }, 60_000);
});

/** The bundles that a command loads with the library for encryption in them. */
async function agesLoadedBy(line: string): Promise<string[]> {
  const env = { PEERWAY_STATE: box.state, XDG_CONFIG_HOME: join(box.folder, 'config') };
  const { bundles, exit } = await loadedBy([...line.split(' '), '--as', 'netops'], env);
  expect([exit, bundles.length > 0]).toEqual([0, true]);
  return bundles
    .map(({ path }) => path)
    .filter((path) => readFileSync(path, 'utf8').includes('age-encryption.org/v1'));
}

test('only an encrypted state loads what opens it', async () => {
  for (const line of [
    'peering list',
    'vpc add tokyo --cidr 10.2.0.0/16',
    'log',
    'state backups',
    'state path',
  ])
    expect(await agesLoadedBy(line), line).toEqual([]);
  await box.ok(`state encrypt --key-file ${key()} --yes`);
  expect((await agesLoadedBy('peering list')).length).toBeGreaterThan(0);
  expect(await agesLoadedBy('state path')).toEqual([]);
});
