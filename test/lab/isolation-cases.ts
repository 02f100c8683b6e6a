import { beforeAll, describe, expect, test } from 'vitest';
import { noFirewall, tunnelKeepsSources } from './firewall.ts';
import { peerFor } from './gateway.ts';
import type { Host } from './host.ts';
import type { Site } from './laboratory.ts';
import { arrivedAt, flow, leftFrom, watch } from './packet-recorder.ts';
import { answersPing, dial } from './probes.ts';
import { families, osaka, seoul } from './sites.ts';
import { during, foreignAddress, ownRoute, type Tampering, widerAllowedIps } from './tampering.ts';
import { ssh, type Trio } from './trio.ts';
import { bothWays, heard, routesToOwnGateway, settle, type Way } from './ways.ts';

/** The tests of traffic that must not pass. Seoul and osaka are peered; osaka and lima become so. */
export function describeIsolation(trio: () => Trio): void {
  describe('when seoul and osaka, and osaka and lima are peered', () => {
    beforeAll(async () => {
      const { lab, osaka: inOsaka, lima: inLima } = trio();
      await lab.peerway.run('peering', 'create', 'osaka', 'lima');
      await lab.apply(inOsaka, inLima);
    });

    describeTransit(trio);
    describeSpoofing(trio);
    describeListener(trio);
    describeOutside(trio);
  });
}

function describeTransit(trio: () => Trio): void {
  test('osaka and both others reach each other', async () => {
    const { seoul: inSeoul, osaka: inOsaka, lima: inLima } = trio();
    const ways = [...bothWays(inOsaka, inLima), ...bothWays(inOsaka, inSeoul)];
    await settle(ways);
    expect(await heard(ways)).toEqual(Array(16).fill(true));
  });

  test('seoul and lima do not, even with routes to their own gateways', async () => {
    const ways = bothWays(trio().seoul, trio().lima);
    await during(ways.flatMap(routesToOwnGateway), async () => {
      expect(await heard(ways)).toEqual(Array(8).fill(false));
    });
  });

  test('osaka forwards nothing between them, even when both their gateways want it to', async () => {
    const { firewall, seoul: inSeoul, osaka: inOsaka, lima: inLima } = trio();
    const ways = bothWays(inSeoul, inLima);
    const bent = await Promise.all(ways.map((way) => bentGateway(trio(), way)));
    const packets = ways.flatMap(({ from, to }) =>
      families.map((family) => flow(from.plan.instance[family], to.plan.instance[family])),
    );
    const send = async () => {
      await watch(inOsaka.gateway);
      const answered = await heard(ways);
      expect(await arrivedAt(inOsaka.gateway)).toEqual(expect.arrayContaining(packets));
      const left = await leftFrom(inOsaka.gateway);
      return { answered, passed: packets.filter((packet) => left.includes(packet)) };
    };
    await during([...ways.flatMap(routesToOwnGateway), ...bent.flat()], async () => {
      expect(await send()).toEqual({ answered: Array(8).fill(false), passed: [] });
      const open = await during([noFirewall(inOsaka.gateway, firewall)], send);
      expect(open, 'only osaka is in their way').toEqual({ answered: Array(8).fill(true), passed: packets });
    });
  });
}

/** Makes a gateway that filters nothing and sends traffic for the far VPC into its tunnel to osaka. */
async function bentGateway({ firewall, osaka: inOsaka }: Trio, { from, to }: Way): Promise<Tampering[]> {
  const ranges = families.map((family) => to.plan.vpc[family]);
  return [
    ...ranges.map((range) => ownRoute(from.gateway, range, { dev: 'wg0' })),
    widerAllowedIps(from.gateway, await peerFor(from.gateway, inOsaka.gateway), ranges),
    noFirewall(from.gateway, firewall),
    // Otherwise the foreign table would give these packets a source that osaka accepts.
    tunnelKeepsSources(from.gateway, from.plan, firewall),
  ];
}

const spoofed = [
  { whose: "seoul's tunnel subnet", v4: '10.99.1.77', v6: 'fd99:1::77' },
  { whose: "osaka's VPC", v4: '172.31.0.77', v6: 'fd00:2::77' },
  { whose: "osaka's tunnel subnet", v4: '10.99.2.77', v6: 'fd99:2::77' },
  { whose: "lima's VPC", v4: '192.168.0.77', v6: 'fd00:3::77' },
];

const spoofedPackets = families.map((family) =>
  spoofed.map(({ [family]: source }) => flow(source, osaka.instance[family])),
);

