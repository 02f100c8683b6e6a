/**
 * File systems without hard links, such as FAT, exFAT and some network file systems: link(2) fails there. Where modes
 * cannot be changed either, the mode of the mount has to be private.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { peerwayWords } from '../support/program.ts';
import { folderForTest } from '../support/temporary.ts';
import { describeFaults } from './requirements.ts';
import { withoutFlock } from './without-flock.ts';

const LINKS = 'link,linkat';
const MODES = 'fchmod,chmod,fchmodat';

interface Host {
  readonly folder: string;
  /** Errors of system calls by name. */
  readonly errors: Readonly<Record<string, string>>;
  readonly before?: readonly string[];
}

async function run({ folder, errors, before = [] }: Host, line: string) {
  const faults = Object.entries(errors).flatMap(([calls, error]) => ['-e', `inject=${calls}:error=${error}`]);
  const words = [
    'strace',
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    `trace=${Object.keys(errors).join()}`,
    ...faults,
  ];
  const [command, ...rest] = [...before, ...words, ...peerwayWords(line.split(' '))] as [string, ...string[]];
  const { exitCode, stdout, stderr } = await execa(command, rest, {
    reject: false,
    env: { PEERWAY_STATE: join(folder, 'state'), XDG_CONFIG_HOME: join(folder, 'config') },
  });
  return { exit: exitCode, stdout, stderr };
}

async function expectWorking(host: Host): Promise<void> {
  for (const name of ['a', 'b', 'c'])
    expect(await run(host, `location set ${name}`)).toMatchObject({ exit: 0 });
  expect(await run(host, 'state restore 1 --yes')).toMatchObject({ exit: 0 });
  expect((await run(host, 'location list -o name')).stdout).toBe('a');
  const state = join(host.folder, 'state');
  expect(readdirSync(join(state, 'generations')).sort()).toEqual([1, 2, 3].map((at) => `0000000${at}.jsonl`));
  expect(readdirSync(state).filter((name) => /tmp|lock\./.test(name))).toEqual([]);
  writeFileSync(join(state, 'state.jsonl'), 'damaged', { mode: 0o600 });
  expect(await run(host, 'state restore 2 --yes')).toMatchObject({ exit: 0 });
  expect(readFileSync(join(state, 'state.before-5.jsonl'), 'utf8')).toBe('damaged');
}

async function expectPreferences(host: Host): Promise<void> {
  for (const owner of ['bob', 'alice'])
    expect(await run(host, `config set owner ${owner}`)).toMatchObject({ exit: 0 });
  expect(readdirSync(join(host.folder, 'config', 'peerway'))).toEqual(['config.json']);
}

describeFaults('without hard links', () => {
  test.each(['EPERM', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK'])('everything works: %s', async (error) => {
    const host = { folder: folderForTest(), errors: { [LINKS]: error } };
    await expectWorking(host);
    await expectPreferences(host);
  });

  test('everything works where modes cannot be changed either, if the mount is private', async () => {
    await expectWorking({ folder: folderForTest(), errors: { [LINKS]: 'EPERM', [MODES]: 'EPERM' } });
  });

  test('and without flock, one of many commands at a time holds the lock', async () => {
    const host = { folder: folderForTest(), errors: { [LINKS]: 'EPERM' } };
    mkdirSync(join(host.folder, 'programs-folder'));
    const before = withoutFlock(join(host.folder, 'programs-folder'));
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const runs = await Promise.all(names.map((name) => run({ ...host, before }, `location set ${name}`)));
    expect(runs.map(({ exit }) => exit)).toEqual(names.map(() => 0));
    expect((await run(host, 'location list -o name')).stdout.split('\n').sort()).toEqual(names);
    expect(existsSync(join(host.folder, 'state', 'lock.exclusive'))).toBe(false);
  });
});
