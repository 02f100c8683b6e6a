import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FileStore } from '../../src/store/file-store.ts';
import { transact } from '../../src/store/transact.ts';
import { by, fullMesh, withVpc } from '../support/states.ts';
import { folderForTest } from '../support/temporary.ts';

const GATEWAYS = 300;
const PEERINGS = (GATEWAYS * (GATEWAYS - 1)) / 2;

async function timed<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
  const began = performance.now();
  const result = await act();
  console.log(`${what}: ${(performance.now() - began).toFixed(0)} ms`);
  return result;
}

test('a full mesh of 300 gateways is read and written completely', async () => {
  const mesh = fullMesh(GATEWAYS);
  const store = new FileStore({ folder: folderForTest() });
  await timed('write the mesh', () => transact(store, by('mesh'), () => ({ state: mesh, result: 0 })));
  console.log(`${PEERINGS} peerings are ${(statSync(store.path).size / 1e6).toFixed(1)} MB`);
  const { state } = await timed('read the mesh', () => store.read());
  expect(state.peerings.size).toBe(PEERINGS);
  const change = () =>
    transact(store, by('vpc add'), (before) => ({ state: withVpc(before, 'extra'), result: 0 }));
  expect(await timed('change the mesh', change)).toMatchObject({ revision: 2 });
});
