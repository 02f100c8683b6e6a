/** Changes that a gateway must roll back. */
import { generateKeyPairSync } from 'node:crypto';
import type { Random } from '../../support/random.ts';
import type { Host } from '../host.ts';
import type { Undo } from '../tampering.ts';
import { insertLine, replaceFirstLine } from './altering-ssh.ts';
import { writeOn } from './managed-host.ts';
import type { Pair } from './pair.ts';

export interface BadPush {
  readonly name: string;
  /** Returns sed commands that damage the change on its way. */
  readonly edit?: (random: Random) => string;
  /** Breaks the gateway or its environment for the time of the change. */
  readonly trouble?: (pair: Pair, random: Random) => Promise<Undo>;
  /** Applies only to gateways that already have a tunnel. */
  readonly needsTunnel?: true;
}

const randomKey = (): string => {
  const { privateKey } = generateKeyPairSync('x25519');
  return privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64');
};

const line = (start: string, rest: string): string => `s|^${start} = .*|${start} = ${rest}|`;

/** Osaka receives nothing; its own packets still arrive. */
const dropIncoming = async ({ osaka }: Pair): Promise<Undo> => {
  const rules = 'type filter hook input priority -9; udp dport 51820 drop;';
  await osaka.gateway.run(['nft', `table inet silence { chain in { ${rules} }; }`]);
  return () => osaka.gateway.run(['nft', 'delete table inet silence']);
};

/** Osaka sends nothing. */
const dropOutgoing = async ({ osaka }: Pair): Promise<Undo> => {
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
    name: 'a firewall that drops all incoming packets',
    edit: () =>
      's/hook input priority filter; policy accept;/hook input priority filter; policy drop;/;s/iifname != "wg0" accept/iifname "none" accept/',
  },
  {
    name: 'a firewall that drops all outgoing packets',
    edit: () =>
      's/^\\tchain input {/\\tchain output { type filter hook output priority 0; policy drop; }\\n\\tchain input {/',
  },
  { name: 'a firewall with a syntax error', edit: () => 's/^\\tchain forward {/\\tchain forward {{/' },
];

const WIREGUARD: readonly BadPush[] = [
  { name: 'a wrong private key', edit: () => line('PrivateKey', randomKey()) },
  // If both sides are deployed to, both get the same wrong key, which then works.
  { name: 'a wrong preshared key', edit: () => line('PresharedKey', randomKey()), needsTunnel: true },
  { name: 'a wrong public key of the peer', edit: () => line('PublicKey', randomKey()) },
  {
    name: 'an unused address as the endpoint',
    edit: () => line('Endpoint', '203.0.113.250:51820'),
    // Otherwise the gateway would learn the endpoint from the peer's packets.
    trouble: dropOutgoing,
    needsTunnel: true,
  },
  { name: 'a peer that sends nothing', trouble: dropOutgoing, needsTunnel: true },
  { name: 'an invalid public key', edit: () => line('PublicKey', 'none') },
  { name: 'no private key', edit: () => '/^PrivateKey = /d' },
];

const ROUTES: readonly BadPush[] = [
  {
    name: 'a route that captures the path to the operator',
    edit: (random) =>
      insertLine('routes4', random.pick(['203.0.113.96/27', '203.0.113.100/32', '203.0.113.64/26'])),
  },
  { name: 'the route of the uplink', edit: () => insertLine('routes4', '203.0.113.0/24') },
  { name: "the operator's address", edit: () => insertLine('addresses', '203.0.113.100/32') },
  { name: 'an invalid address', edit: () => insertLine('addresses', '203.0.113.300/32') },
  { name: 'an invalid MTU', edit: () => replaceFirstLine('mtu', '7') },
  { name: 'an invalid kernel setting', edit: () => insertLine('sysctls', 'net/ipv4/ip_forward many') },
];

/** Replaces a program with a stub that runs `body` first. */
async function replaceTool(host: Host, tool: string, body: string): Promise<Undo> {
  const path = (await host.run(['sh', '-c', 'readlink -f "$(command -v "$0")"', tool])).trim();
  await host.run(['cp', path, `/run/lab/${tool}`]);
  await writeOn(host, `/run/lab/${tool}-stub`, `#!/bin/sh\n${body}\nexec /run/lab/${tool} "$@"\n`);
  await host.run(['chmod', body === '' ? '644' : '755', `/run/lab/${tool}-stub`]);
  await host.run(['mount', '--bind', `/run/lab/${tool}-stub`, path]);
  return () => host.run(['umount', path]);
}

/** Returns stub code that runs once, the first time the arguments match. */
const once = (args: string, action = 'exit 1'): string =>
  `case "$*" in ${args}) if mkdir /run/lab/once 2>/dev/null; then ${action}; fi ;; esac`;

async function failOnce(pair: Pair, tool: string, args: string, action?: string): Promise<Undo> {
  const { gateway } = pair.seoul;
  const undo = await replaceTool(gateway, tool, once(args, action));
  return async () => {
    await undo();
    await gateway.run(['rm', '-rf', '/run/lab/once']);
  };
}

/** Leaves space for only so many pages. */
export async function fill(host: Host, folder: string, pages: number): Promise<Undo> {
  const script = `
    used=$(df --output=used -B 4096 "$0" | tail -n 1)
    mount -o "remount,size=$(( (used + $1) * 4096 ))" "$0"`;
  await host.run(['sh', '-c', script, folder, String(pages)]);
  return () => host.run(['mount', '-o', 'remount,size=1g', folder]);
}

const HOSTS: readonly BadPush[] = [
  { name: 'no nft', trouble: ({ seoul }) => replaceTool(seoul.gateway, 'nft', '') },
  { name: 'no wg', trouble: ({ seoul }) => replaceTool(seoul.gateway, 'wg', '') },
  { name: 'a wg that fails', trouble: (pair) => failOnce(pair, 'wg', 'syncconf*|setconf*') },
  { name: 'an nft that fails', trouble: (pair) => failOnce(pair, 'nft', '"-f /run/peerway/"*') },
  {
    name: 'an nft that takes too long',
    trouble: (pair) => failOnce(pair, 'nft', '"-f /run/peerway/"*', 'sleep 7'),
  },
  {
    name: 'an ip that fails',
    trouble: (pair, random) =>
      failOnce(pair, 'ip', random.pick(['"link set"*up', '"address replace"*', '*mtu*'])),
  },
  {
    name: 'an agent that is killed',
    trouble: (pair, random) => {
      const [tool, args] = random.pick([
        ['nft', '"-f /run/peerway/"*'],
        ['wg', 'syncconf*|setconf*'],
        ['ip', '"link set"*up'],
        ['nft', '"-c -f"*'],
      ] as const);
      return failOnce(pair, tool, args, 'kill -9 $PPID');
    },
  },
  { name: 'a full disk', trouble: ({ seoul }, random) => fill(seoul.gateway, '/run', random.between(0, 40)) },
  { name: 'a full /etc', trouble: ({ seoul }, random) => fill(seoul.gateway, '/etc', random.between(0, 10)) },
  {
    name: 'a peer that does not answer',
    trouble: dropIncoming,
    needsTunnel: true,
  },
];

/** A plan that is wrong for this host: it peers with a VPC that contains the operator's network. */
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
