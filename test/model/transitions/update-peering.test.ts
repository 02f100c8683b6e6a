import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { routedOfVpc } from '../../../src/model/agreed.ts';
import type { Options, Peering } from '../../../src/model/peering.ts';
import type { State } from '../../../src/model/state.ts';
import { acceptPeering, rejectPeering } from '../../../src/model/transitions/answer-peering.ts';
import { observePeering } from '../../../src/model/transitions/observe.ts';
import { type PeeringUpdate, updatePeering } from '../../../src/model/transitions/update-peering.ts';
import { updateVpc } from '../../../src/model/transitions/vpc.ts';
import type { Name, Owner } from '../../../src/model/values.ts';
import { specs } from '../../../src/providers/registry.ts';
import { acrossAccounts, acrossProjects, peered, twoRegions } from '../../support/cloud-plans.ts';
import { cidrs, onePeering } from '../../support/plans.ts';

type Given = Partial<Omit<PeeringUpdate, 'actor' | 'name' | 'side'>> & { actor?: string; side?: string };

const update = (state: State, name: string, { actor = 'netops', side, ...given }: Given) =>
  updatePeering(specs, state, {
    ...{ name, options: {}, both: false, withoutCidrs: [], withCidrs: [], actor: actor as Owner },
    ...(side === undefined ? {} : { side: side as Name }),
    ...given,
  });

const refusal = (state: State, name: string, given: Given) => {
  try {
    update(state, name, given);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { exit, code, message, hint } = error;
    return { exit, code, message, hint };
  }
  throw new Error('it was not refused');
};

const optionsOf = ({ requester, accepter }: Peering): [Options, Options] => [
  requester.options,
  accepter.options,
];

describe('options', () => {
  const { state } = acrossProjects();
  const [FILES, APPS] = optionsOf(acrossProjects().peering);

  test('belong to the requester of one owner, unless a side is named', () => {
    expect(
      optionsOf(update(state, 'files-apps', { options: { exportCustomRoutes: false } }).peering),
    ).toEqual([{ ...FILES, exportCustomRoutes: false }, APPS]);
    const { peering } = update(state, 'files-apps', { side: 'apps', options: { exportCustomRoutes: true } });
    expect(optionsOf(peering)).toEqual([FILES, { ...APPS, exportCustomRoutes: true }]);
  });

  test('are mirrored on the other side with both', () => {
    const { peering } = update(state, 'files-apps', { both: true, options: { exportCustomRoutes: false } });
    expect(optionsOf(peering)).toEqual([
      { ...FILES, exportCustomRoutes: false },
      { ...APPS, importCustomRoutes: false },
    ]);
  });

  test('that both sides share change on both', () => {
    const { peering } = update(state, 'files-apps', { options: { stackType: 'IPV4_ONLY' } });
    expect(optionsOf(peering).map(({ stackType }) => stackType)).toEqual(['IPV4_ONLY', 'IPV4_ONLY']);
  });

  test('with the values that they have change nothing', () => {
    expect(update(state, 'files-apps', { options: { exportCustomRoutes: true } }).state).toBe(state);
  });

  test('of another owner are refused', () => {
    const { state: two } = acrossAccounts();
    const own = update(two, 'shop-cache', { actor: 'dragonfly', options: { dns: false } });
    expect(optionsOf(own.peering)).toEqual([{ dns: true }, { dns: false }]);
    expect(refusal(two, 'shop-cache', { side: 'cache', options: { dns: false } })).toEqual({
      exit: 3,
      code: 'not-owner',
      message: 'VPC cache belongs to dragonfly, who decides about --dns on its side; you act as netops',
      hint: 'to act for dragonfly, add --as dragonfly --side cache',
    });
    expect(refusal(two, 'shop-cache', { both: true, options: { dns: false } })).toMatchObject({
      code: 'not-owner',
    });
  });

  test('of another provider, and sides that are none, are usage errors', () => {
    expect(refusal(state, 'files-apps', { options: { dns: true } })).toMatchObject({ exit: 2 });
    expect(refusal(state, 'files-apps', { options: { stackType: 'IPV5' } })).toMatchObject({ exit: 2 });
    expect(refusal(state, 'files-apps', { side: 'shop', options: { stackType: 'IPV4_ONLY' } })).toMatchObject(
      {
        exit: 2,
        hint: 'its sides are files and apps',
      },
    );
    expect(refusal(onePeering(), 'seoul-osaka', { options: { dns: true } })).toMatchObject({ exit: 2 });
  });

  test('of a peering that has ended, or is being deleted, cannot change', () => {
    const asked = peered(twoRegions(), 'seoul', 'osaka').state;
    const rejected = rejectPeering(asked, 'seoul-osaka', 'netops' as Owner).state;
    expect(refusal(rejected, 'seoul-osaka', { options: { dns: true } })).toEqual({
      exit: 3,
      code: 'ended',
      message: 'Peering seoul-osaka is rejected, so it cannot be changed',
      hint: 'to create it again, run `peerway peering create seoul osaka --via aws`',
    });
    const deleting = observePeering(asked, 'seoul-osaka' as Name, { status: 'deleting' });
    expect(refusal(deleting, 'seoul-osaka', { options: { dns: true } })).toMatchObject({ exit: 5 });
  });
});

