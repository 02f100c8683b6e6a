import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ApplyIntent, applyPeering } from '../../src/commands/peering/apply.ts';
import { peeringDoctor } from '../../src/commands/peering/doctor.ts';
import { peeringRefresh } from '../../src/commands/peering/refresh.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { accepted, peered, withCloudVpc } from '../support/cloud-plans.ts';
import { errorOf } from '../support/errors.ts';
import { folderForFile } from '../support/temporary.ts';
import { type Aws, awsIn, heldBy, makeSite, type Site } from './aws-site.ts';
import { type Ec2Front, startEc2Front } from './ec2-front.ts';
import { awsEnv, type Moto, startMoto } from './moto.ts';
import { CutOff, type Operator, operator } from './operator.ts';
import { describeLongCloud } from './requirements.ts';
import { recordIn } from './scenes.ts';

const folder = folderForFile('apply');

const CIDRS = { seoul: ['10.0.0.0/16', '10.50.0.0/16'], osaka: ['172.31.0.0/16'] } as const;

const NAME = 'seoul-osaka';
const INTENT: ApplyIntent = {
  timeout: 20_000,
  access: {
    profile: [
      { vpc: 'seoul' as Name, value: 'seoul' },
      { vpc: 'osaka' as Name, value: 'osaka' },
    ],
  },
};

const withoutPeerings = (state: State): State => ({ ...state, peerings: new Map() });

/** All that a whole peering puts into each side. */
const WHOLE = {
  seoul: [
    'connection active',
    ...['route 172.31.0.0/16 active', 'route 172.31.0.0/16 active'],
    'rule 172.31.0.0/16 peerway:seoul-osaka',
  ],
  osaka: [
    'connection active',
    ...['route 10.0.0.0/16 active', 'route 10.50.0.0/16 active'],
    ...['route 10.0.0.0/16 active', 'route 10.50.0.0/16 active'],
    ...['rule 10.0.0.0/16 peerway:seoul-osaka', 'rule 10.50.0.0/16 peerway:seoul-osaka'],
  ],
};

