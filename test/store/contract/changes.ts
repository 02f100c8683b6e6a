/** Changes for the contract tests. */
import { EMPTY_STATE, type State, type Vpc } from '../../../src/model/state.ts';
import type { Name } from '../../../src/model/values.ts';
import { changesBetween } from '../../../src/store/changes.ts';
import type { Snapshot, Store } from '../../../src/store/store.ts';
import { transact } from '../../../src/store/transact.ts';
import { by, withVpc } from '../../support/states.ts';

/** An author, for tests that do not check it. */
export const author = by('vpc add');

/** Returns the state with another owner of a VPC. Like a transition, it keeps the other objects. */
export const ownedBy = (state: State, name: string, owner: string): State => {
  const vpc = { ...state.vpcs.get(name as Name), owner } as Vpc;
  return { ...state, vpcs: new Map(state.vpcs).set(vpc.name, vpc) };
};

/** Returns the state without a VPC. */
export function withoutVpc(state: State, name: string): State {
  const vpcs = new Map(state.vpcs);
  vpcs.delete(name as Name);
  return { ...state, vpcs };
}

/** Commits the changes from the snapshot to another state. */
export const commit = (store: Store, from: Snapshot, to: State, command = 'vpc add') =>
  store.commit(from, changesBetween(from.state, to), by(command));

/** Returns a store whose first revision has these VPCs. */
export async function holding(make: () => Promise<Store>, ...names: string[]): Promise<Store> {
  const store = await make();
  await commit(store, await store.read(), names.reduce(withVpc, EMPTY_STATE));
  return store;
}

/** Adds a VPC in a transaction. */
export const add = (store: Store, name: string) =>
  transact(store, by(`vpc add ${name}`), (state) => ({ state: withVpc(state, name), result: name }));

/** Returns the VPCs with their owners. */
export const ownersIn = ({ state }: Snapshot) =>
  [...state.vpcs.values()].map(({ name, owner }) => `${name}: ${owner}`).sort();
