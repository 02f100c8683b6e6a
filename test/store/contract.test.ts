import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/errors.ts';
import type { Peering } from '../../src/model/peering.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { changesBetween, touchedBy, withChanges } from '../../src/store/changes.ts';
import { decodeObject, decodeState, encodeObject, encodeState } from '../../src/store/codec.ts';
import { FileStore } from '../../src/store/file-store.ts';
import type { ObjectChange, Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import { makePresharedKey } from '../../src/store/wireguard-keys.ts';
import { by, revealed, SAMPLE, withVpc } from '../support/states.ts';
import { folderForTest } from '../support/temporary.ts';
import { exclusiveContract, storeContract } from './contract.ts';
import { MemoryStore } from './memory-store.ts';

const fileStore = async () => new FileStore({ folder: folderForTest() });

storeContract('the folder of this host', fileStore);
exclusiveContract('the folder of this host', fileStore);
storeContract('an engine that keeps rows and lets writers race', async () => new MemoryStore());

describe('racing writers', () => {
  const add = (store: Store, name: string) =>
    transact(store, by('vpc add'), (state) => ({ state: withVpc(state, name), result: name }));

  test('a writer that loses the race decides again on the new state', async () => {
    const store = new MemoryStore();
    const seen: string[] = [];
    const both = ['a', 'b'].map((name) =>
      transact(store, by('vpc add'), (state, revision) => {
        seen.push(`${name} on ${revision}, after ${[...state.vpcs.keys()].join() || 'nothing'}`);
        return { state: withVpc(state, name), result: name };
      }),
    );
    await Promise.all(both);
    expect(seen).toEqual(['a on 0, after nothing', 'b on 0, after nothing', 'b on 1, after a']);
    expect(store.lost).toBe(1);
  });

  test('a writer that always loses fails with a conflict and changes nothing', async () => {
    const store = new MemoryStore();
    let others = 0;
    const unlucky: Store = {
      read: () => store.read(),
      journal: () => store.journal(),
      commit: async (from, changes, author) => {
        await add(store, `other-${others++}`);
        return store.commit(from, changes, author);
      },
    };
    await expect(add(unlucky, 'unlucky')).rejects.toMatchObject({
      exit: EXIT.conflict,
      code: 'state-contended',
    });
    const { revision, state } = await store.read();
    expect([revision, state.vpcs.size]).toEqual([others, others]);
    expect([...state.vpcs.keys()]).not.toContain('unlucky');
  });
});

describe('the changes of a commit', () => {
  /** Encodes and decodes each object, as on the way to a shared engine. */
  const sent = ({ kind, key, after }: ObjectChange): ObjectChange => {
    if (!after) return { kind, key };
    const { value, ...place } = decodeObject(encodeObject(kind, after));
    return { ...place, after: value };
  };

  test('produce the same state after encoding and decoding each object', () => {
    const pairs = [
      [EMPTY_STATE, SAMPLE],
      [SAMPLE, EMPTY_STATE],
      [SAMPLE, { ...withVpc(SAMPLE, 'added'), peerings: new Map(), clients: new Map() }],
    ] as const;
    for (const [before, after] of pairs) {
      const changes = changesBetween(before, after).map(sent);
      expect(revealed(withChanges(before, changes))).toEqual(revealed(after));
    }
  });

  test('are empty for equal copies of the objects, in any order of properties', () => {
    const turned = ({ kind, key, after = {} }: ObjectChange): ObjectChange => {
      const { value } = decodeObject(encodeObject(kind, after));
      return { kind, key, after: Object.fromEntries(Object.entries(value).reverse()) };
    };
    const again = withChanges(EMPTY_STATE, changesBetween(EMPTY_STATE, SAMPLE).map(turned));
    expect(changesBetween(SAMPLE, again)).toEqual([]);
  });

  test('include an object if only a secret differs', () => {
    const [[name, peering] = []] = SAMPLE.peerings;
    const presharedKey = makePresharedKey();
    const peerings = new Map(SAMPLE.peerings).set(name as Name, { ...(peering as Peering), presharedKey });
    const changes = changesBetween(SAMPLE, { ...SAMPLE, peerings });
    expect(touchedBy(changes)).toMatchObject([{ kind: 'peering', name, change: 'changed' }]);
  });

  test('name the parents of each object, and clients with their gateway', () => {
    const places = changesBetween(EMPTY_STATE, SAMPLE).map(sent);
    expect(places.map(({ kind, key }) => `${kind}/${key}`)).toContain('client/osaka/laptop');
    expect(places.map(({ kind, key }) => [kind, key])).toEqual(
      changesBetween(EMPTY_STATE, SAMPLE).map(({ kind, key }) => [kind, key]),
    );
  });

  test('are the lines of the state, in any order', () => {
    const lines = changesBetween(EMPTY_STATE, SAMPLE).map(({ kind, after }) =>
      encodeObject(kind, after as object),
    );
    expect(`${lines.sort().join('\n')}\n`.length).toBe(encodeState(SAMPLE).length);
    const again = decodeState(
      lines
        .reverse()
        .map((line) => `${line}\n`)
        .join(''),
    );
    expect(encodeState(again)).toBe(encodeState(SAMPLE));
  });
});
