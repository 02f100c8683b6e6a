import { describe, expect, test } from 'vitest';
import type { UserError } from '../../../src/errors.ts';
import { addSeconds } from '../../../src/model/instant.ts';
import { expiryOf, type Peering, statusOf } from '../../../src/model/peering.ts';
import { EMPTY_STATE, type State } from '../../../src/model/state.ts';
import { rejectPeering } from '../../../src/model/transitions/answer-peering.ts';
import { expireStale } from '../../../src/model/transitions/expire-stale.ts';
import { observePeering } from '../../../src/model/transitions/observe.ts';
import { deletePeerings } from '../../../src/model/transitions/peering.ts';
import { deleteVpcs, updateVpc, type VpcUpdate } from '../../../src/model/transitions/vpc.ts';
import type { Name, Owner } from '../../../src/model/values.ts';
import { specs } from '../../../src/providers/registry.ts';
import {
  accepted,
  acrossProjects,
  acrossRegions,
  aws,
  gcp,
  peered,
  twoRegions,
  withCloudVpc,
} from '../../support/cloud-plans.ts';
import { cidrs, NOW, onePeering, twoGateways, withPeering } from '../../support/plans.ts';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as UserError).code;
  }
  return 'done';
};

/** What GCP does when nothing is given. */
const GCP_DEFAULTS = {
  exportCustomRoutes: false,
  importCustomRoutes: false,
  exportSubnetRoutesWithPublicIp: true,
  importSubnetRoutesWithPublicIp: false,
  stackType: 'IPV4_ONLY',
};

const update = { addCidrs: [], removeCidrs: [], addSubnets: [], removeSubnets: [] };

const twoOwners = (): State =>
  withCloudVpc(twoRegions(), 'cache', {
    cidrs: ['192.168.0.0/20'],
    provider: aws('eu-west-1', '4', { account: '444455556666' }),
    owner: 'dragonfly',
  });

describe('a peering of two VPCs', () => {
  test('is pending-acceptance until its other side confirms, also where both are of one owner', () => {
    const { state, peering } = peered(twoRegions(), 'seoul', 'osaka');
    expect([statusOf(peering), expiryOf(peering)]).toEqual([
      'pending-acceptance',
      addSeconds(NOW, 7 * 86_400),
    ]);
    const agreed = accepted(state, 'seoul-osaka');
    expect([statusOf(agreed.peering), expiryOf(agreed.peering)]).toEqual(['planned', undefined]);
    expect(agreed.state.peerings.get('seoul-osaka' as Name)).toBe(agreed.peering);
  });

  test('is planned once both sides agree, and active only when it was observed', () => {
    const { state, peering } = acrossRegions();
    expect([statusOf(peering), expiryOf(peering)]).toEqual(['planned', undefined]);
    const seen = observePeering(state, peering.name, { status: 'active' }).peerings.get(peering.name);
    expect(seen && statusOf(seen)).toBe('active');
  });

  test('cannot be set up in both directions by one of two owners', () => {
    expect(codeOf(() => peered(twoOwners(), 'seoul', 'cache', { duplex: true }))).toBe('not-accepter');
  });

  test('is for the other owner to accept or reject, and who asks is the requester', () => {
    const { state, peering } = peered(twoOwners(), 'cache', 'seoul');
    expect(peering.requester.end.name).toBe('seoul');
    expect(codeOf(() => accepted(state, peering.name, 'netops'))).toBe('not-accepter');
    expect(statusOf(accepted(state, peering.name, 'dragonfly').peering)).toBe('planned');
    const rejected = rejectPeering(state, peering.name, 'dragonfly' as Owner);
    expect(statusOf(rejected.peering)).toBe('rejected');
    expect(codeOf(() => accepted(rejected.state, peering.name, 'dragonfly'))).toBe('not-pending');
  });

  test('accepted again is as it was', () => {
    const { state } = acrossRegions();
    expect(accepted(state, 'seoul-osaka').state).toBe(state);
  });

  test('expires after seven days at AWS, and never at GCP', () => {
    const { state } = peered(twoRegions(), 'seoul', 'osaka');
    const day = (days: number) => addSeconds(NOW, days * 86_400);
    expect(expireStale(state, day(6))).toBe(state);
    expect(expireStale(state, day(7)).peerings.get('seoul-osaka' as Name)?.agreement).toEqual({
      kind: 'expired',
    });
    const agreed = accepted(state, 'seoul-osaka').state;
    expect(expireStale(agreed, day(8))).toBe(agreed);
    const { peering } = peered(projects(), 'files', 'apps', { via: 'gcp' });
    expect(expiryOf(peering)).toBeUndefined();
  });

  test('takes the place of an ended one of the same two, and of no other', () => {
    const rejected = rejectPeering(
      peered(twoRegions(), 'seoul', 'osaka').state,
      'seoul-osaka',
      'netops' as Owner,
    );
    const again = peered(rejected.state, 'osaka', 'seoul', { name: 'again' });
    expect([...again.state.peerings.keys()]).toEqual(['again']);
    const more = withCloudVpc(again.state, 'tokyo', {
      cidrs: ['10.9.0.0/16'],
      provider: aws('ap-northeast-1', '5'),
    });
    expect(codeOf(() => peered(more, 'seoul', 'tokyo', { name: 'again' }))).toBe('name-taken');
  });

  test('shares the names of those of gateways', () => {
    const state = withCloudVpc(
      withCloudVpc(twoGateways(), 'east', { cidrs: ['10.50.0.0/16'], provider: aws('us-east-1', '1') }),
      'west',
      { cidrs: ['10.60.0.0/16'], provider: aws('us-west-2', '2') },
    );
    const { state: taken } = peered(state, 'east', 'west', { name: 'link' });
    expect(codeOf(() => withPeering(taken, 'seoul', 'osaka', { name: 'link' }))).toBe('name-taken');
  });

  test('goes with the command that deletes any peering', () => {
    const { state, peerings } = deletePeerings(acrossRegions().state, ['seoul-osaka']);
    expect([state.peerings.size, peerings.length]).toEqual([0, 1]);
  });
});

