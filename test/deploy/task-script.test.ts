import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { REMOTE_COMMAND, type TaskRequest, taskScript } from '../../src/deploy/task-script.ts';
import type { InterfaceName } from '../../src/model/values.ts';
import { shellAt } from './scratch-host.ts';

const request = (overrides: Partial<TaskRequest> = {}): TaskRequest => ({
  task: 'inspect',
  interface: 'wg0' as InterfaceName,
  id: '00c0ffee00c0ffee',
  lockHolder: 'netops since noon',
  secondsToConfirm: 60,
  handshakeTimeout: 20,
  files: {},
  ...overrides,
});

const SHELLS = [
  ['dash', []],
  ['bash', ['--posix']],
  ['busybox', ['sh']],
] as const;

describe.each(SHELLS)('In %s, a script', (name, options) => {
  const shell = shellAt(name);
  const run = (input: string, ...extra: string[]) =>
    spawnSync(shell as string, [...options, ...extra], { input, encoding: 'utf8' });

  test.skipIf(shell === undefined)('parses', () => {
    const { status, stderr } = run(taskScript(request()), '-n');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.skipIf(shell === undefined)('does nothing if it is cut off', () => {
    const whole = taskScript(request({ files: { note: 'a line\n' } }));
    const last = whole.length - 1;
    for (let length = 0; length < last; length += length < last - 40 ? 499 : 1) {
      const { stdout } = run(whole.slice(0, length));
      expect(stdout, `the first ${length} characters`).not.toMatch(/^@/m);
    }
  });

  test.skipIf(shell === undefined)('passes on any text unchanged', () => {
    const odd = `it's $HOME \`id\` "\\n" ' EOF\n\n\ttab\n$(touch /nowhere)\nPEERWAY_END\n`;
    const script = taskScript(request({ files: { odd } })).replace(
      /inspect\n}\nmain\n$/,
      'cat "$DATA/odd"\n}\nmain\n',
    );
    expect(run(script).stdout).toBe(`@begun\n${odd}`);
  });
});

describe('A script', () => {
  test('calls its task in its last line, so that nothing happens before all of it has arrived', () => {
    expect(taskScript(request({ task: 'apply' }))).toMatch(/\napply\n}\nmain\n$/);
  });

  test('adds a missing final newline to a file', () => {
    expect(taskScript(request({ files: { note: 'no end' } }))).toContain(
      'no end\nPEERWAY_00c0ffee00c0ffee_END\n',
    );
  });

  test('removes its files', () => {
    const script = taskScript(request()).replace(
      /inspect\n}\nmain\n$/,
      'echo "$DATA"; ls -ld "$DATA"\n}\nmain\n',
    );
    const { stdout } = spawnSync('sh', { input: script, encoding: 'utf8' });
    const [begun, folder = '', listing = ''] = stdout.split('\n');
    expect(begun).toBe('@begun');
    expect(folder).toMatch(/^\/run\/peerway-\d+$/);
    expect(listing).toMatch(/^drwx------/);
    expect(existsSync(folder)).toBe(false);
  });

  test('is run by the same remote command everywhere, with nothing to quote in it', () => {
    expect(REMOTE_COMMAND).toBe(`sh -c 'test "$(id -u)" = 0 && exec sh; exec sudo -n sh'`);
  });
});
