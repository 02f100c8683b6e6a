/** `gateway status` and `peering verify` on live gateways. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Host, Outcome } from '../host.ts';
import { bothWays, settle } from '../ways.ts';
import { deployPair, openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';

/** Changes to a host that break traffic, with a script to undo each and the expected warning. */
const PROBLEMS: readonly (readonly [name: string, change: string, undo: string, warning: RegExp])[] = [
  [
    'IPv4 is not forwarded',
    'echo 0 >/proc/sys/net/ipv4/ip_forward',
    'echo 1 >/proc/sys/net/ipv4/ip_forward',
    /IPv4 forwarding is off/,
  ],
  [
    'IPv6 is not forwarded',
    'echo 0 >/proc/sys/net/ipv6/conf/all/forwarding',
    'echo 1 >/proc/sys/net/ipv6/conf/all/forwarding',
    /IPv6 forwarding is off/,
  ],
  [
    'the reverse-path filter is strict',
    'echo 1 >/proc/sys/net/ipv4/conf/wg0/rp_filter',
    'echo 2 >/proc/sys/net/ipv4/conf/wg0/rp_filter',
    /reverse-path filter of wg0 is strict/,
  ],
  [
    'the line to the peer is too small for the tunnel',
    'ip link set wan0 mtu 1492',
    'ip link set wan0 mtu 1500',
    /the MTU 1420 of wg0 .* exceed the MTU 1492 of wan0 towards vpc-peering-\w+: run `peerway gateway update \w+ --line-mtu 1492`/,
  ],
  [
    'the route to the peer has a smaller MTU',
    'ip route add 203.0.113.1 dev wan0 mtu 1400; ip route add 203.0.113.2 dev wan0 mtu 1400',
    'ip route del 203.0.113.1 dev wan0 mtu 1400; ip route del 203.0.113.2 dev wan0 mtu 1400',
    /exceed the MTU 1400 of wan0/,
  ],
  [
    'another table drops forwarded traffic',
    'nft "add table ip docker; add chain ip docker f { type filter hook forward priority 0; policy drop; }"',
    'nft delete table ip docker',
    /table ip docker drops traffic from (lan0 to wg0|wg0 to lan0): "policy drop" in chain f/,
  ],
  [
    'another table rejects incoming traffic',
    'nft "add table inet fw; add chain inet fw i { type filter hook input priority 0; }; add rule inet fw i tcp dport 22 accept; add rule inet fw i udp dport 53 accept; add rule inet fw i iifname wg0 accept; add rule inet fw i counter reject"',
    'nft delete table inet fw',
    /table inet fw drops incoming UDP 51820: "counter reject.*" in chain i/,
  ],
  [
    'a container bridge uses a peered network',
    'ip link add docker0 type bridge && ip address add 172.31.7.1/24 dev docker0 && ip link set docker0 up',
    'ip link del docker0',
    /172\.31\.7\.0\/24 on docker0 of this host overlaps the peered network 172\.31\.0\.0\/16/,
  ],
];

/** Foreign tables with a rule that allows the tunnel: no warning. */
const NO_PROBLEMS: readonly (readonly [name: string, change: string, undo: string])[] = [
  [
    'another table forwards tunnel traffic',
    'nft "add table ip docker; add chain ip docker f { type filter hook forward priority 0; policy drop; }; add rule ip docker f iifname wg0 accept; add rule ip docker f oifname wg0 accept"',
    'nft delete table ip docker',
  ],
  [
    'another table allows the port',
    'nft "add table inet fw; add chain inet fw i { type filter hook input priority 0; policy drop; }; add rule inet fw i tcp dport 22 accept; add rule inet fw i udp dport { 53, 51820 } accept; add rule inet fw i ct state established accept; add rule inet fw i iifname wg0 accept"',
    'nft delete table inet fw',
  ],
];

