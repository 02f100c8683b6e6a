import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { FileStore } from '../../src/store/file-store.ts';
import { thisProcess } from '../../src/store/lock/holder.ts';
import { transact } from '../../src/store/transact.ts';
import { namesIn } from '../support/files.ts';
import { by, withVpc } from '../support/states.ts';
import { firstOutput, storeProcesses } from '../support/store/store-process.ts';
import { folderForTest } from '../support/temporary.ts';

const startProcess = storeProcesses();

/** A program that does not exist. */
const MISSING = 'no-such-flock';

const addOne = (store: FileStore, name = 'late') =>
  transact(store, by('vpc add'), (state) => ({ state: withVpc(state, name), result: 0 }));

const KINDS: [string, string | undefined][] = [
  ['flock', undefined],
  ['a lock file instead of flock', MISSING],
];

const storeWith = (folder: string, flock: string | undefined, more = {}): FileStore =>
  new FileStore({ folder, ...(flock === undefined ? {} : { flock: [flock] }), ...more });

describe.each(KINDS)('with %s', (_kind, flock) => {
  test('8 processes with 20 transactions each lose no change and leave no gap in the revisions', async () => {
    const folder = folderForTest();
    const driven = Array.from({ length: 8 }, () => startProcess('add', folder, 20, flock));
    const outputs = await Promise.all(driven.map(({ output }) => output));
    expect(await Promise.all(driven.map(({ errors }) => errors))).toEqual(Array(8).fill(''));
    const told = outputs.flatMap((output) => output.trimEnd().split('\n')).map((line) => line.split(' '));
    const revisions = told.map(([revision]) => Number(revision)).sort((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 160 }, (_, at) => at + 1));
    const { revision, state } = await storeWith(folder, flock).read();
    expect(revision).toBe(160);
    expect([...state.vpcs.keys()].sort()).toEqual(told.map(([, name]) => name).sort());
    expect(namesIn(folder).filter((name) => /tmp|exclusive/.test(name))).toEqual([]);
  }, 60_000);

  test('a timeout names the holder, after a notice about the wait', async () => {
    const folder = folderForTest();
    const holder = startProcess('hold', folder, 20_000, flock);
    await firstOutput(holder);
    const lines: string[] = [];
    const onWait = (line: string) => void lines.push(line);
    const began = performance.now();
    const waiting = addOne(storeWith(folder, flock, { lockTimeoutMs: 1500, onWait }));
    await expect(waiting).rejects.toMatchObject({
      exit: 5,
      code: 'state-locked',
      message: expect.stringMatching(
        `^The state is locked by pid ${holder.child.pid} \\(peering create\\) since 20`,
      ),
      hint: expect.stringContaining('nothing was changed'),
    });
    expect(performance.now() - began).toBeGreaterThanOrEqual(1500);
    expect(lines).toEqual([expect.stringMatching(/^waiting for the state lock, held by pid \d+ \(peering/)]);
    expect((await storeWith(folder, flock).read()).revision).toBe(0);
  });

  test('readers do not wait', async () => {
    const folder = folderForTest();
    await addOne(storeWith(folder, flock), 'early');
    await firstOutput(startProcess('hold', folder, 20_000, flock));
    expect([...(await storeWith(folder, flock).read()).state.vpcs.keys()]).toEqual(['early']);
  });

  test('the lock of a killed holder does not delay the next one', async () => {
    const folder = folderForTest();
    const holder = startProcess('hold', folder, 20_000, flock);
    await firstOutput(holder);
    holder.child.kill('SIGKILL');
    await holder.exit;
    const lines: string[] = [];
    const store = storeWith(folder, flock, { onWait: (line: string) => lines.push(line) });
    expect(await addOne(store)).toMatchObject({ revision: 1 });
    expect(lines).toEqual([]);
  });

  test('a stopped holder keeps the lock, and continues with it', async () => {
    const folder = folderForTest();
    const holder = startProcess('hold', folder, 300, flock);
    await firstOutput(holder);
    holder.child.kill('SIGSTOP');
    const waiting = addOne(storeWith(folder, flock, { lockTimeoutMs: 1000 }));
    await expect(waiting).rejects.toMatchObject({ code: 'state-locked' });
    holder.child.kill('SIGCONT');
    expect(await holder.exit).toBe(0);
    expect(await addOne(storeWith(folder, flock))).toMatchObject({ revision: 2 });
  });

  test('two transactions of one process run one after the other', async () => {
    const store = storeWith(folderForTest(), flock);
    const outcomes = await Promise.all(['a', 'b', 'c'].map((name) => addOne(store, name)));
    expect(outcomes.map(({ revision }) => revision).sort()).toEqual([1, 2, 3]);
  });

  test('a change made without the lock is not overwritten', async () => {
    const folder = folderForTest();
    const store = storeWith(folder, flock);
    await addOne(store, 'first');
    await addOne(store, 'second');
    const other = readFileSync(join(folder, 'generations', '00000001.jsonl'));
    const losing = transact(store, by('vpc add'), (state) => {
      rmSync(store.path);
      writeFileSync(store.path, other, { mode: 0o600 });
      return { state: withVpc(state, 'third'), result: 0 };
    });
    await expect(losing).rejects.toMatchObject({ code: 'state-changed' });
    expect(readFileSync(store.path)).toEqual(other);
    expect(namesIn(folder)).toEqual(['generations', 'journal.jsonl', 'lock', 'state.jsonl']);
  });
});

