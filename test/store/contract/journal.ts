import { expect, test } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import { by, SAMPLE, withVpc } from '../../support/states.ts';
import { commit, ownedBy, withoutVpc } from './changes.ts';

/** Tests of the journal. */
export function journalCases(make: () => Promise<Store>): void {
  test('records the author, time, revisions and objects of each commit', async () => {
    const store = await make();
    const began = new Date().toISOString();
    await commit(store, await store.read(), SAMPLE, 'state import');
    const from = await store.read();
    const to = withVpc(withoutVpc(ownedBy(from.state, 'seoul', 'other'), 'busan'), 'added');
    await commit(store, from, to, 'vpc update');
    const [first, second, ...more] = await store.journal();
    expect(more).toEqual([]);
    expect(first).toMatchObject({ ...by('state import'), before: 0, after: 1 });
    expect(first?.objects).toHaveLength(18);
    expect(first?.objects).toContainEqual(
      expect.objectContaining({
        kind: 'peering',
        name: 'seoul-tokyo',
        change: 'added',
        of: ['seoul', 'tokyo'],
      }),
    );
    expect(first?.objects).toContainEqual(
      expect.objectContaining({
        kind: 'peering',
        name: 'seoul-osaka',
        change: 'added',
        of: ['seoul', 'osaka'],
      }),
    );
    expect(second).toMatchObject({ ...by('vpc update'), before: 1, after: 2 });
    expect(new Set(second?.objects.map(({ values: _, ...object }) => object))).toEqual(
      new Set([
        { kind: 'vpc', name: 'added', change: 'added', of: [] },
        { kind: 'vpc', name: 'busan', change: 'removed', of: [] },
        { kind: 'vpc', name: 'seoul', change: 'changed', of: [] },
      ]),
    );
    const moments = [began, first?.at, second?.at, new Date().toISOString()];
    expect([...moments].sort()).toEqual(moments);
  });

  test('contains no secrets', async () => {
    const store = await make();
    await commit(store, await store.read(), SAMPLE);
    const text = JSON.stringify(await store.journal());
    for (const { privateKey } of SAMPLE.gateways.values())
      if (privateKey) expect(text).not.toContain(privateKey.reveal());
    for (const { presharedKey } of SAMPLE.clients.values())
      if (presharedKey) expect(text).not.toContain(presharedKey.reveal());
  });
}
