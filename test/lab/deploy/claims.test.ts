/** The claims of `gateway status` about firewalls and routes of the host, compared with packets that get through. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../host.ts';
import { answersPing } from '../probes.ts';
import { families } from '../sites.ts';
import { bothWays, settle } from '../ways.ts';
import { foreignPeer } from './foreign-config.ts';
import { deployPair, openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';

/** A change to a host, its undoing, and the claim: undefined if there must be none. */
type Case = readonly [name: string, change: string, undo: string, claim?: RegExp];

const flush =
  'iptables -F; iptables -X; iptables -P FORWARD ACCEPT; iptables -P INPUT ACCEPT; iptables -P OUTPUT ACCEPT; iptables -t mangle -F; iptables -t raw -F';

const FIREWALLS: readonly Case[] = [
  ['nothing else', 'true', 'true'],
  [
    'iptables with accepts one way only',
    'iptables -P FORWARD DROP; iptables -A FORWARD -i wg0 -j ACCEPT',
    flush,
    /table ip filter drops traffic from lan0 to wg0: "policy drop" in chain FORWARD/,
  ],
  [
    'iptables with accepts both ways',
    'iptables -P FORWARD DROP; iptables -A FORWARD -i wg0 -j ACCEPT; iptables -A FORWARD -o wg0 -j ACCEPT',
    flush,
  ],
  [
    'iptables with accepts after a final REJECT',
    'iptables -A FORWARD -j REJECT; iptables -A FORWARD -i wg0 -j ACCEPT; iptables -A FORWARD -o wg0 -j ACCEPT',
    flush,
    /table ip filter drops traffic from wg0 to lan0: "counter reject/,
  ],
  [
    'chains like those of ufw with one route rule',
    'iptables -N ufw-user-forward; iptables -N ufw-before-forward; iptables -P FORWARD DROP; iptables -A FORWARD -j ufw-before-forward; iptables -A ufw-before-forward -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT; iptables -A ufw-before-forward -p icmp --icmp-type destination-unreachable -j ACCEPT; iptables -A ufw-before-forward -j ufw-user-forward; iptables -A ufw-user-forward -i wg0 -o lan0 -j ACCEPT',
    flush,
    /table ip filter drops traffic from lan0 to wg0/,
  ],
  [
    'a pattern for the interface',
    'nft "add table inet f; add chain inet f c { type filter hook forward priority 0; policy drop; }; add rule inet f c iifname \\"wg*\\" accept; add rule inet f c oifname \\"wg*\\" accept"',
    'nft delete table inet f',
  ],
  [
    'accepts by network',
    'nft "add table ip f; add chain ip f c { type filter hook forward priority 0; policy drop; }; add rule ip f c ip saddr { 10.0.0.0/16, 172.31.0.0/16, 10.99.2.0/24 } accept"',
    'nft delete table ip f',
  ],
  [
    'accepts by a network that is not the one',
    'nft "add table ip f; add chain ip f c { type filter hook forward priority 0; policy drop; }; add rule ip f c ip saddr { 10.0.0.0/16, 172.30.0.0/16 } accept"',
    'nft delete table ip f',
    /table ip f drops traffic from wg0 to lan0/,
  ],
  [
    'drops before routing',
    'iptables -t raw -A PREROUTING -i lan0 -s 10.0.0.0/8 -j DROP',
    flush,
    /table ip raw drops traffic from lan0 to wg0/,
  ],
  [
    'drops after routing',
    'iptables -t mangle -A POSTROUTING -o wg0 -j DROP',
    'iptables -t mangle -F',
    /table ip mangle drops traffic from lan0 to wg0/,
  ],
  [
    'drops at the interface',
    'nft "add table netdev f; add chain netdev f c { type filter hook ingress device lan0 priority 0; }; add rule netdev f c ip saddr 10.0.0.0/8 drop"',
    'nft delete table netdev f',
    /table netdev f drops traffic from lan0 to wg0/,
  ],
  [
    'rules of iptables-legacy',
    'iptables-legacy -P FORWARD DROP; iptables-legacy -A FORWARD -o wg0 -j ACCEPT',
    'iptables-legacy -F; iptables-legacy -P FORWARD ACCEPT',
    /table filter of iptables-legacy drops traffic from wg0 to lan0: "policy drop"/,
  ],
  [
    'a map of pairs of interfaces',
    'nft "add table inet f; add chain inet f c { type filter hook forward priority 0; policy drop; }; add rule inet f c iifname . oifname vmap { lan0 . wg0 : accept, wg0 . lan0 : accept }"',
    'nft delete table inet f',
  ],
  [
    'ip6tables only',
    'ip6tables -A FORWARD -i wg0 -s fd00:2::/64 -j DROP',
    'ip6tables -F',
    /table ip6 filter drops traffic from wg0 to lan0, from fd00:2::\/64: "iifname \\?"wg0/,
  ],
  [
    'invalid connections',
    'nft "add table inet f; add chain inet f c { type filter hook forward priority 0; }; add rule inet f c ct state invalid drop; add rule inet f c tcp dport 25 drop"',
    'nft delete table inet f',
  ],
  [
    'no way in for WireGuard',
    'nft "add table inet f; add chain inet f c { type filter hook input priority 0; policy drop; }; add rule inet f c tcp dport 22 accept"',
    'nft delete table inet f',
    /table inet f drops incoming UDP 51820: "policy drop" in chain c/,
  ],
  [
    'no way out for WireGuard',
    'nft "add table inet f; add chain inet f c { type filter hook output priority 0; policy drop; }; add rule inet f c tcp sport 22 accept"',
    'nft delete table inet f',
    /table inet f drops outgoing UDP from port 51820: "policy drop" in chain c/,
  ],
];

