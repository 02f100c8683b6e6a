import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BIN, pathWithPeerway } from '../support/program.ts';
import { canRun, missingPaths } from '../support/requirements.ts';
import { folderForFile } from '../support/temporary.ts';

const folder = folderForFile();
const path = pathWithPeerway(join(folder, 'path'));

mkdirSync(join(folder, 'state'), { mode: 0o700 });

/** A shell line in an environment of its own: what it says on both streams, and its exit status at the end. */
const shell = (line: string, env: Record<string, string> = {}): string =>
  execFileSync('sh', ['-c', `{ ${line}; } 2>&1; echo "exit $?"`], {
    encoding: 'utf8',
    env: {
      PATH: path,
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
    ).toBe('warning: There is no home folder\nno VPCs yet; run `peerway vpc add`\nexit 0\n');
    const unset = 'unset PEERWAY_STATE; "$P" vpc list';
    expect(shell(unset, { HOME: '', XDG_CONFIG_HOME: '' })).toContain(
      'There is no home folder\nhint: set HOME',
    );
  });

  test('with an empty --state is not sent to the default', () => {
    expect(shell('"$P" vpc list --state ""')).toMatch(
      /^error: The path of the state folder is empty\n[\s\S]*exit 2\n$/,
    );
  });

  test.skipIf(!canRun('a full disk', missingPaths(['/dev/full'])))(
    'with a full disk behind stdout says so in one line',
    () => {
      const out = shell('"$P" vpc add x --cidr 10.8.0.0/16 --as netops > /dev/full');
      expect(out).toMatch(/^error: not all of the output could be written \(ENOSPC\)\nhint: .*\nexit 7\n$/);
      expect(out).toContain('the command itself succeeded');
      expect(shell('"$P" vpc list -o name')).toBe('x\nexit 0\n');
      for (const line of [
        'vpc list',
        'vpc list -o json',
        'vpc show x',
        'state export',
        'log',
        'help',
        '--help',
      ]) {
        const read = shell(`"$P" ${line} > /dev/full`);
        expect(read, line).toMatch(
          /^error: not all of the output could be written \(ENOSPC\)\nhint: nothing was/,
        );
        expect(read, line).toMatch(/\nexit 7\n$/);
      }
      expect(shell('"$P" vpc list | true')).toBe('exit 0\n');
    },
  );

  test('refuses a folder whose name acts upon the terminal', () => {
    for (const line of ['"$P" state path --state "$BAD"', 'PEERWAY_STATE="$BAD" "$P" state path -o name']) {
      const out = shell(line, { BAD: '/tmp/\u001b]0;x\u0007\u202e' });
      expect(out).toMatch(
        /^error: "\/tmp\/\\u\{1b\}\]0;x\\u\{7\}\\u\{202e\}" is not a valid path\nhint: .*\nexit 2\n$/,
      );
    }
  });

  test('takes no suggestion from what was typed', () => {
    const typed = 'x\n(Did you mean \u001b[31mthis?)\n(Did you mean y';
    expect(shell('"$P" "$TYPED"', { TYPED: typed })).toMatch(
      /^error: unknown command "x\\u\{a\}\(Did you mean \\u\{1b\}\[31mthis\?\)\\u\{a\}\(Did you mean y" for "peerway"\n {2}commands: [a-z,\n ]+\nhint: run `peerway --help`\nexit 2\n$/,
    );
    expect(shell('"$P" vpcs')).toMatch(
      /^error: unknown command "vpcs" for "peerway"\n {2}commands: [a-z,\n ]+\nhint: did you mean `peerway vpc`\?\nexit 2\n$/,
    );
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
