import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Order, REMOTE_COMMAND, scriptFor } from '../../src/deploy/script.ts';
import type { InterfaceName } from '../../src/model/values.ts';

const order = (more: Partial<Order> = {}): Order => ({
  task: 'look',
  interface: 'wg0' as InterfaceName,
  id: '00c0ffee00c0ffee',
  by: 'netops since noon',
  secondsToConfirm: 60,
  handshakeTimeout: 20,
  files: {},
  ...more,
});

const SHELLS = [
  ['dash', []],
  ['bash', ['--posix']],
  ['busybox', ['sh']],
] as const;

const found = (shell: string): string | undefined =>
  ['/bin', '/usr/bin'].map((folder) => `${folder}/${shell}`).find((path) => existsSync(path));

describe.each(SHELLS)('In %s, what is sent', (name, words) => {
  const shell = found(name);
  if (shell === undefined) console.log(`the script was not tried in ${name}: there is none`);
  const run = (input: string, ...more: string[]) =>
    spawnSync(shell as string, [...words, ...more], { input, encoding: 'utf8' });

  test.skipIf(shell === undefined)('is understood as a whole', () => {
    const { status, stderr } = run(scriptFor(order()), '-n');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.skipIf(shell === undefined)('does nothing when any of its end is missing', () => {
    const whole = scriptFor(order({ files: { note: 'a line\n' } }));
    const last = whole.length - 1;
    for (let length = 0; length < last; length += length < last - 40 ? 499 : 1) {
      const { stdout } = run(whole.slice(0, length));
      expect(stdout, `the first ${length} characters`).not.toMatch(/^@/m);
    }
  });

  test.skipIf(shell === undefined)('carries any text as it is', () => {
    const odd = `it's $HOME \`id\` "\\n" ' EOF\n\n\ttab\n$(touch /nowhere)\nPEERWAY_END\n`;
    const script = scriptFor(order({ files: { odd } })).replace(
      /look\n}\nmain\n$/,
      'cat "$DATA/odd"\n}\nmain\n',
    );
    expect(run(script).stdout).toBe(`@begun\n${odd}`);
  });
});

describe('The script', () => {
  test('names its task last, so that nothing is done before all of it is there', () => {
    expect(scriptFor(order({ task: 'apply' }))).toMatch(/\napply\n}\nmain\n$/);
  });

  test('ends a text without a last line break', () => {
    expect(scriptFor(order({ files: { note: 'no end' } }))).toContain(
      'no end\nPEERWAY_00c0ffee00c0ffee_END\n',
    );
  });

  test('leaves nothing behind', () => {
    const script = scriptFor(order()).replace(/look\n}\nmain\n$/, 'echo "$DATA"; ls -ld "$DATA"\n}\nmain\n');
    const { stdout } = spawnSync('sh', { input: script, encoding: 'utf8' });
    const [begun, folder = '', listed = ''] = stdout.split('\n');
    expect(begun).toBe('@begun');
    expect(folder).toMatch(/^\/run\/peerway-\d+$/);
    expect(listed).toMatch(/^drwx------/);
    expect(existsSync(folder)).toBe(false);
  });

  test('is run by a command that is the same for all, and without anything to quote', () => {
    expect(REMOTE_COMMAND).toBe(`sh -c 'test "$(id -u)" = 0 && exec sh; exec sudo -n sh'`);
  });
});
