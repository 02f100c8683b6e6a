import { expect, test } from 'vitest';
import { parseEndpoint } from '../../../src/model/endpoint.ts';
import { PEERING_STATUSES, type Peering, type PeeringStatus } from '../../../src/model/peering.ts';
import { clientsOf, gatewayNamed, peeringsOf } from '../../../src/model/queries.ts';
import { candidatesFor, peerableWith, type Vicinity } from '../../../src/model/rules/candidates.ts';
import { creationProblems } from '../../../src/model/rules/peering.ts';
import {
  type Client,
  clientKey,
  EMPTY_STATE,
  GATEWAY_STATUSES,
  type Gateway,
  type State,
  type Vpc,
} from '../../../src/model/state.ts';
import type { Name } from '../../../src/model/values.ts';
import { specs } from '../../../src/providers/registry.ts';
import { wireguard } from '../../../src/providers/wireguard/spec.ts';
import { threePeerings, withGateway } from '../../support/plans.ts';
import { type Random, trials } from '../../support/random.ts';

test('candidates are the other gateways, judged by the rules of the peering itself', () => {
  const plan = (cidr: string, tunnel: string) => ({ cidrs: [cidr], tunnels: [tunnel] });
  let state = withGateway(threePeerings(), 'busan', plan('10.40.0.0/16', '10.99.40.0/24'));
  state = withGateway(state, 'clash', plan('172.31.5.0/24', '10.99.41.0/24'));
  state = withGateway(state, 'asleep', {
    ...plan('10.42.0.0/16', '10.99.42.0/24'),
    status: 'inactive',
  });
  const seoul = gatewayNamed(state, 'seoul');
  const found = candidatesFor(state, seoul);
  expect(found.map(({ gateway, problems }) => [gateway.name, problems[0]?.code])).toEqual([
    ['asleep', 'gateway-not-active'],
    ['busan', undefined],
    ['clash', 'route-conflict'],
    ['osaka', 'peering-exists'],
    ['taipei', 'peering-exists'],
    ['tokyo', 'peering-exists'],
  ]);
  for (const { gateway, problems } of found)
    expect(problems).toEqual(
      creationProblems(specs, { state, spec: wireguard, requester: seoul.name, accepter: gateway.name }),
    );
});

/** A literal in place of what was parsed. */
const as = <Value>(value: unknown): Value => value as Value;

/** Mostly networks that have nothing to do with each other, so that one that has makes the difference. */
function anyCidr(random: Random, number: number): string {
  return random.pick([
    () => `10.${number}.0.0/16`,
    () => `10.${number}.0.0/16`,
    () => `10.${random.below(12)}.${random.below(2) * 128}.0/17`,
    () => `fd00:${number + 1}::/48`,
    () => `fd00:${random.below(9) + 1}::/${random.pick([40, 48])}`,
  ])();
}

const anyTunnel = (random: Random, number: number): string =>
  random.pick([
    () => `100.64.${number}.0/24`,
    () => `100.64.${number}.0/24`,
    () => `100.64.${number}.0/30`,
    () => `10.${random.below(12)}.200.0/24`,
    () => `fd99:${number + 1}::/64`,
  ])();

const anyHost = (random: Random, number: number): string =>
  random.pick([
    () => `gw${number}.example`,
    () => `203.0.113.${number + 1}`,
    () => `10.${random.below(12)}.3.4`,
    () => `[fd00:${random.below(9) + 1}::7]`,
  ])();

/** The parts of a peering that give it this status. */
function recordOf(status: PeeringStatus): Pick<Peering, 'agreement' | 'observed'> {
  if (status === 'rejected' || status === 'expired') return { agreement: { kind: status } };
  if (status === 'pending-acceptance') return { agreement: { kind: 'requested' } };
  return { agreement: { kind: 'accepted' }, observed: { status } };
}

