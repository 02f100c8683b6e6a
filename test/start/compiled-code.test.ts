/** The code that V8 compiled during the build is used for exactly the bundle and the node that it was compiled with. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadedBy } from '../support/loaded.ts';
import { folderForTest } from '../support/temporary.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
let copy = '';
beforeEach(() => {
  copy = folderForTest('copy');
  mkdirSync(join(copy, 'state'), { mode: 0o700 });
  for (const part of ['bin', 'dist']) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
});

const run = (argv: readonly string[], nodeFlags: readonly string[] = []) =>
  loadedBy(argv, { PEERWAY_STATE: join(copy, 'state') }, { bin: join(copy, 'bin/peerway.js'), nodeFlags });

/** `used`, `rejected` or `none` for each bundle of a command that succeeds and prints the same as the original. */
async function codeOf(argv: readonly string[], nodeFlags?: readonly string[]): Promise<string[]> {
  const { bundles, stdout, exit } = await run(argv, nodeFlags);
  const original = await loadedBy(argv, { PEERWAY_STATE: join(copy, 'state') });
  expect([exit, stdout]).toEqual([0, original.stdout]);
  return bundles.map(({ compiledCode }) => compiledCode);
}

const inDist = (name: string): string => join(copy, 'dist', name);
const cacheOfBoot = () => inDist('boot.js.cache');

test('is used by every bundle of a start', async () => {
  expect(await codeOf(['--version'])).toEqual(['used']);
  expect(await codeOf(['--help'])).toEqual(['used', 'used', 'used']);
  expect(await codeOf(['peering', 'list'])).toEqual(['used', 'used', 'used', 'used']);
  expect(await codeOf(['__complete', 'zsh', 'peering', 'list', '--sort', 'st'])).toEqual(['used']);
});

describe('is not used', () => {
  test('for a bundle that has changed, though its length has not', async () => {
    const source = readFileSync(inDist('boot.js'), 'latin1');
    const version = (await run(['--version'])).stdout;
    writeFileSync(inDist('boot.js'), source.replace(`\`${version}\``, '`9.9.9`'));
    expect(statSync(inDist('boot.js')).size).toBe(source.length);
    const { stdout, bundles } = await run(['--version']);
    expect([stdout, bundles.map((bundle) => bundle.compiledCode)]).toEqual(['9.9.9', ['none']]);
  });

  test('with other flags of V8', async () => {
    expect(await codeOf(['--version'], ['--no-opt'])).toEqual(['rejected']);
  });

  test.each([
    [
      'of another node',
      (cache: Buffer) => replaced(cache, process.version, process.version.replace('v', 'w')),
    ],
    [
      'of another build of V8',
      (cache: Buffer) => replaced(cache, process.versions.v8, '0'.repeat(process.versions.v8.length)),
    ],
    [
      'of another machine',
      (cache: Buffer) =>
        replaced(cache, process.arch, 'arch'.slice(0, process.arch.length).padEnd(process.arch.length, 'x')),
    ],
    ['of another bundle', () => readFileSync(inDist('complete.js.cache'))],
    ['cut short', (cache: Buffer) => cache.subarray(0, cache.length >> 1)],
    ['cut short by a byte', (cache: Buffer) => cache.subarray(0, -1)],
    ['longer than it was', (cache: Buffer) => Buffer.concat([cache, Buffer.from(' ')])],
    ['empty', () => Buffer.alloc(0)],
    ['zeros', (cache: Buffer) => Buffer.alloc(cache.length)],
    ['a text', () => Buffer.from('not compiled code')],
  ] as const)('if it is %s', async (_what, change) => {
    writeFileSync(cacheOfBoot(), change(readFileSync(cacheOfBoot())));
    expect(await codeOf(['--version'])).toEqual(['none']);
  });

  test('if any of its bytes is damaged', async () => {
    const cache = readFileSync(cacheOfBoot());
    for (let at = 3; at < cache.length; at += Math.ceil(cache.length / 12)) {
      const damaged = Buffer.from(cache);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      writeFileSync(cacheOfBoot(), damaged);
      expect(await codeOf(['--version']), `byte ${at}`).toEqual(['none']);
    }
  });

  test('if V8 itself takes it for that of another version', async () => {
    const cache = readFileSync(cacheOfBoot());
    const source = readFileSync(inDist('boot.js'));
    const compiler = `${process.version} ${process.versions.v8} ${process.platform} ${process.arch}`;
    const size = (cache.length - source.length - compiler.length) / 2;
    // The second word of V8's header is the hash of its version.
    for (const at of [4, size + 4]) cache[at] = (cache[at] ?? 0) ^ 1;
    writeFileSync(cacheOfBoot(), cache);
    expect(await codeOf(['--version'])).toEqual(['rejected']);
  });
});

test('is done without where there is none', async () => {
  for (const name of readdirSync(join(copy, 'dist'))) if (name.endsWith('.cache')) rmSync(inDist(name));
  expect(await codeOf(['--version'])).toEqual(['none']);
  expect(await codeOf(['peering', 'list'])).toEqual(['none', 'none', 'none', 'none']);
});

test.each([
  ['with', false],
  ['without', true],
])('an install that cannot be written to works %s it, and stays as it was', async (_with, isWithout) => {
  if (isWithout)
    for (const name of readdirSync(join(copy, 'dist'))) if (name.endsWith('.cache')) rmSync(inDist(name));
  const folders = ['bin', 'dist', '.'].map((folder) => join(copy, folder));
  const fingerprint = () =>
    folders.map((folder) =>
      readdirSync(folder).map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`),
    );
  const before = fingerprint();
  for (const folder of folders) chmodSync(folder, 0o555);
  try {
    const state = isWithout ? 'none' : 'used';
    expect(await codeOf(['--help'])).toEqual([state, state, state]);
    expect(fingerprint()).toEqual(before);
  } finally {
    for (const folder of folders) chmodSync(folder, 0o755);
  }
});

/** The bytes with a text replaced by one of the same length, in its last place. */
function replaced(bytes: Buffer, text: string, by: string): Buffer {
  const at = bytes.lastIndexOf(text);
  expect([at > 0, by.length]).toEqual([true, text.length]);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(by), bytes.subarray(at + text.length)]);
}
