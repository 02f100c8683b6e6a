/** States for the tests of the store, with real key pairs, which an import checks. */

import { parseEndpoint, parseSshTarget } from '../../src/model/endpoint.ts';
import type { Peering, Side } from '../../src/model/peering.ts';
import { Secret } from '../../src/model/secret.ts';
import {
  type Client,
  clientKey,
  EMPTY_STATE,
  type Gateway,
  type State,
  type Vpc,
} from '../../src/model/state.ts';
import { makeKeyPair, makePresharedKey } from '../../src/store/wireguard-keys.ts';

/** Returns the author of a change. */
export const by = (command: string) => ({ operator: 'netops', login: 'tester', command });

/** Casts a literal to a parsed type. */
const as = <Value>(value: unknown): Value => value as Value;

const side = (gateway: string, ...tunnelAddresses: string[]): Side =>
  as({ end: { kind: 'gateway', name: gateway }, owner: 'netops', options: {}, tunnelAddresses });

const vpcSide = (vpc: string, options: object): Side =>
  as({ end: { kind: 'vpc', name: vpc }, owner: 'netops', options, tunnelAddresses: [] });

const moment = '2026-01-02T03:04:05.000Z';

const vpcs: Vpc[] = as([
  {
    name: 'seoul',
    owner: 'netops',
    location: 'apne2',
    provider: {
      kind: 'aws',
      account: '111122223333',
      region: 'ap-northeast-2',
      vpcId: 'vpc-0123456789abcdef0',
      routeTables: ['rtb-0123456789abcdef0'],
      securityGroups: [],
    },
    cidrs: ['10.0.0.0/16', 'fd00:10::/48'],
    subnets: [{ name: 'web', cidr: '10.0.1.0/24' }],
  },
  {
    name: 'osaka',
    owner: 'netops',
    provider: { kind: 'gcp', project: 'my-project-1' },
    cidrs: ['172.31.0.0/16'],
    subnets: [],
  },
  { name: 'busan', owner: 'team_b', provider: { kind: 'generic' }, cidrs: ['10.8.0.0/16'], subnets: [] },
  {
    name: 'tokyo',
    owner: 'netops',
    provider: { kind: 'aws', region: 'ap-northeast-1', routeTables: [], securityGroups: [] },
    cidrs: ['10.16.0.0/16'],
    subnets: [{ name: 'public', cidr: '10.16.1.0/24', zone: 'ap-northeast-1a', public: true }],
    creation: { id: '0123456789abcdef', status: 'creating', requested: ['vpc', 'subnet/public'] },
  },
  {
    name: 'toronto',
    owner: 'netops',
    provider: { kind: 'gcp', autoMode: false },
    cidrs: ['10.24.0.0/16'],
    subnets: [],
  },
]);

const gateways: Gateway[] = as([
  {
    name: 'seoul',
    owner: 'netops',
    vpc: 'seoul',
    status: 'active',
    endpoint: parseEndpoint('203.0.113.1'),
    tunnelSubnets: ['10.99.1.0/24', 'fd00:99:1::/64'],
    interface: 'wg0',
    mtu: 1420,
    lanAddresses: ['10.0.0.10'],
    ssh: parseSshTarget('root@[2001:db8::1]:2222'),
    ...makeKeyPair(),
  },
  {
    name: 'osaka',
    owner: 'netops',
    vpc: 'osaka',
    status: 'pending',
    endpoint: parseEndpoint('[2001:db8::2]:51821'),
    listenPort: 51820,
    tunnelSubnets: ['10.99.2.0/24'],
    interface: 'wg1',
    mtu: 1280,
    lanAddresses: [],
    ...makeKeyPair(),
  },
  {
    name: 'busan',
    owner: 'team_b',
    vpc: 'busan',
    status: 'active',
    endpoint: parseEndpoint('gw.busan.example'),
    tunnelSubnets: ['10.99.3.0/24'],
    interface: 'wg0',
    mtu: 1420,
    lanAddresses: [],
    publicKey: makeKeyPair().publicKey,
  },
]);

const clients: Client[] = as([
  {
    name: 'laptop',
    gateway: 'seoul',
    status: 'active',
    addresses: ['10.99.1.3', 'fd00:99:1::3'],
    ...makeKeyPair(),
    presharedKey: makePresharedKey(),
    createdAt: moment,
    expiresAt: '2027-01-31T00:00:00.000Z',
    issued: {
      at: moment,
      allowedIps: ['10.0.0.0/16'],
      endpoint: '203.0.113.1:51820',
      gatewayPublicKey: makeKeyPair().publicKey,
      mtu: 1420,
    },
  },
  {
    name: 'laptop',
    gateway: 'osaka',
    status: 'expired',
    addresses: ['10.99.2.3'],
    publicKey: makeKeyPair().publicKey,
    presharedKey: makePresharedKey(),
    createdAt: moment,
  },
]);