describeDeploys('A live gateway', () => {
  let pair: Pair;

  const peerway = (...words: string[]): Promise<Outcome> => pair.operator.try(words);
  const shell = (host: Host, script: string): Promise<string> => host.run(['sh', '-c', script]);
  const rowsOf = ({ stdout }: Outcome) => JSON.parse(stdout) as Record<string, unknown>[];

  beforeAll(async () => {
    pair = await openPair();
    await deployPair(pair);
    await settle(bothWays(pair.seoul, pair.osaka));
  });

  afterAll(() => pair?.lab.close());

  test('shows its peers without problems', async () => {
    const seen = await peerway('gateway', 'status', 'seoul', 'osaka', '-o', 'json');
    expect(seen).toMatchObject({ code: 0, stderr: '' });
    const peer = (gateway: string, other: string) => ({
      gateway,
      peer: `vpc-peering-${other}`,
      state: 'up',
      handshakeAge: expect.any(Number),
      endpoint: expect.stringMatching(/^203\.0\.113\.[12]:51820$/),
      received: expect.any(Number),
      sent: expect.any(Number),
      problems: [],
    });
    expect(rowsOf(seen)).toEqual([peer('seoul', 'osaka'), peer('osaka', 'seoul')]);
    expect(Math.min(...rowsOf(seen).map(({ received }) => Number(received)))).toBeGreaterThan(0);
  });

  test.each(PROBLEMS)('warns that %s', async (_, change, undo, warning) => {
    await shell(pair.seoul.gateway, change);
    const { code, stderr } = await peerway('gateway', 'status', 'seoul');
    await shell(pair.seoul.gateway, undo);
    expect(stderr).toMatch(warning);
    const other = stderr
      .trim()
      .split('\n')
      .filter((line) => !warning.test(line));
    expect(other.filter((line) => !line.includes('differs from the plan'))).toEqual([]);
    expect(code).toBe(0);
  });

  test.each(NO_PROBLEMS)('does not warn if %s', async (_, change, undo) => {
    await shell(pair.seoul.gateway, change);
    const { stderr } = await peerway('gateway', 'status', 'seoul');
    await shell(pair.seoul.gateway, undo);
    expect(stderr).toBe('');
  });

  test('is listed beside one that cannot be reached', async () => {
    await pair.lab.peerway.run('gateway', 'update', 'osaka', '--ssh', 'root@203.0.113.66');
    const seen = await peerway('gateway', 'status', 'seoul', 'osaka', '-o', 'json');
    await pair.lab.peerway.run('gateway', 'update', 'osaka', '--ssh', 'root@203.0.113.2');
    expect(seen.code).toBe(6);
    expect(rowsOf(seen).map(({ gateway, state }) => [gateway, state])).toEqual([
      ['seoul', 'up'],
      ['osaka', 'unreachable'],
    ]);
    expect(seen.stderr).toMatch(/osaka \(ssh root@203\.0\.113\.66\): cannot connect/);
  });

  test('is shown repeatedly with --watch', async () => {
    const words = ['gateway', 'status', 'seoul', '--watch', '--interval', '1', '-o', 'json'];
    const child = pair.operator.start(words);
    let output = '';
    child.stdout?.on('data', (text) => {
      output += text;
    });
    const end = Date.now() + 20_000;
    while ((output.match(/^\]/gm) ?? []).length < 2 && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill('SIGKILL');
    const [first = '', second = ''] = output.split(/(?<=^\]\n)/m);
    expect(JSON.parse(first)).toHaveLength(1);
    expect(JSON.parse(second)[0]).toMatchObject({ gateway: 'seoul', state: 'up' });
  });

  test('responds through the tunnel in both directions, up to the largest packet', async () => {
    const probed = await peerway('peering', 'verify', 'seoul-osaka', '-o', 'json');
    expect(probed.code, probed.stderr).toBe(0);
    const rows = rowsOf(probed);
    expect(rows.every(({ result, rtt }) => result === 'ok' && Number(rtt) > 0)).toBe(true);
    const ways = rows.map(({ from, to, address, bytes }) => `${from} ${to} ${address} ${bytes}`).sort();
    expect(ways).toEqual([
      'osaka seoul 10.99.1.1 1420',
      'osaka seoul 10.99.1.1 44',
      'osaka seoul fd99:1::1 1420',
      'osaka seoul fd99:1::1 64',
      'seoul osaka 10.99.2.1 1420',
      'seoul osaka 10.99.2.1 44',
      'seoul osaka fd99:2::1 1420',
      'seoul osaka fd99:2::1 64',
    ]);
  });

  test('loses large packets if the MTU of the path is smaller than planned', async () => {
    // A packet of 1420 bytes needs 1480 bytes on the path, and no hop fragments it.
    await shell(pair.osaka.gateway, 'ip link set wg0 mtu 1300');
    const probed = await peerway('peering', 'verify', 'seoul-osaka', '-o', 'json');
    await shell(pair.osaka.gateway, 'ip link set wg0 mtu 1420');
    expect(probed.code).toBe(8);
    const lost = rowsOf(probed).filter(({ result }) => result === 'lost');
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.every(({ bytes }) => bytes === 1420)).toBe(true);
    expect(probed.stderr).toMatch(
      /packets of 1420 bytes do not get from osaka to seoul; run `peerway gateway update osaka --mtu/,
    );
  });

  test('loses all packets if the other side is disconnected', async () => {
    await shell(pair.osaka.gateway, 'ip link set wan0 down');
    const probed = await pair.operator.try(['peering', 'verify', 'seoul-osaka', '-o', 'json'], {
      seconds: 120,
    });
    await shell(pair.osaka.gateway, 'ip link set wan0 up');
    expect(probed.code).toBe(6);
    expect(rowsOf(probed).length).toBeGreaterThan(0);
    expect(rowsOf(probed).every(({ from, result }) => from === 'seoul' && result === 'lost')).toBe(true);
    expect(probed.stderr).toMatch(/osaka: cannot connect/);
  });
});
