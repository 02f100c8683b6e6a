import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import type { Cidr } from '../../../src/model/address/cidr.ts';
import { desiredGateway } from '../../../src/model/desired/gateway.ts';
import { parseEndpoint } from '../../../src/model/endpoint.ts';
import { clientKeyAge, peeringKeyAge } from '../../../src/model/key-age.ts';
import { DEFAULT_TUNNEL_POOL } from '../../../src/model/preferences.ts';
import { clientNamed, gatewayNamed } from '../../../src/model/queries.ts';
import { plannedNetworks } from '../../../src/model/rules/claims.ts';
import { stateProblems } from '../../../src/model/rules/soundness.ts';
import { Secret } from '../../../src/model/secret.ts';
import { EMPTY_STATE, type State } from '../../../src/model/state.ts';
import { updateGateway } from '../../../src/model/transitions/gateway.ts';
import {
  type ClientChoice,
  type ImportedGateway,
  importGateway,
} from '../../../src/model/transitions/import-gateway.ts';
import { withClientKeys, withPresharedKey } from '../../../src/model/transitions/rotate-keys.ts';
import type { InterfaceName, Name, Owner, PublicKey } from '../../../src/model/values.ts';
import { parseWgQuick } from '../../../src/model/wg-quick/parse.ts';
import { specs } from '../../../src/providers/registry.ts';
import { wireguard } from '../../../src/providers/wireguard/spec.ts';
import { decodeState, decodeWithoutSecrets, encodeState } from '../../../src/store/codec.ts';
import { exportState, importState } from '../../../src/store/state-document.ts';
import { valueChanges } from '../../../src/store/value-changes.ts';
import { cidrs, keyFor, NOW, twoGateways, withClient, withPeering } from '../../support/plans.ts';

interface Site {
  readonly name: string;
  readonly vpc: string;
  readonly address: string;
  /** AllowedIPs by the name that the key of the peer is made from; with `!`, without a preshared key; with `*`, another one. */
  readonly peers: Readonly<Record<string, string>>;
  readonly owner?: string;
  readonly clients?: readonly (readonly [string, string])[];
  readonly tunnelSubnets?: readonly string[];
}

const keyOf = (name: string) => keyFor(`public ${name}`) as PublicKey;

function imported(state: State, site: Site): ImportedGateway {
  const { name, vpc, address, peers, owner = 'netops', clients = [], tunnelSubnets = [] } = site;
  const sections = Object.entries(peers).flatMap(([peer, allowedIps]) => [
    `[Peer]\nPublicKey = ${keyOf(peer.replace(/[!*]$/, ''))}\nAllowedIPs = ${allowedIps}`,
    ...(peer.endsWith('!') ? [] : [`PresharedKey = ${keyFor(peer.endsWith('*') ? 'another' : 'the pair')}`]),
  ]);
  const file = parseWgQuick(`[Interface]\nAddress = ${address}\n${sections.join('\n')}`, 'wg0.conf');
  return importGateway(specs, state, {
    gateway: {
      name: name as Name,
      cidrs: cidrs(vpc),
      endpoint: parseEndpoint(`${name}.example`),
      tunnelSubnets: cidrs(...tunnelSubnets),
      interface: 'wg0' as InterfaceName,
      mtu: 1420,
      lanAddresses: [],
      status: 'active',
    },
    allotment: { owner: owner as Owner, keys: { publicKey: keyOf(name) }, pool: DEFAULT_TUNNEL_POOL },
    tunnel: { ...file, source: 'wg0.conf', interface: 'wg0' as InterfaceName, publicKey: keyOf(name) },
    clients: clients.map(([peer, client]): ClientChoice => ({ peer: peer as Cidr, name: client as Name })),
    spec: wireguard,
    actor: owner as Owner,
    now: NOW,
  });
}

