/** A deploy and what else is deployed: the other side of a peering, somebody else's change of the same gateway. */
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

  test('of a peering is held back where the other side cannot be reached, of two gateways not', async () => {
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

  test('says who else is at it, and since when', async () => {
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--add-cidr', '10.201.0.0/16');
    const slow = await pair.operator.program(
      'slow-ssh',
      'order=$(mktemp) && cat >"$order" && { ! grep -qx verify "$order" || sleep 4; } && "$SSH" "$@" <"$order"; status=$?; rm "$order"; exit $status',
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

  test('and another at once end with one of them, whichever comes first', async () => {
    for (let round = 0; round < times(2, 10); round++) {
      await pair.lab.peerway.run('vpc', 'update', 'seoul', '--add-cidr', `10.${210 + round}.0.0/16`);
      const words = (as: string) => ['gateway', 'deploy', 'seoul', '--yes', '--as', as, '-o', 'json'];
      const both = await Promise.all(['alice', 'bob'].map((as) => pair.operator.try(words(as))));
      const rows = both.map(({ stdout }) => JSON.parse(stdout)[0]);
      const said = JSON.stringify(rows);
      expect(
        rows.filter(({ outcome }) => outcome === 'confirmed'),
        said,
      ).toHaveLength(1);
      const other = rows.find(({ outcome }) => outcome !== 'confirmed');
      if (other.outcome !== 'as-planned') expect(other.why, said).toMatch(/(alice|bob) since \d{4}-/);
      const diff = await pair.operator.try(['gateway', 'diff', 'seoul']);
      expect(diff.code, diff.stdout).toBe(0);
    }
  });
});
