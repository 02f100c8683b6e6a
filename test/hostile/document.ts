/** A document of `state export` with every property, and the paths to its values. */
import type * as v from 'valibot';
import { specs } from '../../src/providers/registry.ts';
import { documentSchema } from '../../src/store/import/schema.ts';
import { exportState } from '../../src/store/state-document.ts';
import { guid } from '../support/cloud-plans.ts';
import { SAMPLE } from '../support/states.ts';

/** Any part of a document. */
// biome-ignore lint/suspicious/noExplicitAny: a document can hold anything
export type Loose = any;

/** Returns the sample state, completed with the properties that it lacks. */
export function fullDocument(): Loose {
  const document: Loose = JSON.parse(JSON.stringify(exportState(SAMPLE, { secrets: true })));
  for (const { provider } of document.vpcs) {
    if (provider.kind === 'aws') {
      provider.securityGroups.push('sg-0123456789abcdef0');
      provider.vpcId ??= 'vpc-0123456789abcdef1';
    }
    if (provider.kind === 'gcp') {
      provider.project ??= 'my-project-2';
      provider.network = 'my-network';
    }
  }
  const byHand = document.gateways.find((gateway: Loose) => gateway.ssh === undefined);
  byHand.device = { name: 'routeros', version: '7' };
  const taken = document.gateways.find((gateway: Loose) => gateway !== byHand);
  const addresses = taken.tunnelSubnets.map((subnet: string) =>
    subnet.replace(/(0|::)(\/[0-9]+)$/, '$11$2').replace('01/', '1/'),
  );
  Object.assign(taken, { ...IMPORTED_GATEWAY, addresses });
  const client = document.clients.find((one: Loose) => one.issued !== undefined);
  Object.assign(client, { dns: { servers: ['10.0.0.53'], searchDomains: ['corp.example'] } });
  Object.assign(client, { keyCreatedAt: AT, hasImportedKey: true });
  client.issued.dns = ['10.0.0.53', 'corp.example'];
  const { presharedKey: _, ...open } = document.clients.find((one: Loose) => one !== client);
  document.clients[document.clients.findIndex((one: Loose) => one !== client)] = {
    ...open,
    withoutPresharedKey: true,
  };
  const pair = document.peerings.find((one: Loose) => one.presharedKey !== undefined);
  pair.keyCreatedAt = AT;
  pair.withoutPresharedKey = true;
  pair.hasImportedKey = true;
  delete pair.presharedKey;
  for (const side of [pair.requester, pair.accepter]) side.isDisabled = true;
  for (const { via, requester, accepter } of document.peerings)
    if (via === 'aws')
      for (const { options } of [requester, accepter])
        Object.assign(options, {
          flowLogs: 'arn:aws:logs:eu-west-1:123456789012:log-group:flows',
          flowLogsRole: 'arn:aws:iam::123456789012:role/flows',
        });
  document.vpcs.push(...VNETS);
  document.peerings.push(VNET_PEERING);
  return document;
}

const AT = '2026-01-02T03:04:05.000Z';

const IMPORTED_GATEWAY = {
  nameAtProvider: 'earlier',
  keyCreatedAt: AT,
  labels: { env: 'prod' },
  clientToClient: true,
  allowForeign: ['10.66.0.0/24'],
  foreignPeers: [
    {
      publicKey: 'hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=',
      allowedIps: ['10.66.0.0/24'],
      presharedKey: 'FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=',
    },
    {
      publicKey: 'TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=',
      allowedIps: ['10.66.1.0/24'],
      withoutPresharedKey: true,
    },
  ],
};

const VNETS = ['hub', 'spoke'].map((name, at) => ({
  name,
  owner: 'netops',
  provider: {
    kind: 'azure',
    subscription: guid(String(at)),
    resourceGroup: 'Network(prod)',
    vnet: `${name}-vnet`,
    tenant: guid('9'),
    routeTables: [
      `/subscriptions/${guid('1')}/resourceGroups/rg/providers/Microsoft.Network/routeTables/apps`,
    ],
    securityGroups: [
      `/subscriptions/${guid('1')}/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/web`,
    ],
  },
  cidrs: [`10.${90 + at}.0.0/16`],
  subnets: [{ name: 'web', cidr: `10.${90 + at}.1.0/24`, zone: 'eu-west-1a', public: true }],
  creation: { id: '0123456789abcdef', status: 'created' },
  nameAtProvider: `${name}-earlier`,
  labels: { env: 'prod' },
  mtu: 1460,
}));

