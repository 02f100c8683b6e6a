import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import type { Ip } from '../../../src/model/address/cidr.ts';
import { parseTunnelSubnet } from '../../../src/model/address/parse.ts';
import { configDifferences, desiredClient, issuedConfig } from '../../../src/model/desired/client.ts';
import { desiredGateway } from '../../../src/model/desired/gateway.ts';
import {
  endpointText,
  parseEndpoint,
  parseEndpointChange,
  parseSshTarget,
  sshText,
} from '../../../src/model/endpoint.ts';
import { addSeconds, type Instant, parseExpiry } from '../../../src/model/instant.ts';
import { type Peering, statusOf } from '../../../src/model/peering.ts';
import { gatewayNamed } from '../../../src/model/queries.ts';
import { stateProblems } from '../../../src/model/rules/soundness.ts';
import { EMPTY_STATE, type State } from '../../../src/model/state.ts';
import {
  type Acceptance,
  acceptPeering,
  rejectPeering,
} from '../../../src/model/transitions/answer-peering.ts';
import { expireStale } from '../../../src/model/transitions/expire-stale.ts';
import { deleteGateways, type GatewayUpdate, updateGateway } from '../../../src/model/transitions/gateway.ts';
import { setLocation } from '../../../src/model/transitions/location.ts';
import { updateVpc } from '../../../src/model/transitions/vpc.ts';
import {
  isName,
  type Name,
  type Owner,
  type PublicKey,
  parseInterfaceName,
  parsePublicKey,
} from '../../../src/model/values.ts';
import { specs } from '../../../src/providers/registry.ts';
import {
  cidrs,
  keyFor,
  NOW,
  onePeering,
  threePeerings,
  twoGateways,
  withClient,
  withGateway,
  withPeering,
} from '../../support/plans.ts';

const DAY = 86_400;
const accept = (state: State, name: string, actor = 'netops', secondFrom?: Acceptance['secondFrom']) =>
  acceptPeering(specs, state, {
    name,
    actor: actor as Owner,
    options: {},
    ...(secondFrom ? { secondFrom } : {}),
  });
const pending = (): State => withPeering(twoGateways(), 'seoul', 'osaka', { request: true });
const named = (state: State, name = 'seoul-osaka') => state.peerings.get(name as Name);
const codeOf = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
  return 'nothing refused';
};
const NO_UPDATE = { addCidrs: [], removeCidrs: [], addSubnets: [], removeSubnets: [] };

describe('time', () => {
  test('ends a request after seven days, to the millisecond, and gives its addresses back', () => {
    const state = pending();
    const end = addSeconds(NOW, 7 * DAY);
    expect(expireStale(state, new Date(Date.parse(end) - 1).toISOString() as Instant)).toBe(state);
    const after = expireStale(state, end);
    expect(named(after)).toMatchObject({
      agreement: { kind: 'expired' },
      requester: { tunnelAddresses: [] },
      accepter: { tunnelAddresses: [] },
    });
    expect(named(after)?.presharedKey).toBeUndefined();
    expect(codeOf(() => accept(after, 'seoul-osaka'))).toBe('not-pending');
    expect(
      named(withPeering(after, 'seoul', 'osaka', { name: 'again' }), 'again')?.requester.tunnelAddresses,
    ).toEqual(['10.99.1.2']);
  });

  test.each([
    ['30m', 30 * 60],
    ['12h', 12 * 3600],
    ['90d', 90 * DAY],
    ['2w', 14 * DAY],
  ])('%s from now', (text, seconds) => {
    expect(parseExpiry(text, NOW)).toBe(addSeconds(NOW, seconds));
  });
});