const projects = (): State =>
  withCloudVpc(
    withCloudVpc(EMPTY_STATE, 'files', { cidrs: ['10.4.0.0/16'], provider: gcp('team-files-1', 'files') }),
    'apps',
    { cidrs: ['10.5.0.0/16'], provider: gcp('team-apps-1', 'apps') },
  );

describe('the route options of GCP', () => {
  const sides = ({ requester, accepter }: Peering) => [requester, accepter];
  const confirmed = (peering: Peering) =>
    [peering.requester, peering.accepter].map((side) => specs.of('gcp').viewSide?.(peering, side));

  test('are those of GCP where nothing is said, on both sides', () => {
    const { peering } = peered(projects(), 'files', 'apps', { via: 'gcp' });
    expect(sides(peering).map(({ options }) => options)).toEqual([GCP_DEFAULTS, GCP_DEFAULTS]);
    expect(confirmed(peering)).toMatchObject([{ confirmed: true }, { confirmed: false }]);
  });

  test('are mirrored when both directions are set up: what one exports the other imports', () => {
    const { peering } = acrossProjects();
    const [ours, theirs] = sides(peering);
    const shared = { ...GCP_DEFAULTS, stackType: 'IPV4_IPV6' };
    expect(ours?.options).toEqual({ ...shared, exportCustomRoutes: true });
    expect(theirs?.options).toEqual({ ...shared, importCustomRoutes: true });
    expect(confirmed(peering)).toMatchObject([{ confirmed: true }, { confirmed: true }]);
  });

  test('are the other side’s own when it confirms', () => {
    const { state } = peered(projects(), 'files', 'apps', {
      via: 'gcp',
      options: { exportCustomRoutes: true },
    });
    const { peering } = accepted(state, 'files-apps', 'netops', { importCustomRoutes: true });
    const [ours, theirs] = sides(peering);
    expect(ours?.options).toEqual({ ...GCP_DEFAULTS, exportCustomRoutes: true });
    expect(theirs?.options).toEqual({ ...GCP_DEFAULTS, importCustomRoutes: true });
    expect(confirmed(peering)).toMatchObject([{ confirmed: true }, { confirmed: true }]);
  });
});

test('confirmed again, a peering takes no other options', () => {
  const { state } = accepted(peered(projects(), 'files', 'apps', { via: 'gcp' }).state, 'files-apps');
  const again = (importCustomRoutes: boolean) => () =>
    accepted(state, 'files-apps', 'netops', { importCustomRoutes });
  expect(codeOf(again(false))).toBe('done');
  expect(codeOf(again(true))).toBe('not-pending');
});

test('gateways of the same two VPCs that are peered too are warned about', () => {
  const state = onePeering();
  const vpcs = [...state.vpcs.values()].map((vpc, at) => ({
    ...vpc,
    provider: aws('eu-west-1', String(at + 1)),
  }));
  const both = { ...state, vpcs: new Map(vpcs.map((vpc) => [vpc.name, vpc])) };
  expect(peered(both, 'seoul', 'osaka', { name: 'direct', duplex: true }).warnings).toEqual([
    'gateways of seoul and osaka are peered, too; once this peering carries the traffic, run `peerway peering delete seoul-osaka`',
  ]);
});

