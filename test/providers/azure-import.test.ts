/** VNets that are imported from saved output of `az`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guid } from '../support/cloud-plans.ts';
import { type Sandbox, sandbox } from '../support/sandbox.ts';
import { flattened, vnetBody } from './azure-bodies.ts';
import { AzureCloud, vnetId } from './azure-cloud.ts';

const HUB = { subscription: guid('a'), group: 'Network', name: 'Hub.VNet_1' };
const SPOKE = { subscription: guid('b'), group: 'apps', name: 'spoke' };
const TABLE = `/subscriptions/${guid('a')}/resourceGroups/NETWORK/providers/Microsoft.Network/routeTables/apps`;
const GROUP = TABLE.replace('routeTables/apps', 'networkSecurityGroups/web');

function cloudWith(): AzureCloud {
  const subnets = [
    {
      ...{ name: 'web', addressPrefix: '10.7.1.0/24', routeTable: { id: TABLE } },
      networkSecurityGroup: { id: GROUP },
    },
    { name: 'Data Base', addressPrefixes: ['10.7.2.0/24', 'FD00:0007:0:1::/64'], routeTable: { id: TABLE } },
    {
      ...{ name: 'AzureBastionSubnet', addressPrefix: '10.7.3.0/26' },
      networkSecurityGroup: { id: GROUP.toLowerCase() },
    },
  ];
  const cloud = new AzureCloud([
    { ...HUB, prefixes: ['10.7.0.0/16', 'FD00:0007::/48'], subnets },
    { ...SPOKE, prefixes: ['10.6.0.0/16', '10.16.0.0/16'] },
  ]);
  const plain = { allowForwardedTraffic: false, allowGatewayTransit: false, useRemoteGateways: false };
  cloud.put(vnetId(HUB), 'hub-spoke', { ...plain, allowVirtualNetworkAccess: true, remote: vnetId(SPOKE) });
  return cloud;
}

const printed = (cloud: AzureCloud, ...vnets: (typeof HUB)[]): unknown =>
  vnets.map((one) => flattened(vnetBody(cloud, cloud.vnet(vnetId(one)))));

function save(box: Sandbox, name: string, document: unknown): string {
  writeFileSync(join(box.folder, name), JSON.stringify(document));
  return name;
}

const show = async (box: Sandbox, name: string) => JSON.parse(await box.ok(`vpc show ${name} -o json`));

describe('`vpc import --from-azure --file`', () => {
  test('reads several prefixes of both families, subnets, route tables and tenants', async () => {
    const box = sandbox();
    const vnets = save(box, 'vnets.json', printed(cloudWith(), HUB, SPOKE));
    const accounts = save(box, 'accounts.json', [{ id: guid('a').toUpperCase(), tenantId: guid('9') }]);
    await box.ok(`vpc import --from-azure --file ${vnets} --file ${accounts}`);
    expect(await show(box, 'hub-vnet-1')).toMatchObject({
      cidrs: ['10.7.0.0/16', 'fd00:7::/48'],
      provider: {
        kind: 'azure',
        subscription: guid('a'),
        resourceGroup: 'Network',
        vnet: 'Hub.VNet_1',
        tenant: guid('9'),
        routeTables: [TABLE],
        securityGroups: [expect.stringMatching(new RegExp(`^${GROUP}$`, 'i'))],
      },
      subnets: [
        { name: 'web', cidr: '10.7.1.0/24' },
        { name: 'data-base', cidr: '10.7.2.0/24' },
        { name: 'data-base-ipv6', cidr: 'fd00:7:0:1::/64' },
        { name: 'azurebastionsubnet', cidr: '10.7.3.0/26' },
      ],
    });
    expect(await show(box, 'spoke')).toMatchObject({ cidrs: ['10.6.0.0/16', '10.16.0.0/16'] });
  });

  test('keeps the security groups that the operator has chosen', async () => {
    const box = sandbox();
    const vnets = save(box, 'vnets.json', printed(cloudWith(), HUB));
    await box.ok(`vpc import --from-azure --file ${vnets}`);
    const other = GROUP.replace('/web', '/gateways');
    await box.ok(`vpc update hub-vnet-1 --security-group ${other}`);
    await box.ok(`vpc import --from-azure --file ${vnets}`);
    expect(await show(box, 'hub-vnet-1')).toMatchObject({ provider: { securityGroups: [other] } });
  });

  test('reads a single VNet, and warns about a peering that the plan does not know', async () => {
    const box = sandbox();
    const cloud = cloudWith();
    const { halves } = cloud.vnet(vnetId(HUB));
    const half = cloud.half(vnetId(HUB), 'hub-spoke');
    halves.set('hub-spoke', { ...half, isOfSubnets: true });
    const [hub] = printed(cloud, HUB) as unknown[];
    const { stderr } = await box.run(
      `vpc import --from-azure --file ${save(box, 'hub.json', hub)}`.split(' '),
    );
    expect(stderr).toContain(
      'warning: VPC hub-vnet-1 has 1 peering at Azure that the plan does not know and peerway does not import: hub-spoke with spoke (single subnets, which peerway does not manage)',
    );
  });

  test('does not warn about a peering of the plan', async () => {
    const box = sandbox();
    const file = save(box, 'vnets.json', printed(cloudWith(), HUB, SPOKE));
    await box.ok(`vpc import --from-azure --file ${file}`);
    await box.ok('peering create hub-vnet-1 spoke --via azure --name hub-spoke');
    const { stderr } = await box.run(`vpc import --from-azure --file ${file}`.split(' '));
    expect(stderr).toBe('');
  });

  test('knows a VNet again whose ids come in another case, also while it is peered', async () => {
    const box = sandbox();
    const file = save(box, 'vnets.json', printed(cloudWith(), HUB, SPOKE));
    await box.ok(`vpc import --from-azure --file ${file}`);
    await box.ok('peering create hub-vnet-1 spoke --via azure --name hub-spoke');
    const [hub] = printed(cloudWith(), HUB) as { id: string }[];
    const shouted = { ...hub, id: hub?.id.toUpperCase() };
    const again = await box.ok(`vpc import --from-azure --file ${save(box, 'again.json', shouted)} -o json`);
    expect(JSON.parse(again)).toMatchObject([{ name: 'hub-vnet-1', change: 'unchanged' }]);
    expect((await show(box, 'hub-vnet-1')).provider.vnet).toBe('Hub.VNet_1');
  });

  test.each([
    [
      '[{"id":"x","name":"y","addressSpace":{"addressPrefixes":["10.0.0.0/8"]}}]',
      'x is not the ID of a VNet',
    ],
    ['[{"Vpcs":[]}]', 'This is not the output of `az network vnet list` or `az network vnet show`'],
    [`[{"id":"${guid('a')}","tenantId":"${guid('9')}"}]`, 'The document contains no VNets'],
  ])('refuses %s', async (text, message) => {
    const box = sandbox();
    writeFileSync(join(box.folder, 'x.json'), text);
    const { stderr, exit } = await box.run('vpc import --from-azure --file x.json'.split(' '));
    expect(exit).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('`vpc add --provider azure`', () => {
  test.each([
    ['--subscription 1234', 'is not a valid Azure subscription ID'],
    ['--resource-group rg.', 'is not a valid Azure resource group'],
    ['--resource-group=-rg', 'is not a valid Azure resource group'],
    ['--vnet x', 'is not a valid Azure VNet name'],
    ['--vnet -x', 'is not a valid Azure VNet name'],
    ['--tenant contoso', 'is not a valid Azure tenant ID'],
    ['--route-table main', 'is not a valid'],
  ])('refuses %s', async (flags, message) => {
    const box = sandbox();
    const { stderr, exit } = await box.run(
      `vpc add hub --cidr 10.7.0.0/16 --provider azure ${flags}`.split(' '),
    );
    expect(exit).toBe(2);
    expect(stderr).toContain(message);
  });

  test('needs subscription, resource group and VNet for a peering, and says so', async () => {
    const box = sandbox();
    await box.ok('vpc add a --cidr 10.7.0.0/16 --provider azure');
    await box.ok(
      `vpc add b --cidr 10.8.0.0/16 --provider azure --subscription ${guid('A')} --resource-group rg --vnet b-vnet`,
    );
    const { stderr, exit } = await box.run('peering create a b --via azure'.split(' '));
    expect(exit).toBe(3);
    expect(stderr).toContain(
      'The Azure subscription, Azure resource group, and Azure VNet of VPC a are not known',
    );
    expect(stderr).toContain(
      'peerway vpc update a --subscription <id> --resource-group <name> --vnet <name>',
    );
    expect((await show(box, 'b')).provider.subscription).toBe(guid('a'));
  });
});
