/** Whole peerings with the real `az`, for an Azure on loopback. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import { peeringDoctor } from '../../src/commands/peering/doctor.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import { vpcImport } from '../../src/commands/vpc/import.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import { guid } from '../support/cloud-plans.ts';
import { errorOf } from '../support/errors.ts';
import { makeFolder, removeFolder } from '../support/temporary.ts';
import { Arm } from './azure-arm.ts';
import type { AzureCloud } from './azure-cloud.ts';
import { ACCOUNTS, bothVnets, HUB, HUB_ID, NAME, SPOKE, SPOKE_ID, twoVnets } from './azure-operator.ts';
import { CutOff, type Operator, operator } from './operator.ts';
import { describeLongCloud } from './requirements.ts';
import { recordIn } from './scenes.ts';

const INTENT = { timeout: 120_000, access: {} };
const WHOLE = ['spoke-vnet spoke-hub Connected remote', 'hub-vnet spoke-hub Connected transit'];

describeLongCloud('a peering at Azure, across subscriptions', ['az', 'openssl'], () => {
  let folder: string;
  let cloud: AzureCloud;
  let arm: Arm;
  let op: Operator;

  beforeEach(async () => {
    folder = makeFolder('azure');
    cloud = bothVnets();
    arm = new Arm(cloud, ACCOUNTS, folder);
    await arm.start();
    op = operator(twoVnets({ options: { useRemoteGateways: true } }).state, arm.env());
  });
  afterEach(() => {
    arm.stop();
    removeFolder(folder);
  });

  const apply = () => applyPeering(NAME, INTENT, op.ports, false);
  const codes = async () =>
    (await peeringDoctor(NAME, INTENT, op.ports)).value.map(({ side, code }) => `${side} ${code}`);
  const untilDone = async (run: () => Promise<unknown>) => {
    for (let runs = 1; ; runs++) {
      op.lives = 0;
      try {
        await run();
        return runs;
      } catch (caught) {
        if (!(caught instanceof CutOff)) throw caught;
      }
    }
  };

  test('is made and deleted by runs that are cut off after every command', async () => {
    expect(await untilDone(apply)).toBe(3);
    expect(cloud.held()).toEqual(WHOLE);
    expect(recordIn(op.state, NAME)).toMatchObject({ status: 'active', said: { code: 'Connected' } });
    expect(await codes()).toEqual([]);
    expect(await untilDone(() => peeringRemove([NAME], INTENT, op.ports))).toBe(3);
    expect(cloud.held()).toEqual([]);
  });

  test('is made again after one half was deleted, synced, and given its options back', async () => {
    await apply();
    cloud.remove(SPOKE_ID, NAME);
    expect(await codes()).toEqual(['spoke missing', 'hub disconnected']);
    await apply();
    expect(cloud.held()).toEqual(WHOLE);
    cloud.vnet(HUB_ID).prefixes = ['10.7.0.0/16', '10.17.0.0/16', 'fd00:7::/48'];
    cloud.vnet(SPOKE_ID).halves.set(NAME, {
      ...cloud.half(SPOKE_ID, NAME),
      allowVirtualNetworkAccess: false,
      useRemoteGateways: false,
    });
    expect(await codes()).toEqual(['spoke options-differ', 'spoke out-of-sync', 'hub cidrs-differ']);
    await apply();
    expect(cloud.held()).toEqual(WHOLE);
    expect(cloud.half(SPOKE_ID, NAME).routed).toContain('10.17.0.0/16');
    expect(await codes()).toEqual(['hub cidrs-differ']);
  });

  test('is explained where Azure refuses it, and where az does not reach the subscription', async () => {
    cloud.addVnet({ ...HUB, subscription: guid('3'), prefixes: ['10.20.0.0/16'] });
    cloud.vnet(SPOKE_ID).prefixes = ['10.6.0.0/16', '10.7.5.0/24'];
    const refused = await errorOf(apply());
    expect(refused).toMatchObject({ exit: 6, code: 'provider-overlap' });
    expect(refused.message).toContain('Overlapping address prefixes: 10.7.0.0/16');
    const foreign = { from: 'azure', only: [], files: [], dryRun: false };
    const values = { subscription: [guid('3')] };
    expect(await errorOf(vpcImport({ ...foreign, selection: { values } }, op.ports))).toMatchObject({
      exit: 6,
      code: 'provider-credentials',
    });
  });

  test('begins with VNets that are imported from both subscriptions', async () => {
    op.state = EMPTY_STATE;
    const selection = { values: { subscription: [...ACCOUNTS.keys()] } };
    const all = { from: 'azure', only: [], files: [], dryRun: false, selection };
    const imported = await vpcImport(all, op.ports);
    expect(imported.value).toMatchObject([
      { name: 'spoke-vnet', change: 'added', cidrs: ['10.6.0.0/16'] },
      { name: 'hub-vnet', change: 'added', cidrs: ['10.7.0.0/16', 'fd00:7::/48'] },
    ]);
    expect(op.state.vpcs.get('hub-vnet' as never)?.provider).toMatchObject({
      subscription: HUB.subscription,
      resourceGroup: HUB.group,
      vnet: HUB.name,
      // A managed identity has one tenant.
      tenant: ACCOUNTS.get(SPOKE.subscription),
    });
  });
});
