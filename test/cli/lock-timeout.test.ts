import { expect, test } from 'vitest';
import { type Finished, sandbox } from '../support/sandbox.ts';
import { firstOutput, storeProcesses } from '../support/store/store-process.ts';

const startProcess = storeProcesses();
const box = sandbox();

/** Tries to change a state that somebody else holds; says how long that took, in milliseconds. */
async function tryToChange(...timeout: string[]): Promise<Finished & { readonly took: number }> {
  const began = performance.now();
  const finished = await box.run(['vpc', 'add', 'x', '--cidr', '10.8.0.0/16', ...timeout]);
  return { ...finished, took: performance.now() - began };
}

test('a locked state is waited for as long as --lock-timeout says, and the holder is named', async () => {
  const holder = startProcess('hold', box.state, 60_000);
  await firstOutput(holder);
  const { pid } = holder.child;
  const refusal = `error: The state is locked by pid ${pid} (peering create) since 20`;
  const waiting = `waiting for the state lock, held by pid ${pid} (peering create) since 20`;

  const atOnce = await tryToChange('--lock-timeout', '0');
  expect(atOnce.exit).toBe(5);
  expect(atOnce.stderr.split('\n')[0]).toContain(refusal);

  const later = await tryToChange('--lock-timeout', '1500ms');
  expect(later.exit).toBe(5);
  expect(later.took).toBeGreaterThanOrEqual(1500);
  const [first, second, hint] = later.stderr.split('\n');
  expect(first).toContain(waiting);
  expect(second).toContain(refusal);
  expect(hint).toBe(
    'hint: nothing was changed; run the command again once that process has exited: this releases the lock',
  );
});

test('a duration that is none is refused, with those that would do', async () => {
  const { exit, stderr } = await tryToChange('--lock-timeout', 'soon');
  expect(exit).toBe(2);
  expect(stderr).toContain('"soon" is not a valid duration');
  expect(stderr).toContain('hint: give 500ms, 10s, 2m');
});
