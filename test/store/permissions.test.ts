import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { EXIT } from '../../src/errors.ts';
import { FileStore } from '../../src/store/file-store.ts';
import { transact } from '../../src/store/transact.ts';
import { modeOf } from '../support/files.ts';
import { by, withVpc } from '../support/states.ts';
import { folderForTest } from '../support/temporary.ts';

let folder = '';
let store: FileStore;

const add = (name: string) =>
  transact(store, by(`vpc add ${name}`), (state) => ({ state: withVpc(state, name), result: 0 }));

beforeEach(async () => {
  folder = folderForTest();
  store = new FileStore({ folder });
  for (const name of ['a', 'b', 'c']) await add(name);
});

const generation = (revision: number): string => join(folder, 'generations', `0000000${revision}.jsonl`);

test.each([0o640, 0o604, 0o622, 0o644, 0o666])(
  'an earlier revision with mode %o is not restored',
  async (mode) => {
    chmodSync(generation(1), mode);
    await expect(store.restore(1, by('state restore'))).rejects.toMatchObject({
      exit: EXIT.conflict,
      code: 'state-too-open',
      message: expect.stringContaining(generation(1)),
      hint: expect.stringContaining(`chmod 600 ${generation(1)}`),
    });
    expect((await store.read()).revision).toBe(3);
    chmodSync(generation(1), 0o600);
    expect(await store.restore(1, by('state restore'))).toEqual({ revision: 4 });
    expect(modeOf(store.path)).toBe('600');
  },
);

test('an earlier revision that is a link is not restored', async () => {
  copyFileSync(generation(1), join(folder, 'elsewhere'));
  rmSync(generation(1));
  symlinkSync(join(folder, 'elsewhere'), generation(1));
  await expect(store.restore(1, by('state restore'))).rejects.toMatchObject({ code: 'state-not-a-file' });
});

test('a journal with an open mode is read, since it holds no keys, and the next change closes it', async () => {
  const journal = join(folder, 'journal.jsonl');
  chmodSync(journal, 0o644);
  expect(await store.journal()).toHaveLength(3);
  await add('d');
  expect(modeOf(journal)).toBe('600');
});

test('open files are found in the folder and among the earlier revisions', async () => {
  expect(await store.exposedPaths()).toEqual([]);
  writeFileSync(join(folder, 'notes.txt'), 'of the user', { mode: 0o644 });
  expect(await store.exposedPaths()).toEqual([]);
  for (const path of [generation(2), join(folder, 'journal.jsonl')]) chmodSync(path, 0o644);
  chmodSync(join(folder, 'generations'), 0o777);
  expect(await store.exposedPaths()).toEqual([
    { path: join(folder, 'generations'), mode: 0o777 },
    { path: generation(2), mode: 0o644 },
    { path: join(folder, 'journal.jsonl'), mode: 0o644 },
  ]);
});

test('nothing is found before the first change', async () => {
  expect(await new FileStore({ folder: join(folder, 'not', 'there') }).exposedPaths()).toEqual([]);
});

test.each([0o750, 0o755, 0o770, 0o775])('a folder with mode %o is used, with one warning', async (mode) => {
  chmodSync(folder, mode);
  const warnings: string[] = [];
  store = new FileStore({ folder, onWarning: (text) => warnings.push(text) });
  await add('d');
  await store.read();
  expect(warnings).toEqual([
    expect.stringMatching(new RegExp(`mode 0${mode.toString(8)}.*chmod 700 ${folder}`)),
  ]);
});

test.each([0o777, 0o1777, 0o702, 0o773])('a folder with mode %o is refused', async (mode) => {
  chmodSync(folder, mode);
  for (const use of [() => add('d'), () => store.read(), () => store.journal()])
    await expect(use()).rejects.toMatchObject({
      exit: EXIT.conflict,
      code: 'state-too-open',
      message: expect.stringContaining(folder),
      hint: `run \`chmod 700 ${folder}\``,
    });
  chmodSync(folder, 0o700);
  expect((await store.read()).revision).toBe(3);
});

test('a folder of another user is used by root, with a warning', async () => {
  if (process.geteuid?.() !== 0) return;
  chownSync(folder, 12345, 12345);
  const warnings: string[] = [];
  await new FileStore({ folder, onWarning: (text) => warnings.push(text) }).read();
  expect(warnings).toEqual([expect.stringMatching(/belongs to the user with id 12345.*`chown -R 0 /)]);
});

const NAMES = ['lock', 'journal.jsonl', 'state.jsonl', 'encryption.json', 'generations', 'lock.exclusive'];

test.each(NAMES)('%s is not followed if it is a link', async (name) => {
  const [path, elsewhere] = [join(folder, name), join(folderForTest(), 'elsewhere')];
  if (existsSync(path)) renameSync(path, elsewhere);
  symlinkSync(elsewhere, path);
  const before = existsSync(elsewhere) && name !== 'generations' ? readFileSync(elsewhere, 'utf8') : '';
  for (const use of [() => add('d'), () => store.read(), () => store.journal()])
    await expect(use()).rejects.toMatchObject({
      exit: EXIT.conflict,
      code: 'state-not-a-file',
      message: expect.stringContaining(`${path} is a symbolic link`),
      hint: expect.stringContaining(path),
    });
  if (before) expect(readFileSync(elsewhere, 'utf8')).toBe(before);
});

test.each(NAMES)('%s does not block a command if it is a named pipe', async (name) => {
  const path = join(folder, name);
  rmSync(path, { recursive: true, force: true });
  execFileSync('mkfifo', ['-m', '600', path]);
  for (const use of [() => add('d'), () => store.read(), () => store.journal()])
    await expect(use()).rejects.toMatchObject({
      code: 'state-not-a-file',
      message: expect.stringContaining(`${path} is a named pipe`),
    });
});
