/** What becomes of the plan where peerings cannot be taken away. */
import { expect, test } from 'vitest';
import { peeringRefresh } from '../../src/commands/peering/refresh.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import { UserError } from '../../src/errors.ts';
import { statusOf } from '../../src/model/peering.ts';
import { observePeering } from '../../src/model/transitions/observe.ts';
import type { Name } from '../../src/model/values.ts';
import { aws, peered, twoRegions, withCloudVpc } from '../support/cloud-plans.ts';
import { recordIn } from './scenes.ts';
import { type Answer, awsSays, scripted } from './scripted.ts';

const INTENT = { timeout: 0, access: {} };
const NAMES = ['seoul-osaka', 'seoul-tokyo'] as Name[];
const idOf = (at: number): string => `pcx-0123456789abcdef${at}`;

/** Seoul's peerings with Osaka and with Tokyo, both active. */
function plan() {
  const three = withCloudVpc(twoRegions(), 'tokyo', {
    cidrs: ['10.9.0.0/16'],
    provider: aws('ap-northeast-1', '5'),
  });
  const osaka = peered(three, 'seoul', 'osaka', { duplex: true }).state;
  const both = peered(osaka, 'seoul', 'tokyo', { duplex: true }).state;
  return NAMES.reduce(
    (state, name, at) => observePeering(state, name, { status: 'active', id: idOf(at) }),
    both,
  );
}

const connection = (at: number, accepter: string) => ({
  VpcPeeringConnectionId: idOf(at),
  Status: { Code: 'active', Message: 'Active' },
  RequesterVpcInfo: { VpcId: `vpc-${'1'.repeat(17)}` },
  AccepterVpcInfo: { VpcId: `vpc-${accepter.repeat(17)}` },
});

const TABLES = { RouteTables: [{ RouteTableId: `rtb-${'1'.repeat(17)}`, Routes: [] }] };
const ALL = [connection(0, '2'), connection(1, '5')];

const answers =
  (changes: (line: string) => Answer, { tables = TABLES as object, connections = ALL as object[] } = {}) =>
  (line: string): Answer => {
    if (line.includes('describe-vpc-peering-connections')) return { VpcPeeringConnections: connections };
    if (line.includes('describe-route-tables')) return tables;
    if (line.includes('describe-security-groups')) return { SecurityGroups: [] };
    return changes(line);
  };

const failureOf = async (run: Promise<unknown>) => {
  const caught = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(caught instanceof UserError)) throw caught ?? new Error('it did not fail');
  return { exit: caught.exit, code: caught.code, details: caught.problems.flatMap(({ details }) => details) };
};

test('both are deleted', async () => {
  const { ports, stateNow, ran } = scripted(
    plan(),
    'aws',
    answers(() => ''),
  );
  await peeringRemove(NAMES, INTENT, ports);
  expect(stateNow().peerings.size).toBe(0);
  expect(ran.filter((line) => line.includes('delete-vpc-peering-connection'))).toHaveLength(2);
});

test('the account of somebody else shows nothing, which is not that it is gone', async () => {
  const before = plan();
  const others = answers(() => '', { tables: { RouteTables: [] }, connections: [] });
  const { ports, stateNow } = scripted(before, 'aws', others);
  const [name = ''] = NAMES;
  expect(await failureOf(peeringRemove([name], INTENT, ports))).toMatchObject({
    exit: 6,
    code: 'provider-no-such-id',
    details: ['nothing was changed'],
  });
  expect(stateNow()).toEqual(before);
  expect(await peeringRefresh([name], INTENT, ports)).toMatchObject({ exit: 6 });
  expect(stateNow(), 'and is still active').toEqual(before);
});

test('one that stays leaves the others as they are', async () => {
  const before = plan();
  const { ports, stateNow } = scripted(
    before,
    'aws',
    answers((line) => (line.includes(idOf(0)) ? awsSays('UnauthorizedOperation') : '')),
  );
  const failed = await failureOf(peeringRemove(NAMES, INTENT, ports));
  expect(failed).toMatchObject({ exit: 6, code: 'provider-denied' });
  expect(failed.details.at(-1)).toBe('not tried: seoul-tokyo');
  expect(stateNow()).toEqual(before);
});

test('one that has gone before another stays is out of the plan', async () => {
  const { ports, stateNow } = scripted(
    plan(),
    'aws',
    answers((line) => (line.includes(idOf(1)) ? awsSays('UnauthorizedOperation') : '')),
  );
  const failed = await failureOf(peeringRemove(NAMES, INTENT, ports));
  expect(failed).toMatchObject({ exit: 7, code: 'provider-denied' });
  expect(failed.details).toContain('deleted: seoul-osaka');
  expect([...stateNow().peerings.values()].map((one) => `${one.name} ${statusOf(one)}`)).toEqual([
    'seoul-tokyo active',
  ]);
});

test('whether a deletion was made is not known where no answer came: it stays as being deleted', async () => {
  const { ports, stateNow } = scripted(
    plan(),
    'aws',
    answers(() => ({ ended: 'timeout', stderr: '' })),
  );
  const [name = '' as Name] = NAMES;
  expect(await failureOf(peeringRemove([name], INTENT, ports))).toMatchObject({ exit: 7 });
  expect(recordIn(stateNow(), name)?.status).toBe('deleting');
});

test('a connection that the accepter has asked for goes only where the plan knows it', async () => {
  const [name = '' as Name] = NAMES;
  const { RequesterVpcInfo: asked, AccepterVpcInfo: asking, ...rest } = connection(0, '2');
  const connections = [{ ...rest, RequesterVpcInfo: asking, AccepterVpcInfo: asked }];
  const known = scripted(
    plan(),
    'aws',
    answers(() => '', { connections }),
  );
  await peeringRemove([name], INTENT, known.ports);
  expect(known.ran.filter((line) => line.includes('delete-vpc-peering-connection'))).toHaveLength(1);

  const other = observePeering(plan(), name, { id: idOf(7) });
  const unknown = scripted(
    other,
    'aws',
    answers(() => '', { connections }),
  );
  expect(await failureOf(peeringRemove([name], INTENT, unknown.ports))).toMatchObject({
    exit: 6,
    code: 'provider-no-peering',
  });
  expect(unknown.ran.filter((line) => line.includes('delete'))).toEqual([]);
});

test.each<[string, Answer]>([
  ['another document', { Something: 'else' }],
  ['no document', ''],
  ['no JSON', 'Usage: aws'],
])(
  'an answer that cannot be read is a failure of the provider, not of the operator: %s',
  async (_, answer) => {
    for (const question of ['peering-connections', 'route-tables', 'security-groups']) {
      const before = plan();
      const { ports, stateNow } = scripted(before, 'aws', (line) =>
        line.includes(`describe-vpc-${question}`) || line.includes(`describe-${question}`)
          ? answer
          : answers(() => '')(line),
      );
      const [name = ''] = NAMES;
      expect(await failureOf(peeringRemove([name], INTENT, ports))).toMatchObject({
        exit: 6,
        code: 'provider-failed',
      });
      expect(stateNow()).toEqual(before);
    }
  },
);
