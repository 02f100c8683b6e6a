import { describe, expect, test } from 'vitest';
import { changesBetween } from '../../../src/store/changes.ts';
import type { Store } from '../../../src/store/store.ts';
import { withVpc } from '../../support/states.ts';
import { add, author, ownersIn } from './changes.ts';

/** Tests of `exclusively`, for stores that have it. */
export function exclusiveContract(name: string, make: () => Promise<Required<Store>>): void {
  describe(`${name} makes other writers wait:`, () => {
    test('they continue from the new revision, and readers do not wait', async () => {
      const store = await make();
      let other: Promise<unknown> = Promise.resolve();
      await store.exclusively(author, async (held) => {
        other = add(store, 'other');
        for (const one of ['a', 'b']) {
          const from = await held.read();
          await held.commit(from, changesBetween(from.state, withVpc(from.state, one)), author);
        }
        expect(ownersIn(await store.read())).toEqual(['a: netops', 'b: netops']);
      });
      expect(await other).toMatchObject({ revision: 3 });
      expect(ownersIn(await store.read())).toEqual(['a: netops', 'b: netops', 'other: netops']);
    });

    test('the wait ends if the work throws, and its commits stay', async () => {
      const store = await make();
      const failure = new Error('failed half-way');
      const work = store.exclusively(author, async (held) => {
        const from = await held.read();
        await held.commit(from, changesBetween(from.state, withVpc(from.state, 'a')), author);
        throw failure;
      });
      await expect(work).rejects.toBe(failure);
      expect(await add(store, 'b')).toMatchObject({ revision: 2 });
      expect(ownersIn(await store.read())).toEqual(['a: netops', 'b: netops']);
    });

    test('commits still compare the revision', async () => {
      const store = await make();
      const stale = await store.read();
      await add(store, 'a');
      const late = store.exclusively(author, (held) =>
        held.commit(stale, changesBetween(stale.state, withVpc(stale.state, 'late')), author),
      );
      expect(await late).toBeUndefined();
      expect(ownersIn(await store.read())).toEqual(['a: netops']);
    });
  });
}
