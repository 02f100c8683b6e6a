/** A deploy that depends on another one: on the other side of the peering, or a concurrent one to the same gateway. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';
import { openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';
import { times } from './size.ts';

describeDeploys('A deploy', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await openPair();
  });

  afterAll(() => pair?.lab.close());

  test('of a peering fails if one side cannot be reached; of two gateways, the other one succeeds', async () => {
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--add-cidr', '10.200.0.0/16');
    const before = await fingerprint(pair.seoul.gateway);
    await pair.lab.peerway.run('gateway', 'update', 'osaka', '--ssh', 'root@203.0.113.66');
    const { code, stdout } = await pair.operator.try([
      'gateway',
      'deploy',
      '--peering',
      'seoul-osaka',
      '--yes',
    ]);
    expect(code, stdout).toBe(6);
    expect(stdout).toMatch(/^seoul +untouched/m);
    expect(await fingerprint(pair.seoul.gateway)).toBe(before);
    const alone = await pair.operator.try(['gateway', 'deploy', 'seoul', 'osaka', '--yes']);
    expect(alone.code, alone.stdout).toBe(6);
    expect(alone.stdout).toMatch(/^seoul +confirmed/m);
    expect(alone.stdout).toMatch(/^osaka +untouched/m);
    await pair.lab.peerway.run('gateway', 'update', 'osaka', '--ssh', 'root@203.0.113.2');
  });

  test('reports who is deploying already, and since when', async () => {
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--add-cidr', '10.201.0.0/16');
    const slow = await pair.operator.program(
      'slow-ssh',
      'script=$(mktemp) && cat >"$script" && { ! grep -qx verify "$script" || sleep 4; } && "$SSH" "$@" <"$script"; status=$?; rm "$script"; exit $status',
    );
    const words = (as: string) => ['gateway', 'deploy', 'seoul', '--yes', '--as', as, '-o', 'json'];
    const first = pair.operator.try(words('alice'), { ssh: slow });
    const pending = 'until [ -e /run/peerway/wg0/change.*/applied ]; do sleep 0.1; done';
    await pair.seoul.gateway.run(['sh', '-c', pending], { seconds: 20 });
    const second = await pair.operator.try(words('bob'));
    expect(JSON.parse(second.stdout)[0]).toMatchObject({
      outcome: 'untouched',
      why: expect.stringMatching(/^another deploy is in progress: alice since \d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect(second.code).toBe(6);
    expect(JSON.parse((await first).stdout)[0]).toMatchObject({ outcome: 'confirmed' });
  });

  test('and a concurrent one: exactly one of them succeeds', async () => {
    for (let round = 0; round < times(2, 10); round++) {
      await pair.lab.peerway.run('vpc', 'update', 'seoul', '--add-cidr', `10.${210 + round}.0.0/16`);
      const words = (as: string) => ['gateway', 'deploy', 'seoul', '--yes', '--as', as, '-o', 'json'];
      const both = await Promise.all(['alice', 'bob'].map((as) => pair.operator.try(words(as))));
      const rows = both.map(({ stdout }) => JSON.parse(stdout)[0]);
      const context = JSON.stringify(rows);
      expect(
        rows.filter(({ outcome }) => outcome === 'confirmed'),
        context,
      ).toHaveLength(1);
      const other = rows.find(({ outcome }) => outcome !== 'confirmed');
      if (other.outcome !== 'as-planned') expect(other.why, context).toMatch(/(alice|bob) since \d{4}-/);
      const diff = await pair.operator.try(['gateway', 'diff', 'seoul']);
      expect(diff.code, diff.stdout).toBe(0);
    }
  });
});
