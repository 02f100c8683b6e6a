import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clientsOf, peeringsOf } from '../../src/model/queries.ts';
import type { State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import type { Kind } from '../../src/store/codec.ts';
import { FileStore } from '../../src/store/file-store.ts';
import { peekGateway, peekNames, peekRevisions, peekState } from '../../src/store/peek.ts';
import { copyStateFolder } from '../support/left-by-0.1.0.ts';
import { writeState } from '../support/state-file.ts';
import { fullMesh, SAMPLE } from '../support/states.ts';
import { folderForTest } from '../support/temporary.ts';

const ALL: readonly Kind[] = ['client', 'gateway', 'location', 'peering', 'setting', 'vpc'];
const FIELDS = {
  client: 'clients',
  gateway: 'gateways',
  location: 'locations',
  peering: 'peerings',
  setting: 'settings',
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

function copyFormat(format: number, folder: string): void {
  const path = join(folder, 'state.jsonl');
  copyFileSync(new URL(`formats/${format}.jsonl`, import.meta.url), path);
  chmodSync(path, 0o600);
}

/** Compares the state as a gateway sees it with the whole state. */
function expectView(folder: string, state: State, gateway: Name): void {
  const { near, hasFewerLinks } = peekGateway(folder, gateway, ALL);
  expect([...near.peerings.keys()].sort()).toEqual(
    [...state.peerings.values()]
      .filter(({ requester }) => requester.end.kind === 'vpc')
      .concat(peeringsOf(state, gateway))
      .map(({ name }) => name)
      .sort(),
  );
  expect(near.clients.size).toBe(clientsOf(state, gateway).length);
  expect(keysOf(near, 'gateway')).toEqual(keysOf(state, 'gateway'));
  for (const other of state.gateways.keys()) {
    const links = peeringsOf(state, other).length + clientsOf(state, other).length;
    expect([hasFewerLinks(other, links), hasFewerLinks(other, links + 1)]).toEqual([false, true]);
    expect(hasFewerLinks(other, 1000)).toBe(true);
  }
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
    for (const { name } of state.gateways.values()) expectView(folder, state, name);
  }
});

describe('in a state of an earlier format', () => {
  const copies: readonly [string, (folder: string) => void][] = [
    ['format 1', (folder) => copyFormat(1, folder)],
    ['format 2', (folder) => copyFormat(2, folder)],
    ['version 0.1.0', (folder) => copyStateFolder('plain', folder)],
  ];

  test.each(copies)('everything is found: %s', async (_, copy) => {
    const folder = folderForTest();
    copy(folder);
    const { state } = await new FileStore({ folder }).read();
    const found = peekState(folder, ALL);
    for (const kind of ALL) expect(keysOf(found, kind)).toEqual(keysOf(state, kind));
    for (const [name, { presharedKey: _, ...peering }] of state.peerings)
      expect(found.peerings.get(name)).toMatchObject(peering);
    for (const kind of ['gateway', 'location', 'peering', 'vpc'] as const)
      expect(peekNames(folder, [kind])).toEqual(keysOf(state, kind));
    for (const { name } of state.gateways.values()) expectView(folder, state, name);
  });

  test('the peerings of VPCs are found, which had a kind of their own', () => {
    const folder = folderForTest();
    copyStateFolder('plain', folder);
    const names = ['shop-stats', 'stats-cache', 'files-data', 'seoul-osaka'];
    expect(peekNames(folder, ['peering'])).toEqual(expect.arrayContaining(names));
    expect([...peekGateway(folder, 'seoul', ALL).near.peerings.keys()]).toEqual(
      expect.arrayContaining(names),
    );
  });

  test('nothing is found if it is encrypted', () => {
    const folder = folderForTest();
    copyStateFolder('key-file', folder);
    expect(() => peekState(folder, ALL)).toThrow();
    expect(() => peekNames(folder, ['peering'])).toThrow();
    expect(() => peekGateway(folder, 'seoul', ALL)).toThrow();
  });

  test('revisions of version 0.1.0 are listed, newest first', () => {
    const folder = folderForTest();
    copyStateFolder('plain', folder);
    const revisions = peekRevisions(folder);
    expect(revisions.map(({ revision }) => revision)).toEqual(Array.from({ length: 10 }, (_, at) => 74 - at));
    expect(revisions[0]).toEqual({
      revision: 74,
      at: '2026-11-12T08:40:40.060Z',
      command: 'gateway update kyoto',
    });
  });

  test('encrypted revisions are listed without their commands', () => {
    const folder = folderForTest();
    copyStateFolder('key-file', folder);
    const [latest, ...earlier] = peekRevisions(folder);
    expect(latest).toEqual({ revision: 75, at: '2026-11-12T08:41:41.126Z' });
    expect(earlier).toHaveLength(9);
  });
});
