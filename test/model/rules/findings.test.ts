/** Mistakes in a state that `state check` finds, and that block no change of anything else. */
import { describe, expect, test } from 'vitest';
import type { Ip } from '../../../src/model/address/cidr.ts';
import { parseEndpointChange } from '../../../src/model/endpoint.ts';
import { stateFindings } from '../../../src/model/rules/findings.ts';
import {
  EMPTY_STATE,
  type Gateway,
  GENERIC,
  type ProviderIds,
  type State,
  withEntry,
} from '../../../src/model/state.ts';
import { updateGateway } from '../../../src/model/transitions/gateway.ts';
import type { Name } from '../../../src/model/values.ts';
import { specs } from '../../../src/providers/registry.ts';
import { aws, gcp } from '../../support/cloud-plans.ts';
import { cidrs, onePeering, threePeerings, withClient } from '../../support/plans.ts';

/** The example with other values of gateway osaka, as no command would store them. */
function withOsaka(change: Partial<Gateway>, state: State = onePeering()): State {
  const osaka = state.gateways.get('osaka' as Name);
  if (!osaka) throw new Error('osaka is part of the plan');
  return { ...state, gateways: withEntry(state.gateways, osaka.name, { ...osaka, ...change }) };
}

const found = (state: State) => stateFindings(specs, state).map(({ code, message }) => [code, message]);

test('a state without mistakes has no findings', () => {
  expect(found(EMPTY_STATE)).toEqual([]);
  expect(found(withClient(threePeerings(), 'osaka', 'laptop'))).toEqual([]);
});

describe('an endpoint', () => {
  const endpointOf = (text: string) => {
    const { port = 51_820, host } = parseEndpointChange(text);
    return { host, port };
  };
  test('that two gateways have', () => {
    const state = withOsaka({ endpoint: endpointOf('203.0.113.1') });
    expect(found(state)).toEqual([
      ['endpoint-shared', 'The endpoint 203.0.113.1:51820 belongs to gateway seoul and gateway osaka'],
    ]);
    expect(stateFindings(specs, state)[0]?.hint).toBe(
      'run `peerway gateway update osaka --endpoint <host>` with the address of that gateway',
    );
  });
  test('with another port of the same host is another', () => {
    expect(found(withOsaka({ endpoint: endpointOf('203.0.113.1:51821') }))).toEqual([]);
  });
  test('that another gateway has cannot be given, but blocks no change of anything else', () => {
    const endpoint = parseEndpointChange('203.0.113.1');
    expect(() => updateGateway(specs, onePeering(), 'osaka', { endpoint })).toThrow(
      'The endpoint 203.0.113.1:51820 of gateway osaka is already used by gateway seoul',
    );
    const state = withOsaka({ endpoint: endpointOf('203.0.113.1') });
    expect(() => updateGateway(specs, state, 'osaka', { mtu: 1400 })).not.toThrow();
  });
});

test('a public key that two gateways have, or a gateway and a client', () => {
  const state = withClient(onePeering(), 'seoul', 'laptop');
  const key = state.gateways.get('seoul' as Name)?.publicKey as Gateway['publicKey'];
  expect(found(withOsaka({ publicKey: key }, state))).toEqual([
    ['public-key-shared', `The public key ${key} belongs to gateway seoul and gateway osaka`],
  ]);
  const own = [...state.clients.values()][0]?.publicKey as Gateway['publicKey'];
  expect(found(withOsaka({ publicKey: own }, state))[0]?.[1]).toContain(
    'belongs to gateway osaka and client laptop of seoul',
  );
});

describe('a tunnel subnet', () => {
  test.each([
    ['10.99.2.0/24', false],
    ['172.20.0.0/24', false],
    ['192.168.9.0/24', false],
    ['100.64.1.0/24', false],
    ['198.18.0.0/24', false],
    ['198.19.0.0/24', false],
    ['192.0.2.0/24', false],
    ['203.0.113.0/24', false],
    ['fd99::/64', false],
    ['2001:db8:1::/64', false],
    ['8.8.8.0/24', true],
    ['172.32.0.0/24', true],
    ['100.128.0.0/24', true],
    ['192.0.0.0/8', true],
    ['2a01:4f8::/64', false],
  ])('%s is public: %s', (text, isPublic) => {
    const tunnelSubnets = cidrs(text);
    const message = `The tunnel subnet ${text} of osaka holds public addresses`;
    expect(found(withOsaka({ tunnelSubnets }))).toEqual(isPublic ? [['tunnel-subnet-public', message]] : []);
  });
});

