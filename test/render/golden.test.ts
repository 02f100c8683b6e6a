import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { desiredClient } from '../../src/model/desired/client.ts';
import { desiredGateway } from '../../src/model/desired/gateway.ts';
import { LINUX } from '../../src/model/device.ts';
import type { State } from '../../src/model/state.ts';
import { renderClientConfig } from '../../src/render/client-config.ts';
import { formatsOfDevice } from '../../src/render/device-formats.ts';
import { FORMATS, render, renderAll } from '../../src/render/formats.ts';
import { dualStack, onePeering, openFlows, threePeerings } from '../support/plans.ts';

/** Folder of the golden files, plan, and rendered gateway. */
const CASES: readonly [string, () => State, string][] = [
  ['one-peering/seoul', onePeering, 'seoul'],
  ['one-peering/osaka', onePeering, 'osaka'],
  ['three-peerings-with-clients/seoul', threePeerings, 'seoul'],
  ['dual-stack/berlin', dualStack, 'berlin'],
  ['open-flows/berlin', openFlows, 'berlin'],
];

const golden = (path: string): string => `../golden/${path}`;

describe.each(CASES)('%s', (folder, plan, gateway) => {
  test.each(formatsOfDevice(LINUX))('%s matches the golden files', async (format) => {
    for (const { name, text } of render(desiredGateway(plan(), gateway), format, { secrets: true }).files) {
      await expect(text).toMatchFileSnapshot(golden(`${folder}/${name}`));
    }
  });

  test('the folder has exactly the rendered files', () => {
    const { files } = renderAll(desiredGateway(plan(), gateway), { secrets: true });
    const path = new URL(golden(folder), import.meta.url).pathname;
    expect(readdirSync(path).sort()).toEqual(files.map(({ name }) => name).sort());
  });

  test('the same state always renders the same bytes', () => {
    const once = renderAll(desiredGateway(plan(), gateway), { secrets: true });
    expect(renderAll(desiredGateway(plan(), gateway), { secrets: true })).toEqual(once);
  });

  test.each(formatsOfDevice(LINUX))('%s contains keys exactly if it is listed as such', (format) => {
    const desired = desiredGateway(plan(), gateway);
    const texts = render(desired, format, { secrets: true }).files.map(({ text }) => text);
    const secrets = [desired.interface.privateKey, ...desired.peers.map((peer) => peer.presharedKey)];
    const found = secrets.filter((secret) => secret && texts.join('\n').includes(secret.reveal()));
    expect(found.length > 0).toBe(FORMATS[format].holdsKeys);
  });

  test('without secrets, only public keys are printed', () => {
    const desired = desiredGateway(plan(), gateway);
    const texts = renderAll(desired, { secrets: false })
      .files.map(({ text }) => text)
      .join('\n');
    const secrets = [desired.interface.privateKey, ...desired.peers.map((peer) => peer.presharedKey)];
    for (const secret of secrets) expect(texts).not.toContain(secret?.reveal());
    for (const peer of desired.peers) expect(texts).toContain(peer.publicKey);
  });
});

test.each([
  ['three-peerings-with-clients/laptop.conf', threePeerings, 'seoul/laptop'],
  ['dual-stack/laptop.conf', dualStack, 'berlin/laptop'],
] as const)('the configuration of a client matches the golden file: %s', async (path, plan, key) => {
  const state = plan();
  const client = state.clients.get(key);
  if (!client) throw new Error(`no client ${key}`);
  await expect(renderClientConfig(desiredClient(state, client))).toMatchFileSnapshot(golden(path));
});
