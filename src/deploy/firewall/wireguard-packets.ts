/** Follows WireGuard's own packets through the firewall of the host. */
import { type Cidr, hostCidr, type Ip, rangeOf } from '../../model/address/cidr.ts';
import { type Family, readIp } from '../../model/address/ip.ts';
import type { DesiredGateway } from '../../model/desired/gateway.ts';
import type { LiveGateway } from '../live-gateway.ts';
import { boundariesOf, groupNetworks } from './groups.ts';
import { RuleIndex } from './rule-index.ts';
import { type AddressRange, type Hook, STATE, type Table } from './ruleset.ts';
import { stopLine } from './stop-line.ts';
import { type Packets, pathThrough, type Stop, walk } from './walk.ts';

const UDP = 17;
const ARRIVING: readonly Hook[] = ['ingress', 'prerouting', 'input'];
const LEAVING: readonly Hook[] = ['output', 'postrouting'];

const EVERYWHERE: Readonly<Record<Family, AddressRange>> = {
  4: rangeOf('0.0.0.0/0' as Cidr),
  6: rangeOf('::/0' as Cidr),
};

/** The other end of WireGuard packets: an address, or any. */
interface Peer {
  readonly range: AddressRange;
  /** The port of its endpoint; absent if it is not known. */
  readonly port?: number;
}

/** Returns a line for each rule that stops packets from or to a peer. */
export function wireguardStops(
  desired: DesiredGateway,
  live: LiveGateway,
  tables: readonly Table[],
): string[] {
  const lines = ([4, 6] as const).flatMap((family) =>
    uplinksOf(live, family).flatMap((device) => stopsOn(device, family, desired, live, tables)),
  );
  return [...new Set(lines)];
}

/** Returns the interfaces to the peers, or that of the default route if no peer has an endpoint yet. */
function uplinksOf({ paths, hostRoutes }: LiveGateway, family: Family): readonly string[] {
  if (paths.uplinks[family].length > 0) return paths.uplinks[family];
  if (paths.uplinks[family === 4 ? 6 : 4].length > 0) return [];
  return hostRoutes.flatMap((line) => {
    const device = / dev (\S+)/.exec(line)?.[1];
    const isOther = family === 6 ? !/\bvia [0-9a-f]*:/.test(line) : /\bvia [0-9a-f]*:/.test(line);
    return line.startsWith('default ') && device !== undefined && !isOther ? [device] : [];
  });
}

function stopsOn(
  device: string,
  family: Family,
  desired: DesiredGateway,
  live: LiveGateway,
  tables: readonly Table[],
): string[] {
  const { listenPort } = desired.interface;
  const [arriving, leaving] = [pathThrough(tables, ARRIVING, family), pathThrough(tables, LEAVING, family)];
  const base = { family, protocol: UDP };
  const boundaries = boundariesOf(tables, family);
  const index = new RuleIndex(boundaries);
  const stopAt = (path: typeof arriving, packets: Omit<Packets, 'family' | 'protocol'>): Stop | undefined =>
    walk(path, { ...base, ...packets }, index, { rules: 100_000 }).stop;
  return peersOf(desired, live, boundaries, family).flatMap(({ range, port }) => {
    const host = EVERYWHERE[family];
    const incoming = (state: number) =>
      stopAt(arriving, {
        iif: device,
        from: range,
        to: host,
        state,
        dport: listenPort,
        ...(port === undefined ? {} : { sport: port }),
      });
    const outgoing = (state: number) =>
      stopAt(leaving, {
        oif: device,
        from: host,
        to: range,
        state,
        sport: listenPort,
        ...(port === undefined ? {} : { dport: port }),
      });
    const [entry, exit, replyIn] = [incoming(STATE.new), outgoing(STATE.new), incoming(STATE.established)];
    const passesAsReply = entry && !exit && !replyIn && port !== undefined;
    return [
      ...(entry
        ? [
            stopLine(
              entry,
              passesAsReply
                ? `incoming UDP ${listenPort} that is no reply, so only this gateway can start a handshake`
                : `incoming UDP ${listenPort}`,
            ),
          ]
        : []),
      ...(replyIn && !entry ? [stopLine(replyIn, `replies to UDP ${listenPort}`)] : []),
      ...(exit ? [stopLine(exit, `outgoing UDP from port ${listenPort}`)] : []),
    ];
  });
}

/** Returns a peer for each group of endpoints that some rule treats differently, and any address for clients. */
function peersOf(
  desired: DesiredGateway,
  live: LiveGateway,
  boundaries: readonly bigint[],
  family: Family,
): Peer[] {
  const planned = new Map(desired.peers.map((peer) => [peer.publicKey as string, peer]));
  const endpoints = live.peers.flatMap(({ publicKey, endpoint = '' }) => {
    const [, host = '', port = ''] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(endpoint) ?? [];
    const peer = planned.get(publicKey);
    return peer?.kind === 'peering' && readIp(host)?.family === family
      ? [{ range: rangeOf(hostCidr(host as Ip)), port: Number(port) }]
      : [];
  });
  const groups = groupNetworks(endpoints, ({ range }) => range, boundaries).map(
    ({ networks: [first] }) => first as Peer,
  );
  const anyone = desired.peers.some(({ kind }) => kind === 'client') || groups.length === 0;
  return [...groups, ...(anyone ? [{ range: EVERYWHERE[family] }] : [])];
}