function describeSpoofing(trio: () => Trio): void {
  test('an instance of seoul sends to osaka only as itself', async () => {
    const { seoul: inSeoul, osaka: inOsaka } = trio();
    await watch(inSeoul.gateway, inOsaka.instance);
    await sendSpoofed(inSeoul);
    for (const family of families) {
      expect(await answersPing(inSeoul.instance, osaka.instance[family]), 'as itself').toBe(true);
    }
    expect(await arrivedAt(inSeoul.gateway)).toEqual(expect.arrayContaining(spoofedPackets.flat()));
    const own = families.map((family) => flow(seoul.instance[family], osaka.instance[family]));
    for (const passed of [await leftFrom(inSeoul.gateway), await arrivedAt(inOsaka.instance)]) {
      expect(passed).toEqual(expect.arrayContaining(own));
      expect(spoofedPackets.flat().filter((packet) => passed.includes(packet))).toEqual([]);
    }
  });

  test('without the rules of peerway all of that would leave, and a part arrive', async () => {
    const { firewall, seoul: inSeoul, osaka: inOsaka } = trio();
    await during([noFirewall(inSeoul.gateway, firewall)], async () => {
      await watch(inSeoul.gateway, inOsaka.instance);
      await sendSpoofed(inSeoul);
      expect(await leftFrom(inSeoul.gateway)).toEqual(expect.arrayContaining(spoofedPackets.flat()));
      const arrived = await arrivedAt(inOsaka.instance);
      // Only the first source is in a range that osaka accepts from seoul. Its AllowedIPs reject the others.
      const takenFromSeoul = spoofedPackets.flatMap((packets) => packets.slice(0, 1));
      expect(spoofedPackets.flat().filter((packet) => arrived.includes(packet))).toEqual(takenFromSeoul);
    });
  });
}

async function sendSpoofed({ instance }: Site): Promise<void> {
  const mails = families.flatMap((family) =>
    spoofed.map(({ [family]: source }) => ({ source, target: osaka.instance[family] })),
  );
  const addresses = mails.map(({ source }) => foreignAddress(instance, source));
  await during(addresses, () =>
    Promise.all(
      mails.map(({ source, target }) =>
        instance.try(['ping', '-n', '-q', '-c', '3', '-i', '0.1', '-W', '0.1', '-I', source, target]),
      ),
    ),
  );
}

function describeListener(trio: () => Trio): void {
  test("a listener on a gateway's port 22 is closed to the tunnel", async () => {
    const { firewall, seoul: inSeoul, osaka: inOsaka } = trio();
    const tunnel = { v4: '10.99.1.1', v6: 'fd99:1::1' };
    const calls = families.flatMap((family) => [
      { from: inOsaka.instance, address: seoul.gatewayLan[family] },
      { from: inOsaka.gateway, address: seoul.gatewayLan[family] },
      { from: inOsaka.gateway, address: tunnel[family] },
    ]);
    for (const family of families) {
      const local = await dial(inSeoul.instance, seoul.gatewayLan[family], ssh);
      expect(local?.name, 'it listens').toBe('seoul-gateway');
    }
    const pings = calls.map(({ from, address }) => answersPing(from, address));
    expect(await Promise.all(pings), 'the way there works').toEqual(Array(6).fill(true));

    const knock = () => Promise.all(calls.map(({ from, address }) => dial(from, address, ssh)));
    expect(await knock()).toEqual(Array(6).fill(undefined));
    const open = await during([noFirewall(inSeoul.gateway, firewall)], knock);
    expect(open.map((answer) => answer?.name)).toEqual(Array(6).fill('seoul-gateway'));
  });
}

/** Addresses of seoul's VPC that none of its machines has. */
const poses = { v4: '10.0.0.66', v6: 'fd00:1::66' };

function describeOutside(trio: () => Trio): void {
  test('a host of the internet does not pass as one of seoul, nor does seoul talk to osaka over the internet', async () => {
    const { lab, firewall, seoul: inSeoul } = trio();
    const posed = families.map((family) => flow(poses[family], osaka.instance[family]));
    const targets = families.map((family) => osaka.instance[family]);
    const asSeoul = families.flatMap((family) => [
      foreignAddress(lab.internet, poses[family], 'br0'),
      ownRoute(lab.internet, osaka.vpc[family], { via: seoul.gatewayWan[family] }),
    ]);
    await during(asSeoul, async () => {
      const pose = async () => {
        await watch(inSeoul.gateway);
        await Promise.all(
          families.map((family) => oncePinged(lab.internet, osaka.instance[family], poses[family])),
        );
        expect(await arrivedAt(inSeoul.gateway)).toEqual(expect.arrayContaining(posed));
        return reachedFrom(inSeoul.gateway, targets);
      };
      expect(await pose()).toEqual([]);
      expect(await during([noFirewall(inSeoul.gateway, firewall)], pose)).toEqual(targets);
    });
    const tunnelIsDown: Tampering = async () => {
      await inSeoul.gateway.run(['ip', 'link', 'set', 'wg0', 'down']);
      return () => trio().lab.apply(inSeoul);
    };
    await during([tunnelIsDown], async () => {
      const talk = async () => {
        await watch(inSeoul.gateway);
        await Promise.all(families.map((family) => oncePinged(inSeoul.instance, osaka.instance[family])));
        return reachedFrom(inSeoul.gateway, targets);
      };
      expect(await talk()).toEqual([]);
      expect(await during([noFirewall(inSeoul.gateway, firewall)], talk)).toEqual(targets);
    });
  });
}

const oncePinged = (from: Host, target: string, source?: string) =>
  from.try(['ping', '-n', '-q', '-c', '1', '-W', '0.3', ...(source ? ['-I', source] : []), target]);

/** Returns the destinations of packets that left a gateway, from any source: the foreign table may have changed it. */
async function reachedFrom(gateway: Host, targets: readonly string[]): Promise<string[]> {
  const left = await leftFrom(gateway);
  return targets.filter((target) => left.some((packet) => packet.endsWith(` > ${target}`)));
}