describe('a flock that fails', () => {
  test('is reported, not mistaken for a missing program', async () => {
    const store = storeWith(folderForTest(), '/bin/false', { lockTimeoutMs: 0 });
    await expect(addOne(store)).rejects.toMatchObject({ code: 'state-locked' });
    const broken = storeWith(folderForTest(), '/etc/passwd');
    await expect(addOne(broken)).rejects.toMatchObject({ exit: 5, code: 'state-lock-failed' });
  });
});

test('a PATH with an entry that is not a folder is no error', async () => {
  vi.stubEnv('PATH', '/etc/passwd:/etc/group');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await addOne(storeWith(folderForTest(), MISSING))).toMatchObject({ revision: 1 });
});

describe('a lock file', () => {
  const holder = thisProcess('peering create', '2026-01-02T03:04:05.000Z', 'a');
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

  test.each([
    ['a pid that another process has now', { ...holder, started: '1' }],
    ['a process that does not exist', { ...holder, pid: 4_194_305 }],
  ])('of %s is broken', async (_whose, gone) => {
    const folder = folderForTest();
    writeFileSync(join(folder, 'lock.exclusive'), JSON.stringify(gone));
    expect(await addOne(storeWith(folder, MISSING))).toMatchObject({ revision: 1 });
    expect(namesIn(folder)).toEqual(['journal.jsonl', 'lock', 'state.jsonl']);
  });

  test.each([
    ['a running process', holder, `pid ${process.pid} (peering create)`],
    ['another host', { ...holder, pid: 4_194_305, place: `other ${boot} x` }, 'pid 4194305 on other'],
    ['another boot', { ...holder, pid: 4_194_305, place: `${hostname()} x x` }, 'pid 4194305 on'],
  ])('of %s is never broken, however old', async (_whose, present, named) => {
    const folder = folderForTest();
    const path = join(folder, 'lock.exclusive');
    writeFileSync(path, JSON.stringify(present));
    await expect(addOne(storeWith(folder, MISSING, { lockTimeoutMs: 100 }))).rejects.toMatchObject({
      code: 'state-locked',
      message: expect.stringContaining(named),
      hint: expect.stringMatching(`rm -f ${path}$`),
    });
    expect(readFileSync(path, 'utf8')).toBe(JSON.stringify(present));
  });

  test('of a dead process is broken even if two breakers were killed before', async () => {
    const folder = folderForTest();
    const [dead, second, third] = ['d', 'e', 'f'].map((nonce) => ({ ...holder, pid: 4_194_305, nonce }));
    writeFileSync(join(folder, 'lock.exclusive'), JSON.stringify(dead));
    writeFileSync(join(folder, 'lock.d.break'), JSON.stringify(second));
    writeFileSync(join(folder, 'lock.e.break'), JSON.stringify(third));
    const store = storeWith(folder, MISSING, { lockTimeoutMs: 0 });
    expect(await addOne(store)).toMatchObject({ revision: 1 });
    expect(namesIn(folder)).toEqual(['journal.jsonl', 'lock', 'state.jsonl']);
  });

  test('of a dead process is left to the process that is breaking it', async () => {
    const folder = folderForTest();
    const dead = { ...holder, pid: 4_194_305, nonce: 'd' };
    writeFileSync(join(folder, 'lock.exclusive'), JSON.stringify(dead));
    writeFileSync(join(folder, 'lock.d.break'), JSON.stringify(holder));
    const waiting = addOne(storeWith(folder, MISSING, { lockTimeoutMs: 100 }));
    await expect(waiting).rejects.toMatchObject({ code: 'state-locked' });
    rmSync(join(folder, 'lock.d.break'));
    expect(await addOne(storeWith(folder, MISSING))).toMatchObject({ revision: 1 });
  });

  test('leaves no claims of killed processes behind, but keeps those of waiting ones', async () => {
    const folder = folderForTest();
    const [dead, living, unwritten] = [
      'lock.0b51e1c2-8b0c-4bc5-a6b1-1a2b3c4d5e6f',
      'lock.1b51e1c2-8b0c-4bc5-a6b1-1a2b3c4d5e6f',
      'lock.2b51e1c2-8b0c-4bc5-a6b1-1a2b3c4d5e6f',
    ];
    writeFileSync(join(folder, unwritten), '');
    writeFileSync(join(folder, dead), JSON.stringify({ ...holder, pid: 4_194_305 }));
    writeFileSync(join(folder, living), JSON.stringify(holder));
    await addOne(storeWith(folder, MISSING));
    expect(namesIn(folder)).toEqual(['journal.jsonl', 'lock', living, 'state.jsonl']);
  });

  test('that cannot be read is never broken', async () => {
    const folder = folderForTest();
    writeFileSync(join(folder, 'lock.exclusive'), '');
    const waiting = addOne(storeWith(folder, MISSING, { lockTimeoutMs: 100 }));
    await expect(waiting).rejects.toMatchObject({ message: 'The state is locked by another process' });
  });
});
