/** Random bad changes: the gateway must roll them back in time, and then be as before, byte for byte. */
import { expect, test } from 'vitest';
import { type Random, randomFrom, SEED } from '../../support/random.ts';
import { alteringSsh, STAMP } from './altering-ssh.ts';
import { BAD_PUSHES, type BadPush } from './bad-pushes.ts';
import { becomesIdle, compareFingerprints, fingerprint } from './fingerprint.ts';
import { addForeign } from './foreign-config.ts';
import { openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';
import { timeFor, times } from './size.ts';

/** Seconds until an unconfirmed change is rolled back. */
const TIMER = 5;
/** Seconds that the rollback may take. */
const ROLLBACK = 5;
/** Number of laboratories that run at the same time; they spend most of it waiting for a timer. */
const CONCURRENCY = times(1, 4);

const count = times(4, 208);

describeDeploys(`Bad pushes (seed ${SEED})`, () => {
  const tally = { rolledBack: 0, applied: 0, worst: 0, failures: [] as string[] };

  test(`are rolled back completely, ${count} times`, { timeout: timeFor(count, 8000) }, async () => {
    const queue = Array.from({ length: count }, (_, at) => at);
    const workers = Array.from({ length: Math.min(CONCURRENCY, count) }, async (_, worker) => {
      const random = randomFrom(SEED + worker);
      // One laboratory in four has gateways without a configuration.
      const isBare = worker % 4 === 3;
      const pair = await openPrepared(isBare);
      try {
        for (let at = queue.shift(); at !== undefined; at = queue.shift())
          await attempt({ ...pair, isBare }, nthPush(at, isBare, random), random);
      } finally {
        await pair.lab.close();
      }
    });
    const settled = await Promise.allSettled(workers);
    const { rolledBack, applied } = tally;
    const worst = tally.worst.toFixed(1);
    console.log(
      `${rolledBack} of ${count} bad pushes rolled back, ${applied} of them after they were applied; the slowest after ${worst} s`,
    );
    for (const worker of settled) if (worker.status === 'rejected') throw worker.reason;
    expect(tally.failures).toEqual([]);
    expect(tally.rolledBack).toBe(count);
  });

  /** Returns each kind in turn in a long run, else random ones. */
  function nthPush(at: number, isBare: boolean, random: Random): BadPush {
    const kinds = BAD_PUSHES.filter(({ needsTunnel }) => !(isBare && needsTunnel));
    const push = count < BAD_PUSHES.length ? random.pick(kinds) : BAD_PUSHES[at % BAD_PUSHES.length];
    return push && kinds.includes(push) ? push : random.pick(kinds);
  }

  async function push({ isBare, ...pair }: Prepared, badPush: BadPush, random: Random): Promise<void> {
    const { operator, seoul } = pair;
    // Without a tunnel, a handshake needs both sides.
    const which = isBare ? ['--peering', 'seoul-osaka'] : ['seoul'];
    await pair.lab.peerway.run('gateway', 'update', 'seoul', '--mtu', String(random.between(1300, 1419)));
    const before = await fingerprint(seoul.gateway);
    const ssh = await alteringSsh(operator, badPush.edit?.(random));
    const undo = await badPush.trouble?.(pair, random);
    const words = ['gateway', 'deploy', ...which, '--yes', '--confirm-within', String(TIMER)];
    const { code, stdout, stderr } = await operator.try(words, { ssh });
    const context = `${badPush.name}: ${stdout}${stderr}`;
    const isIdle = await becomesIdle(seoul.gateway, TIMER + ROLLBACK);
    await undo?.();
    expect(isIdle, `${context}: still pending`).toBe(true);
    expect([6, 7], context).toContain(code);
    if (!stdout.includes('untouched')) tally.applied++;
    const changes = compareFingerprints(before, await fingerprint(seoul.gateway)).join('\n');
    expect(changes, `${context}${changes}`).toBe('');
    const reached = await operator.host.try([operator.ssh, 'root@203.0.113.1', 'true']);
    expect(reached.code, `${context}: cannot be reached`).toBe(0);
    await measure(pair, context);
  }

  async function attempt(pair: Prepared, badPush: BadPush, random: Random): Promise<void> {
    try {
      await push(pair, badPush, random);
      tally.rolledBack++;
    } catch (error) {
      tally.failures.push(String(error));
    }
  }

  /** Checks the time from the start of the change to the end of its rollback. */
  async function measure({ seoul }: Pair, context: string): Promise<void> {
    const { stdout } = await seoul.gateway.try([
      'sh',
      '-c',
      `cat ${STAMP} && stat -c %.Y /run/peerway/wg0/ended`,
    ]);
    const [begun = 0, ended = 0] = stdout.split('\n').map(Number);
    if (ended < begun) return;
    tally.worst = Math.max(tally.worst, ended - begun);
    expect(ended - begun, `${context}: seconds until the rollback`).toBeLessThan(TIMER + ROLLBACK);
  }
});

interface Prepared extends Pair {
  /** True if its gateways had no configuration. */
  readonly isBare: boolean;
}

async function openPrepared(isBare: boolean): Promise<Pair> {
  const pair = await openPair();
  if (isBare) return pair;
  const { code, stdout } = await pair.operator.try(['gateway', 'deploy', 'seoul', 'osaka', '--yes']);
  expect(code, stdout).toBe(0);
  await addForeign(pair.seoul.gateway);
  return pair;
}