const SEOUL: Site = {
  name: 'seoul',
  vpc: '10.0.0.0/16',
  address: '10.99.0.1/24',
  peers: {
    osaka: '10.99.0.2/32, 172.31.0.0/16',
    laptop: '10.99.0.10/32',
    phone: '10.99.0.11/32',
    router: '10.50.0.0/16, 10.99.0.3/32',
  },
  clients: [['10.99.0.10/32', 'laptop']],
};
const OSAKA: Site = {
  name: 'osaka',
  vpc: '172.31.0.0/16',
  address: '10.99.0.2/24',
  peers: { seoul: '10.99.0.1/32, 10.0.0.0/16' },
};

const pair = (...sites: readonly Site[]): State =>
  sites.reduce((state, site) => imported(state, site).state, EMPTY_STATE);

const codeOf = (attempt: () => unknown): string => {
  try {
    attempt();
    return 'none';
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
};

describe('The files of a pair', () => {
  test.each([
    ['hub first', [SEOUL, OSAKA]],
    ['hub last', [OSAKA, SEOUL]],
  ])('make one peering with the addresses and the key that they have: %s', (_, sites) => {
    const state = pair(...sites);
    const [peering, ...others] = state.peerings.values();
    expect(others).toEqual([]);
    expect(peering?.presharedKey?.reveal()).toBe(keyFor('the pair'));
    const [seoul, osaka] = ['seoul', 'osaka'].map((name) => desiredGateway(state, name));
    expect(seoul?.interface.addresses).toEqual([{ ip: '10.99.0.1', prefix: 24 }]);
    expect(osaka?.interface.addresses).toEqual([{ ip: '10.99.0.2', prefix: 24 }]);
    expect(seoul?.peers.map(({ name, allowedIps }) => `${name} ${allowedIps}`)).toEqual([
      'vpc-peering-osaka 172.31.0.0/16,10.99.0.2/32',
      'laptop 10.99.0.10/32',
    ]);
    expect(osaka?.peers[0]?.allowedIps).toEqual(['10.0.0.0/16', '10.99.0.0/24']);
    expect(stateProblems(specs, state)).toEqual([]);
    expect(plannedNetworks(state).map(({ cidr }) => cidr)).not.toContain('10.99.0.2/32');
  });

  test('leave the other peers foreign, and their addresses to them', () => {
    const { foreign, clients } = imported(EMPTY_STATE, SEOUL);
    expect(clients).toEqual(['laptop']);
    expect(foreign.map(({ publicKey, isCandidate }) => [publicKey, isCandidate])).toEqual([
      [keyOf('osaka'), false],
      [keyOf('phone'), true],
      [keyOf('router'), false],
    ]);
    const state = pair(SEOUL, OSAKA);
    expect(gatewayNamed(state, 'seoul').foreignPeers?.map(({ publicKey }) => publicKey)).toEqual([
      keyOf('phone'),
      keyOf('router'),
    ]);
    const addresses = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].reduce(
      (current, name) => withClient(current, 'seoul', name),
      state,
    );
    const assigned = [...addresses.clients.values()].flatMap((client) => client.addresses);
    expect(assigned.filter((ip) => ['10.99.0.2', '10.99.0.3', '10.99.0.11'].includes(ip))).toEqual([]);
    expect(new Set(assigned).size).toBe(9);
  });

  test('without a preshared key make a peering without one', () => {
    const bare = { ...OSAKA, peers: { 'seoul!': '10.99.0.1/32, 10.0.0.0/16' } };
    const { osaka, ...others } = SEOUL.peers;
    const state = pair({ ...SEOUL, peers: { 'osaka!': String(osaka), ...others } }, bare);
    expect([...state.peerings.values()][0]).toMatchObject({ withoutPresharedKey: true });
    const [peer] = desiredGateway(state, 'seoul').peers;
    expect(peer).not.toHaveProperty('presharedKey');
    const document = exportState(state, { secrets: false });
    expect(importState(document, EMPTY_STATE, specs).missing).toEqual([
      'preshared key of client laptop of seoul',
    ]);
  });

  test.each([
    [
      'only the first has one',
      'seoul!',
      'the pair',
      /^seoul has a preshared key for osaka, but osaka has none/,
    ],
    ['both have another one', 'seoul*', 'another', /^seoul and osaka have different preshared keys/],
  ])('with different preshared keys are named: %s', (_, peer, planned, warning) => {
    const unequal = { ...OSAKA, peers: { [peer]: '10.99.0.1/32, 10.0.0.0/16' } };
    const first = decodeState(encodeState(pair(SEOUL)));
    const { state, warnings } = imported(first, unequal);
    expect(warnings).toEqual([expect.stringMatching(warning)]);
    expect([...state.peerings.values()][0]?.presharedKey?.reveal()).toBe(keyFor(planned));
  });

  test('keep the preshared keys of foreign peers secret, and find them again', () => {
    const state = pair(SEOUL);
    const changes = JSON.stringify(valueChanges('gateway', undefined, gatewayNamed(state, 'seoul')));
    const document = exportState(state, { secrets: false });
    const shown = decodeWithoutSecrets([Buffer.from(encodeState(state))]);
    for (const text of [changes, document, gatewayNamed(shown, 'seoul')])
      expect(JSON.stringify(text)).not.toContain(keyFor('the pair'));
    const plain = JSON.parse(JSON.stringify(document));
    const whole = exportState(state, { secrets: true });
    expect(exportState(importState(plain, state, specs).state, { secrets: true })).toEqual(whole);
    const bare = { ...OSAKA, peers: { 'seoul!': '10.99.0.1/32, 10.0.0.0/16' } };
    expect(imported(importState(plain, EMPTY_STATE, specs).state, bare).warnings).toEqual([]);
  });

  test('have keys of an age that is not known until they are replaced', () => {
    const state = pair(SEOUL, OSAKA);
    const document = JSON.parse(JSON.stringify(exportState(state, { secrets: true })));
    const [peering] = importState(document, EMPTY_STATE, specs).state.peerings.values();
    const laptop = clientNamed(state, 'seoul' as Name, 'laptop');
    expect([peering && peeringKeyAge(peering, NOW), clientKeyAge(laptop, NOW)]).toEqual([null, null]);
    const key = new Secret(keyFor('new'));
    const replaced = withPresharedKey(state, peering?.name ?? '', key, NOW).peerings.get(
      peering?.name as Name,
    );
    expect(replaced && peeringKeyAge(replaced, NOW)).toBe(0);
    const keys = { publicKey: keyOf('new'), presharedKey: key };
    const { client } = withClientKeys(state, ['seoul' as Name, 'laptop'], keys, NOW);
    expect(clientKeyAge(client, NOW)).toBe(0);
    expect([replaced, client].map((one) => one && 'hasImportedKey' in one)).toEqual([false, false]);
  });

  test('survive the state, an export and its import', () => {
    const state = pair(SEOUL, OSAKA);
    expect(encodeState(decodeState(encodeState(state)))).toBe(encodeState(state));
    const document = exportState(state, { secrets: true });
    const again = importState(JSON.parse(JSON.stringify(document)), EMPTY_STATE, specs);
    expect(again.missing).toEqual([]);
    expect(exportState(again.state, { secrets: true })).toEqual(document);
  });

  test('of other owners make a request, and the peer stays foreign', () => {
    const { state, warnings } = imported(pair(SEOUL), { ...OSAKA, owner: 'bob' });
    const [peering] = state.peerings.values();
    expect(peering?.agreement.kind).toBe('requested');
    expect(warnings).toEqual([expect.stringContaining('waits for the owner of seoul')]);
    expect(gatewayNamed(state, 'seoul').foreignPeers).toHaveLength(3);
  });
});

