import { describe, expect, test } from 'vitest';
import { type Cidr, contains, hostCidr, type Ip, ipText, rangeOf } from '../../src/model/address/cidr.ts';
import { flowsOf, type Network } from '../../src/model/desired/flows.ts';
import { type DesiredGateway, desiredGateway, ofFamily } from '../../src/model/desired/gateway.ts';
import type { State } from '../../src/model/state.ts';
import { updateGateway } from '../../src/model/transitions/gateway.ts';
import { specs } from '../../src/providers/registry.ts';
import { render } from '../../src/render/formats.ts';
import { largeNetwork } from '../support/large-networks.ts';
import { cidrs, dualStack, onePeering, threePeerings, withClient } from '../support/plans.ts';

/** The first packet of a connection. */
interface Packet {
  readonly in: 'wg0' | 'lan0';
  readonly out: 'wg0' | 'lan0';
  readonly source: Ip;
  readonly destination: Ip;
}

interface Rule {
  readonly matches: (packet: Packet) => boolean;
  readonly target: string;
}

type Chains = ReadonlyMap<string, readonly Rule[]>;

/** The chains of one table of a rendered file, as iptables(8) reads them. */
function chainsOf(text: string, table: string): Chains {
  const chains = new Map<string, Rule[]>();
  let current = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) current = line.slice(1);
    if (current !== table) continue;
    const declared = /^:(\S+)/.exec(line)?.[1];
    if (declared) chains.set(declared, []);
    const appended = /^-A (\S+) (.*)$/.exec(line);
    if (!appended) continue;
    const chain = chains.get(appended[1] as string);
    if (!chain) throw new Error(`rule of an unknown chain: ${line}`);
    chain.push(ruleOf(appended[2] as string));
  }
  return chains;
}

function ruleOf(text: string): Rule {
  const target = / ?-j (\S+)(?: --to (\S+))?$/.exec(text);
  if (!target) throw new Error(`no target: ${text}`);
  const tests = [...text.matchAll(/(! )?-([iosd]) (\S+)/g)].map(
    ([, not, option, value = '']) =>
      (packet: Packet) => {
        const found =
          option === 'i'
            ? packet.in === value
            : option === 'o'
              ? packet.out === value
              : contains(value as Cidr, option === 's' ? packet.source : packet.destination);
        return found !== (not !== undefined);
      },
  );
  // The packet is the first of its connection.
  const isReply = text.includes('--ctstate');
  return {
    matches: (packet) => !isReply && tests.every((holds) => holds(packet)),
    target: [target[1], target[2]].filter(Boolean).join(' '),
  };
}

/** The final target of a packet; undefined if all rules return. */
function verdict(chains: Chains, chain: string, packet: Packet): string | undefined {
  for (const { matches, target } of chains.get(chain) ?? []) {
    if (!matches(packet)) continue;
    if (target === 'RETURN') return undefined;
    const found = chains.has(target) ? verdict(chains, target, packet) : target;
    if (found !== undefined) return found;
  }
  return undefined;
}

const rulesOf = (desired: DesiredGateway, family: 4 | 6): string =>
  render(desired, 'iptables', { secrets: false }).files.find(({ name }) => name === `rules.v${family}`)
    ?.text ?? '';

/** An address in each network of the gateway, and one in none. */
function addressesOf({ firewall }: DesiredGateway, family: 4 | 6): Ip[] {
  const all = [
    firewall.vpc,
    firewall.peeredVpcs,
    firewall.peeredTunnels,
    firewall.clients.map(hostCidr),
    firewall.foreign,
  ].flat();
  const inside = ofFamily(all, family).map((cidr) => {
    const { first, last } = rangeOf(cidr);
    return ipText({ family, value: first === last ? first : first + 7n });
  });
  return [...inside, (family === 4 ? '192.0.2.9' : '2001:db8::9') as Ip];
}

