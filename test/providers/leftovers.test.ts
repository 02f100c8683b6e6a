/** Routes and rules that outlive their connection, or the CIDR that they were made for. */
import { describe, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import { peeringDelete } from '../../src/commands/peering/delete.ts';
import { peeringDoctor } from '../../src/commands/peering/doctor.ts';
import { peeringRefresh } from '../../src/commands/peering/refresh.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import { vpcDelete } from '../../src/commands/vpc/delete.ts';
import { vpcUpdate } from '../../src/commands/vpc/update.ts';
import type { State } from '../../src/model/state.ts';
import { observePeering } from '../../src/model/transitions/observe.ts';
import type { Name } from '../../src/model/values.ts';
import { isDeclined } from '../../src/output/result.ts';
import { accepted, acrossProjects, peered, twoRegions } from '../support/cloud-plans.ts';
import { errorOf } from '../support/errors.ts';
import { cidrs } from '../support/plans.ts';
import { recordIn } from './scenes.ts';
import { type Answer, scripted } from './scripted.ts';

const INTENT = { timeout: 0, access: {} };
const NAME = 'seoul-osaka' as Name;
const [ID, OLD, OTHER] = ['pcx-0123456789abcdef0', 'pcx-0123456789abcdef1', 'pcx-0123456789abcdef2'];
const [SEOUL, OSAKA] = [`vpc-${'1'.repeat(17)}`, `vpc-${'2'.repeat(17)}`];

const connection = (id: string, code: string) => ({
  VpcPeeringConnectionId: id,
  Status: { Code: code, Message: code },
  RequesterVpcInfo: { VpcId: SEOUL },
  AccepterVpcInfo: { VpcId: OSAKA },
});

interface Shown {
  readonly connections?: readonly object[];
  /** Destination and target of the routes of Seoul. */
  readonly routes?: readonly (readonly [string, string])[];
  /** Group, CIDR and description of the rules of Seoul. */
  readonly rules?: readonly (readonly [string, string, string])[];
}

const aws =
  ({ connections = [], routes = [], rules = [] }: Shown) =>
  (line: string): Answer => {
    const isSeoul = line.includes(`Name=vpc-id,Values=${SEOUL}`);
    if (line.includes('describe-vpc-peering-connections')) return { VpcPeeringConnections: connections };
    if (line.includes('describe-route-tables'))
      return {
        RouteTables: [
          {
            RouteTableId: 'rtb-1',
            Routes: (isSeoul ? routes : []).map(([cidr, target]) => ({
              DestinationCidrBlock: cidr,
              VpcPeeringConnectionId: target,
              State: 'blackhole',
            })),
          },
        ],
      };
    if (line.includes('describe-network-acls')) return { NetworkAcls: [] };
    if (line.includes('describe-security-groups'))
      return {
        SecurityGroups: (isSeoul ? rules : []).map(([GroupId, CidrIp, Description]) => ({
          GroupId,
          IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp, Description }] }],
        })),
      };
    return '';
  };

const observed = (state: State): State =>
  observePeering(observePeering(state, NAME, { id: OLD }), NAME, { status: 'active', id: ID });

const active = (): State => observed(peered(twoRegions(), 'seoul', 'osaka', { duplex: true }).state);

/** The changes that were run, without their flags. */
const changesIn = (ran: readonly string[]): string[] =>
  ran.filter((line) => /^ec2 (delete|revoke)/.test(line)).map((line) => line.replace(/ --region.*/, ''));

