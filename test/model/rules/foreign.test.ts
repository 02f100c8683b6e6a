import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { desiredGateway } from '../../../src/model/desired/gateway.ts';
import { gatewayNamed } from '../../../src/model/queries.ts';
import type { State } from '../../../src/model/state.ts';
import { updateGateway } from '../../../src/model/transitions/gateway.ts';
import { updateVpc } from '../../../src/model/transitions/vpc.ts';
import { specs } from '../../../src/providers/registry.ts';
import { cidrs, onePeering, twoGateways, withClient, withPeering } from '../../support/plans.ts';

const allowing = (state: State, ...networks: string[]): State =>
  updateGateway(specs, state, 'seoul', { allowForeign: cidrs(...networks) }).state;

const problemsOf = (attempt: () => unknown): string[] => {
  try {
    attempt();
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems.map(({ code, message }) => `${code}: ${message}`);
  }
};

describe('The foreign networks that a gateway allows', () => {
  test.each([
    ['10.0.5.0/24', 'foreign-overlap: 10.0.5.0/24 overlaps 10.0.0.0/16 of VPC seoul'],
    ['0.0.0.0/0', 'foreign-overlap: 0.0.0.0/0 holds'],
    ['10.99.1.1/32', 'foreign-overlap: 10.99.1.1/32 contains 10.99.1.1, which seoul uses itself'],
    ['10.99.1.0/28', 'foreign-overlap: 10.99.1.0/28 contains 10.99.1.1'],
    ['172.31.5.0/24', 'route-conflict: 172.31.0.0/16 of osaka overlaps 172.31.5.0/24, which seoul allows'],
    ['10.99.2.128/25', 'route-conflict: 10.99.2.0/24 of osaka overlaps 10.99.2.128/25, which seoul allows'],
  ])('are rejected if they belong to the plan: %s', (network, problem) => {
    expect(problemsOf(() => allowing(onePeering(), network))[0]).toContain(problem);
  });

  test('prevent a later peering or VPC network that overlaps them', () => {
    const state = allowing(twoGateways(), '172.31.5.0/24');
    expect(problemsOf(() => withPeering(state, 'seoul', 'osaka'))).toEqual([
      expect.stringMatching(/^route-conflict: .* which seoul allows for foreign peers$/),
    ]);
    const other = allowing(onePeering(), '10.50.0.0/16');
    const widen = (vpc: string) =>
      updateVpc(specs, other, vpc, {
        addCidrs: cidrs('10.50.7.0/24'),
        removeCidrs: [],
        addSubnets: [],
        removeSubnets: [],
      });
    expect(problemsOf(() => widen('osaka'))).toEqual([
      expect.stringContaining('route-conflict: 10.50.7.0/24'),
    ]);
    expect(problemsOf(() => widen('seoul'))).toEqual([
      expect.stringContaining('foreign-overlap: 10.50.0.0/16'),
    ]);
  });

  test('are routed through the tunnel, unless they lie in its own subnet, and keep their addresses there', () => {
    const state = allowing(onePeering(), '10.50.0.0/16', '10.99.1.3/32', '10.99.1.4/31');
    const { routes, vpcRoutes, firewall } = desiredGateway(state, 'seoul');
    expect(routes).toEqual(['10.50.0.0/16', '10.99.2.0/24', '172.31.0.0/16']);
    expect(vpcRoutes).toContain('10.50.0.0/16');
    expect(firewall.foreign).toEqual(['10.50.0.0/16', '10.99.1.3/32', '10.99.1.4/31']);
    expect(desiredGateway(state, 'osaka').routes).not.toContain('10.50.0.0/16');
    expect(withClient(state, 'seoul', 'laptop').clients.get('seoul/laptop')?.addresses).toEqual([
      '10.99.1.6',
    ]);
  });

  test('and connected clients are absent from the state when they are off again', () => {
    const before = onePeering();
    const on = updateGateway(specs, before, 'seoul', {
      clientToClient: true,
      allowForeign: cidrs('10.50.0.0/16'),
    });
    expect(desiredGateway(on.state, 'seoul').clientToClient).toBe(true);
    const off = updateGateway(specs, on.state, 'seoul', { clientToClient: false, allowForeign: [] });
    expect(gatewayNamed(off.state, 'seoul')).toEqual(gatewayNamed(before, 'seoul'));
    expect(Object.keys(gatewayNamed(off.state, 'seoul'))).not.toContain('allowForeign');
  });
});
