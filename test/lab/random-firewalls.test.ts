/** Random firewalls: packets get through exactly where no rule is said to drop them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foreignFirewall } from '../../src/deploy/firewall/foreign-firewall.ts';
import type { DesiredGateway } from '../../src/model/desired/gateway.ts';
import { desiredSeoul, liveSeoul } from '../deploy/replies.ts';
import { type Random, randomFor } from '../support/random.ts';
import { isLongRun } from '../support/requirements.ts';
import { Host } from './host.ts';
import { describeLab } from './requirements.ts';

const ROUNDS = isLongRun('fuzz') ? 400 : 25;

const INSTANCE = '10.0.0.5';
const REMOTE = '172.31.0.5';

/** Conditions that hold for all packets of a direction or for none. */
const CONDITIONS: readonly string[] = [
  'iifname "wg0"',
  'iifname "lan0"',
  'iifname != "lan0"',
  'iifname "wg*"',
  'oifname "wg0"',
  'oifname { "lan0", "docker0" }',
  'oifname != "wg0"',
  'ip saddr 10.0.0.0/8',
  'ip saddr { 172.31.0.0/16, 192.0.2.0/24 }',
  'ip saddr != 10.0.0.0/16',
  'ip daddr 172.16.0.0/12',
  'ip daddr 192.0.2.1',
  'ip saddr 10.0.0.0-10.0.255.255',
  'ip daddr @nets',
  'ct state new',
  'ct state established,related',
  'ct state { new, invalid }',
  'ct state != new',
  'ct state invalid',
  'iifname . oifname { "lan0" . "wg0" }',
  'ip saddr . ip daddr { 172.31.0.0/16 . 10.0.0.0/16 }',
  'meta nfproto ipv4',
  'meta nfproto ipv6',
  'meta mark 0x7',
  'meta mark & 0x4 == 0x4',
  'counter',
];

const VERDICTS: readonly string[] = [
  'accept',
  'accept',
  'drop',
  'reject',
  'jump one',
  'goto two',
  'return',
  'continue',
];

const MAPS: readonly string[] = [
  'iifname vmap { "wg0" : accept, "lan0" : jump one }',
  'ct state vmap { established : accept, related : accept, invalid : drop }',
  'oifname vmap { "wg*" : goto two }',
];

function rule(random: Random, verdicts: readonly string[]): string {
  if (verdicts === VERDICTS && random.below(8) === 0) return random.pick(MAPS);
  if (random.below(8) === 0) return 'meta mark set 0x7';
  const picked = Array.from({ length: random.below(3) }, () => random.pick(CONDITIONS));
  // nft does not print a family beside addresses of the other one.
  const conditions = picked.some((each) => each.startsWith('ip '))
    ? picked.filter((each) => !each.startsWith('meta nfproto'))
    : picked;
  return [...conditions, random.pick(verdicts)].join(' ');
}

function ruleset(random: Random): string {
  const rules = (most: number, verdicts: readonly string[]): string =>
    Array.from({ length: random.below(most + 1) }, () => `\t\t${rule(random, verdicts)}\n`).join('');
  const inner = VERDICTS.filter((verdict) => !/one|two/.test(verdict));
  const hook = random.pick(['forward', 'forward', 'prerouting', 'postrouting']);
  const priority = random.pick(['-300', '-150', '0', '10']);
  return `
table inet others {
	set nets {
		type ipv4_addr
		flags interval
		elements = { 10.0.0.0/9, 198.51.100.0/24 }
	}
	chain two {
${rules(3, inner)}	}
	chain one {
${rules(3, inner)}	}
	chain first {
		type filter hook ${hook} priority ${priority}; policy ${random.pick(['accept', 'drop'])};
${rules(5, VERDICTS)}	}
	chain second {
		type filter hook forward priority 5; policy accept;
${rules(3, VERDICTS)}	}
}
`;
}

const desired = (): DesiredGateway => {
  const seoul = desiredSeoul();
  return { ...seoul, firewall: { ...seoul.firewall, peeredTunnels: [] } };
};

describeLab('A random firewall', () => {
  let hosts: { instance: Host; gateway: Host; remote: Host };

  beforeAll(async () => {
    const [instance, gateway, remote] = await Promise.all(
      ['instance', 'gateway', 'remote'].map((name) => Host.boot(name)),
    );
    hosts = { instance, gateway, remote } as typeof hosts;
    await hosts.gateway.connect('lan0', hosts.instance, 'eth0');
    await hosts.gateway.connect('wg0', hosts.remote, 'eth0');
    const set = (host: Host, script: string) => host.run(['sh', '-ec', script]);
    await set(
      hosts.gateway,
      'ip address add 10.0.0.2/16 dev lan0; ip address add 172.31.0.2/16 dev wg0; ip link set lan0 up; ip link set wg0 up; echo 1 >/proc/sys/net/ipv4/ip_forward',
    );
    await set(
      hosts.instance,
      `ip address add ${INSTANCE}/16 dev eth0; ip link set eth0 up; ip route add default via 10.0.0.2`,
    );
    await set(
      hosts.remote,
      `ip address add ${REMOTE}/16 dev eth0; ip link set eth0 up; ip route add default via 172.31.0.2`,
    );
  });

  afterAll(() => Promise.all(Object.values(hosts ?? {}).map((host) => host.shutdown())));

  test('stops packets exactly where it is said to', { timeout: 900_000 }, async () => {
    const random = randomFor('firewalls');
    let tried = 0;
    const ping = async (from: Host, address: string): Promise<boolean> =>
      (await from.try(['ping', '-n', '-q', '-c', '1', '-W', '1', address])).code === 0;
    // Neighbors are resolved before there is a firewall.
    expect([await ping(hosts.instance, REMOTE), await ping(hosts.remote, INSTANCE)]).toEqual([true, true]);
    for (let round = 0; round < ROUNDS; round++) {
      const text = ruleset(random);
      // nft rejects some combinations, such as IPv4 addresses in IPv6 packets.
      if ((await hosts.gateway.try(['nft', '-f', '-'], { input: text })).code !== 0) continue;
      tried++;
      const listed = (await hosts.gateway.run(['nft', '-s', '-n', 'list', 'ruleset'])).split('\n');
      const passes = await Promise.all([ping(hosts.instance, REMOTE), ping(hosts.remote, INSTANCE)]);
      await hosts.gateway.run(['nft', 'delete', 'table', 'inet', 'others']);
      const { problems, stopped } = foreignFirewall(
        desired(),
        liveSeoul({
          'path-own': ['10.0.0.0/16 10.0.0.1 lan0\t10.0.0.0/16 dev lan0\t10.0.0.1 from 172.31.0.1 dev lan0'],
          'foreign-rules': listed.filter((line) => line.trim() !== ''),
        }),
      );
      const says = (...ways: string[]): boolean => !ways.some((way) => stopped.has(way));
      expect(
        [
          says('traffic from lan0 to wg0', 'replies from wg0 to lan0'),
          says('traffic from wg0 to lan0', 'replies from lan0 to wg0'),
        ],
        text + problems.join('\n'),
      ).toEqual(passes);
    }
    expect(tried).toBeGreaterThan(ROUNDS / 4);
  });
});
