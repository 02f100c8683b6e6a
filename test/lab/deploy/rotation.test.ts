/** Keys that are replaced while traffic runs. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomFrom, SEED } from '../../support/random.ts';
import { Laboratory, type Site } from '../laboratory.ts';
import { pingGaps, serve } from '../probes.ts';
import { meshSites } from '../sites.ts';
import { bothWays, connected, settle } from '../ways.ts';
import { becomesIdle } from './fingerprint.ts';
import { Operator, operatorAddress } from './operator.ts';
import { manageSite, routeVpc } from './pair.ts';
import { describeDeploys } from './requirements.ts';
import { timeFor, times } from './size.ts';

const SITES = times(3, 10);
/** Milliseconds without an answer that a new private key may cost. */
const LONGEST = 100;
/** Seconds until an unconfirmed change is rolled back. */
const TIMER = 10;
const ROLLBACK = 10;
const kills = times(2, 60);

describeDeploys(`Keys of a mesh of ${SITES} gateways (seed ${SEED})`, () => {
  let lab: Laboratory;
  let operator: Operator;
  let sites: Site[];

  const peerway = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await operator.try(words, { seconds: 150 });
    expect(code, stdout + stderr).toBe(0);
    return stdout + stderr;
  };
  const at = (index: number): Site => sites[index] as Site;
  const publicKey = async ({ gateway }: Site): Promise<string> =>
    (await gateway.run(['wg', 'show', 'wg0', 'public-key'])).trim();

  beforeAll(async () => {
    lab = await Laboratory.open();
    operator = await Operator.create(await lab.laptop(operatorAddress), lab.peerway);
    sites = [];
    for (const plan of meshSites(SITES)) {
      const site = await lab.site(plan);
      await manageSite(lab, operator, site);
      sites.push(site);
    }
    for (const [index, { plan }] of sites.entries())
      for (const other of sites.slice(index + 1))
        await lab.peerway.run('peering', 'create', plan.name, other.plan.name);
    for (const site of sites) await routeVpc(lab, site);
    await peerway('gateway', 'deploy', '--all', '--yes');
    await Promise.all([serve(at(0).instance), serve(at(1).instance)]);
    await settle(bothWays(at(0), at(1)));
    await settle(bothWays(at(1), at(2)));
  }, 600_000);

  afterAll(() => lab?.close());

  /** Runs a command with traffic of 200 packets a second in three tunnels, two of them of the first site. */
  async function during(seconds: number, ...words: string[]) {
    const streams = Promise.all([
      pingGaps(at(0).instance, at(1).plan.instance.v4, seconds),
      pingGaps(at(2).instance, at(0).plan.instance.v4, seconds),
      pingGaps(at(1).instance, at(2).plan.instance.v4, seconds),
    ]);
    await sleep(500);
    const output = await peerway(...words);
    const [first, second, other] = await streams;
    console.log(
      `${words.join(' ')}: ${[first, second, other]
        .map(({ sent, received, longest }) => `${sent - received} of ${sent} lost, ${longest} ms in a row`)
        .join('; ')}`,
    );
    return { output, first, second, other };
  }

  const seconds = times(8, 40);

  test('a preshared key is replaced without a lost packet', { timeout: 240_000 }, async () => {
    const psk = () => at(0).gateway.run(['sh', '-c', 'wg show wg0 preshared-keys | sort | cksum']);
    const before = await psk();
    const { first, second, other } = await during(
      seconds,
      ...['peering', 'rotate-psk', `${at(0).plan.name}-${at(1).plan.name}`, '--yes'],
    );
    expect(await psk()).not.toBe(before);
    for (const { sent, received } of [first, second, other]) expect(received).toBe(sent);
  });

  test('a private key is replaced within a moment, on one gateway and all its peers', {
    timeout: 240_000,
  }, async () => {
    const before = await publicKey(at(0));
    const { first, second, other } = await during(
      seconds,
      ...['gateway', 'rotate-key', at(0).plan.name, '--yes'],
    );
    const after = await publicKey(at(0));
    expect(after).not.toBe(before);
    for (const { gateway } of sites.slice(1)) {
      const peers = await gateway.run(['wg', 'show', 'wg0', 'peers']);
      expect(peers).toContain(after);
      expect(peers).not.toContain(before);
    }
    expect(first.longest).toBeLessThanOrEqual(LONGEST);
    expect(second.longest).toBeLessThanOrEqual(LONGEST);
    expect(other.received).toBe(other.sent);
    await peerway('gateway', 'diff', '--all');
  });

  test(`a rotation killed ${kills} times leaves all gateways with the old key, or all with the new one`, {
    timeout: timeFor(kills, 40_000),
  }, async () => {
    const random = randomFrom(SEED);
    const start = Date.now();
    await peerway('gateway', 'rotate-key', at(0).plan.name, '--yes');
    const duration = Date.now() - start;
    const tally = { old: 0, rotated: 0 };
    for (let run = 0; run < kills; run++) {
      const before = await publicKey(at(0));
      const pidFile = lab.peerway.file('pid');
      const words = ['gateway', 'rotate-key', at(0).plan.name, '--yes', '--confirm-within', String(TIMER)];
      const process = operator.start(words, { pidFile });
      const exited = new Promise((resolve) => process.once('exit', resolve));
      const delay = duration * random.fraction();
      await sleep(delay);
      await operator.host.try(['sh', '-c', `kill -9 ${Number(await readFile(pidFile, 'utf8'))}`]);
      await exited;
      const when = `killed after ${Math.round(delay)} of ${duration} ms`;
      // A committed gateway waits for its operator for a minute longer.
      for (const { gateway } of sites)
        expect(await becomesIdle(gateway, 2 * TIMER + 60 + ROLLBACK), `${gateway.name}, ${when}`).toBe(true);
      const after = await publicKey(at(0));
      for (const { gateway } of sites.slice(1)) {
        const peers = (await gateway.run(['wg', 'show', 'wg0', 'peers'])).trim().split('\n');
        expect(peers, `${gateway.name}, ${when}`).toHaveLength(SITES - 1);
        expect(peers, `${gateway.name}, ${when}`).toContain(after);
      }
      await settle(bothWays(at(0), at(1)));
      expect(await connected(at(0), at(1)), when).toBe(true);
      tally[after === before ? 'old' : 'rotated'] += 1;
    }
    console.log(
      `${kills} killed rotations: ${tally.old} with the old key, ${tally.rotated} with the new one`,
    );
    expect(tally.old + tally.rotated).toBe(kills);
  });
});
