import { chmodSync, copyFileSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { conflict } from '../../src/errors.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import { FileStore } from '../../src/store/file-store.ts';
import { GENERATIONS_KEPT } from '../../src/store/generations.ts';
import { transact } from '../../src/store/transact.ts';
import { modeOf, namesIn } from '../support/files.ts';
import { by, revealed, SAMPLE, withVpc } from '../support/states.ts';
import { folderForTest } from '../support/temporary.ts';

/** Adds a VPC per name, each in its own transaction. */
async function add(store: FileStore, ...names: string[]): Promise<void> {
  for (const name of names) {
    await transact(store, by('vpc add'), (state) => ({ state: withVpc(state, name), result: name }));
  }
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `vpc-${at + 1}`);
const vpcNames = async (store: FileStore): Promise<string[]> => [...(await store.read()).state.vpcs.keys()];

describe('a store in a folder', () => {
  test('is empty before the first change, and reading creates nothing', async () => {
    const folder = folderForTest();
    const snapshot = await new FileStore({ folder: join(folder, 'state') }).read();
    expect(snapshot).toEqual({ revision: 0, state: EMPTY_STATE });
    expect(namesIn(folder)).toEqual([]);
  });

  test('returns the result of a transaction', async () => {
    const store = new FileStore({ folder: folderForTest() });
    const outcome = await transact(store, by('state import'), (state, revision) => {
      expect({ state, revision }).toEqual({ state: EMPTY_STATE, revision: 0 });
      return { state: SAMPLE, result: 'done' };
    });
    expect(outcome).toEqual({ result: 'done', revision: 1, changed: true });
    const { revision, state } = await store.read();
    expect(revision).toBe(1);
    expect(revealed(state)).toEqual(revealed(SAMPLE));
  });

  test('writes nothing if the decision returns the same state', async () => {
    const store = new FileStore({ folder: folderForTest() });
    await add(store, 'a');
    const before = statSync(store.path, { bigint: true });
    const outcome = await transact(store, by('vpc list'), (state, revision) => ({ state, result: revision }));
    expect(outcome).toEqual({ result: 1, revision: 1, changed: false });
    expect(statSync(store.path, { bigint: true }).ino).toBe(before.ino);
  });

  test('decodes a state once that is read again before and in a transaction', async () => {
    const store = new FileStore({ folder: folderForTest() });
    await add(store, 'a');
    const { state } = await store.read();
    expect((await store.read()).state).toBe(state);
    await transact(store, by('vpc list'), (found) => {
      expect(found).toBe(state);
      return { state: found, result: undefined };
    });
    await add(new FileStore({ folder: join(store.path, '..') }), 'b');
    expect(await vpcNames(store)).toEqual(['a', 'b']);
  });

  test('writes nothing if the decision throws, and releases the lock', async () => {
    const store = new FileStore({ folder: folderForTest(), lockTimeoutMs: 0 });
    await add(store, 'a');
    const refusal = conflict('name-taken', 'There is already a VPC named a', 'take another');
    const failing = transact(store, by('vpc add'), () => {
      throw refusal;
    });
    await expect(failing).rejects.toBe(refusal);
    expect((await store.read()).revision).toBe(1);
    await add(store, 'b');
  });

  test('creates its folder and parents with mode 0700 and its files with 0600, regardless of the umask', async () => {
    const folder = join(folderForTest(), 'parent', 'state');
    const usual = process.umask();
    onTestFinished(() => void process.umask(usual));
    for (const umask of [0o000, 0o277]) {
      process.umask(umask);
      await add(new FileStore({ folder: join(folder, String(umask)) }), 'a', 'b');
      const made = join(folder, String(umask));
      expect(['', 'generations'].map((name) => modeOf(join(made, name)))).toEqual(['700', '700']);
      const files = ['state.jsonl', 'lock', 'generations/00000001.jsonl'];
      expect(files.map((name) => modeOf(join(made, name)))).toEqual(['600', '600', '600']);
    }
    expect(modeOf(join(folder, '..'))).toBe('700');
  });

  test('does not change the mode of an existing folder', async () => {
    const folder = folderForTest();
    chmodSync(folder, 0o755);
    await add(new FileStore({ folder }), 'a');
    expect(modeOf(folder)).toBe('755');
  });

  test('removes the leftovers of a killed transaction, and nothing else', async () => {
    const folder = folderForTest();
    const store = new FileStore({ folder });
    await add(store, 'a');
    const stale = 'state.jsonl.0b51e1c2-8b0c-4bc5-a6b1-1a2b3c4d5e6f.tmp';
    for (const name of [stale, 'state.jsonl.mine', 'notes.tmp']) writeFileSync(join(folder, name), 'key');
    await transact(store, by('vpc list'), (state) => ({ state, result: 0 }));
    expect(namesIn(folder)).toEqual([
      'journal.jsonl',
      'lock',
      'notes.tmp',
      'state.jsonl',
      'state.jsonl.mine',
    ]);
  });

  test('keeps the ten newest earlier revisions', async () => {
    const folder = folderForTest();
    const store = new FileStore({ folder });
    await add(store, ...numbered(GENERATIONS_KEPT + 3));
    const kept = await store.backups();
    expect(kept.map(({ revision }) => revision)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    expect(kept.every(({ revision, header }) => header?.revision === revision)).toBe(true);
    expect(namesIn(join(folder, 'generations'))).toContain('00000003.jsonl');
  });

  test('has a header in one line, whose checksum sha256sum confirms', async () => {
    const store = new FileStore({ folder: folderForTest(), now: () => '2026-01-02T03:04:05.000Z' });
    await add(store, 'a');
    const [first = ''] = readFileSync(store.path, 'utf8').split('\n');
    expect(JSON.parse(first)).toMatchObject({
      format: 4,
      revision: 1,
      at: '2026-01-02T03:04:05.000Z',
      command: 'vpc add',
      lineage: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const lineage = JSON.parse(first).lineage;
    await add(store, 'b');
    expect(JSON.parse(readFileSync(store.path, 'utf8').split('\n')[0] ?? '').lineage).toBe(lineage);
  });
});

describe('restoring an earlier revision', () => {
  test('makes it the next one and keeps the current one', async () => {
    const store = new FileStore({ folder: folderForTest() });
    await add(store, ...numbered(3));
    expect(await store.restore(1, by('state restore'))).toEqual({ revision: 4 });
    expect(await vpcNames(store)).toEqual(['vpc-1']);
    expect(await store.restore(3, by('state restore'))).toEqual({ revision: 5 });
    expect(await vpcNames(store)).toEqual(['vpc-1', 'vpc-2', 'vpc-3']);
  });

  test('works over a damaged file, which is kept', async () => {
    const folder = folderForTest();
    const store = new FileStore({ folder });
    await add(store, ...numbered(3));
    writeFileSync(store.path, 'garbage');
    expect(await store.restore(2, by('state restore'))).toEqual({ revision: 4 });
    expect(await vpcNames(store)).toEqual(['vpc-1', 'vpc-2']);
    expect(readFileSync(join(folder, 'state.before-4.jsonl'), 'utf8')).toBe('garbage');
  });

  test('works over a damaged file that an interrupted restore has kept already', async () => {
    const folder = folderForTest();
    const store = new FileStore({ folder });
    await add(store, ...numbered(3));
    writeFileSync(store.path, 'garbage');
    linkSync(store.path, join(folder, 'state.before-4.jsonl'));
    expect(await store.restore(2, by('state restore'))).toEqual({ revision: 4 });
    expect(namesIn(folder).filter((name) => name.includes('before'))).toEqual(['state.before-4.jsonl']);
  });

  test('never replaces a damaged file that was kept before', async () => {
    const folder = folderForTest();
    const store = new FileStore({ folder });
    await add(store, ...numbered(3));
    writeFileSync(store.path, 'garbage');
    writeFileSync(join(folder, 'state.before-4.jsonl'), 'other garbage');
    expect(await store.restore(2, by('state restore'))).toEqual({ revision: 4 });
    expect(readFileSync(join(folder, 'state.before-4.jsonl'), 'utf8')).toBe('other garbage');
    expect(readFileSync(join(folder, 'state.before-4-2.jsonl'), 'utf8')).toBe('garbage');
  });

  test('works if the file is missing', async () => {
    const store = new FileStore({ folder: folderForTest() });
    await add(store, ...numbered(3));
    rmSync(store.path);
    expect(await store.restore(2, by('state restore'))).toEqual({ revision: 4 });
    expect((await store.read()).revision).toBe(4);
  });

  test('lists the available revisions if the number does not exist', async () => {
    const store = new FileStore({ folder: folderForTest() });
    await add(store, ...numbered(3));
    await expect(store.restore(7, by('state restore'))).rejects.toMatchObject({
      exit: 4,
      hint: 'available revisions: 2, 1',
    });
  });
});

test('the revision after a file that was copied back is higher than all kept ones', async () => {
  const folder = folderForTest();
  const store = new FileStore({ folder });
  await add(store, ...numbered(4));
  copyFileSync(join(folder, 'generations', '00000002.jsonl'), store.path);
  await add(store, 'late');
  expect((await store.read()).revision).toBe(4);
  expect(await vpcNames(store)).toEqual(['late', 'vpc-1', 'vpc-2']);
  expect((await store.backups()).map(({ revision }) => revision)).toEqual([3, 2, 1]);
});