describe('An import', () => {
  test('names the rule that keeps a peer foreign, and networks that a deploy would remove', () => {
    const clash = imported(pair(SEOUL), { ...OSAKA, vpc: '10.0.7.0/24' });
    expect(clash.peerings).toEqual([]);
    expect(clash.foreign[0]?.why).toBe('gateway seoul, but: The VPC CIDRs of the two gateways overlap');
    const wide = { ...OSAKA, peers: { seoul: '10.99.0.1/32, 10.0.0.0/16, 10.7.0.0/16' } };
    expect(imported(pair(SEOUL), wide).warnings).toEqual([
      expect.stringMatching(
        /removes 10\.7\.0\.0\/16 .*`peerway vpc update seoul --add-cidr 10\.7\.0\.0\/16`/,
      ),
    ]);
  });

  test('names what a deploy would remove on the other host, and no command that would be rejected', () => {
    const near = { ...SEOUL, peers: { ...SEOUL.peers, osaka: '10.99.0.2/32, 172.31.0.0/16, 172.20.0.0/16' } };
    const whole = { ...OSAKA, peers: { seoul: '10.99.0.0/16, 10.0.0.0/16' } };
    expect(imported(pair(near), whole).warnings).toEqual([
      'a deploy removes 10.99.0.0/16 from the AllowedIPs of seoul on osaka, since VPC seoul does not have it',
      'a deploy removes 172.20.0.0/16 from the AllowedIPs of osaka on seoul, since VPC osaka does not have it; to keep it, run `peerway vpc update osaka --add-cidr 172.20.0.0/16`',
    ]);
  });

  test.each([
    ['a client that is no peer', { ...SEOUL, clients: [['10.99.0.77/32', 'x']] }, 'no-such-peer'],
    ['a client with a network', { ...SEOUL, clients: [['10.50.0.0/16', 'x']] }, 'not-a-client'],
    ['a subnet without an own address', { ...SEOUL, tunnelSubnets: ['10.98.0.0/24'] }, 'no-address'],
    ['an address in its own VPC', { ...SEOUL, vpc: '10.99.0.0/16' }, 'tunnel-overlaps-own-vpc'],
  ] as const)('is rejected for %s', (_, site, code) => {
    expect(codeOf(() => imported(EMPTY_STATE, site as Site))).toBe(code);
  });

  test('of a gateway with its address alone lets it grow, and be peered again', () => {
    const tokyo = { ...OSAKA, name: 'tokyo', vpc: '10.8.0.0/16', address: '10.99.0.9/24', peers: {} };
    const state = withPeering(
      pair(SEOUL, OSAKA, { ...tokyo, tunnelSubnets: ['10.99.0.9/32'] }),
      'osaka',
      'tokyo',
    );
    expect(stateProblems(specs, state)).toEqual([]);
    expect(codeOf(() => withClient(state, 'osaka', 'laptop'))).toBe('tunnel-subnet-full');
    const alone = pair({ ...OSAKA, peers: {}, tunnelSubnets: ['10.99.0.2/32'] });
    const grown = updateGateway(specs, alone, 'osaka', { tunnelSubnets: cidrs('10.99.0.0/24') }).state;
    expect(desiredGateway(grown, 'osaka').interface.addresses).toEqual([{ ip: '10.99.0.2', prefix: 24 }]);
    expect(withClient(grown, 'osaka', 'laptop').clients.get('osaka/laptop')?.addresses).toEqual([
      '10.99.0.3',
    ]);
    const moved = updateGateway(specs, alone, 'osaka', { tunnelSubnets: cidrs('10.97.0.0/24') }).state;
    expect(desiredGateway(moved, 'osaka').interface.addresses).toEqual([{ ip: '10.97.0.1', prefix: 24 }]);
  });

  test('peers with a gateway that was created in the plan', () => {
    const site = {
      ...OSAKA,
      name: 'lima',
      vpc: '10.8.0.0/16',
      peers: { seoul: '10.0.0.0/16, 10.99.1.0/24' },
    };
    const { peerings, state } = imported(twoGateways(), site);
    expect(peerings).toEqual(['seoul-lima']);
    expect(desiredGateway(state, 'seoul').peers[0]?.allowedIps).toEqual(['10.8.0.0/16', '10.99.0.0/24']);
  });
});
