/** Changes that a gateway is not to keep. */
import { generateKeyPairSync } from 'node:crypto';
import type { Random } from '../../support/random.ts';
import type { Host } from '../host.ts';
import type { Undo } from '../tampering.ts';
import { firstLineOf, lineIn } from './altering-ssh.ts';
import { writeOn } from './managed-host.ts';
import type { Pair } from './pair.ts';

export interface BadPush {
  readonly name: string;
  /** What sed does to it on the way. */
  readonly edit?: (random: Random) => string;
  /** What is wrong with the gateway or its surroundings meanwhile. */
  readonly trouble?: (pair: Pair, random: Random) => Promise<Undo>;
  /** It makes sense only where the gateways were set up before. */
  readonly needsTunnel?: true;
}

const randomKey = (): string => {
  const { privateKey } = generateKeyPairSync('x25519');
  return privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64');
};

const line = (start: string, rest: string): string => `s|^${start} = .*|${start} = ${rest}|`;

/** Osaka hears nothing; what it sends still arrives. */
const silent = async ({ osaka }: Pair): Promise<Undo> => {
  const rules = 'type filter hook input priority -9; udp dport 51820 drop;';
  await osaka.gateway.run(['nft', `table inet silence { chain in { ${rules} }; }`]);
  return () => osaka.gateway.run(['nft', 'delete table inet silence']);
};

/** Osaka sends nothing. */
const mute = async ({ osaka }: Pair): Promise<Undo> => {
  const rules = 'type filter hook output priority -9; udp sport 51820 drop;';
  await osaka.gateway.run(['nft', `table inet silence { chain out { ${rules} }; }`]);
  return () => osaka.gateway.run(['nft', 'delete table inet silence']);
};

const FIREWALLS: readonly BadPush[] = [
  {
    name: 'a firewall that drops SSH',
    edit: () => 's/iifname != "wg0" udp dport [0-9]* accept/tcp dport 22 drop/',
  },
  {
    name: 'a firewall that drops all that comes in',
    edit: () =>
      's/hook input priority filter; policy accept;/hook input priority filter; policy drop;/;s/iifname != "wg0" accept/iifname "none" accept/',
  },
  {
    name: 'a firewall that drops all that goes out',
    edit: () =>
      's/^\\tchain input {/\\tchain output { type filter hook output priority 0; policy drop; }\\n\\tchain input {/',
  },
  { name: 'a firewall that is none', edit: () => 's/^\\tchain forward {/\\tchain forward {{/' },
];

const WIREGUARD: readonly BadPush[] = [
  { name: 'a wrong private key', edit: () => line('PrivateKey', randomKey()) },
  // Where both sides are pushed to, both get the same one, which is as good as the right one.
  { name: 'a wrong preshared key', edit: () => line('PresharedKey', randomKey()), needsTunnel: true },
  { name: 'a wrong key of the peer', edit: () => line('PublicKey', randomKey()) },
  {
    name: 'an endpoint where nobody is',
    edit: () => line('Endpoint', '203.0.113.250:51820'),
    // Else the peer makes itself known where it is.
    trouble: mute,
    needsTunnel: true,
  },
  { name: 'a peer that says nothing', trouble: mute, needsTunnel: true },
  { name: 'a key that is none', edit: () => line('PublicKey', 'none') },
  { name: 'no private key', edit: () => '/^PrivateKey = /d' },
];

const ROUTES: readonly BadPush[] = [
  {
    name: 'a route that swallows the way to the operator',
    edit: (random) =>
      lineIn('routes4', random.pick(['203.0.113.96/27', '203.0.113.100/32', '203.0.113.64/26'])),
  },
  { name: 'the route of the line to the internet', edit: () => lineIn('routes4', '203.0.113.0/24') },
  { name: "the operator's address", edit: () => lineIn('addresses', '203.0.113.100/32') },
  { name: 'an address that is none', edit: () => lineIn('addresses', '203.0.113.300/32') },
  { name: 'an MTU that cannot be', edit: () => firstLineOf('mtu', '7') },
  { name: 'a setting that cannot be', edit: () => lineIn('sysctls', 'net/ipv4/ip_forward many') },
];

