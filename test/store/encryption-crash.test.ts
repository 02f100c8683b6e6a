import { cpSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { transact } from '../../src/store/transact.ts';
import { modeOf, namesIn } from '../support/files.ts';
import { by, revealed, SAMPLE, withVpc } from '../support/states.ts';
import {
  keyFile,
  leakedWords,
  passphrase,
  storeFor,
  type TestKey,
  wordsOf,
} from '../support/store/encryption.ts';
import { folderForFile } from '../support/temporary.ts';
import { crashAt } from './crashing.ts';

// Thousands of writes: waiting for the disk would only take time.
const root = folderForFile('crash', { inMemory: true });
const newFolder = (): string => mkdtempSync(join(root, 'state-'));

const made = new Map<string, TestKey>();
beforeAll(async () => {
  for (const name of ['key file', 'another key file']) made.set(name, await keyFile(join(root, name)));
  for (const name of ['passphrase', 'another passphrase']) made.set(name, await passphrase(name));
});

const add = (folder: string, name: string, key?: TestKey) =>
  transact(storeFor(folder, key), by(`vpc add ${name}`), (state) => ({
    state: withVpc(state, name),
    result: 0,
  }));

const WORDS = [...wordsOf(SAMPLE), 'harbour', 'state import', 'vpc add', 'tester'];

/** Returns a state of three revisions, the third encrypted, and a damaged file that was kept. */
async function stateFor(folder: string, key: TestKey | undefined): Promise<void> {
  await transact(storeFor(folder), by('state import'), () => ({ state: SAMPLE, result: 0 }));
  cpSync(join(folder, 'state.jsonl'), join(folder, 'state.before-1.jsonl'));
  await add(folder, 'harbour');
  if (key) await storeFor(folder, key).convert(key.target, by('state encrypt'));
}

/** Returns which of the keys the state is encrypted for now. */
function keyOf(folder: string, ...candidates: (TestKey | undefined)[]): TestKey | undefined {
  const { recipient } = JSON.parse(readFileSync(join(folder, 'state.jsonl'), 'utf8').split('\n')[0] ?? '');
  const found = candidates.find((key) => key?.target.cipher.note.recipient === recipient);
  expect([recipient === undefined, recipient]).toContain(found ? found.target.cipher.note.recipient : true);
  return found;
}

describe.each([
  ['nothing', 'passphrase'],
  ['passphrase', 'nothing'],
  ['key file', 'another key file'],
  ['key file', 'passphrase'],
  ['passphrase', 'key file'],
  ['passphrase', 'another passphrase'],
])('a change from %s to %s that is cut short', (fromName, toName) => {
  test('at any step leaves the old or the new state, and the next change finishes the conversion', async () => {
    const [from, to] = [made.get(fromName), made.get(toName)];
    const base = newFolder();
    await stateFor(base, from);
    const before = (await storeFor(base, from).read()).revision;
    const revisions = new Set<number>();
    let change = 1;
    for (let crashed = true; crashed; change++) {
      const folder = newFolder();
      cpSync(base, folder, { recursive: true });
      crashed = await crashAt(change, () =>
        storeFor(folder, from).convert(to?.target, by(to ? 'state encrypt' : 'state decrypt')),
      );
      const key = keyOf(folder, from, to);
      const { revision, state } = await storeFor(folder, key).read();
      revisions.add(revision);
      const where = `change ${change}, revision ${revision}`;
      expect([before, before + 1], where).toContain(revision);
      expect(key === (revision === before ? from : to), where).toBe(true);
      expect(revealed(state), where).toEqual(revealed(withVpc(SAMPLE, 'harbour')));
      await journalHolds(folder, revision, key, where);
      await settles(folder, key, revision, where);
    }
    expect(change).toBeGreaterThan(25);
    expect([...revisions].sort()).toEqual([before, before + 1]);
  }, 120_000);
});

async function journalHolds(folder: string, entries: number, key: TestKey | undefined, where: string) {
  const journal = await storeFor(folder, key).verifyJournal();
  expect(journal.damage, where).toBeUndefined();
  expect(
    journal.entries.map(({ after }) => after),
    where,
  ).toEqual(Array.from({ length: entries }, (_, at) => at + 1));
}

/** Expects that one more change removes all leftovers, and that all files match the encryption of the state. */
/** The third and later revisions are conversions, so only the newest of them is kept, with the plan of the second. */
const keptAt = (revision: number): number[] => (revision === 2 ? [2, 1] : [revision, 1]);

async function settles(folder: string, key: TestKey | undefined, revision: number, where: string) {
  await add(folder, 'lagoon', key);
  const encrypted = key !== undefined;
  expect(namesIn(folder), where).toEqual(
    [
      ...(encrypted ? ['encryption.json'] : []),
      'generations',
      'journal.jsonl',
      ...(key?.target.lockedKey ? ['key.age'] : []),
      'lock',
      `state.before-1.jsonl${encrypted ? '.age' : ''}`,
      'state.jsonl',
    ].sort(),
  );
  if (key) {
    expect(leakedWords(folder, [...WORDS, 'lagoon']), where).toEqual([]);
    expect(JSON.parse(readFileSync(join(folder, 'encryption.json'), 'utf8')), where).toEqual(
      key.target.cipher.note,
    );
  }
  await journalHolds(folder, revision + 1, key, where);
  const store = storeFor(folder, key);
  expect(
    (await store.backups()).map(({ header }) => header?.revision),
    where,
  ).toEqual(keptAt(revision));
  await store.restore(1, by('state restore 1'));
  expect(revealed((await storeFor(folder, key).read()).state), where).toEqual(revealed(SAMPLE));
  expect(modeOf(join(folder, 'state.jsonl'))).toBe('600');
  expect(existsSync(join(folder, 'conversion'))).toBe(false);
}
