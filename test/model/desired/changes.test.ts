import { describe, expect, test } from 'vitest';
import { gatewayChanges, rendersChanged } from '../../../src/model/desired/changes.ts';
import { parseEndpoint } from '../../../src/model/endpoint.ts';
import { EMPTY_STATE, type State } from '../../../src/model/state.ts';
import { deleteClients } from '../../../src/model/transitions/client.ts';
import { deleteGateways, updateGateway } from '../../../src/model/transitions/gateway.ts';
import { deletePeerings } from '../../../src/model/transitions/peering.ts';
import { updateVpc } from '../../../src/model/transitions/vpc.ts';
import { specs } from '../../../src/providers/registry.ts';
import { largeNetwork } from '../../support/large-networks.ts';
import {
  cidrs,
  dualStack,
  onePeering,
  threePeerings,
  withClient,
  withGateway,
  withPeering,
} from '../../support/plans.ts';

const vpcUpdate = (state: State, name: string, added: string[], removed: string[] = []): State =>
  updateVpc(specs, state, name, {
    addCidrs: cidrs(...added),
    removeCidrs: cidrs(...removed),
    addSubnets: [],
    removeSubnets: [],
  }).state;

/** The same state of other objects, none of which is known to be unchanged. */
const copied = (state: State): State => ({
  ...state,
  gateways: new Map([...state.gateways].map(([name, gateway]) => [name, { ...gateway }])),
});

const lines = (before: State, after: State, gateways = [...before.gateways.keys()]): string[] =>
  gatewayChanges(before, after, gateways).map(({ op, resource, title }) => `${resource.side} ${op} ${title}`);

const SHARED = (): State => {
  let state = withGateway(EMPTY_STATE, 'a', { cidrs: ['10.1.0.0/16'], tunnels: ['10.99.1.0/24'] });
  state = withGateway(state, 'b', { cidrs: ['10.2.0.0/16'], tunnels: ['10.99.2.0/24'] });
  state = withGateway(state, 'b2', { vpc: 'b', cidrs: [], tunnels: ['10.99.3.0/24'] });
  return withClient(withPeering(state, 'a', 'b'), 'a', 'laptop');
};

const CASES: readonly [string, State, (state: State) => State][] = [
  ['a CIDR is added', threePeerings(), (state) => vpcUpdate(state, 'osaka', ['172.29.0.0/16'])],
  [
    'a CIDR is replaced',
    threePeerings(),
    (state) => vpcUpdate(state, 'tokyo', ['172.21.0.0/16'], ['172.20.0.0/16']),
  ],
  ['an IPv6 CIDR is added', dualStack(), (state) => vpcUpdate(state, 'berlin', ['fd21::/48'])],
  [
    'an endpoint',
    threePeerings(),
    (state) => updateGateway(specs, state, 'seoul', { endpoint: parseEndpoint('192.0.2.7:443') }).state,
  ],
  [
    'an owner',
    threePeerings(),
    (state) => updateGateway(specs, state, 'seoul', { owner: 'other' as never }).state,
  ],
  ['a client is added', threePeerings(), (state) => withClient(state, 'seoul', 'tablet')],
  ['a client is deleted', threePeerings(), (state) => deleteClients(state, 'seoul', ['phone']).state],
  ['a peering is added', threePeerings(), (state) => withPeering(state, 'osaka', 'tokyo')],
  ['a peering is deleted', threePeerings(), (state) => deletePeerings(state, ['seoul-tokyo']).state],
  ['a gateway is deleted', threePeerings(), (state) => deleteGateways(state, ['seoul']).state],
  ['one of two gateways of a VPC', SHARED(), (state) => vpcUpdate(state, 'b', ['10.5.0.0/16'])],
];

describe('The changes of gateways are those of comparing each as a whole when', () => {
  test.each(CASES)('%s', (_, before, change) => {
    const after = change(before);
    const gateways = [...new Set([...before.gateways.keys(), ...after.gateways.keys()])];
    expect(lines(before, after, gateways)).toEqual(lines(copied(before), copied(after), gateways));
    expect(rendersChanged(before, after, gateways)).toEqual(
      rendersChanged(copied(before), copied(after), gateways),
    );
  });
});

test('a changed peer is one change that names the added and removed AllowedIPs', () => {
  const before = threePeerings();
  const after = vpcUpdate(before, 'tokyo', ['172.21.0.0/16', '172.22.0.0/16'], ['172.20.0.0/16']);
  expect(lines(before, after, ['seoul' as never]).filter((line) => line.includes('peer'))).toEqual([
    'seoul update vpc-peering-tokyo, AllowedIPs + 172.21.0.0/16 + 172.22.0.0/16 - 172.20.0.0/16',
  ]);
  const moved = updateGateway(specs, onePeering(), 'seoul', {
    endpoint: parseEndpoint('192.0.2.7:443'),
  }).state;
  expect(lines(onePeering(), moved, ['osaka' as never])).toEqual([
    'osaka update vpc-peering-seoul, endpoint 203.0.113.1:51820 -> 192.0.2.7:443',
  ]);
});

/** Milliseconds of the fastest of three comparisons, each of a new state. */
function time(state: State, seen: (state: State) => State = (after) => after): number {
  const times = Array.from({ length: 3 }, () => {
    const before = { ...state, peerings: new Map(state.peerings) };
    const after = seen(vpcUpdate(before, 'gw0', ['172.31.0.0/16']));
    const gateways = [...before.gateways.keys()];
    const start = performance.now();
    gatewayChanges(before, after, gateways);
    rendersChanged(before, after, gateways);
    return performance.now() - start;
  });
  return Math.min(...times);
}

test('The changes in a hub take time that grows with the number of its spokes', { timeout: 120_000 }, () => {
  const [few, many] = [largeNetwork(201, 'hub'), largeNetwork(1601, 'hub')];
  time(few);
  expect(time(many) / time(few)).toBeLessThan(24); // 8 in theory, 64 if it were quadratic
});

test('In a full mesh, the neighbors of a change are not compared as a whole', { timeout: 120_000 }, () => {
  const mesh = largeNetwork(60, 'mesh');
  expect(time(mesh, copied) / time(mesh)).toBeGreaterThan(4); // 30 in theory
});
