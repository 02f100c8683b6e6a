import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sandbox } from '../support/sandbox.ts';
import { firstOutput, storeProcesses } from '../support/store/store-process.ts';
import { open } from '../support/terminal/pseudo-terminal.ts';

describe('while somebody else holds the lock', () => {
  const box = sandbox();
  const startProcess = storeProcesses();
  beforeAll(() => box.ok('vpc add seoul --cidr 10.0.0.0/16'));
  // A holder that did not outlive its test has left the mark that keeps a second one out.
  afterEach(() => rmSync(join(box.state, 'held'), { force: true }));

  test('a change says after a second whom it waits for, and is made once it can', async () => {
    const holder = startProcess('hold', box.state, 2500);
    await firstOutput(holder);
    const terminal = open({ box, args: ['vpc', 'add', 'osaka', '--cidr', '10.1.0.0/16', '--as', 'netops'] });
    await terminal.until(
      `waiting for the state lock, held by pid ${holder.child.pid} (peering create) since`,
    );
    expect(await terminal.exit).toBe(0);
    expect(await box.ok('vpc list -o name')).toMatch(/^osaka$/m);
    expect(terminal.screen().match(/waiting/g)).toHaveLength(1);
  });

  test('Ctrl-C ends the wait at once, and nothing is changed', async () => {
    const before = box.bytes();
    await firstOutput(startProcess('hold', box.state, 60_000));
    const terminal = open({ box, args: ['vpc', 'delete', 'seoul', '--yes'] });
    await terminal.until('waiting for');
    const began = performance.now();
    terminal.key('ctrl-c');
    expect(await terminal.exit).toBe(130);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(terminal.screen()).not.toMatch(/error|bug|at .*:\d+:\d+/);
    expect([terminal.modesRestored(), terminal.cursorVisible()]).toEqual([true, true]);
    expect(box.bytes()).toBe(before);
  });

  test('a list does not wait', async () => {
    await firstOutput(startProcess('hold', box.state, 60_000));
    const terminal = open({ box, args: ['vpc', 'list', '-o', 'name'] });
    expect(await terminal.exit).toBe(0);
    expect(terminal.screen()).toMatch(/^seoul$/m);
  });
});