describe('at AWS', () => {
  const left: Shown = {
    routes: [
      ['172.31.0.0/16', ID],
      ['10.9.0.0/16', OLD],
      ['10.8.0.0/16', OTHER],
    ],
    rules: [
      [`sg-${'1'.repeat(17)}`, '172.31.0.0/16', `peerway:${NAME}`],
      ['sg-9', '10.9.0.0/16', `peerway:${NAME}`],
      ['sg-9', '10.8.0.0/16', 'peerway:another'],
    ],
  };
  const deletions = [
    'ec2 delete-route --route-table-id rtb-1 --destination-cidr-block 172.31.0.0/16',
    'ec2 delete-route --route-table-id rtb-1 --destination-cidr-block 10.9.0.0/16',
    `ec2 revoke-security-group-ingress --group-id sg-9 --ip-permissions IpProtocol=-1,IpRanges=[{CidrIp=10.9.0.0/16,Description=peerway:${NAME}}]`,
    `ec2 revoke-security-group-ingress --group-id sg-${'1'.repeat(17)} --ip-permissions IpProtocol=-1,IpRanges=[{CidrIp=172.31.0.0/16,Description=peerway:${NAME}}]`,
  ];

  test('routes and rules are deleted, although AWS no longer shows the connection', async () => {
    const { ports, stateNow, ran } = scripted(active(), 'aws', aws(left));
    await peeringRemove([NAME], INTENT, ports);
    expect(changesIn(ran)).toEqual(deletions);
    expect(stateNow().peerings.size).toBe(0);
  });

  test('they are found, and deleted, once the peering is recorded as failed', async () => {
    const { ports, stateNow, ran } = scripted(active(), 'aws', aws(left));
    await peeringRefresh([NAME], INTENT, ports);
    expect(recordIn(stateNow(), NAME)).toMatchObject({ status: 'failed', id: ID });
    const { value, exit } = await peeringDoctor(NAME, INTENT, ports);
    expect(value.map(({ code }) => code)).toEqual([
      'ended',
      'blackhole',
      'blackhole',
      'stale-rule',
      'stale-rule',
    ]);
    expect(exit).toBe(8);
    await peeringRemove([NAME], INTENT, ports);
    expect(new Set(changesIn(ran))).toEqual(new Set(deletions));
  });

  test('the rule and the route of a removed CIDR go with the peering', async () => {
    const { ports, ran } = scripted(
      active(),
      'aws',
      aws({
        connections: [connection(ID, 'active')],
        routes: [['10.9.0.0/16', ID]],
        rules: [[`sg-${'1'.repeat(17)}`, '10.9.0.0/16', `peerway:${NAME}`]],
      }),
    );
    const empty = { addSubnets: [], removeSubnets: [], addCidrs: [], removeCidrs: [] };
    await vpcUpdate('osaka', { ...empty, addCidrs: cidrs('10.9.0.0/16') }, ports);
    const { next } = await vpcUpdate('osaka', { ...empty, removeCidrs: cidrs('10.9.0.0/16') }, ports);
    expect(next.flat()[0]).toContain(`run \`peerway peering update ${NAME} --apply\``);
    await peeringRemove([NAME], INTENT, ports);
    expect(changesIn(ran)).toEqual([
      deletions[1],
      deletions[2]?.replace('sg-9', `sg-${'1'.repeat(17)}`),
      `ec2 delete-vpc-peering-connection --vpc-peering-connection-id ${ID}`,
    ]);
  });

  test('a new peering of the same VPCs still knows the earlier connection', async () => {
    const failed = observePeering(active(), NAME, { status: 'failed' });
    const again = peered(failed, 'seoul', 'osaka', { duplex: true }).state;
    const { ports, ran } = scripted(again, 'aws', aws(left));
    await peeringRemove([NAME], INTENT, ports);
    expect(changesIn(ran)).toEqual(deletions);
  });

  test('a deletion from the plan alone says what may be left, and how to find it', async () => {
    const { ports } = scripted(active(), 'aws', aws({}));
    const result = await peeringDelete([NAME], ports);
    if (isDeclined(result)) throw new Error('it was declined');
    expect(result.warnings).toEqual([
      `peering ${NAME} was deleted from the plan only; AWS may still have ${ID} with its routes and firewall rules`,
    ]);
    const next = result.next.join('\n');
    expect(next).toContain(`delete-vpc-peering-connection --vpc-peering-connection-id ${ID}`);
    expect(next).toContain(`Name=route.vpc-peering-connection-id,Values=${ID},${OLD}`);
    expect(next).toContain(`[?Description=='\\''peerway:${NAME}'\\'']`);
    const planned = scripted(peered(twoRegions(), 'seoul', 'osaka', { duplex: true }).state, 'aws', aws({}));
    expect(await peeringDelete([NAME], planned.ports)).toMatchObject({ warnings: [] });
  });
});

test('a VPC that is deleted with the record of an ended peering leaves a warning', async () => {
  const failed = observePeering(active(), NAME, { status: 'failed' });
  const { ports } = scripted(failed, 'aws', aws({}));
  const result = await vpcDelete(['seoul'], ports);
  expect(result.warnings).toEqual([expect.stringContaining(`AWS may still have ${ID}`)]);
});

