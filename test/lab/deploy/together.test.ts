/** Two gateways that change together, whatever happens around the commit: both have the change, or neither. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { taskSsh } from './altering-ssh.ts';
import { becomesIdle, compareFingerprints, fingerprint, isIdle } from './fingerprint.ts';
import { deployPair, openPair, type Pair } from './pair.ts';
import { describeDeploys, describeLongDeploys } from './requirements.ts';

const OSAKA = '203.0.113.2';

/** Seconds for the rollback of a gateway, on a busy machine. */
const ROLLBACK = 15;

let mtu = 1400;

/** Plans a change of both gateways, deploys it with an ssh that runs `body` around each task, and returns the outcome. */
async function deployWith(
  pair: Pair,
  body: string,
  flags: readonly string[] = [],
): Promise<{ code: number; output: string; before: string[]; after: string[] }> {
  const { lab, operator, seoul, osaka } = pair;
  const gateways = [seoul.gateway, osaka.gateway];
  mtu -= 1;
  for (const name of ['seoul', 'osaka']) await lab.peerway.run('gateway', 'update', name, '--mtu', `${mtu}`);
  const before = await Promise.all(gateways.map(fingerprint));
  const ssh = await taskSsh(operator, body);
  const words = ['gateway', 'deploy', '--peering', 'seoul-osaka', '--yes', ...flags];
  const { code, stdout, stderr } = await operator.try(words, { ssh, seconds: 150 });
  for (const gateway of gateways) expect(await becomesIdle(gateway, ROLLBACK), stdout + stderr).toBe(true);
  return { code, output: stdout + stderr, before, after: await Promise.all(gateways.map(fingerprint)) };
}

/** Leaves out values that an interface does not keep when it is created again. */
const comparable = (text = ''): string =>
  text.replace(/^\d+: (?=wg0)/gm, '').replace(/\n.*(fe80:|\.wg0\.stable_secret).*/g, '');

async function expectNeither(pair: Pair, body: string, why: RegExp, flags: readonly string[]): Promise<void> {
  const { code, output, before, after } = await deployWith(pair, body, flags);
  expect(code, output).toBe(6);
  expect(output).toMatch(why);
  for (const at of [0, 1])
    expect(compareFingerprints(comparable(before[at]), comparable(after[at])), output).toEqual([]);
}

async function expectBoth(pair: Pair, body: string, flags: readonly string[]): Promise<void> {
  const { code, output } = await deployWith(pair, body, flags);
  expect(code, output).toBe(0);
  const diff = await pair.operator.try(['gateway', 'diff', 'seoul', 'osaka']);
  expect(diff.code, diff.stdout).toBe(0);
}