describe('CIDRs that are left out', () => {
  const { state } = acrossAccounts();
  const PODS = cidrs('10.2.0.0/16');
  const routed = (at: State, vpc: string) =>
    routedOfVpc(at, at.peerings.get('shop-cache' as Name) as Peering, vpc as Name);
  const without = () => update(state, 'shop-cache', { withoutCidrs: PODS }).state;

  test('are not routed, and belong to the side that has them', () => {
    expect(routed(without(), 'shop')).toEqual(['10.1.0.0/16', '2001:db8:1::/56']);
    expect(routed(without(), 'cache')).toEqual(routed(state, 'cache'));
    const theirs = update(state, 'shop-cache', { withoutCidrs: cidrs('2001:db8:2::/56') }).peering;
    expect(theirs.accepter.withoutCidrs).toEqual(['2001:db8:2::/56']);
  });

  test('are kept when another is added, and when the VPC gets more', () => {
    const { peering } = update(without(), 'shop-cache', { withoutCidrs: cidrs('10.1.0.0/16') });
    expect(peering.requester.withoutCidrs).toEqual(['10.1.0.0/16', '10.2.0.0/16']);
  });

  test('are forgotten with the CIDR of the VPC', () => {
    const none = { addCidrs: [], addSubnets: [], removeSubnets: [], removeCidrs: [] };
    const smaller = updateVpc(specs, without(), 'shop', { ...none, removeCidrs: PODS }).state;
    expect(smaller.peerings.get('shop-cache' as Name)?.requester).not.toHaveProperty('withoutCidrs');
    const again = updateVpc(specs, smaller, 'shop', { ...none, addCidrs: PODS });
    expect(again.warnings.join()).toContain('until dragonfly accepts the change');
  });

  test('still count for the overlaps that the cloud checks', () => {
    const add = { addCidrs: PODS, addSubnets: [], removeSubnets: [], removeCidrs: [] };
    expect(() => updateVpc(specs, without(), 'cache', add)).toThrow('The CIDRs of the two VPCs overlap');
  });

  test('are connected again at once by the other owner, and else once they have agreed', () => {
    const theirs = update(without(), 'shop-cache', { actor: 'dragonfly', withCidrs: PODS });
    expect(routed(theirs.state, 'shop')).toEqual(routed(state, 'shop'));
    const ours = update(without(), 'shop-cache', { withCidrs: PODS });
    expect(routed(ours.state, 'shop')).toEqual(routed(without(), 'shop'));
    expect(ours.warnings.join()).toContain('`peerway peering accept shop-cache --as dragonfly --apply`');
    const agreed = acceptPeering(specs, ours.state, {
      ...{ name: 'shop-cache', actor: 'dragonfly' as Owner, options: {} },
    });
    expect(routed(agreed.state, 'shop')).toEqual(routed(state, 'shop'));
  });

  test('have to exist, and must leave something that both sides can use', () => {
    expect(refusal(state, 'shop-cache', { withoutCidrs: cidrs('10.9.0.0/16') })).toMatchObject({
      exit: 4,
      message: 'Neither VPC shop nor VPC cache has the CIDR 10.9.0.0/16',
    });
    expect(refusal(state, 'shop-cache', { withCidrs: PODS })).toMatchObject({
      exit: 4,
      hint: 'it leaves out no CIDR',
    });
    const all = cidrs('192.168.0.0/20', '2001:db8:1::/56');
    expect(refusal(state, 'shop-cache', { withoutCidrs: all })).toMatchObject({
      exit: 3,
      code: 'nothing-left',
    });
  });

  test('are a matter of clouds that route by CIDR', () => {
    expect(refusal(onePeering(), 'seoul-osaka', { withoutCidrs: cidrs('10.0.0.0/16') })).toMatchObject({
      exit: 2,
      message:
        '--without-cidr cannot be used with a peering via wireguard: WireGuard always connects whole VPCs',
    });
  });
});
