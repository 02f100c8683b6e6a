import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { FileStore } from '../../src/store/file-store.ts';
import { transact } from '../../src/store/transact.ts';
import { modeOf, namesIn } from '../support/files.ts';
import { by, withVpc } from '../support/states.ts';
import { folderForTest } from '../support/temporary.ts';

let folder = '';
let store: FileStore;

beforeEach(() => {
  folder = folderForTest();
  store = new FileStore({ folder, now: () => '2026-01-02T03:04:05.000Z' });
});

const add = (name: string, command = `vpc add ${name}`) =>
  transact(store, by(command), (state) => ({ state: withVpc(state, name), result: 0 }));

const remove = (name: string) =>
  transact(store, by(`vpc delete ${name}`), (state): { state: State; result: 0 } => {
    const vpcs = new Map(state.vpcs);
    vpcs.delete(name as Name);
    return { state: { ...state, vpcs }, result: 0 };
  });

const told = async () =>
  (await store.journal()).map(({ before, after, command }) => [before, after, command]);
const path = () => join(folder, 'journal.jsonl');

test('each change is recorded with its author, its time and its objects', async () => {
  await add('a');
  await remove('a');
  const entry = { at: '2026-01-02T03:04:05.000Z', operator: 'netops', login: 'tester' };
  const object = { kind: 'vpc', name: 'a', of: [], values: expect.any(Array) };
  expect(await store.journal()).toEqual([
    { ...entry, command: 'vpc add a', before: 0, after: 1, objects: [{ ...object, change: 'added' }] },
    { ...entry, command: 'vpc delete a', before: 1, after: 2, objects: [{ ...object, change: 'removed' }] },
  ]);
  expect(modeOf(path())).toBe('600');
});

test('a transaction without changes is not recorded', async () => {
  await add('a');
  await transact(store, by('vpc list'), (state) => ({ state, result: 0 }));
  await transact(store, by('vpc list'), (state) => ({ state: { ...state }, result: 0 }));
  expect(await told()).toEqual([[0, 1, 'vpc add a']]);
});

test.each([
  ['a complete entry', (line: string) => line],
  ['part of an entry', (line: string) => line.slice(0, 40)],
  ['garbage', () => '\0\0\0\n\n'],
])('%s that a change left behind when it was cut short does not count', async (_, left) => {
  await add('a');
  const [line = ''] = readFileSync(path(), 'utf8').split(/(?<=\n)/);
  appendFileSync(path(), left(line));
  expect(await told()).toEqual([[0, 1, 'vpc add a']]);
  await add('b');
  expect(await told()).toEqual([
    [0, 1, 'vpc add a'],
    [1, 2, 'vpc add b'],
  ]);
});

test('later entries are kept if an older state file is copied back', async () => {
  await add('a');
  copyFileSync(store.path, join(folder, 'saved'));
  await add('b');
  await add('c');
  rmSync(store.path);
  copyFileSync(join(folder, 'saved'), store.path);
  await add('d');
  expect((await told()).map(([, , command]) => command)).toEqual(
    ['a', 'b', 'c', 'd'].map((name) => `vpc add ${name}`),
  );
});

test('altered and removed lines are detected', async () => {
  for (const name of ['a', 'b', 'c']) await add(name);
  const whole = readFileSync(path(), 'utf8');
  expect((await store.verifyJournal()).damage).toBeUndefined();
  const lines = whole.split(/(?<=\n)/);
  writeFileSync(path(), whole.replace('vpc add b', 'vpc add x'));
  expect(await store.verifyJournal()).toMatchObject({ damage: 'line 2 has been altered' });
  writeFileSync(path(), lines.filter((_, at) => at !== 1).join(''));
  expect((await store.verifyJournal()).damage).toBe('entries between revisions 1 and 2 have been removed');
});

test('the state can be changed with a missing or truncated journal, and the rest of the journal is kept', async () => {
  await add('a');
  await add('b');
  const [first = ''] = readFileSync(path(), 'utf8').split(/(?<=\n)/);
  writeFileSync(path(), first);
  await add('c');
  expect(await told()).toEqual([[2, 3, 'vpc add c']]);
  expect(readFileSync(join(folder, 'journal.before-3.jsonl'), 'utf8')).toBe(first);
  rmSync(path());
  await add('d');
  expect(await told()).toEqual([[3, 4, 'vpc add d']]);
});

test('a restore is recorded like any other change, also over a damaged state', async () => {
  await add('a');
  await add('b');
  await store.restore(1, by('state restore 1'));
  writeFileSync(store.path, 'rubbish');
  await store.restore(2, by('state restore 2'));
  expect(await told()).toEqual([
    [0, 1, 'vpc add a'],
    [1, 2, 'vpc add b'],
    [2, 3, 'state restore 1'],
    [0, 4, 'state restore 2'],
  ]);
  expect(namesIn(folder)).toContain('journal.jsonl');
});

test('a restore is recorded with the objects that it changes', async () => {
  await add('a');
  await add('b');
  await store.restore(1, by('state restore 1'));
  expect((await store.journal()).at(-1)?.objects).toEqual([
    expect.objectContaining({ kind: 'vpc', name: 'b', change: 'removed', of: [] }),
  ]);
});

test('leftovers of an interrupted restore over a damaged state do not count', async () => {
  await add('a');
  await add('b');
  const whole = readFileSync(path());
  writeFileSync(store.path, 'rubbish');
  const damaged = readFileSync(store.path);
  await store.restore(1, by('state restore 1'));
  // Simulates a kill between the journal and the rename.
  rmSync(store.path);
  writeFileSync(store.path, damaged, { mode: 0o600 });
  expect((await told()).length).toBe(2);
  await store.restore(1, by('state restore 1'));
  expect((await told()).map(([, after]) => after)).toEqual([1, 2, 3]);
  expect(readFileSync(path()).subarray(0, whole.length)).toEqual(whole);
});

test('the journal of a damaged state can be read', async () => {
  await add('a');
  await add('b');
  writeFileSync(store.path, 'rubbish');
  expect((await told()).length).toBe(2);
});
