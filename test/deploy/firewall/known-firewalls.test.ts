/** Rulesets as Docker, firewalld, Kubernetes and others load them, as `nft -s -n list ruleset` prints them. */
import { expect, test } from 'vitest';
import { foreignFirewall } from '../../../src/deploy/firewall/foreign-firewall.ts';
import { AS_PLANNED, desiredSeoul, liveSeoul } from '../replies.ts';

const problems = (text: string): readonly string[] =>
  foreignFirewall(
    desiredSeoul(),
    liveSeoul({
      ...AS_PLANNED,
      'path-own': ['10.0.0.0/16 10.0.0.1 lan0\t10.0.0.0/16 dev lan0\t10.0.0.1 from 172.31.0.1 dev lan0'],
      'path-uplinks': ['4 wan0'],
      'foreign-rules': text.split('\n').filter((line) => line !== ''),
    }),
  ).problems;

const docker = (policy: string, user: string) => `
table ip nat {
	chain DOCKER {
		iifname "docker0" counter return
		iifname != "docker0" tcp dport 8080 counter dnat to 172.17.0.2:80
	}
	chain POSTROUTING {
		type nat hook postrouting priority 100; policy accept;
		ip saddr 172.17.0.0/16 oifname != "docker0" counter masquerade
	}
	chain PREROUTING {
		type nat hook prerouting priority -100; policy accept;
		fib daddr type 2 counter jump DOCKER
	}
}
table ip filter {
	chain DOCKER {
		ip daddr 172.17.0.2 iifname != "docker0" oifname "docker0" tcp dport 80 counter accept
		iifname != "docker0" oifname "docker0" counter drop
	}
	chain DOCKER-ISOLATION-STAGE-1 {
		iifname "docker0" oifname != "docker0" counter jump DOCKER-ISOLATION-STAGE-2
		counter return
	}
	chain DOCKER-ISOLATION-STAGE-2 {
		oifname "docker0" counter drop
		counter return
	}
	chain FORWARD {
		type filter hook forward priority 0; policy ${policy};
		counter jump DOCKER-USER
		counter jump DOCKER-ISOLATION-STAGE-1
		oifname "docker0" ct state 0x2,0x4 counter accept
		oifname "docker0" counter jump DOCKER
		iifname "docker0" oifname != "docker0" counter accept
	}
	chain DOCKER-USER {
		${user}
		counter return
	}
}`;

const firewalld = (zone: string) => `
table inet firewalld {
	chain mangle_PREROUTING {
		type filter hook prerouting priority -140; policy accept;
		jump mangle_PREROUTING_ZONES
	}
	chain mangle_PREROUTING_ZONES {
		iifname "lan0" goto mangle_PRE_trusted
		goto mangle_PRE_public
	}
	chain mangle_PRE_trusted {
		return
	}
	chain mangle_PRE_public {
		return
	}
	chain filter_PREROUTING {
		type filter hook prerouting priority 10; policy accept;
		icmpv6 type { 134, 135 } accept
		meta nfproto 10 fib saddr . mark . iif oif missing drop
	}
	chain filter_INPUT {
		type filter hook input priority 10; policy accept;
		ct state { 0x2, 0x4 } accept
		ct status 0x20 accept
		iifname "lo" accept
		ct state 0x1 drop
		jump filter_IN_public
		reject with icmpx 3
	}
	chain filter_IN_public {
		tcp dport 22 accept
		udp dport 51820 accept
	}
	chain filter_FORWARD {
		type filter hook forward priority 10; policy accept;
		ct state { 0x2, 0x4 } accept
		ct status 0x20 accept
		iifname "lo" accept
		ct state 0x1 drop
		ip6 daddr { ::/96, ::ffff:0.0.0.0/96, 2002::/24 } reject with icmpv6 3
		jump filter_FORWARD_ZONES
		reject with icmpx 3
	}
	chain filter_FORWARD_ZONES {
		iifname "lan0" goto filter_FWD_trusted
		${zone}
		goto filter_FWD_public
	}
	chain filter_FWD_trusted {
		accept
	}
	chain filter_FWD_public {
		reject with icmpx 3
	}
}`;

