import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { sealEntries, unsealEntries } from '../../src/store/encryption/sealed.ts';
import { decodeFile } from '../../src/store/envelope.ts';
import { FileStore } from '../../src/store/file-store.ts';
import { generationPath } from '../../src/store/generations.ts';
import { transact } from '../../src/store/transact.ts';
import { filesBelow, modeOf, namesIn } from '../support/files.ts';
import { by, revealed, SAMPLE, withVpc } from '../support/states.ts';
import {
  keyFile,
  leakedWords,
  passphrase,
  storeFor,
  type TestKey,
  wordsOf,
} from '../support/store/encryption.ts';
import { firstOutput, type StoreProcess, storeProcesses } from '../support/store/store-process.ts';
import { folderForTest } from '../support/temporary.ts';

const startProcess = storeProcesses();

let folder = '';
let keys = '';

beforeEach(() => {
  [folder, keys] = [folderForTest(), folderForTest()];
});

const add = (store: FileStore, name: string) =>
  transact(store, by(`vpc add ${name}`), (state) => ({ state: withVpc(state, name), result: 0 }));

/** Creates an unencrypted state of three revisions, each with secrets. */
async function plainState(): Promise<FileStore> {
  const store = storeFor(folder);
  await transact(store, by('state import'), () => ({ state: SAMPLE, result: 0 }));
  for (const name of ['harbour', 'island']) await add(store, name);
  return store;
}

/** Creates the same state, encrypted in a fourth revision. */
async function encryptedState(key: TestKey): Promise<FileStore> {
  await plainState();
  const store = storeFor(folder, key);
  await store.convert(key.target, by('state encrypt'));
  return store;
}

const commandsOf = async (store: FileStore): Promise<string[]> =>
  (await store.journal()).map(({ command }) => command);

const WORDS = [
  ...wordsOf(SAMPLE),
  ...['harbour', 'island', 'state import', 'vpc add', 'operator', 'privateKey', 'tester'],
];

const whole = async (): Promise<State> => {
  let state = SAMPLE;
  for (const name of ['harbour', 'island']) state = withVpc(state, name);
  return state;
};

const KINDS: [string, () => Promise<TestKey>][] = [
  ['a key file', () => keyFile(join(keys, 'key'))],
  ['a passphrase', () => passphrase('correct horse')],
];