describe('changing a gateway', () => {
  test('to an endpoint inside a peer is refused', () => {
    expect(
      codeOf(() => updateGateway(specs, onePeering(), 'seoul', { endpoint: parseEndpoint('172.31.9.9') })),
    ).toBe('endpoint-inside-peer');
  });

  test('to other tunnel subnets is refused while addresses of the old ones are in use', () => {
    const more = { tunnelSubnets: cidrs('10.99.8.0/24', 'fd99:1::/64') };
    expect(codeOf(() => updateGateway(specs, onePeering(), 'seoul', more))).toBe('tunnel-in-use');
    expect(
      updateGateway(specs, twoGateways(), 'seoul', more).state.gateways.get('seoul' as Name)?.tunnelSubnets,
    ).toHaveLength(2);
  });

  test('to a key that is taken is refused, of a gateway or of a client', () => {
    const state = withClient(twoGateways(), 'osaka', 'laptop');
    for (const holder of ['public osaka', 'public osaka laptop']) {
      expect(
        codeOf(() => updateGateway(specs, state, 'seoul', { publicKey: keyFor(holder) as PublicKey })),
      ).toBe('public-key-taken');
    }
  });

  test('to a key of its own drops the stored private key and says so', () => {
    const { state, warnings } = updateGateway(specs, twoGateways(), 'seoul', {
      publicKey: keyFor('new') as PublicKey,
    });
    expect(state.gateways.get('seoul' as Name)?.privateKey).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringContaining('the private key of seoul that was stored here is dropped'),
    ]);
  });

  test('to another owner hands over the requests that wait for it', () => {
    const base = withGateway(twoGateways(), 'c', {
      cidrs: ['10.7.0.0/16'],
      tunnels: ['10.99.7.0/24'],
      owner: 'bob',
    });
    const { state } = updateGateway(specs, withPeering(base, 'seoul', 'c'), 'c', { owner: 'carol' as Owner });
    expect(codeOf(() => accept(state, 'seoul-c', 'bob'))).toBe('not-accepter');
    expect(statusOf(accept(state, 'seoul-c', 'carol').peering)).toBe('active');
  });

  test('one login under one name is one operator, two logins under one name are two', () => {
    const base = withPeering(twoGateways(), 'seoul', 'osaka', { request: true });
    const [jane, joe, netops] = ['jane', 'joe', 'netops'] as Owner[];
    const [peering] = base.peerings.values();
    const state = {
      ...base,
      peerings: new Map([[peering?.name, { ...peering, createdLogin: jane }]]),
    } as State;
    const acceptAs = (login: Owner | undefined) => () => accept(state, 'seoul-osaka', netops, { login });
    expect(codeOf(acceptAs(jane))).toBe('same-operator');
    expect(statusOf(acceptAs(joe)().peering)).toBe('active');
    expect(statusOf(accept(state, 'seoul-osaka', netops).peering)).toBe('active');
  });

  test('to an endpoint in its own VPC is told to be of no use', () => {
    expect(
      updateGateway(specs, twoGateways(), 'seoul', { endpoint: parseEndpoint('10.0.0.2') }).warnings,
    ).toEqual([
      'the endpoint 10.0.0.2 of seoul lies inside 10.0.0.0/16 of VPC seoul: neither clients nor peers can use it',
    ]);
  });

  test('to what it is already changes nothing', () => {
    const state = twoGateways();
    expect(
      updateGateway(specs, state, 'seoul', { mtu: 1420, endpoint: parseEndpoint('203.0.113.1') }).state,
    ).toBe(state);
  });

  test('to an MTU too small for IPv6 is refused only where there is IPv6', () => {
    const dual = withGateway(EMPTY_STATE, 'd', { cidrs: ['fd00:d::/48'], tunnels: ['10.99.9.0/24'] });
    expect(codeOf(() => updateGateway(specs, dual, 'd', { mtu: 1279 }))).toBe('mtu-too-small');
    expect(
      updateGateway(specs, twoGateways(), 'seoul', { mtu: 1279 }).state.gateways.get('seoul' as Name)?.mtu,
    ).toBe(1279);
  });
});

test('deleting a gateway leaves neither its peerings nor its clients', () => {
  const { state, peerings, clients } = deleteGateways(threePeerings(), ['seoul']);
  expect([peerings.length, clients.length]).toEqual([3, 2]);
  expect([state.peerings.size, state.clients.size]).toEqual([0, 0]);
  expect(desiredGateway(state, 'osaka').peers).toEqual([]);
});