/** A program that does something else than it should, until it is put back. */
async function instead(host: Host, tool: string, body: string): Promise<Undo> {
  const path = (await host.run(['sh', '-c', 'readlink -f "$(command -v "$0")"', tool])).trim();
  await host.run(['cp', path, `/run/lab/${tool}`]);
  await writeOn(host, `/run/lab/${tool}-stub`, `#!/bin/sh\n${body}\nexec /run/lab/${tool} "$@"\n`);
  await host.run(['chmod', body === '' ? '644' : '755', `/run/lab/${tool}-stub`]);
  await host.run(['mount', '--bind', `/run/lab/${tool}-stub`, path]);
  return () => host.run(['umount', path]);
}

/** Fails, or does worse, the first time that its words match. */
const once = (words: string, what = 'exit 1'): string =>
  `case "$*" in ${words}) if mkdir /run/lab/once 2>/dev/null; then ${what}; fi ;; esac`;

async function failing(pair: Pair, tool: string, words: string, what?: string): Promise<Undo> {
  const { gateway } = pair.seoul;
  const undo = await instead(gateway, tool, once(words, what));
  return async () => {
    await undo();
    await gateway.run(['rm', '-rf', '/run/lab/once']);
  };
}

/** No room but for so many pages. */
async function fill(host: Host, folder: string, pages: number): Promise<Undo> {
  const script = `
    used=$(df --output=used -B 4096 "$0" | tail -n 1)
    mount -o "remount,size=$(( (used + $1) * 4096 ))" "$0"`;
  await host.run(['sh', '-c', script, folder, String(pages)]);
  return () => host.run(['mount', '-o', 'remount,size=1g', folder]);
}

const HOSTS: readonly BadPush[] = [
  { name: 'no nft', trouble: ({ seoul }) => instead(seoul.gateway, 'nft', '') },
  { name: 'no wg', trouble: ({ seoul }) => instead(seoul.gateway, 'wg', '') },
  { name: 'a wg that fails', trouble: (pair) => failing(pair, 'wg', 'syncconf*|setconf*') },
  { name: 'an nft that fails', trouble: (pair) => failing(pair, 'nft', '"-f /run/peerway/"*') },
  {
    name: 'an nft that takes too long',
    trouble: (pair) => failing(pair, 'nft', '"-f /run/peerway/"*', 'sleep 7'),
  },
  {
    name: 'an ip that fails',
    trouble: (pair, random) =>
      failing(pair, 'ip', random.pick(['"link set"*up', '"address replace"*', '*mtu*'])),
  },
  {
    name: 'an agent that is killed',
    trouble: (pair, random) => {
      const [tool, words] = random.pick([
        ['nft', '"-f /run/peerway/"*'],
        ['wg', 'syncconf*|setconf*'],
        ['ip', '"link set"*up'],
        ['nft', '"-c -f"*'],
      ] as const);
      return failing(pair, tool, words, 'kill -9 $PPID');
    },
  },
  { name: 'a full disk', trouble: ({ seoul }, random) => fill(seoul.gateway, '/run', random.between(0, 40)) },
  { name: 'a full /etc', trouble: ({ seoul }, random) => fill(seoul.gateway, '/etc', random.between(0, 10)) },
  {
    name: 'a peer that does not answer',
    trouble: silent,
    needsTunnel: true,
  },
];

/** A plan that is bad for this very host: the operator's own network as a VPC that it is peered with. */
const PLANS: readonly BadPush[] = [
  {
    name: "a peered VPC that holds the operator's address",
    trouble: async ({ lab }) => {
      await lab.peerway.run(
        ...['gateway', 'create', 'rogue', '--cidr', '203.0.113.96/27', '--endpoint', '198.51.100.9'],
        ...['--tunnel-subnet', '10.99.77.0/24'],
      );
      await lab.peerway.run('peering', 'create', 'seoul', 'rogue');
      return async () => {
        await lab.peerway.run('gateway', 'delete', 'rogue', '--yes');
        await lab.peerway.run('vpc', 'delete', 'rogue', '--yes');
      };
    },
  },
];

export const BAD_PUSHES: readonly BadPush[] = [...FIREWALLS, ...WIREGUARD, ...ROUTES, ...HOSTS, ...PLANS];