describe.each(KINDS)('a state encrypted with %s', (_, makeKey) => {
  test('has the same contents, earlier revisions and journal', async () => {
    const store = await encryptedState(await makeKey());
    expect((await store.read()).revision).toBe(4);
    expect(revealed((await store.read()).state)).toEqual(revealed(await whole()));
    expect(await commandsOf(store)).toEqual([
      'state import',
      'vpc add harbour',
      'vpc add island',
      'state encrypt',
    ]);
    expect((await store.backups()).map(({ revision, header }) => [revision, header?.revision])).toEqual([
      [3, 3],
      [2, 2],
      [1, 1],
    ]);
    await store.restore(2, by('state restore 2'));
    expect(revealed((await store.read()).state)).toEqual(revealed(withVpc(SAMPLE, 'harbour')));
  });

  test('reveals nothing in any file, and only its owner can access them', async () => {
    await plainState();
    expect(leakedWords(folder, WORDS).length).toBeGreaterThan(100);
    writeFileSync(
      join(folder, 'state.before-2.jsonl'),
      `damaged ${[...SAMPLE.gateways.values()][0]?.privateKey?.reveal()}`,
      { mode: 0o600 },
    );
    copyFileSync(join(folder, 'journal.jsonl'), join(folder, 'journal.before-2.jsonl'));
    writeFileSync(generationPath(folder, 1), `${readFileSync(generationPath(folder, 1))}damaged`);
    const key = await makeKey();
    const store = storeFor(folder, key);
    await store.convert(key.target, by('state encrypt'));
    await add(store, 'lagoon');
    expect(leakedWords(folder, [...WORDS, 'lagoon', 'damaged'])).toEqual([]);
    expect(filesBelow(folder).map(modeOf)).toEqual(filesBelow(folder).map(() => '600'));
    expect(namesIn(folder)).toEqual(
      [
        'encryption.json',
        'generations',
        'journal.before-2.jsonl.age',
        'journal.jsonl',
        ...(key.target.lockedKey ? ['key.age'] : []),
        'lock',
        'state.before-2.jsonl.age',
        'state.jsonl',
      ].sort(),
    );
  });

  test('can be decrypted with its earlier revisions and its journal', async () => {
    await plainState();
    writeFileSync(join(folder, 'state.before-2.jsonl'), 'damaged', { mode: 0o600 });
    const before = namesIn(folder);
    const journal = readFileSync(join(folder, 'journal.jsonl'), 'utf8');
    const first = readFileSync(generationPath(folder, 1), 'utf8');
    const key = await makeKey();
    const store = storeFor(folder, key);
    await store.convert(key.target, by('state encrypt'));
    await store.convert(undefined, by('state decrypt'));
    const keyless = storeFor(folder);
    expect(revealed((await keyless.read()).state)).toEqual(revealed(await whole()));
    expect(namesIn(folder)).toEqual(before);
    expect(readFileSync(join(folder, 'state.before-2.jsonl'), 'utf8')).toBe('damaged');
    expect(readFileSync(generationPath(folder, 1), 'utf8')).toBe(first);
    expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8').startsWith(journal)).toBe(true);
    expect(await commandsOf(keyless)).toHaveLength(5);
    expect((await keyless.verifyJournal()).damage).toBeUndefined();
    expect(filesBelow(folder).map(modeOf)).toEqual(filesBelow(folder).map(() => '600'));
  });

  test('can be encrypted for another key, and the first key no longer works', async () => {
    const [first, second] = [await makeKey(), await keyFile(join(keys, 'second'))];
    const store = await encryptedState(first);
    await add(store, 'lagoon');
    await storeFor(folder, first).convert(second.target, by('state encrypt'));
    expect(existsSync(join(folder, 'key.age'))).toBe(false);
    const rekeyed = storeFor(folder, second);
    expect((await rekeyed.read()).revision).toBe(6);
    expect(await commandsOf(rekeyed)).toHaveLength(6);
    for (const { revision } of await rekeyed.backups())
      await storeFor(folder, second).restore(revision, by(`state restore ${revision}`));
    const { recipient } = first.target.cipher.note;
    expect(leakedWords(folder, [recipient])).toEqual([]);
    // The marker names the second key file, but a key file given explicitly excludes it.
    if (first.sources.keyFile)
      await expect(storeFor(folder, first).read()).rejects.toMatchObject({ exit: 2, code: 'wrong-key' });
  });

  test('can be encrypted and read while it is empty', async () => {
    const key = await makeKey();
    expect(await storeFor(folder, key).convert(key.target, by('state encrypt'))).toBe(1);
    const store = storeFor(folder, key);
    await add(store, 'harbour');
    expect([...(await store.read()).state.vpcs.keys()]).toEqual(['harbour']);
    expect(leakedWords(folder, ['harbour'])).toEqual([]);
  });

  test('reports without the key as much as it can', async () => {
    await encryptedState(await makeKey());
    const keyless = storeFor(folder);
    rmSync(join(keys, 'key'), { force: true });
    const needed = { exit: 2, code: 'key-needed' };
    await expect(keyless.read()).rejects.toMatchObject(needed);
    await expect(add(keyless, 'lagoon')).rejects.toMatchObject(needed);
    await expect(keyless.verifyJournal()).rejects.toMatchObject(needed);
    await expect(keyless.restore(1, by('state restore 1'))).rejects.toMatchObject(needed);
    await expect(keyless.convert(undefined, by('state decrypt'))).rejects.toMatchObject(needed);
    expect((await keyless.backups()).map(({ header }) => [header?.revision, header?.command])).toEqual([
      [3, undefined],
      [2, undefined],
      [1, undefined],
    ]);
    expect(JSON.parse(readFileSync(keyless.path, 'utf8').split('\n')[0] ?? '').revision).toBe(4);
  });

  test('lists the commands of its earlier revisions if its key is available', async () => {
    const key = await makeKey();
    await encryptedState(key);
    const sources = { ...key.sources, passphraseAtHand: true };
    const commands = (await storeFor(folder, { ...key, sources }).backups()).map(
      ({ header }) => header?.command,
    );
    expect(commands).toEqual(['vpc add island', 'vpc add harbour', 'state import']);
  });
});

