/** A VNet of Azure from nothing: created, found, changed, deleted, and cut off at every command. */
import { describe, expect, test } from 'vitest';
import { vpcUpdate } from '../../src/commands/vpc/update.ts';
import { vpcUpdateApplied } from '../../src/commands/vpc/update-applied.ts';
import type { Cidr } from '../../src/model/address/cidr.ts';
import { GENERIC } from '../../src/model/state.ts';
import { parseSubnet } from '../../src/model/subnet.ts';
import { addVpc } from '../../src/model/transitions/vpc.ts';
import type { Name, Owner } from '../../src/model/values.ts';
import { specs } from '../../src/providers/registry.ts';
import { errorOf } from '../support/errors.ts';
import { FAULTS, faultsAt } from './faults.ts';
import type { VnetModel } from './vnet-model.ts';
import { ending, hub, vnetOperator } from './vpc-plan.ts';

const WHOLE = ['hub', 'hub/web', 'hub/db'];
const WHERE = [
  ...['--resource-group', 'network-prod', '--subscription', '0b1f6471-1bf0-4dda-aec3-cb9272f09590'],
  ...['--output', 'none'],
];

test('creates a VNet with its subnets and finds them again', async () => {
  const { create, model, op, vpc } = vnetOperator();
  const created = await create(hub());
  expect(created).toMatchObject({ value: { creation: { status: 'created' }, commandsRun: 3 } });
  expect(model.held()).toEqual(WHOLE);
  expect(vpc('hub')?.provider).toMatchObject({ kind: 'azure', vnet: 'hub', resourceGroup: 'network-prod' });
  expect(op.changes.slice(0, 2)).toEqual([
    [
      ...['network', 'vnet', 'create', '--name', 'hub', '--address-prefixes', '10.50.0.0/16'],
      ...['--tags', 'peerway:vpc=hub', 'peerway:state=0000000000000001', ...WHERE],
    ],
    [
      ...['network', 'vnet', 'subnet', 'create', '--name', 'web', '--vnet-name', 'hub'],
      ...['--address-prefixes', '10.50.1.0/24', ...WHERE],
    ],
  ]);
  const ran = op.changes.length;
  await create(hub());
  expect(op.changes).toHaveLength(ran);
});

test('a CIDR and a subnet that the plan gains are added to the VNet', async () => {
  const { create, model, ports } = vnetOperator();
  await create(hub());
  const more = { addCidrs: ['10.51.0.0/16' as Cidr], addSubnets: [parseSubnet('apps=10.51.1.0/24')] };
  const updated = await vpcUpdate('hub', { ...more, removeCidrs: [], removeSubnets: [] }, ports);
  expect(updated.next.flat()).toContain('to create them at Azure, run `peerway vpc create hub --apply`');
  await create({ ...hub(), cidrs: [], subnets: [] });
  expect(model.vnets[0]?.addressSpace.addressPrefixes).toEqual(['10.50.0.0/16', '10.51.0.0/16']);
  expect(model.held()).toEqual([...WHOLE, 'hub/apps']);
});

test('an update with --apply adds the networks at once, and says which ones stay', async () => {
  const { create, model, ports, op } = vnetOperator();
  await create(hub());
  const how = { timeout: 5000, access: {} };
  const update = {
    addCidrs: ['10.51.0.0/16' as Cidr],
    removeCidrs: [],
    addSubnets: [parseSubnet('apps=10.51.1.0/24')],
    removeSubnets: ['db' as Name],
  };
  const updated = await vpcUpdateApplied('hub', update, how, ports);
  expect(model.vnets[0]?.addressSpace.addressPrefixes).toEqual(['10.50.0.0/16', '10.51.0.0/16']);
  expect(model.held()).toEqual([...WHOLE, 'hub/apps']);
  expect(updated).toMatchObject({ value: { creation: { status: 'created' }, commandsRun: 2 } });
  expect(updated.next.flat()).toEqual([
    'subnet db (10.50.2.0/24) stays at Azure: peerway removes no networks that may be in use; delete it there',
  ]);
  const ran = op.changes.length;
  op.state = addVpc(specs, op.state, {
    ...{ name: 'other' as Name, owner: 'netops' as Owner, provider: GENERIC },
    ...{ cidrs: ['10.60.0.0/16' as Cidr], subnets: [] },
  }).state;
  expect(await errorOf(vpcUpdateApplied('other', update, how, ports))).toMatchObject({
    exit: 3,
    code: 'not-created',
  });
  expect([op.changes.length, op.state.vpcs.get('other' as Name)?.cidrs]).toEqual([ran, ['10.60.0.0/16']]);
});

test.each(faultsAt(3))('a creation with %s at command %i is whole after the next run', async (fault, at) => {
  const { create, model, failAt, heal, vpc } = vnetOperator();
  failAt(at, fault);
  const end = await ending(create(hub()));
  if (end === 6) expect([model.held(), vpc('hub')]).toEqual([[], undefined]);
  heal();
  await create(hub());
  expect(model.held()).toEqual(WHOLE);
  expect(vpc('hub')?.creation?.status).toBe('created');
});

