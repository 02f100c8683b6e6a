import { expect, test } from 'vitest';
import { EMPTY_STATE } from '../../../src/model/state.ts';
import { changesBetween } from '../../../src/store/changes.ts';
import type { Store } from '../../../src/store/store.ts';
import { revealed, SAMPLE, withVpc } from '../../support/states.ts';
import { add, author, commit, holding, ownedBy, ownersIn, withoutVpc } from './changes.ts';

/** Tests of commits. */
export function commitCases(make: () => Promise<Store>): void {
  test('adds, changes and removes objects, and keeps the others', async () => {
    const store = await make();
    await commit(store, await store.read(), SAMPLE);
    const from = await store.read();
    const to = withVpc(withoutVpc(ownedBy(from.state, 'seoul', 'other'), 'busan'), 'added');
    const changes = changesBetween(from.state, to);
    expect(changes.map(({ kind, key }) => `${kind}/${key}`).sort()).toEqual([
      'vpc/added',
      'vpc/busan',
      'vpc/seoul',
    ]);
    expect(await store.commit(from, changes, author)).toBe(2);
    expect(revealed((await store.read()).state)).toEqual(revealed(to));
  });

  test('applies only the changes, not the state in the snapshot', async () => {
    const store = await holding(make, 'a', 'b');
    const { revision } = await store.read();
    const changes = changesBetween(EMPTY_STATE, withVpc(EMPTY_STATE, 'c'));
    expect(await store.commit({ revision, state: EMPTY_STATE }, changes, author)).toBe(2);
    expect(ownersIn(await store.read())).toEqual(['a: netops', 'b: netops', 'c: netops']);
  });

  test.each([
    ['an older revision', -1],
    ['a future revision', 1],
  ])('upon %s changes nothing and returns undefined', async (_, off) => {
    const store = await holding(make, 'a');
    await add(store, 'b');
    const present = await store.read();
    const from = { ...present, revision: present.revision + off };
    expect(await commit(store, from, withVpc(present.state, 'late'))).toBeUndefined();
    expect(await store.commit(from, [], author)).toBeUndefined();
    expect(await store.read()).toEqual(present);
    expect(await store.journal()).toHaveLength(2);
  });

  test('succeeds only once for the same revision', async () => {
    const store = await holding(make, 'a');
    const from = await store.read();
    const both = ['b', 'c'].map((name) => commit(store, from, withVpc(from.state, name), name));
    const made = await Promise.all(both);
    expect([...made].sort()).toEqual([2, undefined]);
    const winner = made[0] === 2 ? 'b' : 'c';
    expect(ownersIn(await store.read())).toEqual(['a: netops', `${winner}: netops`]);
    expect((await store.journal()).map(({ command }) => command)).toEqual(['vpc add', winner]);
  });

  test('without changes creates no revision', async () => {
    const store = await holding(make, 'a');
    const from = await store.read();
    expect(await store.commit(from, [], author)).toBe(1);
    expect(await store.read()).toEqual(from);
    expect(await store.journal()).toHaveLength(1);
    expect(await add(store, 'b')).toMatchObject({ revision: 2 });
  });

  test('can remove everything', async () => {
    const store = await holding(make, 'a');
    await commit(store, await store.read(), EMPTY_STATE);
    expect(await store.read()).toEqual({ revision: 2, state: EMPTY_STATE });
  });
}
