import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { EMPTY_STATE } from '../../../src/model/state.ts';
import type { Store } from '../../../src/store/store.ts';
import { revealed, SAMPLE, withVpc } from '../../support/states.ts';
import { commit, holding, ownedBy, ownersIn, withoutVpc } from './changes.ts';

/** Tests of reading. */
export function snapshotCases(make: () => Promise<Store>): void {
  test('at revision 0 is empty, and so is the journal', async () => {
    const store = await make();
    expect(await store.read()).toEqual({ revision: 0, state: EMPTY_STATE });
    expect(await store.journal()).toEqual([]);
  });

  test('contains everything that was committed, secrets included', async () => {
    const store = await make();
    expect(await commit(store, await store.read(), SAMPLE)).toBe(1);
    const { revision, state } = await store.read();
    expect(revision).toBe(1);
    expect(revealed(state)).toEqual(revealed(SAMPLE));
    const secrets = [...state.gateways.values()].flatMap(({ privateKey }) => privateKey ?? []);
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) expect(secret).toBeInstanceOf(Secret);
  });

  test('does not change with later commits', async () => {
    const store = await holding(make, 'a', 'b');
    const before = await store.read();
    const shown = revealed(before.state);
    await commit(store, before, withVpc(withoutVpc(ownedBy(before.state, 'a', 'other'), 'b'), 'c'));
    expect([before.revision, revealed(before.state)]).toEqual([1, shown]);
    expect(ownersIn(await store.read())).toEqual(['a: other', 'c: netops']);
  });

  test('never contains half a commit, and always matches its revision', async () => {
    const store = await holding(make, 'left', 'right');
    const whole = ['1 left: netops, right: netops'];
    let done = false;
    const writing = async () => {
      for (const at of Array(20).keys()) {
        await setImmediate();
        const from = await store.read();
        const left = ownedBy(from.state, 'left', `owner-${at}`);
        await commit(store, from, ownedBy(left, 'right', `owner-${at}`));
        whole.push(`${from.revision + 1} left: owner-${at}, right: owner-${at}`);
      }
      done = true;
    };
    const seen = new Set<string>();
    const reading = async () => {
      while (!done) {
        const snapshot = await store.read();
        seen.add(`${snapshot.revision} ${ownersIn(snapshot).join(', ')}`);
        await setImmediate();
      }
    };
    await Promise.all([writing(), reading(), reading()]);
    expect(whole).toEqual(expect.arrayContaining([...seen]));
    expect(seen.size).toBeGreaterThan(2);
  });
}