test('a rejected request keeps its name for its own two gateways', () => {
  const rejected = rejectPeering(pending(), 'seoul-osaka', 'netops' as Owner).state;
  const third = withGateway(rejected, 'c', { cidrs: ['10.7.0.0/16'], tunnels: ['10.99.7.0/24'] });
  expect(codeOf(() => withPeering(third, 'seoul', 'c', { name: 'seoul-osaka' }))).toBe('name-taken');
  expect(named(withPeering(third, 'osaka', 'seoul', { name: 'seoul-osaka' }))?.agreement.kind).toBe(
    'accepted',
  );
});

test.each([
  ['requested', 'inactive'],
  ['requested', 'failed'],
  ['accepted', 'provisioning'],
  ['accepted', 'deleting'],
] as const)('a peering of gateways that is %s and %s cannot be answered', (kind, status) => {
  const state = pending();
  const peering = { ...(named(state) as Peering), agreement: { kind }, observed: { status } };
  const observed = { ...state, peerings: new Map([[peering.name, peering]]) };
  expect(statusOf(peering)).toBe(status);
  expect(codeOf(() => accept(observed, 'seoul-osaka'))).toBe('not-pending');
  expect(codeOf(() => rejectPeering(observed, 'seoul-osaka', 'netops' as Owner))).toBe('not-pending');
});

test('a VPC with a gateway does not move to where VPN gateways are off', () => {
  const state = setLocation(twoGateways(), { name: 'dc1' as Name, vpnGateway: false }).state;
  expect(codeOf(() => updateVpc(specs, state, 'seoul', { ...NO_UPDATE, location: 'dc1' as Name }))).toBe(
    'vpn-disabled-in-location',
  );
});

describe('a client’s configuration is stale', () => {
  const state = withClient(onePeering(), 'seoul', 'laptop');
  const client = [...state.clients.values()][0];
  if (!client) throw new Error('no client');
  const issued = issuedConfig(desiredClient(state, client), NOW);

  test.each([
    ['endpoint', { endpoint: parseEndpoint('203.0.113.99') }, 'endpoint is now 203.0.113.99:51820'],
    ['MTU', { mtu: 1380 }, 'MTU is now 1380'],
    ['key', { publicKey: keyFor('new') as PublicKey }, 'the gateway has a new public key'],
  ] as const)('by its gateway’s %s', (_, update, reason) => {
    const after = updateGateway(specs, state, 'seoul', update).state;
    expect(configDifferences(desiredClient(after, client), issued)).toEqual([reason]);
  });
});

test('a peer of another family gets and gives only what both sides speak', () => {
  const hub = { cidrs: ['10.1.0.0/16', 'fd00:1::/48'], tunnels: ['10.99.1.0/24', 'fd99:1::/64'] };
  const spoke = { cidrs: ['10.2.0.0/16'], tunnels: ['10.99.2.0/24'] };
  const state = withClient(
    withPeering(withGateway(withGateway(EMPTY_STATE, 'hub', hub), 'spoke', spoke), 'hub', 'spoke'),
    'spoke',
    'laptop',
  );
  expect(desiredGateway(state, 'spoke').routes).toEqual(['10.1.0.0/16', '10.99.1.0/24']);
  expect(desiredGateway(state, 'spoke').families).toEqual({ ipv4: true, ipv6: false });
  const client = [...state.clients.values()][0];
  expect(client && desiredClient(state, client).allowedIps).toEqual([
    '10.1.0.0/16',
    '10.2.0.0/16',
    '10.99.2.0/24',
  ]);
});

test('a state with a conflict that no command could make is not sound', () => {
  const state = threePeerings();
  expect(stateProblems(specs, state)).toEqual([]);
  const tokyo = state.vpcs.get('tokyo' as Name);
  if (!tokyo) throw new Error('no VPC tokyo');
  const overlap = {
    ...state,
    vpcs: new Map([...state.vpcs, [tokyo.name, { ...tokyo, cidrs: cidrs('172.31.8.0/24') }]]),
  };
  expect(stateProblems(specs, overlap).map(({ code }) => code)).toContain('route-conflict');
  const around = {
    ...state,
    vpcs: new Map([...state.vpcs, [tokyo.name, { ...tokyo, cidrs: cidrs('203.0.113.0/24') }]]),
  };
  expect(stateProblems(specs, around).map(({ code }) => code)).toContain('endpoint-inside-peer');
});

