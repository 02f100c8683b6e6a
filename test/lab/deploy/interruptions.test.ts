/**
 * The operator's end dies, or the line does, at some moment of a deploy: each gateway is as it was, byte for byte, or
 * as planned; nothing is pending once the timer has run out.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { randomFrom, SEED } from '../../support/random.ts';
import { becomesIdle, fingerprint, unlike } from './fingerprint.ts';
import { deployPair, openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';
import { timeFor, times } from './size.ts';

/** Seconds until an unconfirmed change is taken back, and that this may take. */
const TIMER = 8;
const ROLLBACK = 5;
const SIDE_BY_SIDE = times(2, 4);

const count = times(4, 204);

type Cut = (pair: Pair, pid: number) => Promise<void>;

const run = ({ operator }: Pair, script: string): Promise<unknown> => operator.host.try(['sh', '-c', script]);

const CUTS: Readonly<Record<string, Cut>> = {
  'peerway killed': async (pair, pid) => void (await run(pair, `kill -9 ${pid}`)),
  'its connections killed': async (pair, pid) =>
    void (await run(pair, `kill -9 $(cat /proc/${pid}/task/${pid}/children)`)),
  'all of it killed': async (pair, pid) =>
    void (await run(pair, `kill -9 ${pid} $(cat /proc/${pid}/task/${pid}/children)`)),
  'the line cut': async (pair) => {
    await pair.lab.internet.run(['ip', 'link', 'set', 'to-laptop', 'down']);
    await sleep(1000 * (TIMER + 1));
    await pair.lab.internet.run(['ip', 'link', 'set', 'to-laptop', 'up']);
  },
};

/** What was on its way when peerway was killed still arrives: waits until nobody is connected any more. */
async function silence({ operator, seoul, osaka }: Pair): Promise<void> {
  const until = 'for i in $(seq 100); do pgrep "$@" >/dev/null || break; sleep 0.2; done';
  await operator.host.try(['sh', '-c', until, 'sh', '-x', 'ssh'], { seconds: 60 });
  const sessions = [seoul, osaka].map(({ gateway }) =>
    gateway.try(['sh', '-c', until, 'sh', '-f', '^sshd: root'], { seconds: 60 }),
  );
  await Promise.all(sessions);
}

describeDeploys(`Deploys that are cut off (seed ${SEED})`, () => {
  const tally = { old: 0, planned: 0, failures: [] as string[] };

  test(`${count} of them leave the old state or the new one`, {
    timeout: timeFor(count, 15_000),
  }, async () => {
    const queue = Array.from({ length: count }, (_, at) => at);
    const workers = Array.from({ length: Math.min(SIDE_BY_SIDE, count) }, async (_, worker) => {
      const random = randomFrom(SEED + worker);
      const pair = await openPair();
      try {
        const duration = await firstDeploy(pair);
        for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
          const name = Object.keys(CUTS)[at % Object.keys(CUTS).length] as string;
          await attempt(pair, name, at, duration * random.fraction());
        }
      } finally {
        await pair.lab.close();
      }
    });
    const ends = await Promise.allSettled(workers);
    console.log(`${count} deploys cut off: ${tally.old} gateways as they were, ${tally.planned} as planned`);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    expect(tally.failures).toEqual([]);
    expect(tally.old + tally.planned).toBe(2 * count);
  });

  /** Milliseconds that a deploy of both takes when nothing happens to it; the first one waits for handshakes. */
  async function firstDeploy(pair: Pair): Promise<number> {
    await deployed(pair);
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--add-cidr', '10.200.0.0/16');
    const start = Date.now();
    await deployed(pair);
    return Date.now() - start;
  }

  async function attempt(pair: Pair, name: string, at: number, delay: number): Promise<void> {
    try {
      await cutOff(pair, name, at, delay);
    } catch (error) {
      tally.failures.push(
        `${name} after ${Math.round(delay)} ms: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  async function cutOff(pair: Pair, name: string, at: number, delay: number): Promise<void> {
    const gateways = [pair.seoul, pair.osaka];
    const network = `10.${201 + (at % 50)}.0.0/16`;
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--add-cidr', network);
    const before = await Promise.all(gateways.map(({ gateway }) => fingerprint(gateway)));
    const pidFile = pair.lab.peerway.file('pid');
    const argv = ['gateway', 'deploy', 'seoul', 'osaka', '--yes', '--confirm-within', String(TIMER)];
    const deploying = pair.operator.start(argv, { pidFile });
    const exited = new Promise((resolve) => deploying.once('exit', resolve));
    await sleep(delay);
    await CUTS[name]?.(pair, Number(await readFile(pidFile, 'utf8')));
    await silence(pair);
    for (const { gateway } of gateways)
      expect(await becomesIdle(gateway, TIMER + ROLLBACK), `${gateway.name}: still pending`).toBe(true);
    await exited;
    for (const [which, { plan, gateway }] of gateways.entries()) {
      const diff = await pair.operator.try(['gateway', 'diff', plan.name]);
      const changes = unlike(before[which] ?? '', await fingerprint(gateway)).join('\n');
      if (diff.code === 0) tally.planned++;
      else if (changes === '') tally.old++;
      else throw new Error(`${plan.name} is neither:\n${changes}\n${diff.stdout}${diff.stderr}`);
    }
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--remove-cidr', network);
    await deployed(pair);
  }
});

async function deployed(pair: Pair): Promise<void> {
  await deployPair(pair);
}
