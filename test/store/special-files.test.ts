/** Files of the user that are pipes, devices or sockets: read where that makes sense, and never waited for without end. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sandbox, sandboxIn } from '../support/sandbox.ts';
import { folderForTest } from '../support/temporary.ts';

const fifo = (path: string): void => void execFileSync('mkfifo', ['-m', '600', path]);

function socket(path: string): void {
  const server = createServer();
  server.listen(path);
  server.unref();
}

const KINDS: readonly (readonly [string, (path: string) => void])[] = [
  ['named pipe', fifo],
  ['socket', socket],
  ['device', (path) => symlinkSync('/dev/zero', path)],
  ['folder', (path) => mkdirSync(path)],
];

describe.each(KINDS)('a %s', (kind, make) => {
  const box = sandbox();
  const inConfig = (folder: string): string => {
    mkdirSync(join(folder, 'peerway'), { recursive: true });
    return join(folder, 'peerway', 'config.json');
  };

  test('in the place of the preferences ends in one error', async () => {
    const folder = folderForTest();
    make(inConfig(folder));
    const env = { XDG_CONFIG_HOME: folder };
    for (const words of [
      ['config', 'get', 'owner'],
      ['config', 'set', 'owner', 'bob'],
    ]) {
      const { exit, stderr } = await box.run(words, { env });
      expect([exit, stderr]).toEqual([
        2,
        expect.stringMatching(/^error: The preferences in .* cannot be read: /m),
      ]);
      expect(stderr.match(/^error: /gm)).toHaveLength(1);
    }
    // Anything else works, with a warning.
    const listed = await box.run(['vpc', 'list'], { env });
    expect([listed.exit, listed.stderr]).toEqual([0, expect.stringContaining('cannot be read')]);
  });

  test.each([
    ['state import', ['state', 'import', 'PATH', '--yes']],
    ['plan check', ['plan', 'check', '--file', 'PATH']],
    ['the key file', ['state', 'encrypt', '--key-file', 'PATH', '--yes']],
    ['the passphrase', ['state', 'encrypt', '--passphrase', '--passphrase-file', 'PATH', '--yes']],
  ])('as the input of %s ends in one error', async (_, words) => {
    const path = join(folderForTest(), 'input');
    make(path);
    const { exit, stderr } = await box.run(words.map((word) => (word === 'PATH' ? path : word)));
    expect([2, 5]).toContain(exit);
    expect(stderr).toMatch(kind === 'folder' ? /cannot be read/ : /cannot be read: it is a /);
  });
});

test('a pipe with a writer is read, also if it takes a while', async () => {
  const box = sandboxIn(folderForTest());
  const path = join(folderForTest(), 'pipe');
  fifo(path);
  const writer = spawn('sh', ['-c', `sleep 1; (echo 10.0.0.0/8; sleep 1; echo 10.1.0.0/16) > ${path}`]);
  const { stdout, stderr } = await box.run(['plan', 'check', '--file', path]);
  expect(stdout + stderr).toContain('10.1.0.0/16');
  await new Promise((done) => (writer.exitCode === null ? writer.once('exit', done) : done(0)));
});

test('preferences can be a link, and are still a file', async () => {
  const folder = folderForTest();
  const box = sandboxIn(folderForTest());
  mkdirSync(join(folder, 'peerway'));
  writeFileSync(join(folder, 'elsewhere'), '{"owner":"bob"}');
  chmodSync(join(folder, 'elsewhere'), 0o600);
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'peerway', 'config.json'));
  const { stdout } = await box.run(['config', 'get', 'owner'], { env: { XDG_CONFIG_HOME: folder } });
  expect(stdout).toBe('bob\n');
});
