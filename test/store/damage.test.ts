import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT, UserError } from '../../src/errors.ts';
import { FileStore } from '../../src/store/file-store.ts';
import { transact } from '../../src/store/transact.ts';
import { namesIn } from '../support/files.ts';
import { by, SAMPLE, withVpc } from '../support/states.ts';
import { folderForTest } from '../support/temporary.ts';

/** Returns a store with three revisions. */
async function threeRevisions(): Promise<{ store: FileStore; folder: string }> {
  const folder = folderForTest();
  const store = new FileStore({ folder, lockTimeoutMs: 0 });
  for (const name of ['a', 'b', 'c']) {
    await transact(store, by('vpc add'), (state) => ({ state: withVpc(state, name), result: 0 }));
  }
  return { store, folder };
}

async function refusalOf(act: Promise<unknown>): Promise<UserError> {
  const error = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error;
  throw new Error(`not refused, but: ${error}`);
}

/** Expects that reading and changing fail with the same error, and that the file stays as it is. */
async function refusedBothWays(store: FileStore): Promise<UserError> {
  const reading = await refusalOf(store.read());
  const changing = await refusalOf(
    transact(store, by('vpc add'), (state) => ({ state: withVpc(state, 'd'), result: 0 })),
  );
  expect(changing.message).toBe(reading.message);
  expect(reading.exit).toBe(EXIT.conflict);
  return reading;
}

const headerOf = (file: Buffer): string => file.toString('utf8', 0, file.indexOf(10));
const joined = (header: string, body: Buffer): Buffer => Buffer.concat([Buffer.from(`${header}\n`), body]);

describe('a damaged file', () => {
  test.each<[string, (file: Buffer) => Buffer | string, string]>([
    ['empty', () => '', 'it is empty'],
    ['one newline', () => '\n', 'is not the header of a peerway state'],
    ['zeros, as after a power failure', (file) => Buffer.alloc(file.length), 'is not the header'],
    ['a file of another program', () => '{"version":4,"terraform_version":"1.9.0"}', 'is not the header'],
    ['not JSON', () => '#!/bin/sh\necho\n', 'is not the header'],
    ['a list', () => '[1]\n', 'is not the header'],
    ['null', () => 'null\n', 'is not the header'],
    ['a header without its fields', () => '{"format":1}\n', 'a field of its header is missing'],
    ['format 0', () => '{"format":0}\n', 'is not the header'],
    ['truncated in its header', (file) => file.subarray(0, 40), 'is not the header'],
    ['truncated after its header', (file) => headerOf(file), 'does not match the checksum'],
    ['truncated in a line', (file) => file.subarray(0, file.length - 9), 'does not match the checksum'],
    [
      'missing its last line',
      (file) => file.subarray(0, file.lastIndexOf(10, file.length - 2) + 1),
      'checksum',
    ],
    ['one byte longer', (file) => Buffer.concat([file, Buffer.from('\n')]), 'does not match the checksum'],
    ['edited', (file) => file.toString().replace('"name":"b"', '"name":"z"'), 'does not match the checksum'],
    [
      'another revision number',
      (file) => file.toString().replace('"revision":3', '"revision":9'),
      'checksum',
    ],
    ['a header with a different body', (file) => joined(headerOf(file), Buffer.from('{}\n')), 'checksum'],
    ['in UTF-16', (file) => Buffer.from(file.toString(), 'utf16le'), 'is not the header'],
  ])('is refused when it is %s', async (_what, damage, why) => {
    const { store } = await threeRevisions();
    const damaged = damage(readFileSync(store.path));
    writeFileSync(store.path, damaged);
    const error = await refusedBothWays(store);
    expect(error.code).toBe('state-damaged');
    expect(error.message).toContain(why);
    expect(error.hint).toContain('(vpc add) is intact; run `peerway state restore 2`');
    expect(readFileSync(store.path)).toEqual(Buffer.from(damaged));
  });

  test('is detected whichever byte has changed', async () => {
    const { store } = await threeRevisions();
    const file = readFileSync(store.path);
    for (let at = 0; at < file.length; at++) {
      const damaged = Buffer.from(file);
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      writeFileSync(store.path, damaged);
      const { code } = await refusalOf(store.read());
      expect(['state-damaged', 'state-newer-format'], `byte ${at}`).toContain(code);
    }
  });

  test('is detected wherever it is truncated', async () => {
    const { store } = await threeRevisions();
    for (let length = readFileSync(store.path).length - 1; length >= 0; length--) {
      truncateSync(store.path, length);
      expect((await refusalOf(store.read())).code).toBe('state-damaged');
    }
  });

  test('leads to a hint with the newest intact revision, past damaged ones', async () => {
    const { store, folder } = await threeRevisions();
    writeFileSync(store.path, 'garbage');
    writeFileSync(join(folder, 'generations', '00000002.jsonl'), 'garbage');
    expect((await refusedBothWays(store)).hint).toMatch(/^revision 1 of .*; run `peerway state restore 1`$/);
    rmSync(join(folder, 'generations'), { recursive: true });
    expect((await refusedBothWays(store)).hint).toMatch(/no earlier revision is intact/);
  });
});

