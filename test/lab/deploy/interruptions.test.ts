/**
 * Kills peerway or its connection at a random moment of a deploy. Each gateway must be as before, byte for byte, or as
 * planned, and no change may be pending after the rollback timer has expired.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { randomFrom, SEED } from '../../support/random.ts';
import { becomesIdle, compareFingerprints, fingerprint } from './fingerprint.ts';
import { deployPair, openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';
import { timeFor, times } from './size.ts';

/** Seconds until an unconfirmed change is rolled back. */
const TIMER = 8;
/** Seconds that the rollback may take. */
const ROLLBACK = 5;
/** Number of laboratories that run at the same time. */
const CONCURRENCY = times(2, 4);

const count = times(4, 204);

type Interruption = (pair: Pair, pid: number) => Promise<void>;

const run = ({ operator }: Pair, script: string): Promise<unknown> => operator.host.try(['sh', '-c', script]);

const INTERRUPTIONS: Readonly<Record<string, Interruption>> = {
  'peerway killed': async (pair, pid) => void (await run(pair, `kill -9 ${pid}`)),
  'its connections killed': async (pair, pid) =>
    void (await run(pair, `kill -9 $(cat /proc/${pid}/task/${pid}/children)`)),
  'peerway and its connections killed': async (pair, pid) =>
    void (await run(pair, `kill -9 ${pid} $(cat /proc/${pid}/task/${pid}/children)`)),
  'network cut': async (pair) => {
    await pair.lab.internet.run(['ip', 'link', 'set', 'to-laptop', 'down']);
    await sleep(1000 * (TIMER + 1));
    await pair.lab.internet.run(['ip', 'link', 'set', 'to-laptop', 'up']);
  },
};

/** Waits until all connections have ended: packets on their way at the interruption still arrive. */
async function waitForDisconnect({ operator, seoul, osaka }: Pair): Promise<void> {
  const until = 'for i in $(seq 100); do pgrep "$@" >/dev/null || break; sleep 0.2; done';
  await operator.host.try(['sh', '-c', until, 'sh', '-x', 'ssh'], { seconds: 60 });
  const sessions = [seoul, osaka].map(({ gateway }) =>
    gateway.try(['sh', '-c', until, 'sh', '-f', '^sshd: root'], { seconds: 60 }),
  );
  await Promise.all(sessions);
}

describeDeploys(`Interrupted deploys (seed ${SEED})`, () => {
  const tally = { old: 0, planned: 0, failures: [] as string[] };

  test(`leave the old state or the new one, ${count} times`, {
    timeout: timeFor(count, 15_000),
  }, async () => {
    const queue = Array.from({ length: count }, (_, at) => at);
    const workers = Array.from({ length: Math.min(CONCURRENCY, count) }, async (_, worker) => {
      const random = randomFrom(SEED + worker);
      const pair = await openPair();
      try {
        const duration = await measureDeploy(pair);
        for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
          const name = Object.keys(INTERRUPTIONS)[at % Object.keys(INTERRUPTIONS).length] as string;
          await attempt(pair, name, at, duration * random.fraction());
        }
      } finally {
        await pair.lab.close();
      }
    });
    const settled = await Promise.allSettled(workers);
    console.log(`${count} interrupted deploys: ${tally.old} gateways unchanged, ${tally.planned} as planned`);
    for (const worker of settled) if (worker.status === 'rejected') throw worker.reason;
    expect(tally.failures).toEqual([]);
    expect(tally.old + tally.planned).toBe(2 * count);
  });

  /** Returns the milliseconds of an uninterrupted deploy; not of the first one, which waits for handshakes. */
  async function measureDeploy(pair: Pair): Promise<number> {
    await deployPair(pair);
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--add-cidr', '10.200.0.0/16');
    const start = Date.now();
    await deployPair(pair);
    return Date.now() - start;
  }

  async function attempt(pair: Pair, name: string, at: number, delay: number): Promise<void> {
    try {
      await interrupt(pair, name, at, delay);
    } catch (error) {
      tally.failures.push(
        `${name} after ${Math.round(delay)} ms: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  async function interrupt(pair: Pair, name: string, at: number, delay: number): Promise<void> {
    const gateways = [pair.seoul, pair.osaka];
    const network = `10.${201 + (at % 50)}.0.0/16`;
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--add-cidr', network);
    const before = await Promise.all(gateways.map(({ gateway }) => fingerprint(gateway)));
    const pidFile = pair.lab.peerway.file('pid');
    const argv = ['gateway', 'deploy', 'seoul', 'osaka', '--yes', '--confirm-within', String(TIMER)];
    const peerway = pair.operator.start(argv, { pidFile });
    const exited = new Promise((resolve) => peerway.once('exit', resolve));
    await sleep(delay);
    await INTERRUPTIONS[name]?.(pair, Number(await readFile(pidFile, 'utf8')));
    await waitForDisconnect(pair);
    for (const { gateway } of gateways)
      expect(await becomesIdle(gateway, TIMER + ROLLBACK), `${gateway.name}: still pending`).toBe(true);
    await exited;
    for (const [which, { plan, gateway }] of gateways.entries()) {
      const diff = await pair.operator.try(['gateway', 'diff', plan.name]);
      const changes = compareFingerprints(before[which] ?? '', await fingerprint(gateway)).join('\n');
      if (diff.code === 0) tally.planned++;
      else if (changes === '') tally.old++;
      else
        throw new Error(
          `${plan.name} is neither as before nor as planned:\n${changes}\n${diff.stdout}${diff.stderr}`,
        );
    }
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--remove-cidr', network);
    await deployPair(pair);
  }
});
