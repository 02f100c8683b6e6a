import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeClient } from './client-cases.ts';
import { type Firewall, noFirewall } from './firewall.ts';
import { peerFor } from './gateway.ts';
import type { Host } from './host.ts';
import { describeIsolation } from './isolation-cases.ts';
import { Laboratory } from './laboratory.ts';
import { answersPing, becomesReachable, dial } from './probes.ts';
import { describeLab } from './requirements.ts';
import { families, internetHost, osaka, seoul } from './sites.ts';
import { during } from './tampering.ts';
import { buildTrio, type Trio } from './trio.ts';
import { bothWays, heard, routesToOwnGateway, settle } from './ways.ts';

/**
 * The tests of seoul, osaka and lima behind one kind of firewall: which hosts reach each other, and under which
 * address.
 */
export function describePeerings(firewall: Firewall): void {
  describeLab(`Peered gateways with ${firewall} rules`, () => {
    let lab: Laboratory;
    let trio: Trio;
    beforeAll(async () => {
      lab = await Laboratory.open(firewall);
      trio = await buildTrio(lab);
    });
    afterAll(() => lab?.close());

    describeReach(() => trio);
    describeSources(() => trio);
    describeIsolation(() => trio);
    describeClient(() => trio);
  });
}

function describeReach(trio: () => Trio): void {
  describe('when two gateways are peered', () => {
    test('neither VPC reaches the other before, even with routes to its own gateway', async () => {
      const ways = bothWays(trio().seoul, trio().osaka);
      await during(ways.flatMap(routesToOwnGateway), async () => {
        const steps = ways.flatMap(({ from }) =>
          families.map((family) => answersPing(from.instance, from.plan.gatewayLan[family])),
        );
        expect(await Promise.all(steps), 'as far as their gateways').toEqual(Array(4).fill(true));
        expect(await heard(ways)).toEqual(Array(8).fill(false));
      });
    });

    test('both VPCs reach each other after', async () => {
      const { lab, seoul: inSeoul, osaka: inOsaka } = trio();
      await lab.peerway.run('peering', 'create', 'seoul', 'osaka');
      await lab.apply(inSeoul, inOsaka);
      const ways = bothWays(inSeoul, inOsaka);
      await settle(ways);
      expect(await heard(ways)).toEqual(Array(8).fill(true));
    });

    test('the handshake depends on the preshared key', async () => {
      const { seoul: inSeoul, osaka: inOsaka } = trio();
      const seen = await peerFor(inSeoul.gateway, inOsaka.gateway);
      expect(seen.presharedKey).toBeDefined();
      expect(seen.presharedKey).toBe((await peerFor(inOsaka.gateway, inSeoul.gateway)).presharedKey);
      expect(seen.latestHandshake).toBeGreaterThan(0);

      await reconnect(trio(), inOsaka.gateway, inSeoul.gateway, `${'A'.repeat(43)}=`);
      expect(await becomesReachable(inOsaka.instance, seoul.instance.v4, 2)).toBe(false);
      expect((await peerFor(inOsaka.gateway, inSeoul.gateway)).latestHandshake).toBe(0);

      await reconnect(trio(), inOsaka.gateway, inSeoul.gateway, seen.presharedKey ?? '');
      expect(await becomesReachable(inOsaka.instance, seoul.instance.v4)).toBe(true);
      expect((await peerFor(inOsaka.gateway, inSeoul.gateway)).latestHandshake).toBeGreaterThan(0);
    });
  });
}

/** Drops osaka's session with a peer and loads the rendered file again, with the given key. */
async function reconnect({ lab }: Trio, gateway: Host, other: Host, presharedKey: string): Promise<void> {
  const { publicKey } = await peerFor(gateway, other);
  const rendered = await lab.peerway.run('gateway', 'render', 'osaka', '--format', 'wg');
  const changed = rendered.replace(/^PresharedKey\s*=.*$/m, `PresharedKey = ${presharedKey}`);
  const file = lab.peerway.file('reconnect.setconf');
  await writeFile(file, `${changed}\n`, { mode: 0o600 });
  await gateway.run(['wg', 'set', 'wg0', 'peer', publicKey, 'remove']);
  await gateway.run(['wg', 'syncconf', 'wg0', file]);
}

function describeSources(trio: () => Trio): void {
  describe('when another table masquerades the whole VPC', () => {
    test.for(families)('the internet sees the gateway, as that table wants (%s)', async (family) => {
      const answer = await dial(trio().seoul.instance, internetHost[family]);
      expect(answer).toMatchObject({ name: 'internet', saw: seoul.gatewayWan[family] });
    });

    test.for(families)("a peered server sees the caller's own address, either way (%s)", async (family) => {
      const { seoul: inSeoul, osaka: inOsaka } = trio();
      expect((await dial(inSeoul.instance, osaka.instance[family]))?.saw).toBe(seoul.instance[family]);
      expect((await dial(inOsaka.instance, seoul.instance[family]))?.saw).toBe(osaka.instance[family]);
    });

    test.for(families)('without the rules of peerway it would see a gateway (%s)', async (family) => {
      const { firewall, seoul: inSeoul, osaka: inOsaka } = trio();
      await during([noFirewall(inSeoul.gateway, firewall)], async () => {
        const outwards = await dial(inSeoul.instance, osaka.instance[family]);
        expect(outwards?.saw).toMatch(family === 'v4' ? /^10\.99\.1\./ : /^fd99:1::/);
        const inwards = await dial(inOsaka.instance, seoul.instance[family]);
        expect(inwards?.saw).toBe(seoul.gatewayLan[family]);
      });
    });
  });
}
