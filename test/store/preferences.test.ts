import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/errors.ts';
import { PREFERENCES, type PreferenceKey, parsePreferenceKey } from '../../src/model/preferences.ts';
import { readPreferences, setPreference, unsetPreference } from '../../src/store/preferences.ts';
import { modeOf, namesIn } from '../support/files.ts';
import { folderForTest } from '../support/temporary.ts';

const fileIn = (folder: string): string => join(folder, 'config.json');

describe('preferences', () => {
  test('are empty before one is set, and reading creates nothing', async () => {
    const folder = folderForTest();
    expect(await readPreferences(join(folder, 'peerway'))).toEqual({});
    expect(namesIn(folder)).toEqual([]);
  });

  test('are set and unset one by one', async () => {
    const folder = folderForTest();
    await setPreference('owner', 'netops', folder);
    await setPreference('output', 'json', folder);
    await setPreference('tunnel-pool', '10.254.0.0/16', folder);
    expect(await readPreferences(folder)).toEqual({
      owner: 'netops',
      output: 'json',
      'tunnel-pool': '10.254.0.0/16',
    });
    await unsetPreference('output', folder);
    await unsetPreference('output', folder);
    expect(await readPreferences(folder)).toEqual({ owner: 'netops', 'tunnel-pool': '10.254.0.0/16' });
  });

  test('are in a file with mode 0600 in a folder with mode 0700', async () => {
    const folder = join(folderForTest(), 'peerway');
    await setPreference('owner', 'netops', folder);
    expect([modeOf(folder), modeOf(fileIn(folder))]).toEqual(['700', '600']);
    expect(namesIn(folder)).toEqual(['config.json']);
  });

  test('can be a link to a file elsewhere, and stay one', async () => {
    const [folder, elsewhere] = [folderForTest(), folderForTest()];
    symlinkSync(fileIn(elsewhere), fileIn(folder));
    writeFileSync(fileIn(elsewhere), '{"owner":"netops"}');
    await setPreference('output', 'yaml', folder);
    expect(JSON.parse(readFileSync(fileIn(elsewhere), 'utf8'))).toEqual({ owner: 'netops', output: 'yaml' });
    expect(namesIn(elsewhere)).toEqual(['config.json']);
  });

  test('of another version stay in the file and are ignored', async () => {
    const folder = folderForTest();
    writeFileSync(fileIn(folder), '{"theme":"dark","owner":"netops"}');
    expect(await readPreferences(folder)).toEqual({ owner: 'netops' });
    await setPreference('output', 'name', folder);
    expect(JSON.parse(readFileSync(fileIn(folder), 'utf8'))).toMatchObject({ theme: 'dark', output: 'name' });
  });
});

describe('an invalid value', () => {
  test.each<[PreferenceKey, string]>([
    ['owner', ''],
    ['owner', 'a\nb'],
    ['output', 'xml'],
    ['output', 'constructor'],
    ['tunnel-pool', '10.0.0.5/16'],
    ['tunnel-pool', '10.255.0.0'],
  ])('of %s is refused when it is set: %j', async (key, text) => {
    const folder = folderForTest();
    await expect(setPreference(key, text, folder)).rejects.toMatchObject({ exit: EXIT.usage });
    expect(namesIn(folder)).toEqual([]);
  });

  test.each([
    '{"owner":5}',
    '{"output":"xml"}',
    '{"tunnel-pool":["10.0.0.0/8"]}',
    '{"owner":null}',
    '{"owner":{"toString":"x"}}',
    `{"output":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  ])('is refused when it is read: %.40s', async (text) => {
    const folder = folderForTest();
    writeFileSync(fileIn(folder), text);
    await expect(readPreferences(folder)).rejects.toMatchObject({
      exit: EXIT.usage,
      message: expect.stringContaining('config.json'),
    });
  });

  test('can be set again', async () => {
    const folder = folderForTest();
    writeFileSync(fileIn(folder), '{"output":"xml"}');
    await setPreference('output', 'json', folder);
    expect(await readPreferences(folder)).toEqual({ output: 'json' });
  });
});

describe('an invalid preferences file', () => {
  test.each(['', '{"owner":', '[]', 'null', '"owner"', '\0\0\0\0'])(
    'is rejected and left as it is: %j',
    async (text) => {
      const folder = folderForTest();
      writeFileSync(fileIn(folder), text);
      const refusal = { exit: EXIT.usage, message: expect.stringContaining('config.json') };
      await expect(readPreferences(folder)).rejects.toMatchObject(refusal);
      await expect(setPreference('owner', 'netops', folder)).rejects.toMatchObject(refusal);
      await expect(unsetPreference('owner', folder)).rejects.toMatchObject(refusal);
      expect(readFileSync(fileIn(folder), 'utf8')).toBe(text);
    },
  );

  test('such as a folder is reported as such', async () => {
    const folder = folderForTest();
    mkdirSync(fileIn(folder));
    await expect(readPreferences(folder)).rejects.toMatchObject({ exit: EXIT.usage });
  });
});

describe('the key of a preference', () => {
  test.each(Object.keys(PREFERENCES))('is accepted: %s', (key) => {
    expect(parsePreferenceKey(key)).toBe(key);
  });

  test.each([
    ['ownr', 'owner'],
    ['tunel-pool', 'tunnel-pool'],
    ['Output', 'output'],
  ])('is suggested when it is nearly one: %s', (typed, near) => {
    expect(() => parsePreferenceKey(typed)).toThrow(
      expect.objectContaining({ exit: EXIT.usage, hint: `did you mean ${near}?` }),
    );
  });

  test.each(['__proto__', 'constructor', 'prototype', 'toString', '', 'owner.name', 'x'.repeat(1e7)])(
    'is rejected if it does not exist',
    (typed) => {
      expect(() => parsePreferenceKey(typed)).toThrow(/^There is no preference named/);
    },
  );
});

test('keys and values with a special meaning in JavaScript are rejected', async () => {
  const folder = folderForTest();
  writeFileSync(
    fileIn(folder),
    '{"__proto__":{"owner":"evil"},"constructor":{"prototype":{"owner":"evil"}}}',
  );
  expect(await readPreferences(folder)).toEqual({});
  await setPreference('output', 'json', folder);
  expect((await readPreferences(folder)).owner).toBeUndefined();
  expect(({} as { owner?: string }).owner).toBeUndefined();
});
