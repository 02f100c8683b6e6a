import { afterAll, beforeAll, expect, test } from 'vitest';
import { Laboratory, type Site } from './laboratory.ts';
import { answersPing, serve, transfer } from './probes.ts';
import { describeLab } from './requirements.ts';
import { families, internetHost, osaka, seoul } from './sites.ts';
import { bothWays, connected, settle } from './ways.ts';

describeLab('Gateways with IPv6 endpoints on an internet without IPv4', () => {
  let lab: Laboratory;
  let inSeoul: Site;
  let inOsaka: Site;

  beforeAll(async () => {
    lab = await Laboratory.open();
    const ipv6Only = { internet: ['v6'], endpoint: 'v6' } as const;
    [inSeoul, inOsaka] = await Promise.all([lab.site(seoul, ipv6Only), lab.site(osaka, ipv6Only)]);
    await lab.peerway.run('peering', 'create', 'seoul', 'osaka');
    await lab.apply(inSeoul, inOsaka);
    await Promise.all([serve(inSeoul.instance), serve(inOsaka.instance)]);
  });

  afterAll(() => lab?.close());

  test('reach each other by IPv6 only', async () => {
    expect(await answersPing(inSeoul.gateway, osaka.gatewayWan.v6)).toBe(true);
    expect(await answersPing(inSeoul.gateway, osaka.gatewayWan.v4)).toBe(false);
    expect(await answersPing(inSeoul.gateway, internetHost.v4)).toBe(false);
  });

  test('carry both families between their VPCs', async () => {
    await settle(bothWays(inSeoul, inOsaka));
    expect(await connected(inSeoul, inOsaka)).toBe(true);
  });

  // The outer header is 20 bytes longer than over IPv4: the MTU of 1420 is made for it.
  test.for(families)('carry full-size segments of %s', async (family) => {
    const bytes = 2_000_000;
    expect(await transfer(inSeoul.instance, osaka.instance[family], 'get', bytes, 10)).toBe(bytes);
    expect(await transfer(inSeoul.instance, osaka.instance[family], 'put', bytes, 10)).toBe(bytes);
  });
});
