/** Peerings with another owner, of which the credentials reach one side only. */
import { describe, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import { peeringDoctor } from '../../src/commands/peering/doctor.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import { observePeering } from '../../src/model/transitions/observe.ts';
import type { Name } from '../../src/model/values.ts';
import { accepted, aws, gcp, peered, withCloudVpc } from '../support/cloud-plans.ts';
import { errorOf } from '../support/errors.ts';
import { recordIn } from './scenes.ts';
import { type Answer, awsSays, gcloudSays, scripted } from './scripted.ts';

const NAME = 'shop-cache' as Name;
const ID = 'pcx-0123456789abcdef0';
const SHOP = `vpc-${'3'.repeat(17)}`;
const CACHE = `vpc-${'4'.repeat(17)}`;
const INTENT = { timeout: 20_000, access: {} };

/** Our VPC `shop`, and `cache` of `dragonfly` in another account and region. */
const ends = (): State =>
  withCloudVpc(
    withCloudVpc(EMPTY_STATE, 'shop', { cidrs: ['10.1.0.0/16'], provider: aws('eu-west-1', '3') }),
    'cache',
    {
      cidrs: ['192.168.0.0/20'],
      provider: aws('us-east-1', '4', { account: '444455556666', routeTables: [], securityGroups: [] }),
      owner: 'dragonfly',
    },
  );

interface Connection {
  code: string;
  message?: string;
  isTheirs?: boolean;
}

/** An account that has `shop`, and sees of `cache` only the connection. */
function account(found?: Connection, then: Partial<Connection> = {}) {
  let connection = found;
  return (line: string): Answer => {
    if (line.includes('create-vpc-peering')) {
      connection = { code: 'pending-acceptance', ...then };
      return ID;
    }
    if (line.includes('accept-vpc-peering') && connection) connection.code = 'active';
    if (line.includes('--query VpcPeeringConnections')) return connection?.code ?? '';
    if (line.includes('describe-vpc-peering-connections'))
      return {
        VpcPeeringConnections: connection
          ? [
              {
                VpcPeeringConnectionId: ID,
                Status: { Code: connection.code, Message: connection.message ?? connection.code },
                RequesterVpcInfo: { VpcId: connection.isTheirs ? CACHE : SHOP },
                AccepterVpcInfo: { VpcId: connection.isTheirs ? SHOP : CACHE },
              },
            ]
          : [],
      };
    const routes = [{ DestinationCidrBlock: '192.168.0.0/20', State: 'active', VpcPeeringConnectionId: ID }];
    if (line.includes('describe-route-tables'))
      return {
        RouteTables: line.includes(SHOP)
          ? [{ RouteTableId: `rtb-${'3'.repeat(17)}`, Routes: connection?.code === 'active' ? routes : [] }]
          : [],
      };
    const rule = { CidrIp: '192.168.0.0/20', Description: 'peerway:shop-cache' };
    if (line.includes('describe-network-acls')) return { NetworkAcls: [] };
    if (line.includes('describe-security-groups'))
      return {
        SecurityGroups: [
          {
            GroupId: `sg-${'3'.repeat(17)}`,
            IpPermissions: connection?.code === 'active' ? [{ IpProtocol: '-1', IpRanges: [rule] }] : [],
          },
        ],
      };
    return '';
  };
}

const changesIn = (ran: readonly string[]): string[] =>
  ran.filter((line) => !/ describe-| list| wait /.test(line)).map((line) => line.split(' ')[1] ?? '');

describe('a request into an account of another owner', () => {
  test('needs only our credentials, and names the steps of both owners', async () => {
    const { state } = peered(ends(), 'shop', 'cache');
    const { ports, ran, shown, stateNow } = scripted(state, 'aws', account());
    const result = await applyPeering(NAME, INTENT, ports, true);
    expect(changesIn(ran)).toEqual(['create-vpc-peering-connection']);
    expect(shown).toContain(
      "cache belongs to dragonfly, and your credentials do not reach it; continuing with shop's side",
    );
    expect(recordIn(stateNow(), NAME)).toMatchObject({ id: ID, agreement: 'requested' });
    expect(result).toMatchObject({
      next: [
        'dragonfly must accept it: run `peerway peering accept shop-cache --as dragonfly --apply`, or send them the output of `peerway peering render shop-cache --side cache`',
        'then finish the side of shop: run `peerway peering create shop cache --via aws --apply --side shop`',
      ],
    });
  });

  test('that the other owner has not accepted yet is said at once', async () => {
    const { state } = accepted(peered(ends(), 'shop', 'cache').state, NAME, 'dragonfly');
    const { ports, ran } = scripted(state, 'aws', account({ code: 'pending-acceptance' }));
    const begun = Date.now();
    const result = await applyPeering(NAME, INTENT, ports, false);
    expect(Date.now() - begun).toBeLessThan(10_000);
    expect(result).toMatchObject({
      value: { status: 'provisioning', provider: { code: 'pending-acceptance' } },
      next: [expect.stringContaining('dragonfly must accept it'), expect.stringContaining('--side shop')],
    });
    expect(changesIn(ran)).toEqual([]);
  });

  test('is finished by the same command once the other owner has accepted at AWS', async () => {
    const { state } = peered(ends(), 'shop', 'cache');
    const usual = account({ code: 'active' });
    let isRouted = false;
    const { ports, ran, stateNow } = scripted(state, 'aws', (line) => {
      if (line.includes('authorize')) isRouted = true;
      if (!isRouted && line.includes('describe-route-tables') && line.includes(SHOP))
        return { RouteTables: [{ RouteTableId: `rtb-${'3'.repeat(17)}`, Routes: [] }] };
      if (!isRouted && line.includes('describe-security-groups')) return { SecurityGroups: [] };
      return usual(line);
    });
    await applyPeering(NAME, INTENT, ports, false);
    expect(changesIn(ran)).toEqual(['create-route', 'authorize-security-group-ingress']);
    expect(recordIn(stateNow(), NAME)).toMatchObject({ status: 'active', agreement: 'accepted' });
  });

  test('that AWS fails at once is an error with its reason, and not in the plan', async () => {
    const message = 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range';
    const { state } = peered(ends(), 'shop', 'cache');
    const { ports, stateNow } = scripted(state, 'aws', account(undefined, { code: 'failed', message }));
    const error = await errorOf(applyPeering(NAME, INTENT, ports, true));
    expect(error).toMatchObject({ exit: 6, code: 'provider-ended' });
    expect(error.message).toContain(message);
    expect(stateNow().peerings.size).toBe(0);
  });

  test('is an error if a flag names a profile that does not reach the other side', async () => {
    const { state } = peered(ends(), 'shop', 'cache');
    const { ports, ran } = scripted(state, 'aws', account());
    const access = { profile: [{ vpc: 'cache' as Name, value: 'theirs' }] };
    const error = await errorOf(applyPeering(NAME, { ...INTENT, access }, ports, true));
    expect(error).toMatchObject({ exit: 6, code: 'provider-no-such-id' });
    expect(changesIn(ran)).toEqual([]);
  });

  test('is an error if both VPCs are ours', async () => {
    const state = new Map(ends().vpcs);
    const cache = state.get('cache' as Name);
    if (cache) state.set(cache.name, { ...cache, owner: 'netops' as typeof cache.owner });
    const { ports } = scripted(peered({ ...ends(), vpcs: state }, 'shop', 'cache').state, 'aws', account());
    expect(await errorOf(applyPeering(NAME, INTENT, ports, true))).toMatchObject({
      code: 'provider-no-such-id',
    });
  });
});

describe('a request that the other owner has made meanwhile', () => {
  test('is accepted, and recorded in the direction in which it was made', async () => {
    const { state } = peered(ends(), 'shop', 'cache');
    const { ports, ran, shown, stateNow } = scripted(
      state,
      'aws',
      account({ code: 'pending-acceptance', isTheirs: true }),
    );
    await applyPeering(NAME, INTENT, ports, true);
    expect(changesIn(ran)[0]).toBe('accept-vpc-peering-connection');
    expect(changesIn(ran)).not.toContain('create-vpc-peering-connection');
    expect(shown).toContain(`cache has requested this peering (${ID}); accepting that request`);
    expect(recordIn(stateNow(), NAME)).toMatchObject({ status: 'active', id: ID });
    const { requester, accepter } = stateNow().peerings.get(NAME) ?? {};
    expect([requester?.end.name, accepter?.end.name]).toEqual(['cache', 'shop']);
  });

  test('is not accepted for another owner', async () => {
    const { state } = peered(ends(), 'shop', 'cache');
    const { ports, ran } = scripted(state, 'aws', account({ code: 'pending-acceptance', isTheirs: true }));
    const other = { ...ports, state: { ...ports.state, actor: async () => 'eve' as never } };
    const result = await applyPeering(NAME, { ...INTENT, side: 'shop' as Name }, other, false);
    expect(changesIn(ran)).toEqual([]);
    expect(result).toMatchObject({
      next: [expect.stringContaining('`peerway peering accept shop-cache --as netops --apply --side shop`')],
    });
  });
});

describe('the side of the accepter alone', () => {
  const theirs = () => {
    const { state } = peered(ends(), 'cache', 'shop', { actor: 'dragonfly', name: NAME });
    return observePeering(state, NAME, { id: ID, status: 'pending-acceptance' });
  };

  test('rejects a request that it has not accepted', async () => {
    const { ports, ran } = scripted(theirs(), 'aws', account({ code: 'pending-acceptance', isTheirs: true }));
    const result = await peeringRemove([NAME], INTENT, ports);
    expect(changesIn(ran)).toEqual(['reject-vpc-peering-connection']);
    expect(result).toMatchObject({ value: { deleting: [NAME] } });
  });

  test('deletes a connection that is active, after its routes', async () => {
    const { state } = accepted(theirs(), NAME);
    const { ports, ran } = scripted(state, 'aws', account({ code: 'active', isTheirs: true }));
    await peeringRemove([NAME], INTENT, ports);
    expect(changesIn(ran)).toEqual([
      'revoke-security-group-ingress',
      'delete-route',
      'delete-vpc-peering-connection',
    ]);
  });

  test('is examined alone', async () => {
    const { state } = accepted(theirs(), NAME);
    const { ports } = scripted(state, 'aws', account({ code: 'active', isTheirs: true }));
    expect(await peeringDoctor(NAME, INTENT, ports)).toMatchObject({ exit: 0 });
  });

  test('cannot make the request itself', async () => {
    const { state } = peered(ends(), 'cache', 'shop', { actor: 'dragonfly', name: NAME });
    const { ports, ran, stateNow } = scripted(state, 'aws', account());
    const error = await errorOf(applyPeering(NAME, { ...INTENT, side: 'shop' as Name }, ports, true));
    expect(error).toMatchObject({ exit: 6, code: 'provider-no-peering' });
    expect(error.hint).toContain('`peerway peering create cache shop --via aws --apply`');
    expect(changesIn(ran)).toEqual([]);
    expect(stateNow().peerings.size).toBe(0);
  });

  test('that nothing was requested is said with the command that requests it', async () => {
    const { state } = accepted(theirs(), NAME);
    const unknown = observePeering({ ...state }, NAME, {});
    const peering = unknown.peerings.get(NAME);
    if (!peering) throw new Error('there is no peering');
    const { observed: _, ...bare } = peering;
    const { ports } = scripted({ ...unknown, peerings: new Map([[NAME, bare]]) }, 'aws', account());
    const error = await errorOf(applyPeering(NAME, INTENT, ports, false));
    expect(error).toMatchObject({ exit: 6, code: 'provider-no-peering' });
    expect(error.hint).toContain('`peerway peering create cache shop --via aws --apply`');
  });
});

test('routes that AWS denies to our own side are no reason to leave it out', async () => {
  const { state } = peered(ends(), 'shop', 'cache');
  const { ports } = scripted(state, 'aws', () => awsSays('UnauthorizedOperation'));
  expect(await errorOf(applyPeering(NAME, INTENT, ports, true))).toMatchObject({ code: 'provider-denied' });
});

test('at GCP, the half that completes a peering opens the firewall in the same command', async () => {
  const files = withCloudVpc(EMPTY_STATE, 'files', {
    cidrs: ['10.4.0.0/16'],
    provider: gcp('ours-1', 'files'),
  });
  const both = withCloudVpc(files, 'cache', {
    cidrs: ['10.5.0.0/16'],
    provider: gcp('dragonfly-1', 'cache'),
    owner: 'dragonfly',
  });
  const { state } = peered(both, 'files', 'cache', { via: 'gcp' });
  let looks = 0;
  let isMade = false;
  const { ports, ran, stateNow } = scripted(state, 'gcloud', (line) => {
    if (line.includes('--project=dragonfly-1'))
      return gcloudSays("Required 'compute.networks.get' permission for 'projects/dragonfly-1'");
    if (line.includes('peerings create')) isMade = true;
    const network = 'https://c/v1/projects/dragonfly-1/global/networks/cache';
    // GCP connects the two halves only a moment later.
    const state = isMade && ++looks > 2 ? 'ACTIVE' : 'INACTIVE';
    if (line.includes('networks describe'))
      return { peerings: isMade ? [{ name: 'files-cache', network, state }] : [] };
    if (line.includes('firewall-rules list'))
      return ran.some((one) => one.includes('firewall-rules create'))
        ? [
            {
              ...{ name: 'peerway-files-cache-to-files', network: '/networks/files' },
              ...{ sourceRanges: ['10.5.0.0/16'], allowed: [{ IPProtocol: 'all' }] },
            },
          ]
        : [];
    return line.includes('peerings list') ? 'ACTIVE' : '';
  });
  await applyPeering('files-cache', INTENT, ports, true);
  expect(ran.filter((line) => / create /.test(line))).toEqual([
    expect.stringContaining('networks peerings create files-cache'),
    expect.stringContaining('firewall-rules create peerway-files-cache-to-files'),
  ]);
  expect(recordIn(stateNow(), 'files-cache')).toMatchObject({ status: 'active', agreement: 'accepted' });
});
