import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/program.ts';
import { sandbox } from '../support/sandbox.ts';

const { ok, run, folder } = sandbox();

test('the suggestions go to stdout, and nothing to stderr', async () => {
  await ok('gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1');
  expect(await run(['__complete', 'zsh', 'gateway', 'show', ''])).toEqual({
    stdout: 'words 0\nseoul\t10.0.0.0/16, active\n',
    stderr: '',
    exit: 0,
  });
});

test('errors print nothing and create nothing', async () => {
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

test('completion loads none of the modules of commands', () => {
  const bundle = readFileSync(join(ROOT, 'dist/complete.js'), 'utf8');
  const required = [...bundle.matchAll(/require\([`'"]([^`'"]+)[`'"]\)/g)].map(([, name]) => name);
  expect(required.sort()).toEqual(['node:fs', 'node:path']);
  expect(bundle.length).toBeLessThan(130_000);
});
