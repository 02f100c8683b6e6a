import { beforeAll, describe, expect, test } from 'vitest';
import { noFirewall, tunnelKeepsSources } from './firewall.ts';
import { peerFor, wgQuickUp } from './gateway.ts';
import type { Host } from './host.ts';
import { stateOf } from './interface.ts';
import { arrivedAt, flow, leftFrom, watch } from './packet-recorder.ts';
import { answersPing, becomesReachable, dial } from './probes.ts';
import { families, lima, osaka, seoul } from './sites.ts';
import { during, ownRoute, widerAllowedIps } from './tampering.ts';
import { ssh, type Trio } from './trio.ts';

/** The tests of a client of seoul, with peerings between seoul and osaka, and osaka and lima. */
export function describeClient(trio: () => Trio): void {
  describe('a client of seoul', () => {
    let laptop: Host;

    beforeAll(async () => {
      const { lab, seoul: inSeoul } = trio();
      await lab.peerway.run('client', 'add', 'seoul', 'laptop');
      await lab.apply(inSeoul);
      laptop = await lab.laptop({ v4: '203.0.113.77', v6: '2001:db8::77' });
      const config = await lab.peerway.run('client', 'config', 'seoul', 'laptop');
      // wg-quick names the interface after the file.
      const save = 'umask 077; mkdir /run/laptop && cat >/run/laptop/wg0.conf';
      await laptop.run(['sh', '-c', save], { input: `${config}\n` });
    });

    test("reaches seoul's VPC and osaka's with the printed file and nothing else", async () => {
      const targets = [seoul, osaka].flatMap(({ name, instance }) =>
        families.map((family) => ({ name, address: instance[family] })),
      );
      const before = targets.map(({ address }) => answersPing(laptop, address));
      expect(await Promise.all(before)).toEqual(Array(4).fill(false));

      await wgQuickUp(laptop, '/run/laptop/wg0.conf');
      const own = await tunnelAddresses(laptop);
      for (const { name, address } of targets) {
        expect(await becomesReachable(laptop, address)).toBe(true);
        const answer = await dial(laptop, address);
        expect(answer?.name).toBe(`${name}-instance`);
        expect(own, 'under its tunnel address').toContain(answer?.saw);
      }
    });

    test("opens listeners on its own gateway, and none on osaka's", async () => {
      const knock = ({ gatewayLan }: typeof seoul) =>
        Promise.all(families.map((family) => dial(laptop, gatewayLan[family], ssh)));
      expect((await knock(seoul)).map((answer) => answer?.name)).toEqual(Array(2).fill('seoul-gateway'));
      for (const family of families) {
        expect(await answersPing(laptop, osaka.gatewayLan[family]), 'the way there works').toBe(true);
      }
      expect(await knock(osaka)).toEqual([undefined, undefined]);
    });

    test('is not called by instances, of seoul or of osaka', async () => {
      const { firewall, seoul: inSeoul, osaka: inOsaka } = trio();
      const own = await tunnelAddresses(laptop);
      const calls = () =>
        Promise.all(
          [inSeoul, inOsaka].flatMap(({ instance }) => own.map((address) => answersPing(instance, address))),
        );
      expect(await calls()).toEqual(Array(4).fill(false));
      const open = await during(
        [
          ...[inSeoul, inOsaka].map(({ gateway }) => noFirewall(gateway, firewall)),
          // The laptop sends osaka's VPC through seoul's gateway, but not osaka's gateway itself.
          tunnelKeepsSources(inOsaka.gateway, osaka, firewall),
        ],
        calls,
      );
      expect(open, 'only the rules of peerway are in the way').toEqual(Array(4).fill(true));
    });

    test("does not reach lima's VPC, not even with routes and AllowedIPs of its own making", async () => {
      const { firewall, seoul: inSeoul } = trio();
      const pings = () => Promise.all(families.map((family) => answersPing(laptop, lima.instance[family])));
      expect(await pings()).toEqual([false, false]);

      const ranges = families.map((family) => lima.vpc[family]);
      const bent = [
        ...ranges.map((range) => ownRoute(laptop, range, { dev: 'wg0' })),
        widerAllowedIps(laptop, await peerFor(laptop, inSeoul.gateway), ranges),
      ];
      const packets = (await tunnelAddresses(laptop)).map((source) =>
        flow(source, lima.instance[source.includes(':') ? 'v6' : 'v4']),
      );
      const send = async () => {
        await watch(inSeoul.gateway);
        expect(await pings()).toEqual([false, false]);
        expect(await arrivedAt(inSeoul.gateway)).toEqual(expect.arrayContaining(packets));
        const left = await leftFrom(inSeoul.gateway);
        return packets.filter((packet) => left.includes(packet));
      };
      await during(bent, async () => {
        expect(await send()).toEqual([]);
        const passed = await during([noFirewall(inSeoul.gateway, firewall)], send);
        expect(passed, 'the probe notices what passes').toEqual(packets);
      });
    });
  });
}

/** Returns one address of each family. */
async function tunnelAddresses(client: Host): Promise<string[]> {
  const { addresses } = await stateOf(client, 'wg0');
  expect(addresses).toHaveLength(2);
  return addresses.map((address) => address.replace(/\/.*$/, ''));
}