const holds = ({ firewall }: DesiredGateway, network: Network, ip: Ip): boolean =>
  firewall[network].some((one) => contains((one.includes('/') ? one : hostCidr(one as Ip)) as Cidr, ip));

/** The decision of the flows themselves. */
function expected(desired: DesiredGateway, packet: Packet): { forward: string | undefined; source: string } {
  const { source, destination } = packet;
  const flows = flowsOf(desired).filter(
    ({ from, to }) => holds(desired, from, source) && holds(desired, to, destination),
  );
  const isRemote = holds(desired, 'peeredVpcs', destination) || holds(desired, 'peeredTunnels', destination);
  const side = (name: string) => (name === 'wg0' ? 'tunnel' : 'lan');
  const isAllowed = flows.some(
    ({ enters, leaves }) => enters === side(packet.in) && leaves === side(packet.out),
  );
  const outside = packet.in !== 'wg0' && packet.out !== 'wg0';
  const forward =
    packet.out !== 'wg0' && isRemote ? 'DROP' : outside ? undefined : isAllowed ? 'ACCEPT' : 'DROP';
  return { forward, source: flows.some(({ keepsSource }) => keepsSource) ? 'kept' : 'free' };
}

/** Three peerings, clients that reach each other, and networks of foreign peers in and outside the tunnel subnet. */
function openPlan(): State {
  const allowForeign = cidrs('10.50.0.0/16', '10.99.1.200/32', 'fd50::/48');
  return updateGateway(specs, threePeerings(), 'seoul', { clientToClient: true, allowForeign }).state;
}

const PLANS: readonly (readonly [string, () => State, string])[] = [
  ['one peering', onePeering, 'seoul'],
  ['three peerings with clients', threePeerings, 'seoul'],
  ['IPv6', dualStack, 'berlin'],
  ['connected clients and foreign networks', openPlan, 'seoul'],
];

describe.each(PLANS)('The iptables rules of %s', (_, state, name) => {
  test.each([4, 6] as const)('decide about every packet of IPv%s as the allowed flows say', (family) => {
    const desired = desiredGateway(state(), name);
    const text = rulesOf(desired, family);
    const [filter, nat] = [chainsOf(text, 'filter'), chainsOf(text, 'nat')];
    const addresses = addressesOf(desired, family);
    for (const source of addresses)
      for (const destination of addresses)
        for (const [enters, leaves] of [
          ['wg0', 'wg0'],
          ['wg0', 'lan0'],
          ['lan0', 'wg0'],
          ['lan0', 'lan0'],
        ] as const) {
          const packet: Packet = { in: enters, out: leaves, source, destination };
          const translated = verdict(nat, 'PEERWAY-SOURCE', packet);
          const kept = translated === undefined ? 'free' : 'kept';
          const forward = verdict(filter, 'PEERWAY-FORWARD', packet);
          expect({ packet, forward, source: kept }).toEqual({ packet, ...expected(desired, packet) });
          if (translated) expect(contains(translated.replace('NETMAP ', '') as Cidr, source)).toBe(true);
        }
  });
});

test('The rules grow with the sum of clients and peers, in every format', () => {
  const sizes = (count: number): Map<string, number> => {
    let state = largeNetwork(count + 1, 'hub');
    for (let at = 0; at < count; at++) state = withClient(state, 'gw0', `client${at}`);
    const desired = desiredGateway(state, 'gw0');
    return new Map(
      (['wg-quick', 'wg', 'nftables', 'iptables', 'iproute2', 'vpc-routes', 'networkd', 'json'] as const).map(
        (format) => [
          format,
          render(desired, format, { secrets: true }).files.reduce((sum, { text }) => sum + text.length, 0),
        ],
      ),
    );
  };
  const [few, many] = [sizes(50), sizes(200)];
  for (const [format, size] of many) expect(size / (few.get(format) ?? 0), format).toBeLessThan(5);
  expect(many.get('iptables')).toBeLessThan(400_000);
});
