import { chmodSync, copyFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
  chmodSync(folder, 0o755);
  expect(await store.exposedPaths()).toEqual([]);
  chmodSync(folder, 0o775);
  for (const path of [generation(2), join(folder, 'journal.jsonl')]) chmodSync(path, 0o644);
  chmodSync(join(folder, 'generations'), 0o777);
  expect(await store.exposedPaths()).toEqual([
    { path: folder, mode: 0o775 },
    { path: join(folder, 'generations'), mode: 0o777 },
    { path: generation(2), mode: 0o644 },
    { path: join(folder, 'journal.jsonl'), mode: 0o644 },
  ]);
});

test('nothing is found before the first change', async () => {
  expect(await new FileStore({ folder: join(folder, 'not', 'there') }).exposedPaths()).toEqual([]);
});
