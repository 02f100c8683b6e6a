/** A network of GCP from nothing: created, found, deleted, and cut off at every command. */
import { describe, expect, test } from 'vitest';
import { parseSubnet } from '../../src/model/subnet.ts';
import type { Name } from '../../src/model/values.ts';
import { gcpNetworks } from '../../src/providers/gcp/import.ts';
import { errorOf } from '../support/errors.ts';
import { FAULTS, faultsAt } from './faults.ts';
import { ending, files, networkOperator } from './vpc-plan.ts';

const WHOLE = ['files', 'files-db', 'files-web'];

test('creates a network in custom mode with its subnets, and the CIDRs of the VPC are theirs', async () => {
  const { create, model, op, vpc } = networkOperator();
  const created = await create(files());
  expect(created).toMatchObject({ value: { creation: { status: 'created' }, commandsRun: 3 } });
  expect(model.held()).toEqual(WHOLE);
  expect(vpc('files')).toMatchObject({
    cidrs: ['10.4.1.0/24', '10.4.2.0/24'],
    provider: { kind: 'gcp', project: 'team-files-1', network: 'files' },
  });
  expect(op.changes[0]).toEqual([
    ...['compute', 'networks', 'create', 'files', '--subnet-mode=custom'],
    ...['--description=peerway:files:0000000000000001', '--project=team-files-1', '--quiet'],
  ]);
  const ran = op.changes.length;
  await create(files());
  expect(op.changes).toHaveLength(ran);
});

test('an import keeps the names of the subnets in the plan', async () => {
  const { create, model } = networkOperator();
  await create(files());
  const selfLink = 'https://www.googleapis.com/compute/v1/projects/team-files-1/global/networks/files';
  const subnets = model.subnets.map((subnet) => ({ ...subnet, network: selfLink }));
  const [imported] = gcpNetworks.read([[{ name: 'files', selfLink }], subnets]);
  expect(imported?.subnets).toEqual(files().subnets);
});

const OF_DELETIONS = FAULTS.filter((fault) => fault !== 'quota' && fault !== 'unseen');

test.each(faultsAt(3))('a creation with %s at command %i is whole after the next run', async (fault, at) => {
  const { create, model, failAt, heal, vpc } = networkOperator();
  failAt(at, fault);
  const end = await ending(create(files()));
  if (end === 6) expect([model.held(), vpc('files')]).toEqual([[], undefined]);
  heal();
  await create(files());
  expect(model.held()).toEqual(WHOLE);
  expect(vpc('files')?.creation?.status).toBe('created');
});

test.each(faultsAt(3, OF_DELETIONS))(
  'a deletion with %s at command %i leaves nothing after the next run',
  async (fault, at) => {
    const { create, remove, model, failAt, heal, vpc } = networkOperator();
    await create(files());
    failAt(at, fault);
    const end = await ending(remove('files'));
    heal();
    if (end !== 0) await remove('files');
    expect(model.held()).toEqual([]);
    expect(vpc('files')).toBeUndefined();
  },
);

test('a run that fails does not delete a network that others have put in its place', async () => {
  const { create, model, op, failAt } = networkOperator();
  failAt(1, 'quota');
  op.ports.terminal.tell = (line) => {
    if (line.includes('subnets create')) for (const network of model.networks) network['description'] = '';
  };
  const error = await errorOf(create(files()));
  expect([error.exit, error.code]).toEqual([7, 'provider-quota']);
  expect(error.problems[0]?.details).toContain('left to do: delete network files');
  expect(op.changes.filter((words) => words.includes('delete'))).toEqual([]);
});