test('the error for a file that starts in the middle of a key does not show the rest of the key', async () => {
  const store = new FileStore({ folder: folderForTest() });
  await transact(store, by('state import'), () => ({ state: SAMPLE, result: 0 }));
  const key = [...SAMPLE.gateways.values()][0]?.privateKey?.reveal() ?? 'none';
  const file = readFileSync(store.path);
  for (const lost of [0, 4, 30]) {
    writeFileSync(store.path, file.subarray(file.indexOf(key) + lost));
    const error = await refusedBothWays(store);
    expect(`${error.message} ${error.hint}`).not.toContain(key.slice(lost));
    expect(error.code).toBe('state-damaged');
  }
});

test('a file of a newer format is rejected with its own code', async () => {
  const { store } = await threeRevisions();
  writeFileSync(store.path, '{"format":5,"anything":"else"}\n');
  const error = await refusedBothWays(store);
  expect(error.code).toBe('state-newer-format');
  expect(error.message).toContain('written by a newer version of peerway: it has format 5');
  expect(error.hint).toContain('peerway state restore 2');
});

test('a missing file counts as damaged if earlier revisions exist', async () => {
  const { store } = await threeRevisions();
  rmSync(store.path);
  const error = await refusedBothWays(store);
  expect(error.code).toBe('state-damaged');
  expect(error.message).toContain('it is missing');
  expect(error.hint).toContain('peerway state restore 2');
});

describe('a file that others could have written or read', () => {
  test.each([0o640, 0o604, 0o660, 0o666, 0o777])('is rejected with mode %o', async (mode) => {
    const { store } = await threeRevisions();
    chmodSync(store.path, mode);
    const error = await refusedBothWays(store);
    expect(error.code).toBe('state-too-open');
    expect(error.message).toContain(`0${mode.toString(8)}`);
    expect(error.hint).toContain(`chmod 600 ${store.path}`);
  });

  test.each<[string, (path: string) => void]>([
    [
      'a link',
      (path) => {
        renameSync(path, `${path}.elsewhere`);
        symlinkSync(`${path}.elsewhere`, path);
      },
    ],
    [
      'a link to nothing',
      (path) => {
        rmSync(path);
        symlinkSync('/nonexistent', path);
      },
    ],
    [
      'a folder',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
    [
      'a pipe',
      (path) => {
        rmSync(path);
        execFileSync('mkfifo', ['-m', '600', path]);
      },
    ],
  ])('is refused when it is %s', async (_what, change) => {
    const { store, folder } = await threeRevisions();
    change(store.path);
    const names = namesIn(folder);
    expect((await refusedBothWays(store)).code).toBe('state-not-a-file');
    expect(namesIn(folder)).toEqual(names);
  });
});

test('a lock that is a link is not followed', async () => {
  const { store, folder } = await threeRevisions();
  const target = join(folder, 'precious');
  writeFileSync(target, 'precious', { mode: 0o644 });
  rmSync(join(folder, 'lock'));
  symlinkSync(target, join(folder, 'lock'));
  const error = await refusalOf(
    transact(store, by('vpc add'), (state) => ({ state: withVpc(state, 'd'), result: 0 })),
  );
  expect(error.exit).toBe(EXIT.conflict);
  expect(readFileSync(target, 'utf8')).toBe('precious');
});

test('a file in place of the folder is reported as such', async () => {
  const file = join(folderForTest(), 'file');
  writeFileSync(file, '');
  const store = new FileStore({ folder: file });
  expect((await refusalOf(store.read())).code).toBe('state-unreadable');
  const change = transact(store, by('vpc add'), (state) => ({ state: withVpc(state, 'd'), result: 0 }));
  expect((await refusalOf(change)).code).toBe('state-not-written');
});
