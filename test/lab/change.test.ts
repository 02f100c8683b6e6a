import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { peerFor } from './gateway.ts';
import { Laboratory, type Site } from './laboratory.ts';
import { pingStream, serve } from './probes.ts';
import { describeLab } from './requirements.ts';
import { lima, osaka, quito, seoul } from './sites.ts';
import { bothWays, connected, settle } from './ways.ts';

describeLab('A change to running gateways', () => {
  let lab: Laboratory;
  let inSeoul: Site;
  let inOsaka: Site;
  let inLima: Site;
  let inQuito: Site;

  beforeAll(async () => {
    lab = await Laboratory.open();
    const sites = await Promise.all([lab.site(seoul), lab.site(osaka), lab.site(lima), lab.site(quito)]);
    [inSeoul, inOsaka, inLima, inQuito] = sites;
    await lab.peerway.run('peering', 'create', 'seoul', 'osaka');
    await lab.peerway.run('peering', 'create', 'osaka', 'lima');
    await lab.apply(...sites);
    await Promise.all(sites.map(({ instance }) => serve(instance)));
    await settle([...bothWays(inSeoul, inOsaka), ...bothWays(inOsaka, inLima)]);
  });

  afterAll(() => lab?.close());

  /** Peers two sites and waits for the tunnel. */
  async function peer(a: Site, b: Site): Promise<void> {
    await lab.peerway.run('peering', 'create', a.plan.name, b.plan.name);
    await lab.apply(a, b);
    await settle(bothWays(a, b));
  }

  /** When osaka's gateway last shook hands with its first two peers. */
  async function handshakes(): Promise<number[]> {
    const others = [inSeoul, inLima].map(({ gateway }) => peerFor(inOsaka.gateway, gateway));
    return (await Promise.all(others)).map(({ latestHandshake }) => latestHandshake);
  }

  test('a third peering costs the first two no packet and no handshake', async () => {
    expect(await connected(inSeoul, inOsaka)).toBe(true);
    expect(await connected(inOsaka, inLima)).toBe(true);
    expect(await connected(inOsaka, inQuito)).toBe(false);
    const before = await handshakes();

    let isStreaming = true;
    const count = 300;
    const streams = Promise.all([
      pingStream(inSeoul.instance, osaka.instance.v4, count),
      pingStream(inOsaka.instance, lima.instance.v6, count),
    ]).finally(() => {
      isStreaming = false;
    });
    await lab.peerway.run('peering', 'create', 'osaka', 'quito');
    await lab.apply(inOsaka, inQuito);
    expect(isStreaming, 'the change is over while the pings still run').toBe(true);

    expect(await streams).toEqual(Array(2).fill({ sent: count, received: count }));
    expect(await handshakes()).toEqual(before);
    await settle(bothWays(inOsaka, inQuito));
    expect(await connected(inOsaka, inQuito)).toBe(true);
  });

  test('the same file costs a handshake when it is loaded with setconf', async () => {
    const before = await handshakes();
    const file = join(await lab.peerway.render('osaka'), 'wg0.setconf');
    await inOsaka.gateway.run(['wg', 'setconf', 'wg0', file]);
    await settle([...bothWays(inSeoul, inOsaka), ...bothWays(inOsaka, inLima)]);
    const after = await handshakes();
    expect(after.filter((time, i) => time > (before[i] ?? 0))).toHaveLength(2);
  });

  test('deleting one peering makes exactly that one unreachable', async () => {
    await peer(inSeoul, inQuito);
    await settle(bothWays(inOsaka, inQuito));
    expect(await connected(inSeoul, inQuito)).toBe(true);
    expect(await connected(inOsaka, inLima)).toBe(true);

    await lab.peerway.run('peering', 'delete', 'osaka-lima', '--yes');
    await lab.apply(inOsaka, inLima);
    expect(await connected(inOsaka, inLima)).toBe(false);
    expect(await connected(inSeoul, inOsaka)).toBe(true);
    expect(await connected(inOsaka, inQuito)).toBe(true);
    expect(await connected(inSeoul, inQuito)).toBe(true);
  });

  test('deleting a gateway with three peerings makes exactly those unreachable', async () => {
    await peer(inOsaka, inLima);
    for (const other of [inSeoul, inLima, inQuito]) expect(await connected(inOsaka, other)).toBe(true);

    // Osaka's own machine stays as it was: what ends the traffic is what the others were given.
    await lab.peerway.run('gateway', 'delete', 'osaka', '--yes');
    await lab.apply(inSeoul, inLima, inQuito);
    for (const other of [inSeoul, inLima, inQuito]) expect(await connected(inOsaka, other)).toBe(false);
    expect(await connected(inSeoul, inQuito)).toBe(true);
  });
});
