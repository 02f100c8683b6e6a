/** Flows that a gateway allows only if its plan says so: between its clients, and with foreign peers. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Firewall, loadFirewall } from './firewall.ts';
import { publicKeyOf, wgQuickUp } from './gateway.ts';
import type { Host } from './host.ts';
import { Laboratory, type Site } from './laboratory.ts';
import { answersPing, becomesReachable } from './probes.ts';
import { describeLab } from './requirements.ts';
import { type Addresses, addRoutes, families, seoul } from './sites.ts';

const foreignNetwork: Addresses = { v4: '10.50.0.0/16', v6: 'fd50::/48' };
const foreignAddress: Addresses = { v4: '10.50.0.1', v6: 'fd50::1' };

describe.each(['nftables', 'iptables'] as const)('With %s rules', (firewall: Firewall) => {
  describeLab('a gateway', () => {
    let lab: Laboratory;
    let site: Site;
    let alice: Host;
    let bob: Host;

    /** Loads only the firewall and the routes: the rendered peers would replace the foreign one. */
    const update = async (...flags: string[]): Promise<void> => {
      await lab.peerway.run('gateway', 'update', 'seoul', ...flags);
      const folder = await lab.peerway.render('seoul');
      await loadFirewall(site.gateway, folder, firewall);
      await site.gateway.run(['ip', '-batch', join(folder, 'wg0.ip')]);
    };

    /** Starts a client with its printed configuration. */
    const client = async (name: string, addresses: Addresses): Promise<Host> => {
      await lab.peerway.run('client', 'add', 'seoul', name);
      await lab.apply(site);
      const host = await lab.laptop(addresses, name);
      const config = await lab.peerway.run('client', 'config', 'seoul', name);
      const save = `umask 077; mkdir /run/${name} && cat >/run/${name}/wg0.conf`;
      await host.run(['sh', '-c', save], { input: `${config}\n` });
      await wgQuickUp(host, `/run/${name}/wg0.conf`);
      return host;
    };

    beforeAll(async () => {
      lab = await Laboratory.open(firewall);
      site = await lab.site(seoul);
      alice = await client('alice', { v4: '203.0.113.71', v6: '2001:db8::71' });
      bob = await client('bob', { v4: '203.0.113.72', v6: '2001:db8::72' });
      for (const host of [alice, bob]) expect(await becomesReachable(host, seoul.instance.v4)).toBe(true);
    });
    afterAll(() => lab?.close());

    test('lets its clients reach each other with --client-to-client on, and not without', async () => {
      const ofAlice = ['10.99.1.2', 'fd99:1::2'];
      const ofBob = ['10.99.1.3', 'fd99:1::3'];
      const pings = () =>
        Promise.all([
          ...ofBob.map((address) => answersPing(alice, address)),
          ...ofAlice.map((address) => answersPing(bob, address)),
        ]);
      expect(await pings()).toEqual(Array(4).fill(false));
      await update('--client-to-client', 'on');
      expect(await pings()).toEqual(Array(4).fill(true));
      await update('--client-to-client', 'off');
      expect(await pings()).toEqual(Array(4).fill(false));
    });

    test('keeps the traffic of foreign peers with --allow-foreign, and stops it without', async () => {
      const foreign = await lab.laptop({ v4: '203.0.113.73', v6: '2001:db8::73' }, 'foreign');
      await connectForeign(site, foreign);
      expect(await becomesReachable(foreign, seoul.gatewayLan.v4), 'the way there works').toBe(true);
      const pings = () =>
        Promise.all(
          families.flatMap((family) => [
            answersPing(foreign, seoul.instance[family]),
            answersPing(site.instance, foreignAddress[family]),
          ]),
        );
      expect(await pings()).toEqual(Array(4).fill(false));
      await update('--allow-foreign', foreignNetwork.v4, foreignNetwork.v6);
      expect(await pings()).toEqual(Array(4).fill(true));
      await update('--allow-foreign', '');
      expect(await pings()).toEqual(Array(4).fill(false));
    });
  });
});

/** Connects a host to the gateway as a peer that the plan does not know. */
async function connectForeign({ gateway, instance, plan }: Site, foreign: Host): Promise<void> {
  const peer = [
    `[Peer]\nPublicKey = ${await publicKeyOf(gateway)}\nEndpoint = ${plan.gatewayWan.v4}:51820`,
    `AllowedIPs = ${families.map((family) => plan.vpc[family]).join(', ')}\nPersistentKeepalive = 1`,
  ];
  const address = families.map((family) => foreignAddress[family]).join(', ');
  const config = `[Interface]\nPrivateKey = $key\nAddress = ${address}\n${peer.join('\n')}\n`;
  const save = `umask 077; mkdir /run/foreign && key=$(wg genkey) && cat >/run/foreign/wg0.conf <<END\n${config}END`;
  await foreign.run(['sh', '-c', save]);
  await wgQuickUp(foreign, '/run/foreign/wg0.conf');
  const routes = families.map((family) => [foreignNetwork[family], plan.gatewayLan[family]] as const);
  await addRoutes(instance, routes);
  const ranges = families.map((family) => foreignNetwork[family]);
  const key = await publicKeyOf(foreign);
  await gateway.run(['wg', 'set', 'wg0', 'peer', key, 'allowed-ips', ranges.join(',')]);
  for (const range of ranges)
    await gateway.run(['ip', range.includes(':') ? '-6' : '-4', 'route', 'replace', range, 'dev', 'wg0']);
}
