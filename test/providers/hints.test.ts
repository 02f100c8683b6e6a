/** Hints with commands that name objects at a provider: complete, and quoted for a shell. */
import { expect, test } from 'vitest';
import { incomingRequest, throwUnlessApplied } from '../../src/commands/peering/take-in.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import { azure, withCloudVpc } from '../support/cloud-plans.ts';
import { errorOf } from '../support/errors.ts';
import { AzureCloud, vnetId } from './azure-cloud.ts';
import { azureSite, HUB, SPOKE, SPOKE_ID } from './azure-operator.ts';
import { type Item, tagOf } from './ec2-model.ts';
import { hub, seoul, vnetOperator, vpcOperator } from './vpc-plan.ts';

const OPEN = {
  allowVirtualNetworkAccess: true,
  allowForwardedTraffic: false,
  allowGatewayTransit: false,
  useRemoteGateways: false,
};

test.each([
  ['Hub-To-Spoke', ''],
  ['hub-to-spoke', ' --name hub-to-spoke'],
])('a half %s that waits for a VNet outside the plan', async (name, flag) => {
  const other = { ...HUB, group: 'network(core)' };
  const cloud = new AzureCloud([
    { ...SPOKE, prefixes: ['10.6.0.0/16'] },
    { ...other, prefixes: ['10.7.0.0/16'] },
  ]);
  cloud.put(SPOKE_ID, name, { ...OPEN, remote: vnetId(other) });
  const provider = azure('1', 'rg-apps', 'spoke-vnet');
  const site = azureSite(withCloudVpc(EMPTY_STATE, 'spoke', { cidrs: ['10.6.0.0/16'], provider }), cloud);
  const id = `${SPOKE.subscription}/rg-apps/spoke-vnet/${name}`;
  const error = await errorOf(incomingRequest(id, 'accept', { access: {} }, site.op.ports));
  expect([error.exit, error.code]).toEqual([3, 'not-accepter']);
  expect(error.hint).toContain(`--resource-group 'network(core)' --vnet hub-vnet --cidr <cidr>\``);
  expect(error.hint).toContain(`peerway peering create spoke <name> --via azure${flag} --apply\``);
});

test('an id of a request is quoted in the command that answers it', async () => {
  const refused = async () => throwUnlessApplied(EMPTY_STATE, 'a/network(core)/hub/x', 'reject');
  expect((await errorOf(refused())).hint).toContain(
    "`peerway peering reject 'a/network(core)/hub/x' --apply`",
  );
});

test('a VNet of others with the name is imported from its subscription and group', async () => {
  const { create, model } = vnetOperator();
  const addressSpace = { addressPrefixes: ['10.50.0.0/16'] };
  model.vnets.push({ name: 'hub', tags: {}, addressSpace, subnets: [], virtualNetworkPeerings: [] });
  const resourceGroup = 'network(core)';
  const error = await errorOf(create(hub({ ids: { ...hub().ids, resourceGroup } })));
  expect(error.hint).toContain(
    "`peerway vpc import hub --from-azure --subscription 0b1f6471-1bf0-4dda-aec3-cb9272f09590 --resource-group 'network(core)'`",
  );
});

test('an internet gateway that is attached elsewhere is detached in its region, if nothing there needs it', async () => {
  const { create, model } = vpcOperator();
  await create();
  const { gateways } = model.region('ap-northeast-2');
  const gateway = gateways.find((item) => tagOf(item, 'peerway:object') === 'internet-gateway') as Item;
  gateway['Attachments'] = [{ VpcId: 'vpc-0123456789abcdef9' }];
  const error = await errorOf(create(seoul()));
  expect([error.exit, error.code]).toEqual([6, 'provider-wrong-state']);
  expect(error.hint).toBe(
    `if it is not needed there, run \`aws ec2 detach-internet-gateway --region ap-northeast-2 --internet-gateway-id ${gateway['InternetGatewayId']} --vpc-id vpc-0123456789abcdef9\``,
  );
});