describe('values that cannot work', () => {
  test.each(['lo', 'all', 'default', 'WG0', 'wg0;', 'abcdefghijklmnop'])('interface %s', (text) => {
    expect(codeOf(() => parseInterfaceName(text))).toBe('usage');
  });
  test.each(['127.0.0.1', '0.0.0.1', '224.0.0.1', '[::1]:51820'])('endpoint %s', (endpoint) => {
    const make = () =>
      withGateway(EMPTY_STATE, 'x', { cidrs: ['10.1.0.0/16'], tunnels: ['10.99.1.0/24'], endpoint });
    expect(codeOf(make)).toBe('unusable-endpoint');
  });
  test('a public key of zeros', () => {
    expect(codeOf(() => parsePublicKey(`${'A'.repeat(43)}=`))).toBe('usage');
  });
  test('a tunnel subnet without room', () => {
    expect(codeOf(() => parseTunnelSubnet('10.0.0.0/31'))).toBe('usage');
  });
  test('names are those of the pattern, whatever they mean elsewhere', () => {
    expect(['constructor', 'a', 'a-b', '0'].filter(isName)).toHaveLength(4);
    expect(['', '-a', 'a-', 'A', 'a_b', 'a.b', 'a\n', 'é', 'a'.repeat(64)].filter(isName)).toEqual([]);
  });
});

describe('an update keeps what it does not name', () => {
  const settled = updateGateway(specs, twoGateways(), 'seoul', {
    endpoint: parseEndpoint('203.0.113.1:443'),
    ssh: parseSshTarget('admin@203.0.113.1:2222'),
    lanAddresses: ['10.0.0.2' as Ip],
  }).state;
  const seoulAfter = (update: GatewayUpdate) =>
    gatewayNamed(updateGateway(specs, settled, 'seoul', update).state, 'seoul');

  test.each([
    ['203.0.113.101', '203.0.113.101:443'],
    ['203.0.113.101:51820', '203.0.113.101:51820'],
    ['2001:db8::1', '[2001:db8::1]:443'],
    ['[2001:db8::1]:80', '[2001:db8::1]:80'],
    ['vpn.seoul.example', 'vpn.seoul.example:443'],
  ])('--endpoint %s becomes %s', (text, endpoint) => {
    const changed = seoulAfter({ endpoint: parseEndpointChange(text) });
    expect(changed.endpoint && endpointText(changed.endpoint)).toBe(endpoint);
  });

  // The parts that a target leaves out come from the SSH configuration of the new host.
  test.each(['203.0.113.101', 'root@203.0.113.101', 'seoul-gw'])('--ssh %s replaces the target', (text) => {
    const { ssh } = seoulAfter({ ssh: parseSshTarget(text) });
    expect(ssh && sshText(ssh)).toBe(text);
  });

  test('an address of a family that is not given again is dropped with a warning', () => {
    const dual = withGateway(EMPTY_STATE, 'd', {
      cidrs: ['10.1.0.0/16', 'fd00:1::/48'],
      tunnels: ['10.99.1.0/24', 'fd99:1::/64'],
      lan: ['10.1.0.9', 'fd00:1::9'],
    });
    const { warnings } = updateGateway(specs, dual, 'd', { lanAddresses: ['10.1.0.8' as Ip] });
    expect(warnings).toEqual(['the LAN address fd00:1::9 is removed: only 10.1.0.8 was given']);
  });

  test('a location without a flag keeps its value', () => {
    const off = setLocation(EMPTY_STATE, { name: 'dc1' as Name, vpnGateway: false }).state;
    expect(setLocation(off, { name: 'dc1' as Name }).state).toBe(off);
    expect(setLocation(EMPTY_STATE, { name: 'dc1' as Name }).location.vpnGateway).toBe(true);
  });
});