describe('objects of others', () => {
  const PROJECT = 'https://www.googleapis.com/compute/v1/projects/team-files-1';
  const NETWORK = `${PROJECT}/global/networks/files`;
  const SUBNET = `${PROJECT}/regions/europe-west1/subnetworks/files-web`;

  test('are listed, and keep the network from being deleted', async () => {
    const { create, remove, model } = networkOperator();
    await create(files());
    model.others.set('instances', [{ name: 'web-1', networkInterfaces: [{ network: NETWORK }] }]);
    model.others.set('firewall-rules', [
      { name: 'ssh', network: NETWORK },
      { name: 'x', network: 'other' },
    ]);
    model.others.set('routes', [{ name: 'default-route-1', network: NETWORK }]);
    const error = await errorOf(remove('files'));
    expect([error.exit, error.code]).toEqual([6, 'provider-in-use']);
    expect(error.problems[0]?.details).toEqual([
      'in use: instance web-1',
      'in use: firewall rule ssh',
      'nothing was changed',
    ]);
    expect(model.held()).toEqual(WHOLE);
  });

  const ROUTER = `${PROJECT}/regions/europe-west1/routers/nat`;
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['instances', { networkInterfaces: [{ subnetwork: SUBNET }] }, 'instance x'],
    ['instance-groups', { network: NETWORK }, 'instance group x'],
    ['network-endpoint-groups', { network: NETWORK }, 'network endpoint group x'],
    ['forwarding-rules', { subnetwork: SUBNET }, 'forwarding rule x'],
    ['backend-services', { network: NETWORK }, 'backend service x'],
    ['service-attachments', { natSubnets: [SUBNET] }, 'service attachment x'],
    ['network-attachments', { subnetworks: [SUBNET] }, 'network attachment x'],
    ['addresses', { purpose: 'VPC_PEERING', network: NETWORK }, 'address x'],
    ['firewall-rules', { network: NETWORK }, 'firewall rule x'],
    [
      'network-firewall-policies',
      { associations: [{ attachmentTarget: NETWORK }] },
      'network firewall policy x',
    ],
    ['packet-mirrorings', { network: { url: NETWORK } }, 'packet mirroring policy x'],
    ['routes', { network: NETWORK, destRange: '0.0.0.0/0' }, 'route x'],
    ['routers', { network: NETWORK }, 'Cloud Router x'],
    ['vpn-gateways', { network: NETWORK }, 'VPN gateway x'],
    ['target-vpn-gateways', { network: NETWORK }, 'classic VPN gateway x'],
    ['vpc-access', { network: 'files' }, 'serverless connector x'],
  ])('of the kind %s keep the network from being deleted', async (kind, object, line) => {
    const { create, remove, model, op } = networkOperator();
    await create(files());
    model.others.set(kind, [
      { name: 'x', ...object },
      { name: 'y', ...JSON.parse(JSON.stringify(object).replaceAll('files', 'others')) },
    ]);
    const ran = op.changes.length;
    const error = await errorOf(remove('files'));
    expect([error.exit, error.code, op.changes.length]).toEqual([6, 'provider-in-use', ran]);
    const details = [...new Set(error.problems[0]?.details)];
    expect(details).toEqual([`in use: ${line}`, 'nothing was changed']);
  });

  test('are found by the gateway or router that they belong to', async () => {
    const { create, remove, model } = networkOperator();
    await create(files());
    model.others.set('routers', [{ name: 'nat', selfLink: ROUTER, network: NETWORK }]);
    model.others.set('vpn-tunnels', [
      { name: 'to-paris', router: ROUTER },
      { name: 'to-rome', router: ROUTER.replace('/nat', '/other') },
    ]);
    const error = await errorOf(remove('files'));
    expect(error.problems[0]?.details).toEqual([
      'in use: Cloud Router nat',
      'in use: VPN tunnel to-paris',
      'nothing was changed',
    ]);
  });

  test('in networks of the same name in other projects are none of them', async () => {
    const { create, remove, model, vpc } = networkOperator();
    await create(files());
    const shared = { network: NETWORK.replace('team-files-1', 'host') };
    model.others.set('instances', [{ name: 'x', networkInterfaces: [shared] }]);
    await remove('files');
    expect(vpc('files')).toBeUndefined();
  });

  test('with the same name are never used', async () => {
    const { create, model, op, vpc } = networkOperator();
    model.networks.push({ name: 'files', description: '' });
    const error = await errorOf(create(files()));
    expect([error.exit, error.code, vpc('files')]).toEqual([6, 'provider-name-taken', undefined]);
    expect(op.changes).toEqual([]);
  });
});

test('a subnet needs a region, and has no public mark', async () => {
  const { create } = networkOperator();
  const subnets = [parseSubnet('web=10.4.1.0/24')];
  const region = await errorOf(create(files({ subnets })));
  expect([region.exit, region.code, region.hint]).toEqual([
    3,
    'subnet-without-region',
    'add it: --subnet web=10.4.1.0/24@europe-west1',
  ]);
  const shared = await errorOf(create(files({ publicSubnets: ['web' as Name] })));
  expect([shared.exit, shared.message]).toEqual([2, '--public cannot be used with --provider gcp']);
});
