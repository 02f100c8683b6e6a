import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { sandbox } from '../support/sandbox.ts';
import { folderForTest } from '../support/temporary.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const { ok, run, folder } = sandbox();

test('a question of a script is answered on stdout, without a word on stderr', async () => {
  await ok('gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1');
  expect(await run(['__complete', 'zsh', 'gateway', 'show', ''])).toEqual({
    stdout: 'words 0\nseoul\t10.0.0.0/16, active\n',
    stderr: '',
    exit: 0,
  });
});

test('whatever is wrong, nothing is said and nothing is made', async () => {
  const nowhere = join(folder, 'nowhere');
  const silence = { stdout: '', stderr: '', exit: 0 };
  const ask = ['__complete', 'zsh', 'gateway', 'show', ''];
  expect(await run(ask, { env: { PEERWAY_STATE: nowhere } })).toEqual(silence);
  expect(existsSync(nowhere)).toBe(false);
  expect(await run(ask, { env: { PEERWAY_STATE: '' } })).toEqual(silence);
  expect(await run(ask, { env: { PEERWAY_STATE: '/dev/null' } })).toEqual(silence);
  expect(await run(ask, { env: { PEERWAY_STATE: '/proc/self/mem' } })).toEqual(silence);
  for (const strange of [
    ['__complete'],
    ['__complete', 'tcsh'],
    ['__complete', 'bash'],
    ['__complete', 'fish'],
  ]) {
    const { stderr, exit } = await run(strange);
    expect([stderr, exit], strange.join(' ')).toEqual(['', 0]);
  }
});

test('what answers a Tab loads nothing that commands need', () => {
  const bundle = readFileSync(join(ROOT, 'dist/complete.js'), 'utf8');
  const required = [...bundle.matchAll(/require\([`'"]([^`'"]+)[`'"]\)/g)].map(([, name]) => name);
  expect(required.sort()).toEqual(['node:fs', 'node:path']);
  expect(bundle.length).toBeLessThan(70_000);
});

test('what V8 has compiled is used, and done without where it is missing or of another V8', () => {
  const copy = folderForTest();
  cpSync(join(ROOT, 'bin'), join(copy, 'bin'), { recursive: true });
  cpSync(join(ROOT, 'dist'), join(copy, 'dist'), { recursive: true });
  const answer = (): string =>
    execFileSync(
      'node',
      [join(copy, 'bin/peerway.js'), '__complete', 'zsh', 'peering', 'list', '--sort', 'st'],
      {
        encoding: 'utf8',
      },
    );
  const rejected = (): boolean | undefined => {
    const [source, cachedData] = ['complete.js', 'complete.js.cache'].map((name) =>
      readFileSync(join(copy, 'dist', name)),
    );
    return new Script(String(source), { cachedData }).cachedDataRejected;
  };
  expect(rejected()).toBe(false);
  expect(answer()).toBe('words 0\nstatus\n');
  writeFileSync(join(copy, 'dist/complete.js.cache'), 'of another V8');
  expect(rejected()).toBe(true);
  expect(answer()).toBe('words 0\nstatus\n');
  rmSync(join(copy, 'dist/complete.js.cache'));
  expect(answer()).toBe('words 0\nstatus\n');
});
