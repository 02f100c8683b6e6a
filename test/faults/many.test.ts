import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileStore } from '../../src/store/file-store.ts';
import { firstOutput, type StoreProcess, storeProcesses } from '../support/store/store-process.ts';
import { folderForTest } from '../support/temporary.ts';
import { EVERY_FAULT } from './requirements.ts';
import { Workshop } from './workshop.ts';

const startProcess = storeProcesses();

const KINDS: [string, string | undefined][] = [
  ['flock', undefined],
  ['a lock file, where there is no flock', 'no-such-flock'],
];

/** Processes, and how many changes each of them makes. */
const CROWDS: [number, number][] = EVERY_FAULT
  ? [
      [8, 50],
      [32, 25],
    ]
  : [[8, 8]];
/** Milliseconds for which a holder is stopped: more than any lock that goes by age would stand. */
const STOPPED = EVERY_FAULT ? 30_000 : 2000;
const KILLS = EVERY_FAULT ? 25 : 3;

const VPC = ['vpc', 'add', 'lab', '--cidr', '10.8.0.0/16'];

/** That it ended well, and without a word of complaint. */
async function endedWell({ exit, errors }: StoreProcess): Promise<void> {
  expect([await errors, await exit]).toEqual(['', 0]);
}

describe.each(KINDS)('many at once with %s', (_kind, flock) => {
  test.each(CROWDS)(
    '%i processes of %i changes each keep every one, and readers see whole ones only',
    async (processes, changes) => {
      const folder = folderForTest();
      const writers = Array.from({ length: processes }, () => startProcess('add', folder, changes, flock));
      const readers = Array.from({ length: 2 }, () => startProcess('watch', folder, 1500, flock));
      await Promise.all([...writers, ...readers].map(endedWell));
      const told = (await Promise.all(writers.map(({ output }) => output)))
        .flatMap((output) => output.trimEnd().split('\n'))
        .map((line) => line.split(' '));
      const all = processes * changes;
      const revisions = told.map(([revision]) => Number(revision)).sort((a, b) => a - b);
      expect(revisions).toEqual(Array.from({ length: all }, (_, at) => at + 1));
      const { revision, state } = await new FileStore({ folder }).read();
      expect(revision).toBe(all);
      expect([...state.vpcs.keys()].sort()).toEqual(told.map(([, name]) => name).sort());
      for (const reader of readers) {
        const [readings = 0, longest = Number.NaN] = (await reader.output).split(' ').map(Number);
        expect(readings).toBeGreaterThan(50);
        expect(longest).toBeLessThan(1000);
      }
    },
    180_000,
  );

  test(`a holder that is stopped for ${STOPPED / 1000} seconds is the only one`, async () => {
    const folder = folderForTest();
    const holder = startProcess('hold', folder, 500, flock);
    await firstOutput(holder);
    holder.child.kill('SIGSTOP');
    const waiters = Array.from({ length: 3 }, () => startProcess('hold', folder, 50, flock));
    const entered = waiters.map((each) => firstOutput(each).then(() => 'entered'));
    expect(await Promise.race([...entered, sleep(STOPPED, 'nobody')])).toBe('nobody');
    expect((await new FileStore({ folder }).read()).revision).toBe(0);
    holder.child.kill('SIGCONT');
    await Promise.all([holder, ...waiters].map(endedWell));
    expect((await new FileStore({ folder }).read()).revision).toBe(4);
  }, 90_000);

  test(`of ${KILLS} holders that are killed none costs those who wait for them anything`, async () => {
    const folder = folderForTest();
    for (let at = 0; at < KILLS; at++) {
      const holder = startProcess('hold', folder, 60_000, flock);
      await firstOutput(holder);
      const waiter = startProcess('add', folder, 1, flock);
      await sleep(at * 40);
      holder.child.kill('SIGKILL');
      const killed = performance.now();
      rmSync(join(folder, 'held'));
      await endedWell(waiter);
      expect(performance.now() - killed).toBeLessThan(3000);
    }
    expect((await new FileStore({ folder }).read()).revision).toBe(KILLS);
  }, 120_000);
});

describe('the program beside a holder', () => {
  let workshop: Workshop;
  beforeAll(() => {
    workshop = new Workshop();
  });
  afterAll(() => workshop.clear());

  test('that is stopped reads at once', async () => {
    const folder = folderForTest();
    const holder = startProcess('hold', folder, 60_000);
    await firstOutput(holder);
    holder.child.kill('SIGSTOP');
    const { exit, stdout } = await workshop.run(folder, ['vpc', 'list', '-o', 'name']);
    expect([exit, stdout]).toEqual([0, '']);
  });

  test('that was killed changes at once, with nobody having cleared anything up', async () => {
    const folder = folderForTest();
    const holder = startProcess('hold', folder, 60_000);
    await firstOutput(holder);
    holder.child.kill('SIGKILL');
    await holder.exit;
    const { exit, stderr } = await workshop.run(folder, [...VPC, '--lock-timeout', '0']);
    expect([exit, stderr]).toEqual([0, '']);
  });

  if (!EVERY_FAULT) return;
  test('waits for ten seconds unless it is told otherwise', async () => {
    const folder = folderForTest();
    const holder = startProcess('hold', folder, 60_000);
    await firstOutput(holder);
    const began = performance.now();
    const { exit, stderr } = await workshop.run(folder, VPC);
    const took = performance.now() - began;
    expect([exit, stderr]).toEqual([
      5,
      expect.stringMatching(
        new RegExp(
          `^waiting for the state lock, held by pid ${holder.child.pid} .*\nerror: The state is locked by pid ${holder.child.pid} `,
        ),
      ),
    ]);
    expect(took).toBeGreaterThanOrEqual(10_000);
    expect(took).toBeLessThan(13_000);
  }, 30_000);
});