test.each(FAULTS.filter((fault) => fault !== 'quota' && fault !== 'unseen'))(
  'a deletion with %s leaves nothing after the next run',
  async (fault) => {
    const { create, remove, model, failAt, heal, vpc } = vnetOperator();
    await create(hub());
    failAt(0, fault);
    const end = await ending(remove('hub'));
    heal();
    if (end !== 0) await remove('hub');
    expect([model.held(), vpc('hub')]).toEqual([[], undefined]);
  },
);

test.each(['hub', 'HUB'])(
  'a VNet %s that others create after the first look is not replaced',
  async (name) => {
    const { create, model, op, vpc } = vnetOperator();
    const theirs = {
      ...{ name, tags: {}, subnets: [], virtualNetworkPeerings: [] },
      addressSpace: { addressPrefixes: ['10.50.0.0/16'] },
    };
    op.ports.terminal.tell = (line) => {
      if (line.includes('vnet create')) model.vnets.push(theirs);
    };
    const error = await errorOf(create(hub()));
    expect([error.exit, error.code, op.changes]).toEqual([6, 'provider-name-taken', []]);
    expect(error.problems[0]?.details).toContain('nothing was changed');
    expect([model.vnets, vpc('hub')]).toEqual([[theirs], undefined]);
  },
);

describe('a run that fails after the creation of the VNet', () => {
  /** Others act right before the second command, which is refused. */
  const refusedAfter = async (act: (model: VnetModel) => void) => {
    const { create, model, op, failAt, vpc } = vnetOperator();
    failAt(1, 'quota');
    op.ports.terminal.tell = (line) => {
      if (line.includes('subnet create')) act(model);
    };
    const error = await errorOf(create(hub()));
    const deletions = op.changes.filter((words) => words.includes('delete'));
    return { error, deletions, details: error.problems[0]?.details, status: vpc('hub')?.creation?.status };
  };

  test('does not delete a VNet that others have put in its place', async () => {
    const { error, deletions, details, status } = await refusedAfter(({ vnets }) => {
      for (const vnet of vnets) vnet.tags = { team: 'lab' };
    });
    expect([error.exit, error.code, deletions, status]).toEqual([7, 'provider-quota', [], 'creating']);
    expect(details).toEqual([
      'the provider does not show all objects of this run',
      'left to do: delete VNet hub with its subnets',
    ]);
  });

  test('does not delete a VNet that others use already', async () => {
    const { error, deletions, details } = await refusedAfter(({ vnets }) => {
      vnets[0]?.subnets.push({ name: 'lab', addressPrefix: '10.50.9.0/26', ipConfigurations: [] });
    });
    expect([error.exit, deletions]).toEqual([7, []]);
    expect(details).toEqual([
      'nothing was undone: others use the VPC',
      'in use: subnet lab',
      'left to do: delete VNet hub with its subnets',
    ]);
  });

  test('deletes its own VNet', async () => {
    const { error, deletions, status } = await refusedAfter(() => undefined);
    expect([error.exit, deletions.length, status]).toEqual([6, 1, undefined]);
  });
});

test('objects of others are listed, and a VNet of others is never used', async () => {
  const { create, remove, model } = vnetOperator();
  await create(hub());
  const card =
    '/subscriptions/x/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/vm1/ipConfigurations/a';
  model.vnets[0]?.subnets[0]?.ipConfigurations.push({ id: card });
  model.vnets[0]?.subnets.push({ name: 'bastion', addressPrefix: '10.50.9.0/26', ipConfigurations: [] });
  const SUBNET =
    '/subscriptions/x/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub/subnets/db';
  Object.assign(model.vnets[0]?.subnets[1] ?? {}, {
    privateEndpoints: null,
    serviceAssociationLinks: [{ id: `${SUBNET}/serviceAssociationLinks/AppServiceLink` }],
    resourceNavigationLinks: [{ id: `${SUBNET}/resourceNavigationLinks/redis` }],
    applicationGatewayIPConfigurations: [{ id: '/x/providers/Microsoft.Network/applicationGateways/web/ip' }],
  });
  const used = await errorOf(remove('hub'));
  expect([used.exit, used.code]).toEqual([6, 'provider-in-use']);
  expect(used.problems[0]?.details).toEqual([
    'in use: networkInterfaces/vm1/ipConfigurations/a in subnet web',
    'in use: virtualNetworks/hub/subnets/db/serviceAssociationLinks/AppServiceLink in subnet db',
    'in use: virtualNetworks/hub/subnets/db/resourceNavigationLinks/redis in subnet db',
    'in use: applicationGateways/web/ip in subnet db',
    'in use: subnet bastion',
    'nothing was changed',
  ]);
  const other = vnetOperator();
  other.model.vnets.push({
    name: 'HUB',
    tags: {},
    addressSpace: { addressPrefixes: ['10.50.0.0/16'] },
    subnets: [],
    virtualNetworkPeerings: [],
  });
  const taken = await errorOf(other.create(hub()));
  expect([taken.exit, taken.code, other.op.changes]).toEqual([6, 'provider-name-taken', []]);
});

test('a subnet has no zone at Azure', async () => {
  const subnets = [parseSubnet('web=10.50.1.0/24@westeurope')];
  const error = await errorOf(vnetOperator().create(hub({ subnets })));
  expect([error.exit, error.code, error.hint]).toEqual([
    3,
    'zone-not-possible',
    'leave the zone out: --subnet web=10.50.1.0/24',
  ]);
});
