import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import { FileStore } from '../../src/store/file-store.ts';
import { readPreferences, setPreference } from '../../src/store/preferences.ts';
import { transact } from '../../src/store/transact.ts';
import { filesBelow, namesIn } from '../support/files.ts';
import { describeUnless } from '../support/requirements.ts';
import { by, withVpc } from '../support/states.ts';
import { keyFile, leakedWords, storeFor } from '../support/store/encryption.ts';
import { fill, missingForSmallDisk, smallDisk } from '../support/store/small-disk.ts';
import { folderForTest } from '../support/temporary.ts';

/** Returns a state of about 100 bytes per VPC. */
const withVpcs = (count: number): State =>
  Array.from({ length: count }, (_, at) => `vpc-${at}`).reduce(withVpc, EMPTY_STATE);

const put = (store: FileStore, state: State) => transact(store, by('vpc add'), () => ({ state, result: 0 }));

describeUnless(missingForSmallDisk(), 'on a disk of 256 KiB', () => {
  test('a state that does not fit is rejected, and the current one stays', async () => {
    const folder = smallDisk();
    const store = new FileStore({ folder });
    await put(store, withVpcs(10));
    const before = readFileSync(store.path);
    await expect(put(store, withVpcs(5000))).rejects.toMatchObject({
      exit: 5,
      code: 'state-not-written',
      message: expect.stringContaining('no space left on device (ENOSPC)'),
      hint: `nothing was changed; free up disk space for ${folder}`,
    });
    expect(readFileSync(store.path)).toEqual(before);
    expect(namesIn(folder)).toEqual(['journal.jsonl', 'lock', 'state.jsonl']);
    expect(await put(store, withVpcs(11))).toMatchObject({ revision: 2 });
  });

  test.each([0, 4096, 8192, 16_384, 20_480])(
    'with %i bytes left, a change is complete or not made at all',
    async (left) => {
      const folder = smallDisk();
      const store = new FileStore({ folder });
      await put(store, withVpcs(10));
      const ballast = fill(folder, left);
      const outcome = await put(store, withVpcs(100)).catch(({ code }) => code);
      const { revision, state } = await store.read();
      expect([
        ['state-not-written', 1, 10],
        [{ result: 0, revision: 2, changed: true }, 2, 100],
      ]).toContainEqual([outcome, revision, state.vpcs.size]);
      rmSync(ballast);
      expect(await put(store, withVpcs(3))).toMatchObject({ revision: revision + 1 });
    },
  );

  test.each([0, 4096, 16_384, 49_152, 98_304])(
    'with %i bytes left, a state and its generations are all encrypted, or none of them',
    async (left) => {
      const folder = smallDisk();
      const key = await keyFile(join(folderForTest(), 'key'));
      for (const count of [50, 100, 150]) await put(storeFor(folder), withVpcs(count));
      const before = filesBelow(folder).map((path) => readFileSync(path));
      const ballast = fill(folder, left);
      const outcome = await storeFor(folder, key)
        .convert(key.target, by('state encrypt'))
        .catch(({ code }) => code);
      rmSync(ballast);
      expect(['state-not-written', 4]).toContain(outcome);
      const { revision, state } = await storeFor(folder, key).read();
      expect([revision, state.vpcs.size]).toEqual([outcome === 4 ? 4 : 3, 150]);
      expect(leakedWords(folder, ['vpc-7']).length > 0).toBe(outcome !== 4);
      if (outcome !== 4) expect(filesBelow(folder).map((path) => readFileSync(path))).toEqual(before);
    },
  );

  test('a preference that does not fit is rejected, and the others stay', async () => {
    const folder = smallDisk();
    await setPreference('owner', 'netops', folder);
    const path = join(folder, 'config.json');
    const crowded = { ...JSON.parse(readFileSync(path, 'utf8')), notes: 'x'.repeat(8000) };
    writeFileSync(path, JSON.stringify(crowded));
    fill(folder, 4096);
    await expect(setPreference('output', 'json', folder)).rejects.toMatchObject({
      exit: 5,
      code: 'not-written',
    });
    expect(await readPreferences(folder)).toEqual({ owner: 'netops' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(crowded);
    expect(namesIn(folder)).toEqual(['ballast', 'config.json']);
  });
});