describe('a LAN address', () => {
  /** The example with VPC osaka in a cloud, one subnet known. */
  function placed(provider: ProviderIds, ip: string): State {
    const state = withOsaka({ lanAddresses: [ip as Ip] });
    const vpc = state.vpcs.get('osaka' as Name);
    if (!vpc) throw new Error('osaka is part of the plan');
    const subnets = cidrs('172.31.16.0/20', 'fd31:0:0:1::/64').map((cidr, at) => ({
      name: `s${at}` as Name,
      cidr,
    }));
    const changed = { ...vpc, provider, subnets, cidrs: cidrs('172.31.0.0/16', 'fd31::/48') };
    return { ...state, vpcs: withEntry(state.vpcs, vpc.name, changed) };
  }
  const AWS = aws('eu-west-1', '1');
  const GCP = gcp('proj-one', 'main');
  test.each<[string, ProviderIds, string | undefined]>([
    ['172.31.0.0', GENERIC, 'the network address of 172.31.0.0/16'],
    ['172.31.255.255', GENERIC, 'the broadcast address of 172.31.0.0/16'],
    ['172.31.16.0', GENERIC, 'the network address of 172.31.16.0/20'],
    ['172.31.31.255', GENERIC, 'the broadcast address of 172.31.16.0/20'],
    ['172.31.0.1', GENERIC, undefined],
    ['172.31.16.1', GENERIC, undefined],
    ['fd31:0:0:1::', GENERIC, 'the network address of fd31:0:0:1::/64'],
    ['fd31:0:0:1:ffff:ffff:ffff:ffff', GENERIC, undefined],
    ['172.31.0.0', AWS, 'the network address of 172.31.0.0/16'],
    ['172.31.0.1', AWS, 'an address that AWS reserves in 172.31.0.0/16'],
    ['172.31.16.3', AWS, 'an address that AWS reserves in 172.31.16.0/20'],
    ['172.31.16.4', AWS, undefined],
    ['172.31.31.254', AWS, undefined],
    ['172.31.31.255', AWS, 'the broadcast address of 172.31.16.0/20'],
    ['fd31:0:0:1::3', AWS, 'an address that AWS reserves in fd31:0:0:1::/64'],
    ['fd31:0:0:1:ffff:ffff:ffff:ffff', AWS, 'an address that AWS reserves in fd31:0:0:1::/64'],
    ['172.31.16.1', GCP, 'an address that GCP reserves in 172.31.16.0/20'],
    ['172.31.16.2', GCP, undefined],
    ['172.31.31.254', GCP, 'an address that GCP reserves in 172.31.16.0/20'],
    ['fd31:0:0:1::1', GCP, undefined],
  ])('%s in %o', (ip, provider, what) => {
    const message = `The LAN address ${ip} of osaka is ${what} of VPC osaka`;
    expect(found(placed(provider, ip))).toEqual(what ? [['lan-address-reserved', message]] : []);
    const set = () =>
      updateGateway(specs, placed(provider, '172.31.16.9'), 'osaka', { lanAddresses: [ip as Ip] });
    if (what) expect(set).toThrow(message);
    else expect(set).not.toThrow();
  });

  test('that is reserved blocks no other change', () => {
    const change = updateGateway(specs, placed(AWS, '172.31.16.1'), 'osaka', { mtu: 1400 });
    expect(change.state.gateways.get('osaka' as Name)?.mtu).toBe(1400);
  });

  test('in a network of two addresses may be either', () => {
    const state = placed(GENERIC, '172.31.0.0');
    const vpc = {
      ...(state.vpcs.get('osaka' as Name) as never as object),
      cidrs: cidrs('172.31.0.0/31'),
      subnets: [],
    };
    expect(found({ ...state, vpcs: withEntry(state.vpcs, 'osaka' as Name, vpc as never) })).toEqual([]);
  });
});