describe('a VPC that a cloud peers', () => {
  test('is not deleted before its peering is, and takes ended ones along', () => {
    const { state } = peered(twoRegions(), 'seoul', 'osaka');
    expect(codeOf(() => deleteVpcs(state, ['osaka']))).toBe('vpc-in-use');
    const rejected = rejectPeering(state, 'seoul-osaka', 'netops' as Owner).state;
    expect(deleteVpcs(rejected, ['osaka']).peerings.size).toBe(0);
  });

  test('takes no CIDR that would break the peering', () => {
    const { state } = acrossRegions();
    const grow = (cidr: string) => () =>
      updateVpc(specs, state, 'seoul', { ...update, addCidrs: cidrs(cidr) });
    expect(codeOf(grow('172.31.128.0/17'))).toBe('vpc-cidrs-overlap');
    expect(codeOf(grow('172.30.0.0/16'))).toBe('done');
  });

  test('is in the plan once', () => {
    const again = (digit: string) => () =>
      withCloudVpc(twoRegions(), 'more', { cidrs: ['10.7.0.0/16'], provider: aws('eu-west-1', digit) });
    expect(codeOf(again('1'))).toBe('provider-id-taken');
    expect(codeOf(again('3'))).toBe('done');
    const become = (vpcId: string) => () =>
      updateVpc(specs, twoRegions(), 'seoul', { ...update, provider: { ids: { vpcId } } });
    expect(codeOf(become(`vpc-${'2'.repeat(17)}`))).toBe('provider-id-taken');
    expect(codeOf(become(`vpc-${'3'.repeat(17)}`))).toBe('done');
    const network = () =>
      withCloudVpc(projects(), 'more', { cidrs: ['10.7.0.0/16'], provider: gcp('team-files-1', 'files') });
    expect(codeOf(network)).toBe('provider-id-taken');
  });

  test('of another owner without its account is warned about', () => {
    const warned = (account: string | undefined) => {
      const { account: _, ...known } = aws('eu-west-1', '4');
      const provider = account === undefined ? known : { ...known, account };
      const plan = { cidrs: ['192.168.0.0/20'], provider, owner: 'dragonfly' };
      return peered(withCloudVpc(twoRegions(), 'cache', plan), 'seoul', 'cache').warnings.join();
    };
    expect(warned(undefined)).toContain('peerway vpc update cache --account <id>');
    expect(warned('444455556666')).not.toContain('--account');
  });

  test('stays the VPC that it is, and may be given ids that were not known', () => {
    const { account: _, ...known } = aws('ap-northeast-2', '1');
    const plan = withCloudVpc(
      withCloudVpc(EMPTY_STATE, 'seoul', { cidrs: ['10.0.0.0/16'], provider: known }),
      'osaka',
      { cidrs: ['172.31.0.0/16'], provider: aws('ap-northeast-3', '2') },
    );
    const { state } = peered(plan, 'seoul', 'osaka');
    const given = (ids: NonNullable<VpcUpdate['provider']>['ids']) => () =>
      updateVpc(specs, state, 'seoul', { ...update, provider: { ids } });
    expect(codeOf(given({ vpcId: 'vpc-99999999999999999' }))).toBe('provider-in-use');
    expect(codeOf(given({ region: 'eu-west-1' }))).toBe('provider-in-use');
    expect(codeOf(given({ account: '111122223333', routeTables: ['rtb-99999999999999999'] }))).toBe('done');
    const rejected = rejectPeering(state, 'seoul-osaka', 'netops' as Owner).state;
    expect(
      codeOf(() =>
        updateVpc(specs, rejected, 'seoul', { ...update, provider: { ids: { region: 'eu-west-1' } } }),
      ),
    ).toBe('done');
    const files = acrossProjects().state;
    const network = () =>
      updateVpc(specs, files, 'files', { ...update, provider: { ids: { network: 'other' } } });
    expect(codeOf(network)).toBe('provider-in-use');
  });

  test('hands its side of the peering on with itself, and stays in its cloud', () => {
    const { state } = peered(twoRegions(), 'seoul', 'osaka');
    const moved = updateVpc(specs, state, 'osaka', { ...update, owner: 'bob' as Owner }).state;
    expect(moved.peerings.get('seoul-osaka' as Name)?.accepter.owner).toBe('bob');
    const leave = () =>
      updateVpc(specs, state, 'osaka', { ...update, provider: { kind: 'generic', ids: {} } });
    expect(codeOf(leave)).toBe('provider-in-use');
  });
});

test('peerings beyond what a cloud usually allows are warned about', () => {
  let state = withCloudVpc(EMPTY_STATE, 'hub', {
    cidrs: ['10.0.0.0/16'],
    provider: gcp('team-hub-1', 'hub'),
  });
  const warnings: (readonly string[])[] = [];
  for (let at = 1; at <= 26; at++) {
    const spoke = { cidrs: [`10.${at}.0.0/16`], provider: gcp('team-hub-1', `spoke${at}`) };
    const made = peered(withCloudVpc(state, `spoke${at}`, spoke), 'hub', `spoke${at}`, {
      via: 'gcp',
      duplex: true,
    });
    warnings.push(made.warnings);
    state = made.state;
  }
  expect(warnings.slice(0, 25).flat()).toEqual([]);
  expect(warnings[25]).toEqual(['VPC hub has 26 peerings; GCP allows 25 unless the quota was raised']);
});