const vnetSide = (name: string) => ({
  end: { kind: 'vpc', name },
  owner: 'netops',
  options: { allowForwardedTraffic: true, allowGatewayTransit: false, useRemoteGateways: false },
  tunnelAddresses: [],
  agreedCidrs: ['10.90.0.0/17'],
  widening: 'rejected',
  withoutCidrs: ['10.90.0.0/18'],
});

const VNET_PEERING = {
  nameAtProvider: 'hub-spoke-earlier',
  name: 'hub-spoke',
  via: 'azure',
  requester: vnetSide('hub'),
  accepter: vnetSide('spoke'),
  policy: { kind: 'any' },
  agreement: { kind: 'accepted' },
  createdAt: '2026-01-02T03:04:05.000Z',
  createdBy: 'netops',
};

/** The path to a value: property names and list indexes. */
export type Way = readonly (string | number)[];

/** Returns a path such as `vpcs[].provider.region`. */
export const wayText = (way: Way): string =>
  way
    .map((step) => (typeof step === 'number' ? '[]' : `.${step}`))
    .join('')
    .slice(1);

/** Returns the paths to all values that are neither lists nor objects. */
export function leavesOf(value: Loose, way: Way = []): Way[] {
  if (typeof value !== 'object' || value === null) return [way];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([step, inner]) => leavesOf(inner, [...way, step]));
}

/** Returns the paths to all objects. */
export function objectsOf(value: Loose, way: Way = []): Way[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const inner = entries.flatMap(([step, one]) => objectsOf(one, [...way, step as string | number]));
  return Array.isArray(value) ? inner : [way, ...inner];
}

/** Returns one path for each text, so that a list of three objects is tried once. */
export const distinct = (ways: readonly Way[]): Way[] => [
  ...new Map(ways.map((way) => [wayText(way), way])).values(),
];

const valueAt = (document: Loose, way: Way): Loose => way.reduce((value, step) => value[step], document);

/** Returns the document as text, with another value at a path. */
export function textWithValue(document: Loose, way: Way, value: unknown): string {
  const holder = valueAt(document, way.slice(0, -1));
  const last = way.at(-1) as string | number;
  const before = holder[last];
  holder[last] = value;
  try {
    return JSON.stringify(document);
  } finally {
    holder[last] = before;
  }
}

/** Returns the document as text, with a new or changed property in an object. */
export function textWithProperty(document: Loose, way: Way, name: string): string {
  const holder = valueAt(document, way);
  const before = Object.getOwnPropertyDescriptor(holder, name);
  // Like JSON.parse, gives no name a special meaning.
  Object.defineProperty(holder, name, { value: 'x', configurable: true, enumerable: true, writable: true });
  try {
    return JSON.stringify(document);
  } finally {
    if (before) Object.defineProperty(holder, name, before);
    else delete holder[name];
  }
}

/** The leaves that the schema knows, found in the schema itself. */
export const schemaLeaves = (): string[] =>
  [...new Set(leavesOfSchema(documentSchema(specs)).map(wayText))].sort();

function leavesOfSchema(part: v.GenericSchema, way: Way = []): Way[] {
  const inside = part as Loose;
  if (inside.entries)
    return Object.entries(inside.entries).flatMap(([key, inner]) =>
      leavesOfSchema(inner as v.GenericSchema, [...way, key]),
    );
  if (inside.type === 'record') return [[...way, 'env']];
  if (inside.type === 'array') return leavesOfSchema(inside.item, [...way, 0]);
  if (inside.type === 'variant')
    return inside.options.flatMap((option: v.GenericSchema) => leavesOfSchema(option, way));
  if (inside.wrapped) return leavesOfSchema(inside.wrapped, way);
  return [way];
}
