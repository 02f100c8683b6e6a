import { expect, test } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import { transact } from '../../../src/store/transact.ts';
import { add, author, holding } from './changes.ts';

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `vpc-${at + 1}`);

/** Concurrent writers: fewer than the attempts of a transaction. */
const WRITERS = 40;

/** Tests of `transact`. */
export function transactionCases(make: () => Promise<Store>): void {
  test(`is never lost among ${WRITERS} concurrent ones, and revisions have no gap`, async () => {
    const store = await make();
    const names = numbered(WRITERS);
    const outcomes = await Promise.all(names.map((one) => add(store, one)));
    const counted = names.map((_, at) => at + 1);
    expect(outcomes.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual(counted);
    const { revision, state } = await store.read();
    expect([revision, [...state.vpcs.keys()].sort()]).toEqual([WRITERS, [...names].sort()]);
    const journal = await store.journal();
    expect(journal.map(({ before, after }) => [before, after])).toEqual(counted.map((at) => [at - 1, at]));
    const told = new Map(journal.map(({ command, after }) => [command, after]));
    for (const { result, revision: made } of outcomes) expect(told.get(`vpc add ${result}`)).toBe(made);
  });

  test('that throws changes nothing, and the next one succeeds', async () => {
    const store = await holding(make, 'a');
    const before = await store.read();
    const refusal = new Error('refused');
    const refused = transact(store, author, () => {
      throw refusal;
    });
    await expect(refused).rejects.toBe(refusal);
    expect(await store.read()).toEqual(before);
    expect(await store.journal()).toHaveLength(1);
    expect(await add(store, 'b')).toEqual({ result: 'b', revision: 2, changed: true });
  });

  test('that returns the same state creates no revision', async () => {
    const store = await holding(make, 'a');
    const outcome = await transact(store, author, (state, revision) => ({ state, result: revision }));
    expect(outcome).toEqual({ result: 1, revision: 1, changed: false });
    expect(await store.journal()).toHaveLength(1);
  });
}
