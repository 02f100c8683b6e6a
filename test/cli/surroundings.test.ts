import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const BIN = new URL('../../bin/peerway.js', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'peerway-surroundings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A shell line in an environment of its own: what it says on both streams, and its exit status at the end. */
const shell = (line: string, env: Record<string, string> = {}): string =>
  execFileSync('sh', ['-c', `{ ${line}; } 2>&1; echo "exit $?"`], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'] ?? '',
      P: BIN,
      PEERWAY_STATE: join(folder, 'state'),
      XDG_CONFIG_HOME: folder,
      ...env,
    },
  });

describe('an unusual host', () => {
  test('without a home says what to set', () => {
    expect(
      shell('"$P" vpc list', { HOME: '', PEERWAY_STATE: join(folder, 'state'), XDG_CONFIG_HOME: '' }),
    ).toBe(
      'warning: There is no home folder to keep files in\nno VPC yet: `peerway vpc add <name> --cidr <cidr>`\nexit 0\n',
    );
    const unset = 'unset PEERWAY_STATE; "$P" vpc list';
    expect(shell(unset, { HOME: '', XDG_CONFIG_HOME: '' })).toContain(
      'There is no home folder to keep files in\nhint: set HOME',
    );
  });

  test('with an empty --state is not sent to the default', () => {
    expect(shell('"$P" vpc list --state ""')).toMatch(
      /^error: The folder of the state is empty\n[\s\S]*exit 2\n$/,
    );
  });

  test.skipIf(!existsSync('/dev/full'))('with a full disk behind stdout says so in one line', () => {
    const out = shell('"$P" vpc add x --cidr 10.8.0.0/16 --as netops > /dev/full');
    expect(out).toMatch(/^error: not all of the output could be written \(ENOSPC\)\nhint: .*\nexit 7\n$/);
    expect(shell('"$P" vpc list -o name')).toBe('x\nexit 0\n');
  });

  test('shows escape sequences of a mistyped word as text', () => {
    for (const words of [
      "'g\\033[31mx'",
      "vpc 'l\\033[31mx'",
      "vpc update 'x\\033[31m'",
      "vpc list -o 'j\\033[31m'",
    ]) {
      const out = shell(`eval "$P" $(printf "${words}")`);
      expect(out, words).not.toContain('\u001b');
      expect(out, words).toMatch(/exit [24]\n$/);
    }
  });
});
