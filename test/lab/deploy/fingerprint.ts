/** Everything on a gateway that a deploy might change, as text that can be compared byte for byte. */
import type { Host } from '../host.ts';

// Ignores the endings of earlier changes in /run/peerway, and a `sleep 1` that outlives a task by a moment. wireguard-go
// prints peers in random order, so they are sorted.
const script = `
  section() { printf '== %s\\n' "$1"; }
  section firewall; nft list tables | sort | while read -r table; do eval "nft -s list $table"; done
  section wireguard; wg showconf wg0 2>/dev/null
  section addresses; ip address show
  section routes; ip -4 route show table all; ip -6 route show table all; ip rule; ip -6 rule
  section sysctls; sysctl -a 2>/dev/null | grep '^net\\.ipv[46]\\.\\(conf\\|ip_forward\\)'
  section files
  find /etc /tmp /run/peerway* -xdev -path '/run/peerway/wg?/ended' -o -path /run/peerway -o -path '/run/peerway/wg?' -o \\
    \\( -printf '%p %y %m %u\\n' -type f -exec cksum {} + \\) 2>/dev/null | sort
  section processes; for each in /proc/[0-9]*; do tr '\\0' ' ' <"$each/cmdline"; echo; done 2>/dev/null | grep '^sh /run/peerway\\|^sleep' | grep -vx 'sleep 1 '
  true`;

export async function fingerprint(host: Host): Promise<string> {
  const text = await host.run(['sh', '-c', script], { seconds: 30 });
  return text.replace(
    /(== wireguard\n)([\s\S]*?)(?=== addresses)/,
    (_, head: string, conf: string) => head + sortPeers(conf),
  );
}

function sortPeers(configuration: string): string {
  const [own = '', ...peers] = configuration.split('[Peer]\n');
  return [own, ...peers.map((peer) => `${peer.trim()}\n\n`).sort()].join('[Peer]\n');
}

/** Returns true if a gateway has no pending change and no leftovers of one. */
export async function isIdle(host: Host): Promise<boolean> {
  const leftovers =
    'ls -d /run/peerway-* /run/peerway/wg0/pending /run/peerway/wg0/change.* 2>/dev/null | grep -q .';
  return (await host.try(['sh', '-c', leftovers])).code !== 0;
}

/** Waits until a gateway is idle. Returns false on a timeout. */
export async function becomesIdle(host: Host, seconds: number): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  while (!(await isIdle(host))) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return true;
}

/** The number of lines that an assertion prints for each section. */
const SHOWN = 12;

/** Returns the lines in which two fingerprints differ, section by section, so that an assertion prints few of them. */
export function compareFingerprints(before: string, after: string): string[] {
  if (before === after) return [];
  const [old, now] = [sectionsOf(before), sectionsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) =>
    compareSections(name, old.get(name) ?? [], now.get(name) ?? []),
  );
}

function sectionsOf(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('== ')) {
      lines = [];
      sections.set(line.slice(3), lines);
    } else lines.push(line);
  }
  return sections;
}

function compareSections(name: string, before: readonly string[], after: readonly string[]): string[] {
  if (before.join('\n') === after.join('\n')) return [];
  const [old, now] = [new Set(before), new Set(after)];
  const lines = [
    ...before.filter((line) => !now.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ];
  const at = before.findIndex((line, index) => line !== after[index]);
  const found =
    lines.length > 0 ? lines : [`- ${before[at] ?? ''}`, `+ ${after[at] ?? ''}`, 'in another order'];
  return [
    `${name}:`,
    ...found.slice(0, SHOWN),
    ...(found.length > SHOWN ? [`and ${found.length - SHOWN} more`] : []),
  ];
}
