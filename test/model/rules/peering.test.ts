import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { desiredGateway } from '../../../src/model/desired/gateway.ts';
import { statusOf } from '../../../src/model/peering.ts';
import { gatewayNamed, vpcNamed } from '../../../src/model/queries.ts';
import { GATEWAY_PEERING_RULES } from '../../../src/model/rules/gateway-peering.ts';
import type { RuleProblem } from '../../../src/model/rules/rule.ts';
import { stateProblems } from '../../../src/model/rules/soundness.ts';
import { EMPTY_STATE, type State } from '../../../src/model/state.ts';
import { acceptPeering } from '../../../src/model/transitions/answer-peering.ts';
import { setLocation } from '../../../src/model/transitions/location.ts';
import { updateVpc } from '../../../src/model/transitions/vpc.ts';
import type { Name, Owner } from '../../../src/model/values.ts';
import { specs } from '../../../src/providers/registry.ts';
import { render } from '../../../src/render/formats.ts';
import {
  cidrs,
  type GatewayPlan,
  onePeering,
  twoGateways,
  withClient,
  withGateway,
  withPeering,
} from '../../support/plans.ts';

/** Problems of peering a and b as [code, message, details], or of whatever is tried. */
function problemsOf(attempt: () => unknown): [string, string, string[]][] {
  try {
    attempt();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.exit).toBe(error.code === 'peering-exists' ? 5 : 3);
    for (const { hint, reason } of error.problems as readonly RuleProblem[]) {
      expect(hint).toMatch(/`peerway |--[a-z]|name/);
      expect(reason).toMatch(/^[a-zA-Z][^.]+$/);
    }
    return error.problems.map(({ code, message, details }) => [code, message, [...details]]);
  }
  return [];
}

const build = (plans: Readonly<Record<string, GatewayPlan>>): State =>
  Object.entries(plans).reduce((state, [name, plan]) => withGateway(state, name, plan), EMPTY_STATE);

const gateway = (cidr: string, tunnel: string, more: Partial<GatewayPlan> = {}): GatewayPlan => ({
  cidrs: [cidr],
  tunnels: [tunnel],
  ...more,
});

/** One way for each rule to fail alone, with gateways a and b to be peered. */
const CASES: readonly [string, () => State, string, string, string[]][] = [
  [
    'two gateways in one VPC',
    () =>
      build({
        a: gateway('10.1.0.0/16', '10.99.1.0/24'),
        b: gateway('10.1.0.0/16', '10.99.2.0/24', { vpc: 'a' }),
      }),
    'same-vpc',
    'Cannot peer gateways in the same VPC',
    ['both are in VPC a'],
  ],
  [
    'a peering that is there already',
    () =>
      withPeering(
        build({ a: gateway('10.1.0.0/16', '10.99.1.0/24'), b: gateway('10.2.0.0/16', '10.99.2.0/24') }),
        'a',
        'b',
        { name: 'first' },
      ),
    'peering-exists',
    'A peering already exists between these gateways',
    ['peering first is active'],
  ],
  [
    'a peering that waits for acceptance',
    () =>
      withPeering(
        build({ a: gateway('10.1.0.0/16', '10.99.1.0/24'), b: gateway('10.2.0.0/16', '10.99.2.0/24') }),
        'a',
        'b',
        {
          name: 'first',
          request: true,
        },
      ),
    'peering-exists',
    'A peering already exists between these gateways',
    ['peering first is pending-acceptance'],
  ],
  [
    'VPC CIDRs that nest',
    () => build({ a: gateway('10.1.0.0/16', '10.99.1.0/24'), b: gateway('10.1.128.0/17', '10.99.2.0/24') }),
    'vpc-cidrs-overlap',
    'The VPC CIDRs of the two gateways overlap',
    [
      '10.1.0.0/16 of VPC a overlaps 10.1.128.0/17 of VPC b',
      'free range of the same size: 10.2.0.0/17, in place of 10.1.128.0/17 of VPC b',
    ],
  ],
  [
    'the second of several CIDRs, in IPv6',
    () =>
      build({
        a: { cidrs: ['10.1.0.0/16', 'fd00:1::/48'], tunnels: ['10.99.1.0/24'] },
        b: { cidrs: ['10.2.0.0/16', 'fd00:1::/48'], tunnels: ['10.99.2.0/24'] },
      }),
    'vpc-cidrs-overlap',
    'The VPC CIDRs of the two gateways overlap',
    [
      'fd00:1::/48 of VPC a overlaps fd00:1::/48 of VPC b',
      'free range of the same size: fd00:1:1::/48, in place of fd00:1::/48 of VPC b',
    ],
  ],
  [
    'tunnel subnets that are equal',
    () => build({ a: gateway('10.1.0.0/16', '10.99.1.0/24'), b: gateway('10.2.0.0/16', '10.99.1.0/24') }),
    'tunnel-subnets-overlap',
    'The tunnel subnets of the two gateways overlap',
    [
      '10.99.1.0/24 of the tunnel of gateway a overlaps 10.99.1.0/24 of the tunnel of gateway b',
      'free range of the same size: 10.99.2.0/24, in place of 10.99.1.0/24 of the tunnel of gateway b',
    ],
  ],
  [
    'a tunnel subnet in the remote VPC',
    () => build({ a: gateway('10.1.0.0/16', '10.2.7.0/24'), b: gateway('10.2.0.0/16', '10.99.2.0/24') }),
    'tunnel-overlaps-vpc',
    'A tunnel subnet overlaps with the remote VPC CIDR',
    [
      '10.2.0.0/16 of VPC b overlaps 10.2.7.0/24 of the tunnel of gateway a',
      'free range of the same size: 10.3.0.0/24, in place of 10.2.7.0/24 of the tunnel of gateway a',
    ],
  ],
  [
    'gateways without a common address family',
    () => build({ a: gateway('10.1.0.0/16', '10.99.1.0/24'), b: gateway('fd00:2::/48', 'fd99:2::/64') }),
    'no-common-family',
    'a has only IPv4 and b only IPv6: no address of one could reach the other',
    ['networks of a: 10.1.0.0/16, 10.99.1.0/24', 'networks of b: fd00:2::/48, fd99:2::/64'],
  ],
  [
    'a gateway that is not active',
    () =>
      build({
        a: gateway('10.1.0.0/16', '10.99.1.0/24'),
        b: gateway('10.2.0.0/16', '10.99.2.0/24', { status: 'pending' }),
      }),
    'gateway-not-active',
    'Gateway b is pending; both gateways must be active',
    [],
  ],
  [
    'a location with VPN gateways off',
    () =>
      setLocation(
        build({
          a: gateway('10.1.0.0/16', '10.99.1.0/24', { location: 'dc1' }),
          b: gateway('10.2.0.0/16', '10.99.2.0/24'),
        }),
        { name: 'dc1' as Name, vpnGateway: false },
      ).state,
    'vpn-disabled-in-location',
    'VPN gateways are not enabled in location dc1',
    [],
  ],
  [
    'a VPC that overlaps one already peered with the other side',
    () =>
      withPeering(
        build({
          a: gateway('10.1.0.0/16', '10.99.1.0/24'),
          b: gateway('10.2.0.0/16', '10.99.2.0/24'),
          y: gateway('10.1.4.0/24', '10.99.3.0/24'),
        }),
        'b',
        'y',
      ),
    'route-conflict',
    '10.1.0.0/16 of a overlaps 10.1.4.0/24 of y, which is already peered with b',
    [
      '10.1.0.0/16 of VPC a overlaps 10.1.4.0/24 of VPC y',
      'free range of the same size: 10.3.0.0/16, in place of 10.1.0.0/16 of VPC a',
    ],
  ],
  [
    'a tunnel that overlaps the tunnel of one whose request to the other side is pending',
    () =>
      withPeering(
        build({
          a: gateway('10.1.0.0/16', 'fd99::/64'),
          b: gateway('10.2.0.0/16', '10.99.2.0/24'),
          y: gateway('10.3.0.0/16', 'fd99::/64'),
        }),
        'b',
        'y',
        { request: true },
      ),
    'route-conflict',
    'fd99::/64 of a overlaps fd99::/64 of y, which is already peered with b',
    [
      'fd99::/64 of the tunnel of gateway a overlaps fd99::/64 of the tunnel of gateway y',
      'free range of the same size: fd99:0:0:1::/64, in place of fd99::/64 of the tunnel of gateway a',
    ],
  ],
  [
    'an endpoint in the remote VPC of its own peer',
    () =>
      build({
        a: gateway('10.1.0.0/16', '10.99.1.0/24'),
        b: gateway('198.51.100.0/24', '10.99.2.0/24', { endpoint: '198.51.100.9' }),
      }),
    'endpoint-inside-peer',
    'The endpoint of b lies inside 198.51.100.0/24, which would be routed through the tunnel',
    ['198.51.100.9 is in 198.51.100.0/24 of VPC b'],
  ],
  [
    'the endpoint of another peer in the new VPC',
    () =>
      withPeering(
        build({
          a: gateway('10.1.0.0/16', '10.99.1.0/24'),
          b: gateway('2001:db8:7::/48', '10.99.2.0/24'),
          y: gateway('10.3.0.0/16', '10.99.3.0/24', { endpoint: '[2001:db8:7::9]:51820' }),
        }),
        'a',
        'y',
      ),
    'endpoint-inside-peer',
    'The endpoint of y lies inside 2001:db8:7::/48, which would be routed through the tunnel',
    ['2001:db8:7::9 is in 2001:db8:7::/48 of VPC b'],
  ],
  [
    'a tunnel subnet without a free address',
    () =>
      withClient(
        build({ a: gateway('10.1.0.0/16', '10.99.1.0/30'), b: gateway('10.2.0.0/16', '10.99.2.0/24') }),
        'a',
        'laptop',
      ),
    'tunnel-subnet-full',
    'No free address is left in the tunnel subnet 10.99.1.0/30 of a',
    [],
  ],
];

describe.each(CASES)('%s', (_, plan, code, message, details) => {
  test('is refused with its message and what explains it', () => {
    expect(problemsOf(() => withPeering(plan(), 'a', 'b'))).toEqual([[code, message, details]]);
  });

  test('is refused in the other order of the arguments too', () => {
    const problems = problemsOf(() => withPeering(plan(), 'b', 'a'));
    expect(problems.map(([found]) => found)).toEqual([code]);
  });
});

test('gateways with one family in common can be peered, whichever network has it', () => {
  const plans = { a: gateway('fd00:1::/48', '10.99.1.0/24'), b: gateway('10.2.0.0/16', 'fd99:2::/64') };
  expect(problemsOf(() => withPeering(build(plans), 'a', 'b'))).toEqual([]);
});

test('no common family is reported after overlaps and before the status of the gateways', () => {
  const codes = GATEWAY_PEERING_RULES.map(({ code }) => code);
  const order = ['tunnel-overlaps-vpc', 'no-common-family', 'no-endpoint', 'gateway-not-active'];
  expect(codes.filter((code) => order.includes(code))).toEqual(order);
});

test('a change that leaves two peered gateways without a common family is refused', () => {
  const plans = {
    a: gateway('10.1.0.0/16', '10.99.1.0/24'),
    b: { cidrs: ['10.2.0.0/16', 'fd00:2::/48'], tunnels: ['fd99:2::/64'] },
  };
  const state = withPeering(build(plans), 'a', 'b');
  const nothing = { addCidrs: [], addSubnets: [], removeSubnets: [] };
  const codes = problemsOf(() =>
    updateVpc(specs, state, 'b', { ...nothing, removeCidrs: cidrs('10.2.0.0/16') }),
  ).map(([code]) => code);
  expect(codes).toEqual(['no-common-family']);
});

test('an earlier peering without a common family is reported, and renders no peer without AllowedIPs', () => {
  const good = { a: gateway('10.1.0.0/16', '10.99.1.0/24'), b: gateway('10.2.0.0/16', '10.99.2.0/24') };
  const state = withPeering(build(good), 'a', 'b');
  const vpc = { ...vpcNamed(state, 'b'), cidrs: cidrs('fd00:2::/48') };
  const b = { ...gatewayNamed(state, 'b'), tunnelSubnets: cidrs('fd99:2::/64') };
  const old = {
    ...state,
    vpcs: new Map(state.vpcs).set(vpc.name, vpc),
    gateways: new Map(state.gateways).set(b.name, b),
  };
  expect(stateProblems(specs, old).map(({ code }) => code)).toContain('no-common-family');
  expect(render(desiredGateway(old, 'a'), 'wg', { secrets: true }).files[0]?.text).not.toContain('[Peer]');
});

test('a gateway is not peered with itself', () => {
  expect(problemsOf(() => withPeering(twoGateways(), 'seoul', 'seoul')).map(([code]) => code)).toEqual([
    'same-vpc',
  ]);
});

test('gateways whose tunnels overlap in one VPC are told both', () => {
  const state = build({
    a: gateway('10.1.0.0/16', '10.99.1.0/24'),
    b: gateway('10.1.0.0/16', '10.99.1.0/24', { vpc: 'a' }),
  });
  const codes = problemsOf(() => withPeering(state, 'a', 'b')).map(([code]) => code);
  expect(codes).toEqual(['same-vpc', 'tunnel-subnets-overlap']);
});

test('everything that is wrong is reported, in the order of the rules', () => {
  const base = build({
    a: gateway('10.1.0.0/16', '10.99.1.0/30', { status: 'inactive', location: 'dc1', endpoint: '10.1.0.9' }),
    b: gateway('10.1.0.0/16', '10.99.1.0/30', { status: 'failed' }),
    y: gateway('10.1.9.0/24', '10.99.9.0/24'),
    z: gateway('10.50.0.0/16', '10.99.10.0/24'),
  });
  const active = withGateway(base, 'c', gateway('10.60.0.0/16', '10.1.77.0/24', { status: 'active' }));
  const off = setLocation(active, { name: 'dc1' as Name, vpnGateway: false }).state;
  const full = withClient(withClient(off, 'a', 'one'), 'b', 'two');
  expect(problemsOf(() => withPeering(full, 'a', 'b')).map(([code]) => code)).toEqual([
    'vpc-cidrs-overlap',
    'tunnel-subnets-overlap',
    'gateway-not-active',
    'gateway-not-active',
    'vpn-disabled-in-location',
    'endpoint-inside-peer',
    'tunnel-subnet-full',
    'tunnel-subnet-full',
  ]);
});

test('a request is judged again when it is accepted', () => {
  const plans = {
    a: gateway('10.1.0.0/16', '10.99.1.0/24'),
    b: gateway('10.2.0.0/16', '10.99.2.0/24', { owner: 'bob' }),
  };
  const pending = withPeering(build(plans), 'a', 'b');
  const acceptance = { name: 'a-b', actor: 'bob' as Owner, options: {} };
  const later = { ...pending, gateways: new Map(pending.gateways) };
  const b = later.gateways.get('b' as Name);
  if (!b) throw new Error('no gateway b');
  later.gateways.set('b' as Name, { ...b, status: 'failed' });
  expect(problemsOf(() => acceptPeering(specs, later, acceptance))).toEqual([
    ['gateway-not-active', 'Gateway b is failed; both gateways must be active', []],
  ]);
  expect(statusOf(acceptPeering(specs, pending, acceptance).peering)).toBe('active');
});

test('a peering that is fine has no problems: the worked example', () => {
  expect(onePeering().peerings.get('seoul-osaka' as Name)).toMatchObject({
    agreement: { kind: 'accepted' },
    requester: { end: { kind: 'gateway', name: 'seoul' }, tunnelAddresses: ['10.99.1.2'] },
    accepter: { end: { kind: 'gateway', name: 'osaka' }, tunnelAddresses: ['10.99.2.2'] },
  });
});