/** A plan of up to nine gateways; what is wrong with it no transition would have let happen. */
function anyState(random: Random): State {
  const count = 2 + random.below(8);
  const numbers = Array.from({ length: count }, (_, at) => at);
  const gateways = numbers.map((at) =>
    as<Gateway>({
      name: `gw${at}`,
      vpc: `vpc${random.below(8) === 0 ? 0 : at}`,
      status: random.below(8) === 0 ? random.pick(GATEWAY_STATUSES) : 'active',
      endpoint: parseEndpoint(anyHost(random, at)),
      tunnelSubnets: [anyTunnel(random, at)],
    }),
  );
  const vpcs = numbers.map((at) => {
    const location = random.below(8) === 0 ? { location: 'off' } : {};
    return as<Vpc>({ name: `vpc${at}`, cidrs: [anyCidr(random, at)], ...location });
  });
  const side = (gateway: Gateway, host: number) => ({
    end: { kind: 'gateway', name: gateway.name },
    tunnelAddresses: gateway.tunnelSubnets.map((subnet) => subnet.replace(/[0-9]*\/.*/, String(2 + host))),
  });
  const peerings = Array.from({ length: random.below(2 * count) }, (_, at) => {
    const [one, other] = [random.pick(gateways), random.pick(gateways)];
    const status = random.below(4) === 0 ? random.pick(PEERING_STATUSES) : 'active';
    return as<Peering>({
      name: `p${at}`,
      via: 'wireguard',
      ...recordOf(status),
      requester: side(one, at),
      accepter: side(other, at),
    });
  }).filter(({ requester, accepter }) => requester.end.name !== accepter.end.name);
  const clients = Array.from({ length: random.below(3) }, (_, at) =>
    as<Client>({ name: `c${at}`, gateway: random.pick(gateways).name, addresses: [] }),
  );
  const byName = <Value extends { readonly name: Name }>(values: readonly Value[]) =>
    new Map(values.map((value) => [value.name, value]));
  return {
    locations: as(new Map([['off', { name: 'off', vpnGateway: false }]])),
    vpcs: byName(vpcs),
    gateways: byName(gateways),
    peerings: byName(peerings),
    settings: new Map(),
    clients: new Map(clients.map((client) => [clientKey(client.gateway, client.name), client])),
  };
}

/** The state as one gateway sees it, and whether all of it has been looked at. */
function vicinityOf(state: State, { name }: Gateway): Vicinity & { looked: boolean } {
  const vicinity = {
    near: {
      ...state,
      peerings: new Map(peeringsOf(state, name).map((peering) => [peering.name, peering])),
      clients: new Map(clientsOf(state, name).map((client) => [clientKey(name, client.name), client])),
    },
    hasFewerLinks: (other: Name, limit: number) =>
      peeringsOf(state, other).length + clientsOf(state, other).length < limit,
    looked: false,
    whole: () => {
      vicinity.looked = true;
      return state;
    },
  };
  return vicinity;
}

test('whom one can be peered with is told from nearby as by all rules on all of the plan', () => {
  let [told, from] = [0, 0];
  trials(3000, (random) => {
    const state = anyState(random);
    const requester = random.pick([...state.gateways.values()]);
    const passing = candidatesFor(state, requester).filter(({ problems }) => problems.length === 0);
    const vicinity = vicinityOf(state, requester);
    const found = peerableWith(vicinity, requester);
    expect(found.map(({ name }) => name)).toEqual(passing.map(({ gateway }) => gateway.name));
    if (found.length > 0) told += 1;
    if (found.length > 0 && !vicinity.looked) from += 1;
  });
  // Both ways to tell have been gone often enough for this to mean something.
  expect(from).toBeGreaterThan(100);
  expect(told - from).toBeGreaterThan(100);
});

test('a plan without overlaps need not be looked at as a whole', () => {
  let state = EMPTY_STATE;
  for (let at = 0; at < 20; at++)
    state = withGateway(state, `gw${at}`, { cidrs: [`10.${at}.0.0/16`], tunnels: [`100.64.${at}.0/24`] });
  const requester = gatewayNamed(state, 'gw3');
  const vicinity = vicinityOf(state, requester);
  expect(peerableWith(vicinity, requester)).toHaveLength(19);
  expect(vicinity.looked).toBe(false);
});