const ROUTES: readonly Case[] = [
  [
    'a policy rule for the VPC',
    'ip rule add from 10.0.0.0/16 lookup 100; ip route add default via 203.0.113.254 table 100',
    'ip rule del from 10.0.0.0/16 lookup 100; ip route flush table 100',
    /traffic from 10\.0\.0\.0\/16 to .* goes not through wg0 but via 203\.0\.113\.254 dev wan0 table 100, by the rule/,
  ],
  [
    'a policy rule for one host of the VPC',
    'ip rule add from 10.0.0.5 lookup 100; ip route add blackhole default table 100',
    'ip rule del from 10.0.0.5 lookup 100; ip route flush table 100',
    /traffic from 10\.0\.0\.0\/16 to .* is lost: .*check `ip rule`/,
  ],
  [
    'a mark that a firewall sets',
    'iptables -t mangle -A PREROUTING -i lan0 -j MARK --set-mark 7; ip rule add fwmark 7 lookup 100; ip route add default via 203.0.113.254 table 100',
    'iptables -t mangle -F; ip rule del fwmark 7 lookup 100; ip route flush table 100',
    /traffic from 10\.0\.0\.0\/16 to .* with mark 0x7 goes not through wg0 but via/,
  ],
  [
    'a mark that no firewall sets',
    'ip rule add fwmark 7 lookup 100; ip route add default via 203.0.113.254 table 100',
    'ip rule del fwmark 7 lookup 100; ip route flush table 100',
  ],
  [
    'a policy rule that leads to the tunnel as well',
    'ip rule add from 10.0.0.0/16 lookup 100; ip route add 172.31.0.0/16 dev wg0 table 100; ip route add 10.99.2.0/24 dev wg0 table 100',
    'ip rule del from 10.0.0.0/16 lookup 100; ip route flush table 100',
  ],
  [
    'a rule for packets from the tunnel',
    'ip rule add iif wg0 lookup 100; ip route add default via 203.0.113.254 table 100',
    'ip rule del iif wg0 lookup 100; ip route flush table 100',
    /10\.0\.0\.0\/16 of the VPC leaves by the default route \(default via 203\.0\.113\.254 dev wan0/,
  ],
  [
    'a policy rule for IPv6',
    'ip -6 rule add from fd00:1::/64 lookup 100; ip -6 route add default via 2001:db8::254 table 100',
    'ip -6 rule del from fd00:1::/64 lookup 100; ip -6 route flush table 100',
    /traffic from fd00:1::\/64 to .* goes not through wg0 but via 2001:db8::254 dev wan0/,
  ],
  [
    'a policy rule for one network of the other side',
    'ip rule add to 172.31.0.0/24 lookup 100; ip route add default via 203.0.113.254 table 100',
    'ip rule del to 172.31.0.0/24 lookup 100; ip route flush table 100',
    /traffic from 10\.0\.0\.0\/16 to 172\.31\.0\.0\/16 goes not through wg0/,
  ],
  [
    'no route to the VPC',
    'ip address del 10.0.0.2/16 dev lan0',
    'ip address add 10.0.0.2/16 dev lan0',
    /10\.0\.0\.0\/16 of the VPC leaves by the default route \(default via 203\.0\.113\.254 dev wan0/,
  ],
  [
    'a longer prefix elsewhere',
    'ip route add 172.31.0.0/24 via 203.0.113.254',
    'ip route del 172.31.0.0/24',
    /172\.31\.0\.0\/24 on wan0 of this host overlaps the peered network 172\.31\.0\.0\/16/,
  ],
];

const interfacesOnly =
  'nft "add table inet f; add chain inet f c { type filter hook forward priority 0; policy drop; }; add rule inet f c iifname lan0 oifname wg0 accept; add rule inet f c iifname wg0 oifname lan0 accept"';

describeDeploys('A live gateway', () => {
  let pair: Pair;
  let beforeDeploy = '';

  beforeAll(async () => {
    pair = await openPair();
    await shell(pair.seoul.gateway, interfacesOnly);
    beforeDeploy = (await pair.operator.try(['gateway', 'diff', 'seoul'])).stderr;
    await shell(pair.seoul.gateway, 'nft delete table inet f');
    await deployPair(pair);
    await settle(bothWays(pair.seoul, pair.osaka));
  });

  afterAll(() => pair?.lab.close());

  const shell = (host: Host, script: string): Promise<string> => host.run(['sh', '-c', script]);

  /** Returns true if connections get through in both directions. */
  const passes = async (): Promise<boolean> => {
    const { seoul, osaka } = pair;
    const results = await Promise.all(
      families.flatMap((family) => [
        answersPing(seoul.instance, osaka.plan.instance[family]),
        answersPing(osaka.instance, seoul.plan.instance[family]),
      ]),
    );
    return results.every(Boolean);
  };

  test('knows the interface of the VPC before there is a tunnel', () => {
    expect(beforeDeploy).toBe('');
  });

  test('is reported by verify and diff, too', async () => {
    const [, change, undo, claim] = FIREWALLS[1] as Case;
    await shell(pair.seoul.gateway, change);
    const verified = await pair.operator.try(['peering', 'verify', 'seoul-osaka']);
    const diff = await pair.operator.try(['gateway', 'diff', 'seoul']);
    await shell(pair.seoul.gateway, undo);
    expect(verified.stderr).toMatch(claim as RegExp);
    expect(verified.code).toBe(8);
    expect(diff.stderr).toMatch(claim as RegExp);
  });

  test('has a foreign peer that takes planned traffic: it is named, and a deploy removes it only if told to', async () => {
    const { gateway } = pair.seoul;
    await gateway.run(['wg', 'set', 'wg0', 'peer', foreignPeer, 'allowed-ips', '172.31.0.0/24']);
    const claim = `172.31.0.0/24 of foreign peer ${foreignPeer} takes traffic away from vpc-peering-osaka`;
    expect(await passes()).toBe(false);
    const status = await pair.operator.try(['gateway', 'status', 'seoul']);
    expect(status.stderr).toContain(claim);
    const diff = await pair.operator.try(['gateway', 'diff', 'seoul']);
    expect(diff.code).toBe(8);
    expect(diff.stdout).toContain(`- ${claim}`);
    const refused = await pair.operator.try(['gateway', 'deploy', 'seoul', '--yes']);
    expect(refused.code).toBe(6);
    expect(refused.stdout.replaceAll(/\s+/g, ' ')).toContain(claim);
    const pruned = await pair.operator.try(['gateway', 'deploy', 'seoul', '--yes', '--prune-foreign-peers']);
    expect(pruned.code, pruned.stdout + pruned.stderr).toBe(0);
    expect(await passes()).toBe(true);
  });

  test('has a foreign peer whose traffic the firewall stops: deploy, diff and status name it', async () => {
    const { gateway } = pair.seoul;
    await gateway.run(['wg', 'set', 'wg0', 'peer', foreignPeer, 'allowed-ips', '198.51.100.0/24']);
    const claim = `foreign peer ${foreignPeer} (198.51.100.0/24) is not in the plan`;
    for (const words of [
      ['deploy', 'seoul', '--yes'],
      ['diff', 'seoul'],
      ['status', 'seoul'],
    ]) {
      const { code, stderr } = await pair.operator.try(['gateway', ...words]);
      expect(stderr).toContain(claim);
      expect(code).toBe(0);
    }
    await gateway.run(['wg', 'set', 'wg0', 'peer', foreignPeer, 'remove']);
  });

  describe.each([
    ['a firewall', FIREWALLS],
    ['routes', ROUTES],
  ] as const)('that has %s', (_, cases) => {
    test.each(cases)('with %s: claims what packets show', async (_name, change, undo, claim) => {
      await shell(pair.seoul.gateway, `(${change}) 2>&1`);
      const [passed, status] = [await passes(), await pair.operator.try(['gateway', 'status', 'seoul'])];
      await shell(pair.seoul.gateway, `(${undo}) 2>&1 || true`);
      const claims = status.stderr
        .split('\n')
        .filter((line) => line !== '' && !line.includes('differs from the plan'));
      expect(passed, status.stderr).toBe(claim === undefined);
      if (claim === undefined) expect(claims).toEqual([]);
      else expect(status.stderr).toMatch(claim);
    });
  });
});
