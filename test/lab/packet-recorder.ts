import type { Host } from './host.ts';

// A table that only watches: packets that arrive at a host, before any other rule, and packets that leave it, after
// every other rule.
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

/** Starts to record the packets of hosts, without earlier ones. */
export async function watch(...hosts: readonly Host[]): Promise<void> {
  await Promise.all(hosts.map((host) => host.run(['nft', '-f', '-'], { input: table })));
}

/** Returns source and destination of every packet that reached the host since `watch`, as 'source > destination'. */
export async function arrivedAt(host: Host): Promise<string[]> {
  return (await Promise.all([pairs(host, 'arrived4'), pairs(host, 'arrived6')])).flat();
}

/** Returns the same for packets that the host sent or forwarded, on any interface. */
export async function leftFrom(host: Host): Promise<string[]> {
  return (await Promise.all([pairs(host, 'left4'), pairs(host, 'left6')])).flat();
}

/** Returns the MSS in every SYN and SYN-ACK that reached the host since `watch`. */
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
