import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Firewall, noFirewall } from './firewall.ts';
import type { Host } from './host.ts';
import { Laboratory, type Site } from './laboratory.ts';
import { mssSeen, watch } from './packet-recorder.ts';
import { becomesReachable, serve, transfer } from './probes.ts';
import { describeLab } from './requirements.ts';
import { type Family, families, osaka, seoul } from './sites.ts';
import { during } from './tampering.ts';

interface Path {
  readonly name: string;
  /** `--mtu` of seoul's gateway; osaka's keeps the default. */
  readonly mtu?: number;
  /** MTU of the line between seoul's gateway and the internet. */
  readonly lineMtu?: number;
  /** MTU of osaka's LAN, at its gateway. */
  readonly lanMtu?: number;
  readonly narrowest: number;
}

const paths: readonly Path[] = [
  { name: 'a tunnel that is narrower than the LANs', narrowest: 1420 },
  { name: 'a line of 1400 that only one gateway knows of', mtu: 1320, lineMtu: 1400, narrowest: 1320 },
  { name: 'a LAN of 1300 behind one gateway', lanMtu: 1300, narrowest: 1300 },
];

const bulk = 5_000_000;
const ampleSeconds = 10;
// Takes about ten milliseconds to pass.
const few = 200_000;
const stallSeconds = 2;

// The IP header and the TCP header.
const headers: Record<Family, number> = { v4: 20 + 20, v6: 40 + 20 };

/**
 * The tests of packet sizes. Instances have an MTU of 1500 and never hear that a packet is too big, so only the MSS
 * can tell them.
 */
export function describeMtu(firewall: Firewall): void {
  describeLab(`Full-size segments with ${firewall} rules`, () => {
    for (const path of paths) describe(`through ${path.name}`, () => describePath(path, firewall));
  });
}

function describePath(path: Path, firewall: Firewall): void {
  let lab: Laboratory;
  let inSeoul: Site;
  let inOsaka: Site;

  beforeAll(async () => {
    lab = await Laboratory.open(firewall);
    const { mtu, lineMtu, lanMtu } = path;
    [inSeoul, inOsaka] = await Promise.all([
      lab.site(seoul, { ...(mtu && { mtu }), ...(lineMtu && { lineMtu }) }),
      lab.site(osaka, { ...(lanMtu && { lanMtu }) }),
    ]);
    await lab.peerway.run('peering', 'create', 'seoul', 'osaka');
    await lab.apply(inSeoul, inOsaka);
    await Promise.all([inSeoul, inOsaka].map(({ instance }) => beDeafToTooBig(instance)));
    await serve(inOsaka.instance);
    for (const family of families) {
      expect(await becomesReachable(inSeoul.instance, osaka.instance[family])).toBe(true);
    }
  });

  afterAll(() => lab?.close());

  const move = (family: Family, way: 'get' | 'put', bytes: number, seconds: number): Promise<number> =>
    transfer(inSeoul.instance, osaka.instance[family], way, bytes, seconds);

  test.for(families)('pass both ways, with an MSS that fits (%s)', async (family) => {
    await watch(inSeoul.instance, inOsaka.instance);
    expect(await move(family, 'get', bulk, ampleSeconds)).toBe(bulk);
    expect(await move(family, 'put', bulk, ampleSeconds)).toBe(bulk);
    const offered = await Promise.all([mssSeen(inSeoul.instance), mssSeen(inOsaka.instance)]);
    const fitting = path.narrowest - headers[family];
    expect(offered).toEqual([[fitting], [fitting]]);
  });

  test('stall without the rules of peerway', async () => {
    const open = [inSeoul, inOsaka].map(({ gateway }) => noFirewall(gateway, firewall));
    await during(open, async () => {
      const tries = families.flatMap((family) => [
        move(family, 'get', few, stallSeconds),
        move(family, 'put', few, stallSeconds),
      ]);
      expect(await Promise.all(tries)).toEqual([0, 0, 0, 0]);
    });
  });
}

async function beDeafToTooBig(host: Host): Promise<void> {
  const rules = `table inet deaf {
    chain arriving {
      type filter hook prerouting priority filter; policy accept;
      icmp type destination-unreachable icmp code frag-needed drop
      icmpv6 type packet-too-big drop
    }
  }`;
  await host.run(['nft', '-f', '-'], { input: rules });
}
