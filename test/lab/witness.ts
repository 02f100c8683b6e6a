import type { Host } from './host.ts';

// A table of the laboratory's own that only watches: what arrives at a host before any other rule sees it, and what
// leaves it after every other rule has had its way.
const table = `table inet witness
delete table inet witness
table inet witness {
  set arrived4 {
    type ipv4_addr . ipv4_addr
    flags dynamic
    size 1024
  }
  set arrived6 {
    type ipv6_addr . ipv6_addr
    flags dynamic
    size 1024
  }
  set left4 {
    type ipv4_addr . ipv4_addr
    flags dynamic
    size 1024
  }
  set left6 {
    type ipv6_addr . ipv6_addr
    flags dynamic
    size 1024
  }
  set offered_mss {
    typeof tcp option maxseg size
    flags dynamic
    size 64
  }
  chain arriving {
    type filter hook prerouting priority raw;
    add @arrived4 { ip saddr . ip daddr }
    add @arrived6 { ip6 saddr . ip6 daddr }
    tcp flags syn add @offered_mss { tcp option maxseg size }
  }
  chain leaving {
    type filter hook postrouting priority 300;
    add @left4 { ip saddr . ip daddr }
    add @left6 { ip6 saddr . ip6 daddr }
  }
}
`;

/** Starts, or starts afresh, to note what passes a host. */
export async function watch(...hosts: readonly Host[]): Promise<void> {
  await Promise.all(hosts.map((host) => host.run(['nft', '-f', '-'], { input: table })));
}

/** Source and destination of every packet since `watch` that reached the host, as 'source > destination'. */
export async function arrivedAt(host: Host): Promise<string[]> {
  return (await Promise.all([pairs(host, 'arrived4'), pairs(host, 'arrived6')])).flat();
}

/** The same for what the host sent or forwarded, on whatever interface. */
export async function leftFrom(host: Host): Promise<string[]> {
  return (await Promise.all([pairs(host, 'left4'), pairs(host, 'left6')])).flat();
}

/** The MSS in every SYN and SYN-ACK that reached the host since `watch`. */
export async function mssSeen(host: Host): Promise<number[]> {
  return (await elements<number>(host, 'offered_mss')).map(Number);
}

export function flow(source: string, destination: string): string {
  return `${source} > ${destination}`;
}

async function pairs(host: Host, set: string): Promise<string[]> {
  const all = await elements<{ concat: [string, string] }>(host, set);
  return all.map(({ concat: [source, destination] }) => flow(source, destination));
}

async function elements<T>(host: Host, set: string): Promise<T[]> {
  const text = await host.run(['nft', '--json', 'list', 'set', 'inet', 'witness', set]);
  const { nftables } = JSON.parse(text) as { nftables: { set?: { elem?: T[] } }[] };
  return nftables.flatMap((entry) => entry.set?.elem ?? []);
}