const peering = {
  via: 'wireguard',
  policy: { kind: 'any' },
  createdAt: moment,
  createdBy: 'netops',
  createdLogin: 'jane',
};
const peerings: Peering[] = as([
  {
    ...peering,
    name: 'seoul-osaka',
    agreement: { kind: 'accepted' },
    requester: side('seoul', '10.99.1.2', 'fd00:99:1::2'),
    accepter: side('osaka', '10.99.2.2'),
    presharedKey: makePresharedKey(),
  },
  {
    ...peering,
    name: 'busan-osaka',
    agreement: { kind: 'requested', expiresAt: '2026-01-09T03:04:05.000Z' },
    requester: side('busan', '10.99.3.2'),
    accepter: side('osaka', '10.99.2.4'),
    presharedKey: makePresharedKey(),
  },
  {
    ...peering,
    name: 'seoul-busan',
    agreement: { kind: 'rejected' },
    requester: side('seoul'),
    accepter: side('busan'),
  },
]);

const options = {
  exportCustomRoutes: false,
  importCustomRoutes: true,
  exportSubnetRoutesWithPublicIp: true,
  importSubnetRoutesWithPublicIp: false,
  stackType: 'IPV4_ONLY',
};
const vpcPeerings: Peering[] = as([
  {
    ...peering,
    name: 'seoul-tokyo',
    via: 'aws',
    requester: {
      ...vpcSide('seoul', { dns: true }),
      agreedCidrs: ['10.0.0.0/16'],
      withoutCidrs: ['10.2.0.0/16'],
    },
    accepter: { ...vpcSide('tokyo', { dns: false }), agreedCidrs: ['10.16.0.0/16'] },
    agreement: { kind: 'requested', expiresAt: '2026-01-09T03:04:05.000Z' },
    observed: {
      status: 'pending-acceptance',
      id: 'pcx-0123456789abcdef0',
      earlierIds: ['pcx-0fedcba9876543210'],
      said: { code: 'pending-acceptance', message: 'Pending Acceptance by 111122223333', at: moment },
    },
  },
  {
    name: 'osaka-toronto',
    via: 'gcp',
    requester: vpcSide('osaka', options),
    accepter: vpcSide('toronto', options),
    policy: { kind: 'any' },
    agreement: { kind: 'requested' },
    createdAt: moment,
    createdBy: 'netops',
  },
]);

const byName = <Value extends { readonly name: string }>(values: readonly Value[]) =>
  new Map(values.map((value) => [value.name, value]));

/** One of every object that a state can hold. */
export const SAMPLE: State = as({
  locations: byName([
    { name: 'apne2', vpnGateway: true },
    { name: 'usw2', vpnGateway: false },
  ]),
  vpcs: byName(vpcs),
  gateways: byName(gateways),
  clients: new Map(clients.map((client) => [clientKey(client.gateway, client.name), client])),
  peerings: byName([...peerings, ...vpcPeerings]),
  settings: byName([{ name: 'tunnel-pool', value: '10.254.0.0/16' }]),
});

/** Returns the state with another VPC. */
export function withVpc(state: State, name: string): State {
  const vpc: Vpc = as({ name, owner: 'netops', provider: { kind: 'generic' }, cidrs: [], subnets: [] });
  return { ...state, vpcs: new Map(state.vpcs).set(vpc.name, vpc) };
}

/** Returns a state of that many gateways, all peered with each other. */
export function fullMesh(count: number): State {
  const { publicKey, privateKey } = makeKeyPair();
  const names = Array.from({ length: count }, (_, at) => `gateway-${String(at).padStart(3, '0')}`);
  const [vpc, gateway] = [vpcs[2], gateways[2]];
  const pairs = names.flatMap((a, at) => names.slice(at + 1).map((b): [string, string] => [a, b]));
  return {
    ...EMPTY_STATE,
    vpcs: as(byName(names.map((name) => ({ ...vpc, name })))),
    gateways: as(byName(names.map((name) => ({ ...gateway, name, vpc: name, publicKey, privateKey })))),
    peerings: as(
      byName(
        pairs.map(([a, b]) => ({
          ...peering,
          name: `${a}-${b}`,
          agreement: { kind: 'accepted' },
          requester: side(a, '10.99.1.2'),
          accepter: side(b, '10.99.2.2'),
          presharedKey: new Secret(publicKey),
        })),
      ),
    ),
  };
}

/** Returns a state with its secrets as plain text. Matchers find all secrets equal otherwise. */
export function revealed(state: State): unknown {
  const shown = (value: unknown): unknown => {
    if (value instanceof Secret) return { secret: value.reveal() };
    if (value instanceof Map) return [...value].map(([key, one]) => [key, shown(one)]);
    if (Array.isArray(value)) return value.map(shown);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shown(one)]));
  };
  const { locations, vpcs, gateways, clients, peerings, settings } = state;
  return [locations, vpcs, gateways, clients, peerings, settings].map((map) =>
    shown(new Map([...(map as ReadonlyMap<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1)))),
  );
}
