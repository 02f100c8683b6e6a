/** The contract of a `Store`, for any engine. */
import { describe } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { commitCases } from './contract/commit.ts';
import { journalCases } from './contract/journal.ts';
import { snapshotCases } from './contract/snapshot.ts';
import { transactionCases } from './contract/transaction.ts';

export { exclusiveContract } from './contract/exclusive.ts';

/** Runs the contract tests. `make` returns a new, empty store. */
export function storeContract(name: string, make: () => Promise<Store>): void {
  describe(`${name} is a store:`, () => {
    describe('a snapshot', () => snapshotCases(make));
    describe('a commit', () => commitCases(make));
    describe('the journal', () => journalCases(make));
    describe('a transaction', () => transactionCases(make));
  });
}