describeLongCloud('a peering at AWS, across accounts and regions', ['aws', 'moto_server'], () => {
  let moto: Moto;
  let front: Ec2Front;
  let aws: Aws;
  let sites: { seoul: Site; osaka: Site };
  let state: State;
  let op: Operator;

  beforeAll(async () => {
    moto = await startMoto(folder);
    front = await startEc2Front(moto.url);
    aws = awsIn(awsEnv(folder, front.url));
  });
  afterAll(async () => {
    moto?.stop();
    await front?.stop();
  });
  beforeEach(async () => {
    front.reset();
    const [seoul, osaka] = await Promise.all([
      makeSite(aws, 'seoul', 'ap-northeast-2', CIDRS.seoul),
      makeSite(aws, 'osaka', 'ap-northeast-3', CIDRS.osaka),
    ]);
    sites = { seoul, osaka };
    const both = (['seoul', 'osaka'] as const).reduce(
      (all, name) => withCloudVpc(all, name, { cidrs: CIDRS[name], provider: sites[name].provider }),
      EMPTY_STATE,
    );
    state = peered(both, 'seoul', 'osaka', { duplex: true, options: { dns: true } }).state;
    op = operator(state, awsEnv(folder, front.url));
  });

  const held = async () => {
    const [seoul, osaka] = await Promise.all([heldBy(aws, sites.seoul), heldBy(aws, sites.osaka)]);
    return { seoul: seoul.sort(), osaka: osaka.sort() };
  };
  const whole = { seoul: [...WHOLE.seoul].sort(), osaka: [...WHOLE.osaka].sort() };
  const apply = () => applyPeering(NAME, INTENT, op.ports, false);
  const peering = () => recordIn(op.state, NAME);

  test('is made, found as it is, and taken away without a trace', async () => {
    await apply();
    expect(await held()).toEqual(whole);
    expect(peering()).toMatchObject({
      status: 'active',
      id: expect.stringMatching(/^pcx-/),
      said: { code: 'active' },
    });
    const made = op.changes.length;
    await apply();
    expect(op.changes, 'what is there is not made again').toHaveLength(made);
    const doctor = await peeringDoctor(NAME, INTENT, op.ports);
    expect(doctor).toMatchObject({ value: [], exit: 0 });
    await peeringRemove([NAME], INTENT, op.ports);
    expect(await held()).toEqual({ seoul: [], osaka: [] });
    expect(peering()).toBeUndefined();
  });

  test('is made whole and taken away whole by runs that are cut off after every command', async () => {
    let runs = 0;
    const untilDone = async (run: () => Promise<unknown>) => {
      for (;;) {
        op.lives = 0;
        runs++;
        try {
          return await run();
        } catch (caught) {
          if (!(caught instanceof CutOff)) throw caught;
        }
      }
    };
    await untilDone(apply);
    expect(await held()).toEqual(whole);
    expect(op.changes.filter((words) => words[1] === 'create-vpc-peering-connection')).toHaveLength(1);
    expect(new Set(op.changes.map((words) => words.join(' '))).size).toBe(op.changes.length);
    expect(runs, 'one for each command, and the last').toBe(op.changes.length + 1);
    await untilDone(() => peeringRemove([NAME], INTENT, op.ports));
    expect(await held()).toEqual({ seoul: [], osaka: [] });
  });

  test('takes back what was made when a command is refused', async () => {
    const busy = { code: 'RouteLimitExceeded', message: 'The maximum number of routes is reached' };
    front.refuse({ action: 'AuthorizeSecurityGroupIngress', ...busy });
    const failed = await errorOf(applyPeering(NAME, INTENT, op.ports, true));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-quota' });
    expect(failed.message).toContain('the route table is full');
    expect(await held()).toEqual({ seoul: [], osaka: [] });
    expect(peering(), 'the plan forgets it, too').toBeUndefined();
  });

  test('is not even kept in the plan where AWS cannot be asked', async () => {
    front.refuse({ action: 'DescribeRouteTables', code: 'UnauthorizedOperation', message: 'You may not' });
    const failed = await errorOf(applyPeering(NAME, INTENT, op.ports, true));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-denied' });
    expect(failed.message).toMatch(/^On (seoul|osaka)'s side: the credentials do not allow it/);
    expect(op.changes).toEqual([]);
    expect(peering()).toBeUndefined();
  });

  test('says what is left where it cannot be taken back, and goes on from there', async () => {
    front.refuse({
      action: 'AuthorizeSecurityGroupIngress',
      code: 'UnauthorizedOperation',
      message: 'You may not',
    });
    front.refuse({ action: 'DeleteRoute', code: 'UnauthorizedOperation', message: 'You may not' });
    const failed = await errorOf(apply());
    expect(failed).toMatchObject({ exit: 7, code: 'provider-denied' });
    expect(failed.problems[0]?.details.join('\n')).toMatch(/left to do, osaka: delete the route to 10\.50/);
    front.reset();
    await apply();
    expect(await held()).toEqual(whole);
  });

  test('waits while AWS provisions it, and no longer than it is told to', async () => {
    front.showAs({ code: 'provisioning', message: 'Provisioning', times: 9 });
    const failed = await errorOf(applyPeering(NAME, { ...INTENT, timeout: 1 }, op.ports, false));
    expect(failed).toMatchObject({ exit: 7, code: 'provider-timeout' });
    expect(failed.message).toContain('still provisioning');
    front.showAs({ code: 'provisioning', message: 'Provisioning', times: 3 });
    await apply();
    expect(await held()).toEqual(whole);
  });

  test.each([
    ['failed', 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range'],
    ['expired', 'The request expired'],
  ])('says why AWS has ended it: %s', async (code, message) => {
    front.showAs({ code, message });
    const failed = await errorOf(apply());
    expect(failed).toMatchObject({ exit: 6, code: 'provider-ended' });
    expect(failed.message).toContain(`${code}: ${message}`);
    await peeringRefresh([NAME], INTENT, op.ports);
    expect(peering()).toMatchObject({ status: code, said: { code, message } });
  });

  test('is examined: blackholes, missing and stale routes and rules, each with what mends it', async () => {
    await apply();
    const [table = ''] = sites.seoul.provider.routeTables;
    const [group = ''] = sites.osaka.provider.securityGroups;
    const id = peering()?.id ?? '';
    await aws(
      sites.seoul,
      `ec2 delete-route --route-table-id ${table} --destination-cidr-block 172.31.0.0/16`,
    );
    await aws(
      sites.seoul,
      `ec2 create-route --route-table-id ${table} --destination-cidr-block 10.7.0.0/16 --vpc-peering-connection-id ${id}`,
    );
    await aws(
      sites.osaka,
      `ec2 revoke-security-group-ingress --group-id ${group} --ip-permissions IpProtocol=-1,IpRanges=[{CidrIp=10.50.0.0/16}]`,
    );
    await aws(
      sites.osaka,
      `ec2 authorize-security-group-ingress --group-id ${group} --ip-permissions IpProtocol=-1,IpRanges=[{CidrIp=10.8.0.0/16,Description=peerway:seoul-osaka}]`,
    );
    const found = async () => {
      const outcome = await peeringDoctor(NAME, INTENT, op.ports);
      const rows = outcome.value;
      return { exit: outcome.exit, rows, short: rows.map(({ side, code }) => `${side} ${code}`) };
    };
    const first = await found();
    expect(first.exit).toBe(8);
    expect(first.short).toEqual(['seoul missing', 'osaka missing', 'seoul stale-route', 'osaka stale-rule']);
    await apply();
    expect((await found()).short).toEqual(['seoul stale-route', 'osaka stale-rule']);
    for (const { side, fix } of first.rows.slice(2))
      await aws(sites[side as 'seoul'], fix.replace(/^aws /, '').replaceAll("'", ''));
    expect((await found()).short).toEqual([]);
    await aws(sites.osaka, `ec2 delete-vpc-peering-connection --vpc-peering-connection-id ${id}`);
    const gone = await found();
    expect(gone.short.filter((one) => one.endsWith('blackhole'))).toHaveLength(6);
    expect(gone.short).toContain('seoul ended');
    await peeringRefresh([NAME], INTENT, op.ports);
    expect(peering()).toMatchObject({ status: 'failed', said: { code: 'deleted' } });
    await apply();
    expect(await held(), 'blackholes are replaced').toEqual(whole);
  });

  test('is made by each operator on their own side, without the way into the other account', async () => {
    const { state: asked } = peered(withoutPeerings(state), 'seoul', 'osaka');
    const alone = (side: 'seoul' | 'osaka'): ApplyIntent => ({
      ...INTENT,
      access: { profile: [{ vpc: side as Name, value: side }] },
      side: side as Name,
    });
    op.state = state;
    const early = await errorOf(applyPeering(NAME, alone('osaka'), op.ports, false));
    expect(early).toMatchObject({ exit: 6, code: 'provider-no-peering' });
    expect(op.changes).toEqual([]);
    op.state = asked;
    await applyPeering(NAME, alone('seoul'), op.ports, true);
    expect(await held()).toEqual({
      seoul: ['connection pending-acceptance'],
      osaka: ['connection pending-acceptance'],
    });
    expect(peering()).toMatchObject({ status: 'pending-acceptance', said: { code: 'pending-acceptance' } });
    const doctor = await peeringDoctor(NAME, alone('seoul'), op.ports);
    expect(doctor).toMatchObject({ value: [{ side: 'osaka', code: 'waits' }], exit: 0 });
    op.state = accepted(op.state, NAME).state;
    await applyPeering(NAME, alone('osaka'), op.ports, false);
    await applyPeering(NAME, alone('seoul'), op.ports, false);
    expect(await held()).toEqual(whole);
  });

  test('leaves no route behind that the plan did not know of', async () => {
    await apply();
    const [table = ''] = sites.seoul.provider.routeTables;
    const id = (peering() as { id?: string }).id;
    await aws(
      sites.seoul,
      `ec2 create-route --route-table-id ${table} --destination-cidr-block 10.7.0.0/16 --vpc-peering-connection-id ${id}`,
    );
    await peeringRemove([NAME], INTENT, op.ports);
    expect(await held()).toEqual({ seoul: [], osaka: [] });
  });
});
