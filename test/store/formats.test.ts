import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { PEERING_STATUSES, statusOf } from '../../src/model/peering.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import { specs } from '../../src/providers/registry.ts';
import { decodeFile, encodeFile, FORMAT } from '../../src/store/envelope.ts';
import { FileStore } from '../../src/store/file-store.ts';
import { generationPath } from '../../src/store/generations.ts';
import { exportState, importState } from '../../src/store/state-document.ts';
import { transact } from '../../src/store/transact.ts';
import { by, revealed, withVpc } from '../support/states.ts';
import { folderForTest } from '../support/temporary.ts';

/** Returns the path of a fixture: the state of a format, or another part of it. */
const kept = (format: number, part = ''): string =>
  new URL(`formats/${format}${part}.jsonl`, import.meta.url).pathname;

const exported = (format: number): unknown =>
  JSON.parse(readFileSync(new URL(`formats/${format}.export.json`, import.meta.url), 'utf8'));

const formatOf = (path: string): unknown =>
  JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? '').format;

/** Copies a fixture with mode 0600. In the repository, fixtures are readable by everyone. */
function putInPlace(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
}

const FORMATS = Array.from({ length: FORMAT }, (_, at) => at + 1);

/** Format 3 is the encrypted form of format 2: `encryption.test.ts` reads it. */
const PLAIN = FORMATS.filter((format) => format !== 3);

test('there is a fixture for every format', () => {
  expect(FORMATS.filter((format) => !existsSync(kept(format)))).toEqual([]);
  expect(FORMATS.map((format) => formatOf(kept(format)))).toEqual(FORMATS);
});

test('an export of the current format is written exactly as its fixture', () => {
  const { state } = decodeFile(readFileSync(kept(FORMAT)));
  expect(exportState(state, { secrets: true })).toEqual(exported(FORMAT));
});

test('the current format is written exactly as its fixture', () => {
  const bytes = readFileSync(kept(FORMAT));
  const { header, state } = decodeFile(bytes);
  expect(encodeFile(header, state).toString()).toBe(bytes.toString());
});

describe.each(PLAIN)('a state of format %i', (format) => {
  let folder = '';
  let store: FileStore;

  beforeEach(() => {
    folder = folderForTest();
    store = new FileStore({ folder });
    putInPlace(kept(format), store.path);
    if (existsSync(kept(format, '.journal')))
      putInPlace(kept(format, '.journal'), join(folder, 'journal.jsonl'));
  });

  test('contains peerings of every status, and clients and gateways with and without keys', async () => {
    const { gateways, clients, peerings, locations, vpcs } = (await store.read()).state;
    // Formats before 4 did not tell what is only planned from what is active, and no peering could be disabled.
    const statuses = PEERING_STATUSES.filter(
      (status) => status !== 'disabled' && (status !== 'planned' || format >= 4),
    );
    expect(new Set([...peerings.values()].map(statusOf))).toEqual(new Set(statuses));
    for (const holders of [gateways, clients])
      expect(new Set([...holders.values()].map(({ privateKey }) => privateKey !== undefined)).size).toBe(2);
    expect(new Set([...vpcs.values()].map(({ provider }) => provider.kind)).size).toBe(3);
    expect(locations.size).toBe(2);
  });

  test('reads as in the version that wrote it', async () => {
    const { state } = await store.read();
    expect(revealed(state)).toEqual(revealed(importState(exported(format), EMPTY_STATE, specs).state));
  });

  test('is written in the current format by the next change, and stays as an earlier revision', async () => {
    const before = await store.read();
    const { revision } = await transact(store, by('vpc add'), (state) => ({
      state: withVpc(state, 'new'),
      result: 0,
    }));
    expect(revision).toBe(before.revision + 1);
    expect(formatOf(store.path)).toBe(FORMAT);
    const after = await new FileStore({ folder }).read();
    expect(revealed(after.state)).toEqual(revealed(withVpc(before.state, 'new')));
    expect(readFileSync(generationPath(folder, before.revision))).toEqual(readFileSync(kept(format)));
    expect((await store.journal()).at(-1)).toMatchObject({ before: before.revision, after: revision });
    expect((await store.verifyJournal()).damage).toBeUndefined();
  });

  test('keeps its lineage', async () => {
    const lineage = (): string => decodeFile(readFileSync(store.path)).header.lineage;
    const before = lineage();
    await transact(store, by('vpc add'), (state) => ({ state: withVpc(state, 'new'), result: 0 }));
    expect(lineage()).toBe(before);
  });

  test.each(['intact', 'missing'])(
    'can be restored from an earlier revision while the current file is %s',
    async (present) => {
      const { revision, state } = await store.read();
      mkdirSync(join(folder, 'generations'), { mode: 0o700 });
      putInPlace(kept(format), generationPath(folder, revision - 1));
      if (present === 'missing') rmSync(store.path);
      else await transact(store, by('vpc add'), (from) => ({ state: withVpc(from, 'new'), result: 0 }));
      const made = await store.restore(revision - 1, by(`state restore ${revision - 1}`));
      expect(made.revision).toBeGreaterThan(revision);
      const restored = await store.read();
      expect(revealed(restored.state)).toEqual(revealed(state));
      expect(formatOf(store.path)).toBe(FORMAT);
    },
  );

  test('is listed among the earlier revisions with its time and its command', async () => {
    const { header } = decodeFile(readFileSync(kept(format)));
    await transact(store, by('vpc add'), (state) => ({ state: withVpc(state, 'new'), result: 0 }));
    expect(await store.backups()).toMatchObject([
      { revision: header.revision, header: { at: header.at, command: 'vpc update lab' } },
    ]);
  });

  test.each([0, 100, -2])('is rejected if the byte at %i has changed', async (at) => {
    const bytes = readFileSync(kept(format));
    const place = at < 0 ? bytes.length + at : at;
    bytes[place] = (bytes[place] as number) ^ 1;
    expect(() => decodeFile(bytes)).toThrow();
  });
});