test.each([
  { encrypted: '3', plain: '2' },
  { encrypted: '4.encrypted', plain: '4' },
])('an encrypted state of format $encrypted can be read', async ({ encrypted, plain }) => {
  const kept = (name: string): string => new URL(`formats/${name}`, import.meta.url).pathname;
  for (const [from, to] of [
    [`${encrypted}.jsonl`, join(folder, 'state.jsonl')],
    [`${encrypted}.journal.jsonl`, join(folder, 'journal.jsonl')],
    ['3.key', join(keys, 'key')],
  ] as const) {
    copyFileSync(kept(from), to);
    chmodSync(to, 0o600);
  }
  const store = new FileStore({ folder, keys: { keyFile: join(keys, 'key') } });
  const before = decodeFile(readFileSync(kept(`${plain}.jsonl`))).state;
  expect(revealed((await store.read()).state)).toEqual(revealed(before));
  expect((await store.verifyJournal()).damage).toBeUndefined();
  expect((await commandsOf(store)).at(-1)).toBe('state encrypt');
});

test('a wrong passphrase reads nothing', async () => {
  await encryptedState(await passphrase('correct horse'));
  const wrong = storeFor(folder, await passphrase('battery staple'));
  await expect(wrong.read()).rejects.toMatchObject({ exit: 2, code: 'wrong-passphrase' });
  rmSync(join(folder, 'key.age'));
  await expect(wrong.read()).rejects.toMatchObject({ exit: 5, message: expect.stringContaining('key.age') });
});

test('the key file from the preferences comes before the one in the marker, and either works', async () => {
  const key = await keyFile(join(keys, 'key'));
  await encryptedState(key);
  copyFileSync(join(keys, 'key'), join(keys, 'copy'));
  await keyFile(join(keys, 'other'));
  for (const preferred of ['copy', 'other', 'missing'])
    expect((await storeWithPreference(join(keys, preferred)).read()).revision).toBe(4);
  rmSync(join(keys, 'key'));
  expect((await storeWithPreference(join(keys, 'copy')).read()).revision).toBe(4);
  await expect(storeWithPreference(join(keys, 'other')).read()).rejects.toMatchObject({
    exit: 2,
    code: 'wrong-key',
    message: expect.stringContaining(key.target.cipher.note.recipient),
  });
});

const storeWithPreference = (path: string): FileStore =>
  new FileStore({ folder, keys: { preferredKeyFile: async () => path } });

describe('a key file', () => {
  test.each([0o640, 0o604, 0o666, 0o644])('with mode %o is rejected', async (mode) => {
    const key = await keyFile(join(keys, 'key'));
    await encryptedState(key);
    chmodSync(join(keys, 'key'), mode);
    await expect(storeFor(folder, key).read()).rejects.toMatchObject({
      exit: 5,
      code: 'key-too-open',
      hint: expect.stringContaining(`chmod 600 ${join(keys, 'key')}`),
    });
  });

  test('is created once, in the same form as age-keygen', async () => {
    const path = join(keys, 'key');
    const { target } = await keyFile(path);
    expect(modeOf(path)).toBe('600');
    expect(readFileSync(path, 'utf8')).toMatch(
      /^# created: 2026\S+\n# public key: (age1[a-z0-9]{58})\nAGE-SECRET-KEY-1[A-Z0-9]{58}\n$/,
    );
    expect(readFileSync(path, 'utf8')).toContain(target.cipher.note.recipient);
    expect((await keyFile(path)).target.cipher.note.recipient).toBe(target.cipher.note.recipient);
  });

  test('can be a link and contain several keys', async () => {
    const key = await keyFile(join(keys, 'key'));
    await keyFile(join(keys, 'other'));
    await encryptedState(key);
    const both = `${readFileSync(join(keys, 'other'))}\r\n${readFileSync(join(keys, 'key'))}`;
    writeFileSync(join(keys, 'both'), both, { mode: 0o600 });
    symlinkSync('both', join(keys, 'link'));
    const store = storeFor(folder, { ...key, sources: { keyFile: join(keys, 'link') } });
    expect((await store.read()).revision).toBe(4);
  });

  test.each([
    ['no key', 'hello\n'],
    ['a key with a typo', `AGE-SECRET-KEY-1${'Q'.repeat(58)}\n`],
    ['nothing', ''],
  ])('with %s is refused', async (_, text) => {
    writeFileSync(join(keys, 'key'), text, { mode: 0o600 });
    await expect(keyFile(join(keys, 'key'))).rejects.toMatchObject({ exit: 2, code: 'wrong-key' });
  });

  test('that is a folder, or in a missing folder, is rejected', async () => {
    mkdirSync(join(keys, 'key'), { mode: 0o700 });
    await expect(keyFile(join(keys, 'key'))).rejects.toMatchObject({ exit: 2, code: 'key-needed' });
    await expect(keyFile(join(keys, 'missing', 'key'))).rejects.toMatchObject({
      exit: 5,
      code: 'not-written',
    });
  });
});