describeDeploys('Both gateways of a peering', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await openPair();
    await deployPair(pair);
  });

  afterAll(() => pair?.lab.close());

  describe('roll back if one', () => {
    test.each([
      [
        'is slow at every step',
        `case "$host $task" in "${OSAKA} stage") sleep 5 ;; "${OSAKA} apply") sleep 3 ;; "${OSAKA} verify") sleep 5 ;; esac; pass "$@"`,
        /--confirm-within \d+/,
      ],
      [
        'is slow to be committed',
        `[ "$host $task" != "${OSAKA} commit" ] || sleep 14; pass "$@"`,
        /--confirm-within \d+/,
      ],
      [
        'cannot be reached for its commit',
        `[ "$host $task" != "${OSAKA} commit" ] || { echo 'ssh: connect to host: No route to host' >&2; return 255; }; pass "$@"`,
        /No route to host/,
      ],
      [
        'loses every connection during its commit',
        `[ "$host $task" != "${OSAKA} commit" ] || { pass "$@" >/dev/null; return 255; }; pass "$@"`,
        /osaka +rolled-back/,
      ],
      [
        'has its firewall flushed before the commit',
        `[ "$host $task" != "${OSAKA} commit" ] || on_gateway nft flush ruleset; pass "$@"`,
        /firewall table inet peerway/,
      ],
      [
        'loses a route before the commit',
        `[ "$host $task" != "${OSAKA} commit" ] || on_gateway ip route del 10.0.0.0/16 dev wg0; pass "$@"`,
        /route 10\.0\.0\.0\/16/,
      ],
      [
        'loses its peer before the commit',
        `[ "$host $task" != "${OSAKA} commit" ] || on_gateway 'wg set wg0 peer "$(wg show wg0 peers)" remove'; pass "$@"`,
        /peer \S{44}/,
      ],
      [
        'loses its interface before the commit',
        `[ "$host $task" != "${OSAKA} commit" ] || on_gateway ip link del wg0; pass "$@"`,
        /link wg0/,
      ],
    ])('%s', async (_, body, why) => {
      await expectNeither(pair, body, why, ['--confirm-within', '12']);
    });
  });

  describe('are confirmed if one', () => {
    test.each([
      [
        'loses the connection during its first commit',
        `[ "$host $task" != "${OSAKA} commit" ] || [ -e /tmp/lost-$PPID ] || { : >/tmp/lost-$PPID; pass "$@" >/dev/null; return 255; }; pass "$@"`,
      ],
      [
        'loses the connection during its first completion',
        `[ "$host $task" != "${OSAKA} complete" ] || [ -e /tmp/gone-$PPID ] || { : >/tmp/gone-$PPID; pass "$@" >/dev/null; return 255; }; pass "$@"`,
      ],
      [
        'is completed long after all timers have fired',
        `[ "$host $task" != "${OSAKA} complete" ] || sleep 14; pass "$@"`,
      ],
      ['is slow, with enough time to confirm', `[ "$host" != "${OSAKA}" ] || sleep 4; pass "$@"`],
    ])('%s', async (_, body) => {
      await expectBoth(pair, body, ['--confirm-within', body.includes('sleep 4') ? '60' : '12']);
    });
  });
});

describeLongDeploys('peerway that dies', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await openPair();
  });

  afterAll(() => pair?.lab.close());

  /** Starts a deploy that hangs at a task of osaka, and kills it once seoul has committed. */
  async function dieAt(task: 'commit' | 'complete'): Promise<void> {
    const ssh = await taskSsh(
      pair.operator,
      `[ "$host $task" != "${OSAKA} ${task}" ] && [ "$task" != complete ] || exec sleep 300; pass "$@"`,
    );
    const words = ['gateway', 'deploy', '--peering', 'seoul-osaka', '--yes', '--confirm-within', '12'];
    const deploying = pair.operator.start(words, { ssh });
    const committed = 'until ls /run/peerway/wg0/change.*/committed; do sleep 0.1; done';
    const gateways = task === 'commit' ? [pair.seoul] : [pair.seoul, pair.osaka];
    for (const { gateway } of gateways) await gateway.run(['sh', '-c', committed], { seconds: 30 });
    deploying.kill('SIGKILL');
    expect(await isIdle(pair.seoul.gateway)).toBe(false);
    for (const { gateway } of [pair.seoul, pair.osaka]) expect(await becomesIdle(gateway, 120)).toBe(true);
  }

  test('between the commits leaves neither gateway changed', { timeout: 300_000 }, async () => {
    const before = await fingerprint(pair.seoul.gateway);
    await dieAt('commit');
    expect(compareFingerprints(before, await fingerprint(pair.seoul.gateway))).toEqual([]);
    expect((await pair.osaka.gateway.try(['ip', 'link', 'show', 'wg0'])).code).not.toBe(0);
  });

  test('after the commits leaves both gateways changed', { timeout: 300_000 }, async () => {
    await dieAt('complete');
    const diff = await pair.operator.try(['gateway', 'diff', 'seoul', 'osaka']);
    expect(diff.code, diff.stdout).toBe(0);
  });
});
