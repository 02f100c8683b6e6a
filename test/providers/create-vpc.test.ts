/** A VPC of AWS from nothing: created, found, deleted, and cut off at every command. */
import { describe, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import type { Cidr } from '../../src/model/address/cidr.ts';
import { parseSubnet } from '../../src/model/subnet.ts';
import type { Name } from '../../src/model/values.ts';
import { peered } from '../support/cloud-plans.ts';
import { errorOf } from '../support/errors.ts';
import { type Ec2Model, type Item, tagOf } from './ec2-model.ts';
import { FAULTS, type Fault, faultsAt } from './faults.ts';
import { pings } from './reachability.ts';
import { ending, HOW, seoul, vpcOperator, WHOLE } from './vpc-plan.ts';

const REGION = 'ap-northeast-2';

test('creates the VPC with all of its parts, records the ids, and finds them again', async () => {
  const { create, model, op, vpc } = vpcOperator();
  const created = await create();
  expect(created).toMatchObject({
    value: { creation: { status: 'created' }, commandsRun: 14, foundDone: 0 },
  });
  expect(model.held(REGION)).toEqual(WHOLE);
  const { vpcs, subnets, tables, groups, gateways } = model.region(REGION);
  const own = (items: readonly Item[]) => items.filter((item) => tagOf(item, 'peerway:state') !== '');
  expect(vpc()?.provider).toEqual({
    kind: 'aws',
    region: REGION,
    vpcId: vpcs[0]?.['VpcId'],
    routeTables: own(tables).map((table) => table['RouteTableId']),
    securityGroups: own(groups).map((group) => group['GroupId']),
  });
  expect(vpcs[0]?.['dns']).toBe(true);
  expect(subnets.map((subnet) => [subnet['CidrBlock'], subnet['MapPublicIpOnLaunch']])).toEqual([
    ['10.0.1.0/24', true],
    ['10.0.2.0/24', false],
  ]);
  const routes = own(tables).map((table) => (table['Routes'] as Item[]).map((route) => route['GatewayId']));
  expect(routes).toEqual([['local', gateways[0]?.['InternetGatewayId']], ['local']]);
  const ran = op.changes.length;
  const again = await create(seoul({ name: 'seoul' as Name }));
  expect(again).toMatchObject({ value: { commandsRun: 0, foundDone: 14 } });
  expect(op.changes).toHaveLength(ran);
});

test('a private VPC has no internet gateway, and a further CIDR is added before its subnets', async () => {
  const { create, model } = vpcOperator();
  const subnets = [parseSubnet('apps=10.9.1.0/24@ap-northeast-2c')];
  const cidrs = ['10.0.0.0/16', '10.9.0.0/16'] as Cidr[];
  await create(seoul({ cidrs, subnets, publicSubnets: [] }));
  expect(model.held(REGION)).toEqual(['route-table/private', 'security-group', 'subnet/apps', 'vpc']);
  expect(model.region(REGION).subnets[0]?.['AvailabilityZone']).toBe('ap-northeast-2c');
});

test('a subnet and a CIDR that the plan gains later are created by the same command', async () => {
  const { create, model, op, ports } = vpcOperator();
  await create();
  const { vpcUpdate } = await import('../../src/commands/vpc/update.ts');
  const none = { removeCidrs: [], removeSubnets: [] };
  const more = { addCidrs: ['9.0.0.0/16' as Cidr], addSubnets: [parseSubnet('db=9.0.1.0/24')] };
  await vpcUpdate('seoul', { ...none, ...more }, ports);
  const before = op.changes.length;
  await create({ ...seoul(), cidrs: [], subnets: [], publicSubnets: [] });
  expect(op.changes.slice(before).map((words) => words[1])).toEqual([
    'associate-vpc-cidr-block',
    'create-subnet',
    'associate-route-table',
  ]);
  expect(model.held(REGION)).toContain('subnet/db');
});

describe('the two regions of the walk-through', () => {
  const OSAKA = {
    name: 'osaka' as Name,
    ids: { region: 'ap-northeast-3' },
    cidrs: ['172.31.0.0/16' as Cidr],
    subnets: [parseSubnet('public=172.31.32.0/20')],
  };
  const SERVERS = {
    seoul: { region: 'ap-northeast-2', address: '10.0.6.38' },
    osaka: { region: 'ap-northeast-3', address: '172.31.39.92' },
  } as const;

  test('three commands lead from an empty account to servers that ping each other, and back', async () => {
    const { create, remove, model, op, ports } = vpcOperator();
    await create(seoul({ subnets: [parseSubnet('public=10.0.6.0/24')] }));
    await create(seoul(OSAKA));
    const ping = () => [
      pings(model, SERVERS.seoul, SERVERS.osaka),
      pings(model, SERVERS.osaka, SERVERS.seoul),
    ];
    expect(ping()).toEqual(['no route', 'no route']);
    op.state = peered(op.state, 'seoul', 'osaka', { duplex: true }).state;
    await applyPeering('seoul-osaka', HOW, ports, true);
    expect(ping()).toEqual(['yes', 'yes']);
    const [connection] = model.connections;
    expect(connection).toMatchObject({ Status: { Code: 'active' } });
    const id = connection?.['VpcPeeringConnectionId'];
    const side = (region: string) => {
      const { tables, groups, subnets } = model.region(region);
      const [table] = tables.filter((one) => tagOf(one, 'peerway:object') === 'route-table/public');
      const [group] = groups.filter((one) => tagOf(one, 'peerway:object') === 'security-group');
      return {
        routes: table?.Routes.map((route) => [
          route['DestinationCidrBlock'],
          route['VpcPeeringConnectionId'] ?? String(route['GatewayId']).replace(/-.*/, ''),
        ]),
        associated: table?.Associations.map(({ SubnetId }) => SubnetId),
        subnets: subnets.map(({ SubnetId }) => SubnetId),
        allowed: group?.IpPermissions.flatMap((rule) => rule['IpRanges'] as Item[]),
      };
    };
    for (const [region, own, peer] of [
      ['ap-northeast-2', '10.0.0.0/16', '172.31.0.0/16'],
      ['ap-northeast-3', '172.31.0.0/16', '10.0.0.0/16'],
    ] as const) {
      const { routes, associated, subnets, allowed } = side(region);
      expect(routes).toEqual([
        [own, 'local'],
        ['0.0.0.0/0', 'igw'],
        [peer, id],
      ]);
      expect(associated).toEqual(subnets);
      expect(allowed).toEqual([{ CidrIp: peer, Description: 'peerway:seoul-osaka' }]);
    }
    const early = await errorOf(remove('seoul'));
    expect([early.exit, early.code]).toEqual([3, 'vpc-in-use']);
    expect(early.hint).toContain('`peerway peering delete seoul-osaka --apply`');
    await peeringRemove(['seoul-osaka'], HOW, ports);
    expect(ping()).toEqual(['no route', 'no route']);
    await remove('seoul');
    await remove('osaka');
    expect([model.held('ap-northeast-2'), model.held('ap-northeast-3')]).toEqual([[], []]);
    expect(model.region('ap-northeast-2')).toMatchObject({ vpcs: [], tables: [], groups: [] });
    expect(op.state.vpcs.size).toBe(0);
  });
});

const CREATES = 13;
const DELETES = 10;
const OF_DELETIONS = FAULTS.filter((fault) => fault !== 'quota' && fault !== 'unseen');

describe.concurrent('a creation that fails at one command', () => {
  const ENDS: Readonly<Record<Fault, readonly (number | 'killed')[]>> = {
    before: ['killed'],
    after: ['killed'],
    lost: [7],
    unsent: [7],
    broken: [7],
    throttled: [0],
    unseen: [0],
    quota: [6],
    expired: [6, 7],
  };
  test.each(faultsAt(CREATES))(
    '%s, command %i: run again, it is whole, and nothing is doubled',
    async (fault, at) => {
      const { create, model, failAt, heal, vpc } = vpcOperator();
      failAt(at, fault);
      const end = await ending(create());
      expect(ENDS[fault]).toContain(end);
      // A refusal has undone all of it: the plan has no VPC then.
      if (end === 6) expect([model.held(REGION), vpc()]).toEqual([[], undefined]);
      else expect(vpc()?.creation?.status).toBe(end === 0 ? 'created' : 'creating');
      heal();
      await create();
      expect(model.held(REGION)).toEqual(WHOLE);
      expect(vpc()?.creation?.status).toBe('created');
      throwIfDoubled(model);
    },
  );
});

describe.concurrent('objects that are visible only after a while', () => {
  /** The VPC is visible at once, its parts are not. */
  const hideNew = ({ visibility }: Ec2Model): void => {
    visibility.lag = 100;
    visibility.isLate = (item) => tagOf(item as Item, 'peerway:object') !== 'vpc';
  };

  test('are used once other calls find them', async () => {
    const { create, model, op } = vpcOperator();
    model.visibility.lag = 30;
    model.visibility.hidesIds = true;
    await create(seoul({}), { ...HOW, timeout: 20_000 });
    expect(model.held(REGION)).toEqual(WHOLE);
    throwIfDoubled(model);
    expect(op.shown).toContain('  not possible yet; trying again');
  });

  test('are given up after the timeout', async () => {
    const { create, model } = vpcOperator();
    model.visibility.lag = 60_000;
    model.visibility.hidesIds = true;
    expect(await ending(create(seoul(), { ...HOW, timeout: 600 }))).toBe(7);
  });

  test.each(Array.from({ length: CREATES }, (_, at) => at))(
    'a run that is killed after command %i is continued, and nothing is doubled',
    async (at) => {
      const { create, model, failAt, heal, vpc } = vpcOperator();
      failAt(at, 'after');
      hideNew(model);
      expect(await ending(create())).toBe('killed');
      expect(vpc()?.creation?.requested).not.toEqual([]);
      heal();
      await create();
      expect(model.held(REGION)).toEqual(WHOLE);
      expect(vpc()?.creation).toEqual({ id: '0000000000000001', status: 'created' });
      throwIfDoubled(model);
    },
  );

  test.each([0, 2, 5, 7, 12])('one that is killed after command %i can be deleted at once', async (at) => {
    const { create, remove, model, failAt, heal, vpc } = vpcOperator();
    failAt(at, 'after');
    hideNew(model);
    expect(await ending(create())).toBe('killed');
    heal();
    await remove();
    expect([model.held(REGION), vpc()]).toEqual([[], undefined]);
  });

  test.each([2, 6, 12])('a run that is refused at command %i undoes all of it', async (at) => {
    const { create, model, failAt, vpc } = vpcOperator();
    failAt(at, 'quota');
    hideNew(model);
    expect(await ending(create())).toBe(6);
    expect([model.held(REGION), vpc()]).toEqual([[], undefined]);
  });

  test('are waited for no longer than their time', async () => {
    const { create, model, failAt, heal } = vpcOperator();
    failAt(2, 'before');
    await ending(create());
    heal();
    const began = Date.now();
    await create();
    expect(Date.now() - began).toBeLessThan(5000);
    expect(model.held(REGION)).toEqual(WHOLE);
  });

  test('a resource that was refused is not waited for', async () => {
    const { create, failAt, heal, vpc, ports } = vpcOperator();
    await create(seoul({ subnets: [], publicSubnets: [] }));
    const { vpcUpdate } = await import('../../src/commands/vpc/update.ts');
    const more = { addCidrs: [], addSubnets: [parseSubnet('db=10.0.3.0/24')] };
    await vpcUpdate('seoul', { ...more, removeCidrs: [], removeSubnets: [] }, ports);
    const again = { ...seoul(), cidrs: [], subnets: [], publicSubnets: [] };
    failAt(0, 'quota');
    expect(await ending(create(again))).toBe(6);
    expect(vpc()?.creation?.requested).toBeUndefined();
    heal();
    await create(again);
    expect(vpc()?.creation).toEqual({ id: '0000000000000001', status: 'created' });
  });
});

test('a run that failed is not undone once others use the VPC', async () => {
  const { create, model, op, failAt, vpc } = vpcOperator();
  failAt(5, 'quota');
  op.ports.terminal.tell = (line) => {
    const [subnet] = model.region(REGION).subnets;
    if (line.includes('modify-subnet-attribute'))
      model
        .region(REGION)
        .others.set('describe-network-interfaces', [
          { NetworkInterfaceId: 'eni-7', VpcId: subnet?.['VpcId'], SubnetId: subnet?.['SubnetId'] },
        ]);
  };
  const ran = () => op.changes.map((words) => words[1]).filter((verb) => verb?.startsWith('delete'));
  const error = await errorOf(create());
  expect([error.exit, error.code, ran()]).toEqual([7, 'provider-quota', []]);
  expect(error.problems[0]?.details).toEqual(
    expect.arrayContaining(['nothing was undone: others use the VPC', 'in use: network interface eni-7']),
  );
  expect(vpc()?.creation?.status).toBe('creating');
});

/** The main route table and the default security group are AWS's own. */
function throwIfDoubled(model: Ec2Model): void {
  const { vpcs, tables, groups } = model.region(REGION);
  expect([vpcs.length, tables.length, groups.length]).toEqual([1, 3, 2]);
}

describe.concurrent('a deletion that fails at one command', () => {
  test.each(faultsAt(DELETES, OF_DELETIONS))(
    '%s, command %i: run again, nothing is left',
    async (fault, at) => {
      const { create, remove, model, failAt, heal, vpc } = vpcOperator();
      await create();
      failAt(at, fault);
      const end = await ending(remove());
      heal();
      if (end !== 0) {
        // A refusal of the first command has changed nothing.
        expect(vpc()?.creation?.status).toBe(end === 6 ? 'created' : 'deleting');
        await remove();
      }
      expect(model.held(REGION)).toEqual([]);
      expect(model.region(REGION).vpcs).toEqual([]);
      expect(vpc()).toBeUndefined();
    },
  );
});

describe('objects of others', () => {
  test('are listed by name and keep the VPC from being deleted', async () => {
    const { create, remove, model, op, vpc } = vpcOperator();
    await create();
    const VpcId = vpc()?.provider['vpcId'];
    const { others, subnets } = model.region(REGION);
    const SubnetId = subnets[0]?.['SubnetId'];
    const running = {
      InstanceId: 'i-1',
      VpcId,
      State: { Name: 'stopped' },
      Tags: [{ Key: 'Name', Value: 'web' }],
    };
    const ended = { InstanceId: 'i-2', VpcId, State: { Name: 'terminated' } };
    others.set('describe-instances', [{ VpcId, Instances: [running, ended] }]);
    others.set('describe-network-interfaces', [
      { NetworkInterfaceId: 'eni-1', VpcId, SubnetId, Description: 'ELB app/x' },
    ]);
    others.set('describe-nat-gateways', [{ NatGatewayId: 'nat-1', VpcId, State: 'deleted' }]);
    const ran = op.changes.length;
    const error = await errorOf(remove());
    expect([error.exit, error.code]).toEqual([6, 'provider-in-use']);
    expect(error.problems[0]?.details).toEqual([
      'in use: instance i-1 (web)',
      'in use: network interface eni-1 (ELB app/x)',
      'nothing was changed',
    ]);
    expect([op.changes.length, vpc()?.creation?.status]).toEqual([ran, 'created']);
    others.clear();
    await remove();
    expect(model.held(REGION)).toEqual([]);
  });

  test.each<[string, string, Readonly<Record<string, unknown>>]>([
    ['describe-nat-gateways', 'NAT gateway x', { NatGatewayId: 'x', State: 'available' }],
    ['describe-vpc-endpoints', 'VPC endpoint x', { VpcEndpointId: 'x', State: 'available' }],
    [
      'describe-transit-gateway-vpc-attachments',
      'transit gateway attachment x',
      { TransitGatewayAttachmentId: 'x', State: 'available' },
    ],
    ['describe-carrier-gateways', 'carrier gateway x', { CarrierGatewayId: 'x', State: 'available' }],
    [
      'describe-vpn-gateways',
      'VPN gateway x',
      { VpnGatewayId: 'x', State: 'available', VpcAttachments: [{ State: 'attached' }] },
    ],
    [
      'describe-egress-only-internet-gateways',
      'egress-only internet gateway x',
      { EgressOnlyInternetGatewayId: 'x', Attachments: [{ State: 'attached' }] },
    ],
    ['describe-network-acls', 'network ACL x', { NetworkAclId: 'x', IsDefault: false }],
  ])('of %s are listed, unless they have ended', async (question, line, object) => {
    const { create, remove, model, vpc } = vpcOperator();
    await create();
    const VpcId = vpc()?.provider['vpcId'];
    const isAttachment = 'VpcAttachments' in object || 'Attachments' in object;
    const inVpc = (text: string): Item =>
      JSON.parse(text.replaceAll('"State"', `"VpcId":"${VpcId}","State"`));
    const text = JSON.stringify(object);
    const item = isAttachment ? inVpc(text) : { ...object, VpcId };
    model.region(REGION).others.set(question, [item]);
    const error = await errorOf(remove());
    expect([error.exit, error.problems[0]?.details]).toEqual([6, [`in use: ${line}`, 'nothing was changed']]);
    model.region(REGION).others.clear();
    if (!text.includes('State')) return;
    const ended = text.replaceAll('available', 'deleted').replaceAll('attached', 'detached');
    const left = isAttachment ? inVpc(ended) : JSON.parse(ended);
    model.region(REGION).others.set(question, [left]);
    // AWS itself lets such an object be.
    model.region(REGION).ended.add(question);
    await remove();
    expect(vpc()).toBeUndefined();
  });

  test('that come in between are named once AWS refuses', async () => {
    const { create, remove, model, vpc, op } = vpcOperator();
    await create();
    const VpcId = vpc()?.provider['vpcId'];
    const [subnet] = model.region(REGION).subnets;
    const late = { NetworkInterfaceId: 'eni-9', VpcId, SubnetId: subnet?.['SubnetId'] };
    op.ports.terminal.tell = (line) => {
      if (line.includes('detach-internet-gateway'))
        model.region(REGION).others.set('describe-network-interfaces', [late]);
    };
    const error = await errorOf(remove('seoul', { ...HOW, timeout: 600 }));
    expect([error.exit, error.code]).toEqual([7, 'provider-in-use']);
    expect(error.problems[0]?.details).toContain('in use: network interface eni-9');
    expect(vpc()?.creation?.status).toBe('deleting');
    const create2 = await errorOf(create());
    expect([create2.exit, create2.code]).toEqual([5, 'being-deleted']);
    model.region(REGION).others.clear();
    await remove();
    expect(model.held(REGION)).toEqual([]);
  });

  test('with copied tags are neither used nor deleted', async () => {
    const { create, remove, model, vpc } = vpcOperator();
    await create();
    const { subnets } = model.region(REGION);
    const [first] = subnets;
    const copy: Item = { ...first, SubnetId: 'subnet-copy', CidrBlock: '10.0.9.0/24' };
    subnets.push(copy);
    const removal = await errorOf(remove());
    expect([removal.exit, removal.code]).toEqual([6, 'provider-in-use']);
    const creation = await errorOf(create());
    expect([creation.exit, creation.code]).toEqual([6, 'provider-ambiguous']);
    expect(creation.message).toContain('subnet-copy');
    // In another VPC, the copy is none of peerway's business.
    copy['VpcId'] = 'vpc-other';
    await create();
    await remove();
    expect(subnets).toEqual([copy]);
    expect(vpc()).toBeUndefined();
  });
});

test('two runs at once never make two VPCs', async () => {
  const { create, plan, model } = vpcOperator();
  await plan();
  const ends = await Promise.all([ending(create()), ending(create())]);
  expect(ends.sort()).toEqual([0, 5]);
  expect(model.region(REGION).vpcs).toHaveLength(1);
});

test('a VPC of the same name from another plan is refused, and from this plan after it was deleted', async () => {
  const one = vpcOperator();
  await one.create();
  const other = vpcOperator(one.model);
  other.ports.random.changeId = () => 'f'.repeat(16);
  const error = await errorOf(other.create());
  expect([error.exit, error.code]).toEqual([6, 'provider-name-taken']);
  expect(error.hint).toMatch(/^run `peerway vpc import vpc-[0-9a-f]+ --from-aws`/);
  expect(other.vpc()).toBeUndefined();
  expect(other.op.changes).toEqual([]);
});

test('the quota of VPCs is explained, and nothing stays in the plan', async () => {
  const { create, model, vpc } = vpcOperator();
  for (const at of [1, 2, 3, 4, 5]) model.createVpc(REGION, `10.${at}.0.0/16` as Cidr);
  const error = await errorOf(create());
  expect([error.exit, error.code]).toEqual([6, 'provider-quota']);
  expect(error.message).toContain('the region has reached its quota of VPCs');
  expect(vpc()).toBeUndefined();
});

test('values that differ from the plan are refused, and others are not created by peerway', async () => {
  const { create, plan, op } = vpcOperator();
  await create();
  const differs = await errorOf(create(seoul({ cidrs: ['10.7.0.0/16' as Cidr] })));
  expect([differs.exit, differs.code]).toEqual([5, 'different-values']);
  const taken = await errorOf(plan());
  expect([taken.exit, taken.hint]).toEqual([5, expect.stringContaining('vpc create seoul --apply')]);
  const same = await plan(seoul({ ifNotExists: true }));
  expect(same).toMatchObject({ notes: ['nothing was changed'] });
  const account = await errorOf(
    vpcOperator().create(seoul({ ids: { region: REGION, account: '999999999999' } })),
  );
  expect([account.exit, account.code]).toEqual([6, 'provider-other-account']);
  expect(op.state.vpcs.size).toBe(1);
});