const kubernetes = `
table ip filter {
	chain KUBE-FIREWALL {
		ip saddr != 127.0.0.0/8 ip daddr 127.0.0.0/8 ct status & 0x00000020 != 0x00000020 counter drop
		meta mark & 0x00008000 == 0x00008000 counter drop
	}
	chain INPUT {
		type filter hook input priority 0; policy accept;
		counter jump KUBE-FIREWALL
	}
	chain FORWARD {
		type filter hook forward priority 0; policy accept;
		ct state 0x8 counter jump KUBE-SERVICES
		counter jump KUBE-FORWARD
	}
	chain KUBE-SERVICES {
		meta l4proto 6 ip daddr 10.96.0.10 tcp dport 53 counter reject with icmp 3
	}
	chain KUBE-FORWARD {
		ct state 0x1 counter drop
		meta mark & 0x00004000 == 0x00004000 counter accept
		ct state 0x2,0x4 counter accept
	}
}
table ip nat {
	chain KUBE-MARK-MASQ {
		counter meta mark set mark or 0x4000
	}
	chain KUBE-POSTROUTING {
		meta mark & 0x00004000 != 0x00004000 counter return
		counter meta mark set mark xor 0x4000
		counter masquerade
	}
	chain POSTROUTING {
		type nat hook postrouting priority 100; policy accept;
		counter jump KUBE-POSTROUTING
	}
}`;

const tailscale = `
table ip filter {
	chain ts-forward {
		iifname "tailscale0" counter meta mark set mark and 0xff00ffff xor 0x40000
		meta mark & 0x00ff0000 == 0x00040000 counter accept
		oifname "tailscale0" ip saddr 100.64.0.0/10 counter drop
		oifname "tailscale0" counter accept
	}
	chain ts-input {
		iifname "lo" ip saddr 100.101.102.103 counter accept
		iifname != "tailscale0" ip saddr 100.115.92.0/23 counter return
		iifname != "tailscale0" ip saddr 100.64.0.0/10 counter drop
	}
	chain INPUT {
		type filter hook input priority 0; policy accept;
		counter jump ts-input
	}
	chain FORWARD {
		type filter hook forward priority 0; policy accept;
		counter jump ts-forward
	}
}
table inet f2b {
	set addr-set-sshd {
		type ipv4_addr
		elements = { 192.0.2.7,
			     198.51.100.9 }
	}
	chain f2b-chain {
		type filter hook input priority -1; policy accept;
		tcp dport { 22 } ip saddr @addr-set-sshd reject with icmp 3
		ip saddr @addr-set-sshd drop
	}
}`;

const lost = (table: string, way: string, rule: string, chain: string): string =>
  `table ${table} drops traffic from ${way}: "${rule}" in chain ${chain}`;

const WAYS = ['lan0 to wg0', 'wg0 to lan0'];

test.each<[string, string, string[]]>([
  ['Docker', docker('drop', ''), WAYS.map((way) => lost('ip filter', way, 'policy drop', 'FORWARD'))],
  [
    'Docker with the documented exception',
    docker('drop', 'iifname "wg0" counter accept\n\t\toifname "wg0" counter accept'),
    [],
  ],
  ['Docker on a host that forwarded before', docker('accept', ''), []],
  [
    'firewalld with the tunnel in its default zone',
    firewalld(''),
    [
      lost(
        'inet firewalld',
        'wg0 to lan0 other than what earlier rules accept',
        'reject with icmpx 3',
        'filter_FORWARD',
      ),
    ],
  ],
  ['firewalld with the tunnel in a trusted zone', firewalld('iifname "wg0" goto filter_FWD_trusted'), []],
  ['Kubernetes', kubernetes, []],
  ['Tailscale and fail2ban', tailscale, []],
])('%s', (_, text, expected) => {
  expect(problems(text)).toEqual(expected);
});
