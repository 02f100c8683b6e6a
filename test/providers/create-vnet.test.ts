/** A VNet of Azure from nothing: created, found, changed, deleted, and cut off at every command. */
import { expect, test } from 'vitest';
import { vpcUpdate } from '../../src/commands/vpc/update.ts';
import type { Cidr } from '../../src/model/address/cidr.ts';
import { parseSubnet } from '../../src/model/subnet.ts';
import { errorOf } from '../support/errors.ts';
import { isLongRun } from '../support/requirements.ts';
import { ending, type Fault, hub, vnetOperator } from './vpc-plan.ts';

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

const FAULTS: readonly Fault[] = ['before', 'after', 'lost', 'throttled', 'quota', 'expired', 'broken'];
const cases = FAULTS.flatMap((fault) => [0, 1, 2].map((at): [Fault, number] => [fault, at])).filter(
  ([fault, at]) => isLongRun('cloud') || fault !== 'throttled' || at === 1,
);

test.each(cases)('a creation with %s at command %i is whole after the next run', async (fault, at) => {
  const { create, model, failAt, heal, vpc } = vnetOperator();
  failAt(at, fault);
  const end = await ending(create(hub()));
  if (end === 6) expect([model.held(), vpc('hub')]).toEqual([[], undefined]);
  heal();
  await create(hub());
  expect(model.held()).toEqual(WHOLE);
  expect(vpc('hub')?.creation?.status).toBe('created');
});

test.each(FAULTS.filter((fault) => fault !== 'quota'))(
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

test('objects of others are listed, and a VNet of others is never used', async () => {
  const { create, remove, model } = vnetOperator();
  await create(hub());
  const card =
    '/subscriptions/x/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/vm1/ipConfigurations/a';
  model.vnets[0]?.subnets[0]?.ipConfigurations.push({ id: card });
  model.vnets[0]?.subnets.push({ name: 'bastion', addressPrefix: '10.50.9.0/26', ipConfigurations: [] });
  const used = await errorOf(remove('hub'));
  expect([used.exit, used.code]).toEqual([6, 'provider-in-use']);
  expect(used.problems[0]?.details).toEqual([
    'in use: networkInterfaces/vm1/ipConfigurations/a in subnet web',
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
