import { expect, test } from 'vitest';
import { clientsOf, peeringsOf } from '../../src/model/queries.ts';
import type { State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import type { Kind } from '../../src/store/codec.ts';
import { peekGateway, peekState } from '../../src/store/peek.ts';
import { writeState } from '../support/state-file.ts';
import { fullMesh, SAMPLE } from '../support/states.ts';
import { folderForTest } from '../support/temporary.ts';

const ALL: readonly Kind[] = ['client', 'gateway', 'location', 'peering', 'vpc'];
const FIELDS = {
  client: 'clients',
  'cloud-peering': 'cloudPeerings',
  gateway: 'gateways',
  location: 'locations',
  peering: 'peerings',
  vpc: 'vpcs',
} as const;

function folderWith(state: State): string {
  const folder = folderForTest();
  writeState(folder, state);
  return folder;
}

const keysOf = (state: State, kind: Kind): string[] => [...state[FIELDS[kind]].keys()].sort();

/** Returns all strings in a value, at any depth. */
function stringsIn(value: unknown): string[] {
  if (value instanceof Map) return stringsIn([...value.values()]);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(stringsIn);
  return typeof value === 'string' ? [value] : [];
}

test('every combination of kinds is found, and nothing else', () => {
  const folder = folderWith(SAMPLE);
  for (let bits = 0; bits < 2 ** ALL.length; bits++) {
    const kinds = ALL.filter((_, at) => (bits >> at) & 1);
    const found = peekState(folder, kinds);
    for (const kind of ALL)
      expect(keysOf(found, kind)).toEqual(kinds.includes(kind) ? keysOf(SAMPLE, kind) : []);
  }
});

test('every combination of kinds is found in a state without some of them', () => {
  for (let bits = 0; bits < 2 ** ALL.length; bits++) {
    const missing = ALL.filter((_, at) => (bits >> at) & 1);
    const state = { ...SAMPLE, ...Object.fromEntries(missing.map((kind) => [FIELDS[kind], new Map()])) };
    const folder = folderWith(state);
    for (const kind of ALL) expect(keysOf(peekState(folder, [kind]), kind)).toEqual(keysOf(state, kind));
  }
});

test('objects are complete except for their secrets', () => {
  const found = peekState(folderWith(SAMPLE), ALL);
  const seoul = SAMPLE.gateways.get('seoul' as Name);
  expect(found.gateways.get('seoul' as Name)).toMatchObject({ ...seoul, privateKey: undefined });
  const secrets = [
    ...SAMPLE.gateways.values(),
    ...SAMPLE.clients.values(),
    ...SAMPLE.peerings.values(),
  ].flatMap((one) =>
    ['privateKey', 'presharedKey'].flatMap((key) => {
      const secret = (one as unknown as Record<string, { reveal(): string } | undefined>)[key];
      return secret ? [secret.reveal()] : [];
    }),
  );
  expect(secrets.length).toBeGreaterThan(5);
  const texts = stringsIn(found);
  for (const secret of secrets) expect(texts).not.toContain(secret);
});

test('a gateway sees its own peerings, those of VPCs and its own clients, and can count those of others', () => {
  const states = [SAMPLE, fullMesh(12)];
  for (const state of states) {
    const folder = folderWith(state);
    for (const { name } of state.gateways.values()) {
      const { near, hasFewerLinks } = peekGateway(folder, name, ALL);
      expect([...near.peerings.keys()].sort()).toEqual(
        [...state.peerings.values()]
          .filter(({ requester }) => requester.end.kind === 'vpc')
          .concat(peeringsOf(state, name))
          .map((one) => one.name)
          .sort(),
      );
      expect(near.clients.size).toBe(clientsOf(state, name).length);
      expect(keysOf(near, 'gateway')).toEqual(keysOf(state, 'gateway'));
      for (const other of state.gateways.keys()) {
        const links = peeringsOf(state, other).length + clientsOf(state, other).length;
        expect([hasFewerLinks(other, links), hasFewerLinks(other, links + 1)]).toEqual([false, true]);
        expect(hasFewerLinks(other, 1000)).toBe(true);
      }
    }
  }
});