describe('a file in place of an encrypted state', () => {
  let key: TestKey;
  let store: FileStore;
  let plain: Buffer;

  beforeEach(async () => {
    key = await keyFile(join(keys, 'key'));
    await plainState();
    plain = readFileSync(join(folder, 'state.jsonl'));
    store = storeFor(folder, key);
    await store.convert(key.target, by('state encrypt'));
    await add(store, 'lagoon');
  });

  const put = (bytes: Buffer): void => writeFileSync(store.path, bytes, { mode: 0o600 });

  test('is rejected if it is unencrypted, and both suggested remedies work', async () => {
    put(plain);
    const refusal = {
      exit: 5,
      code: 'state-not-encrypted',
      hint: expect.stringMatching(/run `peerway state restore 4`; .*run `rm \S*\/encryption\.json`$/),
    };
    await expect(store.read()).rejects.toMatchObject(refusal);
    await expect(add(store, 'more')).rejects.toMatchObject(refusal);
    await expect(store.convert(undefined, by('state decrypt'))).rejects.toMatchObject(refusal);
    expect(readFileSync(store.path)).toEqual(plain);
    await store.restore(4, by('state restore 4'));
    expect((await storeFor(folder, key).read()).state.vpcs.has('island' as Name)).toBe(true);
    expect(leakedWords(folder, WORDS)).toEqual([]);
    expect(namesIn(folder)).toContain('state.before-6.jsonl.age');
    put(plain);
    rmSync(join(folder, 'encryption.json'));
    expect((await storeFor(folder).read()).revision).toBe(3);
  });

  test('is rejected if it is an unencrypted earlier revision', async () => {
    writeFileSync(generationPath(folder, 3), plain, { mode: 0o600 });
    await expect(store.restore(3, by('state restore 3'))).rejects.toMatchObject({
      code: 'state-not-encrypted',
      message: expect.stringContaining('00000003.jsonl'),
      hint: expect.stringContaining(`rm ${join(folder, 'encryption.json')}`),
    });
    writeFileSync(store.path, 'damaged');
    await expect(store.read()).rejects.toMatchObject({ hint: expect.stringContaining('state restore 4') });
    rmSync(generationPath(folder, 4));
    await expect(store.read()).rejects.toMatchObject({ hint: expect.stringContaining('state restore 2') });
  });

  test('is rejected if it is encrypted for another key, also with that key', async () => {
    const [stranger, elsewhere] = [await keyFile(join(keys, 'stranger')), folderForTest()];
    const theirs = storeFor(elsewhere, stranger);
    await theirs.convert(stranger.target, by('state encrypt'));
    put(readFileSync(theirs.path));
    for (const whoever of [key, stranger])
      await expect(storeFor(folder, whoever).read()).rejects.toMatchObject({
        exit: 5,
        code: 'state-other-key',
        message: expect.stringContaining(stranger.target.cipher.note.recipient),
        hint: expect.stringContaining('peerway state restore 4'),
      });
    await storeFor(folder, key).restore(4, by('state restore 4'));
    expect((await storeFor(folder, key).read()).revision).toBe(6);
  });

  test('is rejected if any of its bytes has changed', async () => {
    const whole = readFileSync(store.path);
    for (let at = 0; at < whole.length; at += 7) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      put(damaged);
      await expect(store.read(), `byte ${at}`).rejects.toMatchObject({
        exit: 5,
        code: expect.stringMatching(/^state-(damaged|newer-format)$/),
      });
    }
  });

  test.each(['', '{}', '{"kind":"key-file","recipient":"age1"}', 'null', '{"kind":"x","recipient":7}'])(
    'is rejected if the marker contains %j',
    async (text) => {
      writeFileSync(join(folder, 'encryption.json'), text);
      await expect(store.read()).rejects.toMatchObject({ exit: 5, code: 'encryption-unknown' });
      await expect(add(store, 'more')).rejects.toMatchObject({ exit: 5, code: 'encryption-unknown' });
    },
  );
});

