import { expect, test } from 'vitest';
import { parseEndpoint } from '../../../src/model/endpoint.ts';
import { EMPTY_STATE } from '../../../src/model/state.ts';
import { updateGateway } from '../../../src/model/transitions/gateway.ts';
import { addVpc, updateVpc, type VpcUpdate } from '../../../src/model/transitions/vpc.ts';
import { specs } from '../../../src/providers/registry.ts';
import { largeNetwork } from '../../support/large-networks.ts';
import { cidrs, withGateway, withPeering } from '../../support/plans.ts';

const added = (cidr: string): VpcUpdate => ({
  addCidrs: cidrs(cidr),
  removeCidrs: [],
  addSubnets: [],
  removeSubnets: [],
});

/** Milliseconds of the fastest of three runs. */
function time(act: () => unknown): number {
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    act();
    return performance.now() - start;
  });
  return Math.min(...times);
}

test('checking the peerings of a hub again takes time that grows with their number, not with its square', () => {
  const check = (spokes: number): number => {
    const state = largeNetwork(spokes + 1, 'hub');
    return time(() => updateVpc(specs, { ...state }, 'gw0', added('172.31.0.0/16')));
  };
  check(200);
  expect(check(1600) / check(200)).toBeLessThan(24); // 8 in theory, 64 if it were quadratic
});

test('a hub with thousands of spokes still reports the one spoke that a change conflicts with', () => {
  const state = largeNetwork(2001, 'hub');
  const taken = [...(state.vpcs.get('gw1777' as never)?.cidrs ?? [])][0] ?? '';
  expect(() => updateVpc(specs, state, 'gw3', added(taken))).toThrow(
    expect.objectContaining({
      problems: [
        expect.objectContaining({
          code: 'route-conflict',
          message: `${taken} of gw3 overlaps ${taken} of gw1777, which is already peered with gw0`,
        }),
      ],
    }),
  );
  expect(() =>
    updateGateway(specs, state, 'gw3', { endpoint: parseEndpoint(taken.replace('/20', '')) }),
  ).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ code: 'endpoint-inside-peer' })] }),
  );
});

test('a network around all others, of a VPC that is not peered, stops no change of the others', () => {
  let state = withGateway(EMPTY_STATE, 'corp', { cidrs: ['10.0.0.0/8'], tunnels: ['100.64.0.0/24'] });
  for (const at of [1, 2, 3])
    state = withGateway(state, `gw${at}`, { cidrs: [`10.${at}.0.0/16`], tunnels: [`100.64.${at}.0/24`] });
  state = withPeering(withPeering(state, 'gw1', 'gw2'), 'gw1', 'gw3');
  expect(updateVpc(specs, state, 'gw2', added('10.99.0.0/16')).warnings).toEqual([
    '10.99.0.0/16 of VPC gw2 overlaps 10.0.0.0/8 of VPC corp: the two cannot be peered',
  ]);
  expect(() => updateVpc(specs, state, 'gw2', added('10.3.7.0/24'))).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ code: 'route-conflict' })] }),
  );
});

test('a supernet of a whole plan is warned of in a few lines', () => {
  const state = largeNetwork(301, 'hub');
  const corp = {
    name: 'corp',
    owner: 'netops',
    provider: { kind: 'generic' },
    cidrs: cidrs('10.0.0.0/8'),
    subnets: [],
  };
  const { warnings } = addVpc(specs, state, corp as never);
  expect(warnings).toHaveLength(6);
  expect(warnings[0]).toBe(
    '10.0.0.0/8 of VPC corp overlaps 10.0.0.0/20 of VPC gw0: the two cannot be peered',
  );
  expect(warnings[5]).toBe(
    'VPC corp overlaps 296 more networks; run `peerway plan check` to list all overlaps',
  );
});