describe('an ended connection of the same VPCs', () => {
  const ended = ['deleted', 'failed', 'rejected', 'expired'];
  const asked = () => peered(twoRegions(), 'seoul', 'osaka').state;

  test.each(ended)('says nothing about a new request: %s', async (code) => {
    const { ports, stateNow } = scripted(asked(), 'aws', aws({ connections: [connection(OLD, code)] }));
    await peeringRefresh([NAME], INTENT, ports);
    expect(recordIn(stateNow(), NAME)).toMatchObject({
      status: 'pending-acceptance',
      said: { code: 'none' },
    });
    expect(recordIn(stateNow(), NAME)).not.toHaveProperty('id');
    const agreed = accepted(stateNow(), NAME).state;
    expect(recordIn(agreed, NAME)).toMatchObject({ status: 'planned' });
  });

  test.each(ended)('says nothing about a request that AWS shows: %s', async (code) => {
    const connections = [
      connection(OLD, code),
      connection(ID, 'pending-acceptance'),
      connection(OTHER, code),
    ];
    const { ports, stateNow } = scripted(asked(), 'aws', aws({ connections }));
    await peeringRefresh([NAME], INTENT, ports);
    expect(recordIn(stateNow(), NAME)).toMatchObject({ status: 'pending-acceptance', id: ID });
  });

  test('is the peering of the plan if the plan knows its id', async () => {
    const known = observePeering(asked(), NAME, { id: ID });
    const connections = [connection(ID, 'rejected'), connection(OLD, 'failed')];
    const { ports, stateNow } = scripted(known, 'aws', aws({ connections }));
    await peeringRefresh([NAME], INTENT, ports);
    expect(recordIn(stateNow(), NAME)).toMatchObject({ status: 'rejected', id: ID });
  });

  test('does not hide a request that the accepter alone cannot see yet', async () => {
    const known = observePeering(asked(), NAME, { id: ID });
    const { ports, stateNow } = scripted(known, 'aws', aws({}));
    await peeringRefresh([NAME], { ...INTENT, side: 'osaka' as Name }, ports);
    expect(recordIn(stateNow(), NAME)).toMatchObject({ status: 'pending-acceptance', id: ID });
  });
});

test('a firewall rule at GCP for a family that the peer no longer has goes with the peering', async () => {
  const { state, peering } = acrossProjects();
  const rule = (name: string, network: string, range: string) => ({
    ...{ name, network: `x/networks/${network}`, sourceRanges: [range] },
    allowed: [{ IPProtocol: 'all' }],
  });
  const { ports, ran } = scripted(state, 'gcloud', (line) => {
    if (line.includes('networks describe')) return { peerings: [] };
    if (!line.includes('firewall-rules list')) return '';
    return line.includes('team-files-1')
      ? [
          rule('peerway-files-apps-to-files-ipv6', 'files', 'fd20:5::/48'),
          rule('mine', 'files', '10.9.0.0/16'),
        ]
      : [];
  });
  const empty = { addSubnets: [], removeSubnets: [], addCidrs: [] };
  await vpcUpdate('apps', { ...empty, removeCidrs: cidrs('fd20:5::/48') }, ports);
  const { value } = await peeringDoctor(peering.name, INTENT, ports);
  expect(value.map(({ code, fix }) => `${code}: ${fix}`)).toContain(
    'stale-rule: gcloud compute firewall-rules delete peerway-files-apps-to-files-ipv6 --project=team-files-1 --quiet',
  );
  await peeringRemove([peering.name], INTENT, ports);
  expect(ran.filter((line) => line.includes(' delete '))).toEqual([
    'compute firewall-rules delete peerway-files-apps-to-files-ipv6 --project=team-files-1 --quiet',
  ]);
});

test('a request that AWS has ended in this run is still known by its id', async () => {
  let isRequested = false;
  const { ports, stateNow } = scripted(
    peered(twoRegions(), 'seoul', 'osaka', { duplex: true }).state,
    'aws',
    (line) => {
      if (line.includes('create-vpc-peering-connection')) {
        isRequested = true;
        return ID;
      }
      if (line.includes('--query VpcPeeringConnections')) return 'failed';
      return aws({ connections: isRequested ? [connection(ID, 'failed')] : [] })(line);
    },
  );
  expect(await errorOf(applyPeering(NAME, INTENT, ports, false))).toMatchObject({
    exit: 6,
    code: 'provider-ended',
  });
  await peeringRefresh([NAME], INTENT, ports);
  expect(recordIn(stateNow(), NAME)).toMatchObject({ status: 'failed', id: ID });
});