test.each(KINDS)('the marker for %s is written again with the next change', async (_, makeKey) => {
  const key = await makeKey();
  const store = await encryptedState(key);
  const noted = readFileSync(join(folder, 'encryption.json'));
  rmSync(join(folder, 'encryption.json'));
  expect((await storeFor(folder, key).read()).revision).toBe(4);
  await add(store, 'lagoon');
  expect(readFileSync(join(folder, 'encryption.json'))).toEqual(noted);
  expect(leakedWords(folder, WORDS)).toEqual([]);
});

test('an altered line of an encrypted journal is detected, and the next change starts a new journal', async () => {
  const key = await keyFile(join(keys, 'key'));
  const store = await encryptedState(key);
  await add(store, 'lagoon');
  const path = join(folder, 'journal.jsonl');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/"sealed":"YWdl/g, '"sealed":"YWdm'));
  expect(await store.verifyJournal()).toMatchObject({
    entries: [1, 2, 3].map((line) => ({ at: '', damage: expect.stringContaining(`line ${line}`) })),
    damage: expect.stringContaining('line 1'),
  });
  await add(store, 'reef');
  expect(await commandsOf(store)).toEqual(['vpc add reef']);
  expect(leakedWords(folder, WORDS)).toEqual([]);
});

test('a line of an encrypted journal that the key does not decrypt is detected', async () => {
  const [{ target }, other] = [await keyFile(join(keys, 'key')), await keyFile(join(keys, 'other'))];
  const entry = { at: '', operator: 'netops', command: 'vpc add', before: 0, after: 1, objects: [] };
  const lines = [
    await sealEntries([entry, entry], target.cipher),
    await sealEntries([entry], other.target.cipher),
  ];
  expect(await unsealEntries(lines, target.cipher)).toEqual({
    entries: [entry, entry],
    damage: 'line 2 has been altered or removed',
  });
});

test('a revision can be restored over a damaged encrypted state, which is kept', async () => {
  const key = await keyFile(join(keys, 'key'));
  const store = await encryptedState(key);
  writeFileSync(store.path, readFileSync(store.path).subarray(0, 700));
  await expect(store.read()).rejects.toMatchObject({
    code: 'state-damaged',
    hint: expect.stringContaining('is intact; run `peerway state restore 3`'),
  });
  await store.restore(3, by('state restore 3'));
  expect((await storeFor(folder, key).read()).state.vpcs.has('island' as Name)).toBe(true);
  expect(namesIn(folder)).toContain('state.before-5.jsonl.age');
});

test('the lock of an encrypted state reveals no names', async () => {
  const key = await keyFile(join(keys, 'key'));
  const store = await encryptedState(key);
  await transact(store, by('vpc add lagoon'), (state) => {
    expect(leakedWords(folder, ['lagoon', 'vpc add'])).toEqual([]);
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toContain('"command":"peerway"');
    return { state: withVpc(state, 'lagoon'), result: 0 };
  });
});

test('no change is lost while the state is encrypted, encrypted again and decrypted', async () => {
  const [first, second] = [await keyFile(join(keys, 'key')), await keyFile(join(keys, 'second'))];
  await plainState();
  const driven = Array.from({ length: 3 }, () => startProcess('add', folder, 12));
  const patient = (key: TestKey) => new FileStore({ folder, lockTimeoutMs: 60_000, keys: key.sources });
  await firstOutput(driven[0] as StoreProcess);
  await patient(first).convert(first.target, by('state encrypt'));
  await patient(first).convert(second.target, by('state encrypt'));
  await patient(second).convert(undefined, by('state decrypt'));
  await patient(first).convert(first.target, by('state encrypt'));
  expect(await Promise.all(driven.map(({ errors }) => errors))).toEqual(['', '', '']);
  const { revision, state } = await storeFor(folder, first).read();
  expect(revision).toBe(3 + 36 + 4);
  expect(state.vpcs.size).toBe(SAMPLE.vpcs.size + 2 + 36);
  const { entries, damage } = await storeFor(folder, first).verifyJournal();
  expect([entries.map(({ after }) => after), damage]).toEqual([
    Array.from({ length: revision }, (_, at) => at + 1),
    undefined,
  ]);
  expect(leakedWords(folder, WORDS)).toEqual([]);
}, 60_000);
