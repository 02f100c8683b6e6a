/** Peerings at Azure: what is refused, what is found, and what is said of it. */
import { describe, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import { peeringDoctor } from '../../src/commands/peering/doctor.ts';
import { peeringRefresh } from '../../src/commands/peering/refresh.ts';
import { rejectApplied } from '../../src/commands/peering/reject-applied.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import { peeringRequests } from '../../src/commands/peering/requests.ts';
import { acceptIncoming } from '../../src/commands/peering/take-in.ts';
import { type Vpc, withEntry } from '../../src/model/state.ts';
import { observePeering } from '../../src/model/transitions/observe.ts';
import { updatePeering } from '../../src/model/transitions/update-peering.ts';
import type { Name, Owner } from '../../src/model/values.ts';
import { azureProgram } from '../../src/providers/azure/errors.ts';
import { specs } from '../../src/providers/registry.ts';
import { accepted, azure, guid, peered, withCloudVpc } from '../support/cloud-plans.ts';
import { errorOf } from '../support/errors.ts';
import { memoryState } from '../support/ports.ts';
import { ArmError, type Flags, vnetId } from './azure-cloud.ts';
import {
  ACCOUNTS,
  type AzureSite,
  azureSite,
  bothVnets,
  HUB,
  HUB_ID,
  NAME,
  SPOKE,
  SPOKE_ID,
  twoVnets,
} from './azure-operator.ts';
import { recordIn } from './scenes.ts';

const INTENT = { timeout: 0, access: {} };
const PLAIN: Flags = {
  allowVirtualNetworkAccess: true,
  allowForwardedTraffic: false,
  allowGatewayTransit: false,
  useRemoteGateways: false,
};

const apply = ({ op }: AzureSite, more: object = {}) =>
  applyPeering(NAME, { ...INTENT, ...more }, op.ports, false);
const record = ({ op }: AzureSite) => recordIn(op.state, NAME);
const findings = async ({ op }: AzureSite) =>
  (await peeringDoctor(NAME, INTENT, op.ports)).value.map(({ side, code, what, fix, isNote }) => ({
    at: `${side} ${code}`,
    what,
    fix,
    isNote,
  }));
const codes = async (site: AzureSite) => (await findings(site)).map(({ at }) => at);

describe('across two owners', () => {
  const other = () => azureSite(twoVnets({ duplex: false, owner: 'bob' }).state);

  test('a request creates one half, which waits; the other one connects both', async () => {
    const site = other();
    await apply(site);
    expect(site.cloud.held()).toEqual(['spoke-vnet spoke-hub Initiated']);
    expect(record(site)).toMatchObject({ status: 'pending-acceptance', said: { code: 'Initiated' } });
    expect(await codes(site)).toEqual(['spoke one-sided']);
    site.op.state = accepted(site.op.state, NAME, 'bob').state;
    await apply(site);
    expect(site.changes).toEqual(['create spoke-vnet', 'create hub-vnet']);
    expect(record(site)).toMatchObject({
      status: 'active',
      said: { code: 'Connected', message: 'FullyInSync' },
    });
  });

  test('a half does not use gateways until the other owner lends them', async () => {
    const options = { useRemoteGateways: true };
    const site = azureSite(twoVnets({ duplex: false, owner: 'bob', options }).state);
    await apply(site);
    expect(site.cloud.held()).toEqual(['spoke-vnet spoke-hub Initiated']);
    expect(() => accepted(site.op.state, NAME, 'bob')).toThrow(
      'VPC spoke uses the gateways of hub, which does not allow gateway transit',
    );
    site.op.state = accepted(site.op.state, NAME, 'bob', { allowGatewayTransit: true }).state;
    await apply(site);
    expect(site.changes).toEqual(['create spoke-vnet', 'create hub-vnet', 'update spoke-vnet']);
    expect(site.cloud.held()).toEqual([
      'spoke-vnet spoke-hub Connected remote',
      'hub-vnet spoke-hub Connected transit',
    ]);
  });

  test('each applies one side with a login of its own; a disconnected half is made again by both', async () => {
    const site = other();
    site.op.state = accepted(site.op.state, NAME, 'bob').state;
    const only = (id: string) => new Map([...ACCOUNTS].filter(([one]) => one === id));
    const [mine, theirs] = [SPOKE, HUB].map(({ subscription }) =>
      azureSite(site.op.state, site.cloud, only(subscription)),
    ) as [AzureSite, AzureSite];
    // Nothing connects until the other owner has applied the other side.
    expect(await errorOf(apply(mine, { side: 'spoke' }))).toMatchObject({
      exit: 7,
      code: 'provider-timeout',
    });
    await apply(theirs, { side: 'hub' });
    await apply(mine, { side: 'spoke' });
    expect(record(mine)?.status).toBe('active');
    expect(record(theirs)?.status).toBe('active');

    await peeringRemove([NAME], { ...INTENT, side: 'hub' as Name }, theirs.op.ports);
    await peeringRefresh([NAME], { ...INTENT, side: 'spoke' as Name }, mine.op.ports);
    expect(record(mine)).toMatchObject({ status: 'inactive', said: { code: 'Disconnected' } });
    theirs.op.state = site.op.state;
    const failed = await errorOf(apply(theirs, { side: 'hub' }));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-wrong-state' });
    expect(failed.message).toContain('RemotePeeringIsDisconnected');
    expect(await errorOf(apply(mine, { side: 'spoke' }))).toMatchObject({ code: 'provider-timeout' });
    await apply(theirs, { side: 'hub' });
    expect(site.cloud.held()).toEqual(['spoke-vnet spoke-hub Connected', 'hub-vnet spoke-hub Connected']);
  });
});

describe('with a login that reaches only the own side', () => {
  const only = ({ subscription }: { readonly subscription: string }) =>
    new Map([...ACCOUNTS].filter(([id]) => id === subscription));

  test('a request needs no more, and says what the other owner has to do', async () => {
    const { state } = twoVnets({ duplex: false, owner: 'bob' });
    const site = azureSite(state, bothVnets(), only(SPOKE));
    const { next, value } = (await apply(site)) as unknown as {
      next: string[];
      value: { status: string };
    };
    expect(value.status).toBe('pending-acceptance');
    expect(next[0]).toContain('bob must accept it: run `peerway peering accept spoke-hub --as bob --apply`');
    site.op.state = accepted(site.op.state, NAME, 'bob').state;
    await apply(site, { timeout: 20_000 });
    expect(record(site)?.status).toBe('inactive');
    expect(site.changes).toEqual(['create spoke-vnet']);
    expect(await codes(site)).toEqual(['spoke one-sided']);
  });

  test('halves that wait are listed with the networks that Azure shows', async () => {
    const site = azureSite(twoVnets({ duplex: false, owner: 'bob' }).state);
    await apply(site);
    const { value } = await peeringRequests({ access: {} }, site.op.ports);
    expect(value).toMatchObject([
      {
        id: `${SPOKE.subscription}/rg-apps/spoke-vnet/spoke-hub`,
        via: 'azure',
        requester: { vpc: 'spoke', cidrs: ['10.6.0.0/16'] },
        accepter: { vpc: 'hub', owner: 'bob', cidrs: ['10.7.0.0/16', 'fd00:7::/48'] },
        peering: NAME,
        code: 'Initiated',
      },
    ]);
  });
});

/** Our hub, and the VNet of bob with a half that we have not asked for. */
function incoming(name: string) {
  const { state } = twoVnets({ duplex: false, owner: 'netops' });
  const theirs = { ...(state.vpcs.get('spoke' as Name) as Vpc), owner: 'bob' as Owner };
  const site = azureSite({ ...state, vpcs: withEntry(state.vpcs, theirs.name, theirs), peerings: new Map() });
  site.cloud.put(SPOKE_ID, name, { ...PLAIN, remote: HUB_ID });
  return site;
}

const TO_HUB = `${SPOKE.subscription}/rg-apps/spoke-vnet/to-hub`;

describe('a half that another owner has created', () => {
  test.each([
    ['by its name', 'to-hub', 'to-hub', 'to-hub'],
    ['by its id', 'to-hub', TO_HUB, 'to-hub'],
    [
      'under another name than the plan can have',
      'To_Hub',
      `${SPOKE.subscription}/rg-apps/spoke-vnet/To_Hub`,
      'spoke-hub',
    ],
  ])('is accepted %s: our half connects both', async (_, half, id, name) => {
    const site = incoming(half);
    const taken = await acceptIncoming({ id, names: {}, options: {} }, INTENT, site.op.ports);
    expect(taken.value).toMatchObject({
      name,
      status: 'active',
      requester: { vpc: 'spoke', owner: 'bob' },
      accepter: { vpc: 'hub', owner: 'netops' },
    });
    expect(site.changes).toEqual(['create hub-vnet']);
    expect(site.cloud.held()).toEqual([`spoke-vnet ${half} Connected`, `hub-vnet ${name} Connected`]);
  });

  test('is not accepted by another owner', async () => {
    const site = incoming('to-hub');
    const ports = { ...site.op.ports, state: memoryState(site.op.state, 'eve') };
    const accepting = acceptIncoming({ id: 'to-hub', names: {}, options: {} }, INTENT, ports);
    expect(await errorOf(accepting)).toMatchObject({ exit: 3, code: 'not-accepter' });
    expect(site.changes).toEqual([]);
    expect(ports.state.current.peerings.size).toBe(0);
  });

  test('cannot be rejected at Azure: it has no effect', async () => {
    const site = incoming('to-hub');
    expect(await errorOf(rejectApplied('to-hub', INTENT, site.op.ports))).toMatchObject({
      exit: 3,
      code: 'cannot-reject',
      message: `Azure cannot reject requests: ${TO_HUB} has no effect unless you accept it`,
    });
    expect(site.changes).toEqual([]);
  });
});

test('a request of the plan is rejected in the plan, with the command for the owner of the half', async () => {
  const site = azureSite(twoVnets({ duplex: false, owner: 'bob' }).state);
  await apply(site);
  const ports = { ...site.op.ports, state: memoryState(site.op.state, 'bob') };
  const rejected = await rejectApplied(NAME, INTENT, ports);
  expect(rejected).toMatchObject({
    value: { status: 'rejected' },
    warnings: [],
    next: [
      'Azure cannot reject requests: if the half of spoke exists there, it has no effect until netops deletes it with `peerway peering delete spoke-hub --as netops --apply`',
    ],
  });
  const removed = { ...site.op.ports, state: memoryState(ports.state.current) };
  await peeringRemove([NAME], INTENT, removed);
  expect(site.cloud.held()).toEqual([]);
});

describe('an option', () => {
  test('is changed in place, with the rules of both sides', async () => {
    const site = azureSite(twoVnets().state);
    await apply(site);
    const change = { name: NAME, actor: 'netops' as never, both: false, withoutCidrs: [], withCidrs: [] };
    const use = { useRemoteGateways: true };
    const alone = () => updatePeering(specs, site.op.state, { ...change, options: use });
    expect(alone).toThrow('which does not allow gateway transit');
    site.op.state = updatePeering(specs, site.op.state, { ...change, options: use, both: true }).state;
    await apply(site);
    expect(site.changes.slice(2)).toEqual(['update hub-vnet', 'update spoke-vnet']);
    expect(site.cloud.held()).toEqual([
      'spoke-vnet spoke-hub Connected remote',
      'hub-vnet spoke-hub Connected transit',
    ]);
  });

  test('is given back when the change of the other side is refused', async () => {
    const site = azureSite(twoVnets({ options: { useRemoteGateways: true } }).state);
    site.cloud.put(SPOKE_ID, NAME, { ...PLAIN, remote: HUB_ID });
    site.cloud.put(HUB_ID, NAME, { ...PLAIN, allowVirtualNetworkAccess: false, remote: SPOKE_ID });
    site.endings.push('done', { stderr: 'ERROR: (AuthorizationFailed) No.\n' });
    expect(await errorOf(apply(site))).toMatchObject({ exit: 6, code: 'provider-denied' });
    expect(site.changes).toEqual(['update hub-vnet', 'update hub-vnet']);
    expect(site.cloud.held()).toEqual([
      'spoke-vnet spoke-hub Connected',
      'hub-vnet spoke-hub Connected closed',
    ]);
  });
});

describe('of others', () => {
  const withHalf = (name: string, flags: Partial<Flags> = {}) => {
    const site = azureSite(twoVnets().state);
    site.cloud.put(HUB_ID, name, { ...PLAIN, ...flags, remote: SPOKE_ID });
    return site;
  };

  test('a half under another name counts, and stays when the peering goes', async () => {
    const site = withHalf('by-hand');
    await apply(site);
    expect(site.cloud.held()).toEqual(['spoke-vnet spoke-hub Connected', 'hub-vnet by-hand Connected']);
    expect(record(site)?.status).toBe('active');
    expect(await codes(site)).toEqual([]);
    await peeringRemove([NAME], INTENT, site.op.ports);
    expect(site.cloud.held()).toEqual(['hub-vnet by-hand Disconnected']);
    expect(site.op.shown.join('\n')).toContain(
      'hub: the peering by-hand with VNet spoke-vnet in rg-apps is another one and stays',
    );
  });

  test('a half with other options is neither changed nor replaced', async () => {
    const site = withHalf('by-hand', { allowVirtualNetworkAccess: false });
    const failed = await errorOf(apply(site));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-name-taken' });
    expect(failed.hint).toContain('az network vnet peering delete --name by-hand --resource-group network');
    expect(site.changes).toEqual([]);
  });

  test('a peering of single subnets is refused, and says why', async () => {
    const site = withHalf(NAME);
    const half = site.cloud.half(HUB_ID, NAME);
    site.cloud.vnet(HUB_ID).halves.set(NAME, { ...half, isOfSubnets: true });
    const failed = await errorOf(apply(site));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-subnet-peering' });
    expect(failed.message).toContain('connects single subnets, which peerway does not manage');
    await peeringRemove([NAME], INTENT, site.op.ports);
    expect(site.changes).toEqual([]);
  });

  test('a peering of that name with another VNet stays', async () => {
    const site = azureSite(twoVnets().state);
    site.cloud.addVnet({ ...SPOKE, name: 'third', prefixes: ['10.9.0.0/16'] });
    site.cloud.put(HUB_ID, NAME, { ...PLAIN, remote: vnetId({ ...SPOKE, name: 'third' }) });
    const failed = await errorOf(apply(site));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-name-taken' });
    expect(failed.message).toContain('already has a peering spoke-hub with VNet third in rg-apps');
    await peeringRemove([NAME], INTENT, site.op.ports);
    expect(site.changes).toEqual([]);
  });
});

describe('a third VNet that overlaps', () => {
  const third = { ...SPOKE, name: 'third' };
  const withThird = (prefix: string) => {
    const site = azureSite(twoVnets().state);
    site.cloud.addVnet({ ...third, prefixes: [prefix] });
    site.cloud.put(HUB_ID, 'hub-third', { ...PLAIN, remote: vnetId(third) });
    site.cloud.put(vnetId(third), 'third-hub', { ...PLAIN, remote: HUB_ID });
    return site;
  };

  test('is found before anything is created', async () => {
    const site = withThird('10.6.128.0/24');
    const failed = await errorOf(apply(site));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-overlap' });
    expect(failed.message).toBe(
      '10.6.0.0/16 of spoke overlaps 10.6.128.0/24 of VNet third in rg-apps, which is already peered with hub (hub-third, Connected)',
    );
    expect(site.changes).toEqual([]);
    // Azure would have refused it, too.
    expect(() => site.cloud.put(HUB_ID, NAME, { ...PLAIN, remote: SPOKE_ID })).toThrow(
      'overlaps with address space of third',
    );
  });

  test('still does when it is gone, until the half that it has left is deleted as the doctor says', async () => {
    const site = withThird('10.6.128.0/24');
    site.cloud.removeVnet(vnetId(third));
    expect(await errorOf(apply(site))).toMatchObject({ code: 'provider-overlap' });
    const [found] = await findings(site).then((all) => all.filter(({ at }) => at === 'hub provider-overlap'));
    expect(found?.what).toContain('(hub-third, Disconnected)');
    await site.az.run((found?.fix ?? '').split(' ').slice(1), 60);
    await apply(site);
    expect(record(site)?.status).toBe('active');
  });

  test('and one that was left behind by a deleted VNet is a note', async () => {
    const site = withThird('10.9.0.0/16');
    site.cloud.removeVnet(vnetId(third));
    await apply(site);
    expect(await findings(site)).toMatchObject([
      {
        at: 'hub stale-half',
        what: 'the disconnected peering hub-third with VNet third in rg-apps still reserves 10.9.0.0/16',
        fix: expect.stringContaining('az network vnet peering delete --name hub-third'),
      },
    ]);
  });

  test('that the plan has is named by its peering', async () => {
    const { state } = twoVnets();
    const site = withThird('10.6.128.0/24');
    const planned = withCloudVpc(state, 'third', {
      cidrs: ['10.9.0.0/16'],
      provider: azure('1', 'RG-APPS', 'Third'),
    });
    site.op.state = peered(planned, 'third', 'hub', { via: 'azure', duplex: true }).state;
    const failed = await errorOf(apply(site));
    expect(failed.hint).toBe('if it is not needed, run `peerway peering delete third-hub --apply`');
  });
});

describe('the doctor', () => {
  const whole = async () => {
    const site = azureSite(twoVnets().state);
    await apply(site);
    return site;
  };

  test('finds an address space that was not synced, and the fix syncs it', async () => {
    const site = await whole();
    site.cloud.vnet(HUB_ID).prefixes = ['10.7.0.0/16', '10.17.0.0/16', 'fd00:7::/48'];
    await peeringRefresh([NAME], INTENT, site.op.ports);
    expect(record(site)).toMatchObject({ status: 'provisioning', said: { code: 'Connected' } });
    const all = await findings(site);
    expect(all.map(({ at }) => at)).toEqual(['spoke out-of-sync', 'hub cidrs-differ']);
    expect(all[0]).toMatchObject({
      what: 'its half is not in sync with the address space of hub: 10.17.0.0/16',
      fix: 'peerway peering create spoke hub --via azure --apply',
    });
    expect(all[1]).toMatchObject({
      what: 'the VNet has 10.17.0.0/16, which the plan does not know',
      fix: `peerway vpc import hub-vnet --from-azure --subscription ${guid('2')} --resource-group network`,
    });
    await apply(site);
    expect(site.changes.at(-1)).toBe('sync spoke-vnet');
    expect(await codes(site)).toEqual(['hub cidrs-differ']);
    expect(record(site)?.status).toBe('active');
  });

  test('finds a peering that is connected and lets nothing pass', async () => {
    const site = await whole();
    site.cloud.put(HUB_ID, NAME, { ...PLAIN, allowVirtualNetworkAccess: false, remote: SPOKE_ID });
    await peeringRefresh([NAME], INTENT, site.op.ports);
    expect(record(site)).toMatchObject({
      status: 'inactive',
      said: { code: 'Connected', message: 'the half of hub does not allow virtual network access' },
    });
    expect(await findings(site)).toMatchObject([
      {
        at: 'hub options-differ',
        what: 'options differ from the plan: allowVirtualNetworkAccess: nothing passes',
      },
    ]);
  });

  test('finds routes of a subnet that win over the peering', async () => {
    const table = `/subscriptions/${SPOKE.subscription}/resourceGroups/rg-apps/providers/Microsoft.Network/routeTables/apps`;
    const cloud = bothVnets();
    cloud.removeVnet(SPOKE_ID);
    const subnets = [{ name: 'a', addressPrefix: '10.6.1.0/24', routeTable: { id: table } }];
    cloud.addVnet({ ...SPOKE, prefixes: ['10.6.0.0/16'], subnets });
    cloud.tables.set(table, {
      id: table,
      routes: [
        { name: 'default', addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' },
        { name: 'drop', addressPrefix: '10.7.1.0/24', nextHopType: 'None' },
        { name: 'drop-all', addressPrefix: '10.7.0.0/16', nextHopType: 'None' },
        { name: 'detour', addressPrefix: '10.7.0.0/16', nextHopType: 'VirtualAppliance' },
      ],
    });
    const site = azureSite(twoVnets().state, cloud);
    await apply(site);
    expect(await findings(site)).toMatchObject([
      {
        at: 'spoke blackhole',
        what: 'the route drop to 10.7.1.0/24 of hub in apps drops the traffic of the peering',
        fix: expect.stringMatching(/^az network route-table route show --name drop /),
        isNote: true,
      },
      {
        at: 'spoke blackhole',
        fix: expect.stringMatching(/^az network route-table route show --name drop-all /),
        isNote: false,
      },
      {
        at: 'spoke route-elsewhere',
        what: 'the route detour to 10.7.0.0/16 of hub in apps leads to VirtualAppliance instead of the peering',
        fix: expect.stringMatching(/^az network route-table route show --name detour /),
      },
    ]);
  });

  test('finds a VNet that is gone; the half that it has left can be deleted', async () => {
    const site = await whole();
    site.cloud.removeVnet(HUB_ID);
    expect(await codes(site)).toEqual(['hub provider-no-such-id', 'spoke disconnected']);
    expect(await errorOf(apply(site))).toMatchObject({ exit: 6, code: 'provider-no-such-id' });
    await peeringRemove([NAME], INTENT, site.op.ports);
    expect(site.cloud.held()).toEqual([]);
    expect(record(site)).toBeUndefined();
  });

  test('finds the half that an ended peering has left behind', async () => {
    const site = await whole();
    site.op.state = observePeering(site.op.state, NAME as Name, { status: 'failed' });
    expect(await codes(site)).toEqual(['spoke ended', 'spoke left-behind', 'hub left-behind']);
  });
});

describe('a command that Azure cannot carry out yet', () => {
  test.each([
    ['AnotherOperationInProgress', 429],
    ['ReferencedResourceNotProvisioned', 400],
    ['Conflict', 409],
  ])('is tried again: %s', async (code, status) => {
    const site = azureSite(twoVnets().state);
    site.cloud.refusals.push(new ArmError(status, code, 'Try again.'));
    await apply(site, { timeout: 20_000 });
    expect(site.changes).toEqual(['create spoke-vnet', 'create spoke-vnet', 'create hub-vnet']);
    expect(record(site)?.status).toBe('active');
  });

  test('two runs for one VNet go one after the other', async () => {
    const site = azureSite(twoVnets().state);
    site.cloud.addVnet({ ...SPOKE, name: 'third', prefixes: ['10.9.0.0/16'] });
    const planned = withCloudVpc(site.op.state, 'third', {
      cidrs: ['10.9.0.0/16'],
      provider: azure('1', 'rg-apps', 'third'),
    });
    site.op.state = peered(planned, 'third', 'hub', { via: 'azure', duplex: true }).state;
    const how = { ...INTENT, timeout: 20_000 };
    await Promise.all([NAME, 'third-hub'].map((name) => applyPeering(name, how, site.op.ports, false)));
    expect(site.cloud.held().sort()).toEqual([
      'hub-vnet spoke-hub Connected',
      'hub-vnet third-hub Connected',
      'spoke-vnet spoke-hub Connected',
      'third third-hub Connected',
    ]);
  });
});

test('takes its half back when the other is refused, and says why', async () => {
  const site = azureSite(twoVnets().state);
  site.cloud.unlinked.add(SPOKE.subscription);
  const failed = await errorOf(apply(site));
  expect(failed).toMatchObject({ exit: 6, code: 'provider-denied' });
  expect(failed.message).toContain(
    "On hub's side: the account has no right on the VNet of the other side, or no login to its tenant",
  );
  expect(failed.problems[0]?.details).toContain('undone: 1 of 1 command');
  expect(site.cloud.held()).toEqual([]);
});

test.each<[string, (site: AzureSite) => void, string]>([
  [
    'a subscription that az is not logged in to',
    (site) => (site.az.accounts as Map<string, string>).delete(HUB.subscription),
    'provider-credentials',
  ],
  [
    'no login',
    (site) => {
      site.az.refusal = "ERROR: Please run 'az login' to setup account.";
    },
    'provider-credentials',
  ],
])('nothing is changed with %s', async (_, prepare, code) => {
  const site = azureSite(twoVnets().state, bothVnets(), new Map(ACCOUNTS));
  prepare(site);
  const failed = await errorOf(apply(site));
  expect(failed).toMatchObject({ exit: 6, code });
  expect(failed.hint).toContain('az login');
  expect(failed.problems[0]?.details).toContain('nothing was changed');
  expect(site.changes).toEqual([]);
});

describe('ids', () => {
  test('are compared without regard to case', async () => {
    const { state } = twoVnets();
    expect(() =>
      withCloudVpc(state, 'again', { cidrs: ['10.20.0.0/16'], provider: azure('2', 'NETWORK', 'Hub-VNet') }),
    ).toThrow('VPC hub already has the ID');
    const site = azureSite(state);
    // Azure writes the id of the other VNet in its own way.
    site.cloud.put(SPOKE_ID.toLowerCase(), NAME, {
      ...PLAIN,
      remote: HUB_ID.toUpperCase().replace('/SUB', '/sub'),
    });
    await apply(site);
    expect(site.changes).toEqual(['create hub-vnet']);
  });
});

describe('errors', () => {
  const of = (code: string, text = 'Text.') => `ERROR: (${code}) ${text}\nCode: ${code}\nMessage: ${text}\n`;

  test.each([
    [of('VnetAddressSpacesOverlap'), 'provider-overlap'],
    [of('VnetAddressSpaceOverlapsWithAlreadyPeeredVnet'), 'provider-overlap'],
    [of('AnotherPeeringAlreadyReferencesRemoteVnet'), 'provider-name-taken'],
    [of('RemotePeeringIsDisconnected'), 'provider-wrong-state'],
    [of('RemoteVnetHasNoGateways'), 'provider-no-gateway'],
    [
      of(
        'Bad',
        'x cannot have UseRemoteGateways flag set to true, because corresponding remote peering has AllowGatewayTransit flag set to false.',
      ),
      'provider-wrong-state',
    ],
    [of('AnotherOperationInProgress'), 'provider-busy'],
    [of('ReferencedResourceNotProvisioned'), 'provider-busy'],
    [of('SubscriptionRequestsThrottled'), 'provider-busy'],
    [of('LinkedAuthorizationFailed'), 'provider-denied'],
    [of('AuthorizationFailed'), 'provider-denied'],
    [of('InvalidAuthenticationTokenTenant'), 'provider-credentials'],
    [of('VirtualNetworkPeeringLimitExceeded'), 'provider-quota'],
    [of('InvalidResourceReference'), 'provider-no-such-id'],
    [of('ResourceGroupNotFound'), 'provider-no-such-id'],
    [of('InvalidResourceName'), 'provider-failed'],
    [
      "ERROR: Subscription 'x' not found. Check the spelling and casing and try again.",
      'provider-credentials',
    ],
    ["ERROR: Please run 'az login' to setup account.", 'provider-credentials'],
    ['ERROR: AADSTS50173: The provided grant has expired.', 'provider-credentials'],
    ["AttributeError: 'NoneType' object has no attribute 'standard_medium'", 'provider-failed'],
    [of('SomethingElse'), 'provider-failed'],
  ])('are explained: %s', (stderr, code) => {
    const explained = azureProgram.explain(stderr);
    expect(explained.code).toBe(code);
    expect(explained.message).toContain('az: ');
    expect(explained.message).not.toContain('ERROR:');
  });

  test.each([
    [1, of('VnetAddressSpacesOverlap'), true],
    [3, of('ResourceNotFound'), true],
    [2, 'ERROR: unrecognized arguments: --x', true],
    [1, "ERROR: Please run 'az login' to setup account.", true],
    [1, of('InternalServerError'), false],
    [1, of('GatewayTimeout'), false],
    [1, "ERROR: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))", false],
    [undefined, of('VnetAddressSpacesOverlap'), false],
  ])('mean that nothing was done, or not: %s %s', (exit, stderr, isCertain) => {
    expect(azureProgram.isRejection({ exit, stderr })).toBe(isCertain);
  });
});

describe('rules for gateways', () => {
  test.each<[Record<string, boolean>, string]>([
    [
      { useRemoteGateways: true, allowGatewayTransit: true },
      'cannot use the gateways of hub and lend it its own',
    ],
  ])('%o', (options, message) => {
    expect(() => twoVnets({ options })).toThrow(message);
  });

  test('a VNet uses the gateways of one other only', () => {
    const { state } = twoVnets({ options: { useRemoteGateways: true } });
    const more = withCloudVpc(state, 'third', {
      cidrs: ['10.9.0.0/16'],
      provider: azure('1', 'rg-apps', 'third'),
    });
    const again = () =>
      peered(more, 'spoke', 'third', { via: 'azure', duplex: true, options: { useRemoteGateways: true } });
    expect(again).toThrow('VPC spoke already uses the gateways of hub, through peering spoke-hub');
  });
});
