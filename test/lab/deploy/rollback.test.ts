/** Random pushes that a gateway must not keep: afterwards all is as before, byte for byte, and in time. */
import { expect, test } from 'vitest';
import { type Random, randomFrom, SEED } from '../../support/random.ts';
import { alteringSsh, STAMP } from './altering-ssh.ts';
import { BAD_PUSHES, type BadPush } from './bad-pushes.ts';
import { becomesIdle, fingerprint, unlike } from './fingerprint.ts';
import { addForeign } from './foreign-config.ts';
import { openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';
import { timeFor, times } from './size.ts';

/** Seconds until an unconfirmed change is taken back, and that this may take. */
const TIMER = 5;
const ROLLBACK = 5;
/** Laboratories that work side by side: most of the time is spent on waiting for a timer. */
const SIDE_BY_SIDE = times(1, 4);

const count = times(4, 208);

describeDeploys(`Bad pushes (seed ${SEED})`, () => {
  const tally = { undone: 0, applied: 0, worst: 0, failures: [] as string[] };

  test(`${count} of them leave everything as it was`, { timeout: timeFor(count, 8000) }, async () => {
    const queue = Array.from({ length: count }, (_, at) => at);
    const workers = Array.from({ length: Math.min(SIDE_BY_SIDE, count) }, async (_, worker) => {
      const random = randomFrom(SEED + worker);
      // One laboratory of four has gateways on which nothing was set up yet.
      const isBare = worker % 4 === 3;
      const pair = await prepared(isBare);
      try {
        for (let at = queue.shift(); at !== undefined; at = queue.shift())
          await attempt({ ...pair, isBare }, nthPush(at, isBare, random), random);
      } finally {
        await pair.lab.close();
      }
    });
    const ends = await Promise.allSettled(workers);
    const { undone, applied } = tally;
    const worst = tally.worst.toFixed(1);
    console.log(
      `${undone} of ${count} bad pushes undone, ${applied} after they were applied; the slowest ${worst} s after it was sent`,
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    expect(tally.failures).toEqual([]);
    expect(tally.undone).toBe(count);
  });

  /** Returns every kind in turn, then random ones. */
  function nthPush(at: number, isBare: boolean, random: Random): BadPush {
    const kinds = BAD_PUSHES.filter(({ needsTunnel }) => !(isBare && needsTunnel));
    const push = count < BAD_PUSHES.length ? random.pick(kinds) : BAD_PUSHES[at % BAD_PUSHES.length];
    return push && kinds.includes(push) ? push : random.pick(kinds);
  }

  async function pushed({ isBare, ...pair }: Prepared, push: BadPush, random: Random): Promise<void> {
    const { operator, seoul } = pair;
    // What was never there can only be proved by both sides.
    const which = isBare ? ['--peering', 'seoul-osaka'] : ['seoul'];
    await pair.lab.peerway.run('gateway', 'update', 'seoul', '--mtu', String(random.between(1300, 1419)));
    const before = await fingerprint(seoul.gateway);
    const ssh = await alteringSsh(operator, push.edit?.(random));
    const undo = await push.trouble?.(pair, random);
    const words = ['gateway', 'deploy', ...which, '--yes', '--confirm-within', String(TIMER)];
    const { code, stdout, stderr } = await operator.try(words, { ssh });
    const said = `${push.name}: ${stdout}${stderr}`;
    const isIdle = await becomesIdle(seoul.gateway, TIMER + ROLLBACK);
    await undo?.();
    expect(isIdle, `${said}: still pending`).toBe(true);
    expect([6, 7], said).toContain(code);
    if (!stdout.includes('untouched')) tally.applied++;
    const changes = unlike(before, await fingerprint(seoul.gateway)).join('\n');
    expect(changes, `${said}${changes}`).toBe('');
    const reached = await operator.host.try([operator.ssh, 'root@203.0.113.1', 'true']);
    expect(reached.code, `${said}: cannot be reached`).toBe(0);
    await timed(pair, said);
  }

  async function attempt(pair: Prepared, push: BadPush, random: Random): Promise<void> {
    try {
      await pushed(pair, push, random);
      tally.undone++;
    } catch (error) {
      tally.failures.push(String(error));
    }
  }

  /** How long the gateway was in doubt. */
  async function timed({ seoul }: Pair, said: string): Promise<void> {
    const { stdout } = await seoul.gateway.try([
      'sh',
      '-c',
      `cat ${STAMP} && stat -c %.Y /run/peerway/wg0/ended`,
    ]);
    const [begun = 0, ended = 0] = stdout.split('\n').map(Number);
    if (ended < begun) return;
    tally.worst = Math.max(tally.worst, ended - begun);
    expect(ended - begun, `${said}: seconds until it was undone`).toBeLessThan(TIMER + ROLLBACK);
  }
});

interface Prepared extends Pair {
  /** Whether nothing was set up on its gateways before. */
  readonly isBare: boolean;
}

async function prepared(isBare: boolean): Promise<Pair> {
  const pair = await openPair();
  if (isBare) return pair;
  const { code, stdout } = await pair.operator.try(['gateway', 'deploy', 'seoul', 'osaka', '--yes']);
  expect(code, stdout).toBe(0);
  await addForeign(pair.seoul.gateway);
  return pair;
}
