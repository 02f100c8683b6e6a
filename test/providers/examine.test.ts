/** What a look at a provider means, without a provider. */
import { describe, expect, test } from 'vitest';
import type { Peering, PeeringStatus } from '../../src/model/peering.ts';
import { statusOf } from '../../src/model/peering.ts';
import { observePeering } from '../../src/model/transitions/observe.ts';
import type { Name } from '../../src/model/values.ts';
import { awsEngine } from '../../src/providers/aws/engine.ts';
import { awsProgram } from '../../src/providers/aws/errors.ts';
import type { AwsObserved } from '../../src/providers/aws/observed.ts';
import { awsStatus } from '../../src/providers/aws/status.ts';
import { examine } from '../../src/providers/examine.ts';
import { gcpProgram } from '../../src/providers/gcp/errors.ts';
import type { GcpObserved } from '../../src/providers/gcp/observed.ts';
import type { Access, ObservedSides } from '../../src/providers/provider.ts';
import { recreateLine } from '../../src/providers/recreate.ts';
import { specs } from '../../src/providers/registry.ts';
import {
  acrossProjects,
  acrossRegions,
  aws,
  type Planned,
  peered,
  twoRegions,
  withCloudVpc,
} from '../support/cloud-plans.ts';
import { NOW } from '../support/plans.ts';
import { desiredOf, engineFor, recordIn, sceneOf, sidesOf } from './scenes.ts';

const ID = 'pcx-0123456789abcdef0';

/** Everything that a peering at AWS has, on both sides. */
function wholeAws(planned: Planned): Map<Name, AwsObserved> {
  return new Map(
    sidesOf(planned).map((side) => {
      const own = desiredOf(planned).filter((one) => one.side === side);
      const fieldsOf = (kind: string) =>
        own.flatMap((one) => (one.kind === kind ? [one.fields as Record<string, string>] : []));
      return [
        side,
        {
          connection: {
            id: ID,
            code: 'active',
            message: 'Active',
            dns: (planned.peering.requester.options['dns'] as boolean) ?? false,
          },
          routes: fieldsOf('aws-route').map(({ table = '', cidr = '' }) => ({
            ...{ table, cidr, target: ID, blackhole: false },
          })),
          ingress: fieldsOf('aws-ingress').map(({ group = '', cidr = '' }) => ({
            ...{ group, cidr, protocol: '-1', description: `peerway:${planned.peering.name}` },
          })),
        },
      ];
    }),
  );
}

/** Everything that a peering at GCP has, on both sides. */
function wholeGcp(planned: Planned): Map<Name, GcpObserved> {
  return new Map(
    sidesOf(planned).map((side) => {
      const own = desiredOf(planned).filter((one) => one.side === side);
      const [half] = own.filter(({ kind }) => kind === 'gcp-peering');
      const { options } = (half?.fields ?? {}) as Pick<Peering['requester'], 'options'>;
      return [
        side,
        {
          half: { state: 'ACTIVE', details: 'Connected.', peer: 'p/n', options },
          rules: own.flatMap(({ kind, fields }) => {
            const { rule, cidrs } = fields as { rule: string; cidrs: string[] };
            return kind === 'gcp-firewall' ? [{ rule, sources: cidrs }] : [];
          }),
        },
      ];
    }),
  );
}

const SEOUL = 'seoul' as Name;
const OSAKA = 'osaka' as Name;
const FILES = 'files' as Name;

const changed = <Side>(
  live: Map<Name, Side>,
  side: Name,
  change: (seen: Side) => Partial<Side>,
): Map<Name, Side> => {
  const seen = live.get(side) as Side;
  return new Map(live).set(side, { ...seen, ...change(seen) });
};

const findingsOf = (planned: Planned, observed: ObservedSides<unknown>, access?: Access) =>
  examine(
    { spec: specs.of(planned.peering.via), engine: engineFor(planned) },
    sceneOf(planned, access),
    observed,
    NOW,
  );

const codes = (planned: Planned, observed: ObservedSides<unknown>): string[] =>
  findingsOf(planned, observed).map(({ side, code }) => `${side} ${code}`);

/** Changes that would have to be made. */
const missing = (planned: Planned, observed: ObservedSides<unknown>) =>
  engineFor(planned).diff(sceneOf(planned), desiredOf(planned), observed);

/** A peering in a status, as the plan would have it. */
function withStatus({ state, peering }: Planned, status: PeeringStatus, id?: string): Peering {
  const { observed: _, ...bare } = peering;
  const known = id === undefined ? {} : { observed: { id } };
  const base: Peering =
    status === 'planned' ? { ...bare, ...known, agreement: { kind: 'accepted' } } : { ...bare, ...known };
  if (status === 'planned') return base;
  if (status === 'inactive' || status === 'pending-acceptance') {
    const asked: Peering = { ...base, agreement: { kind: 'requested' } };
    return status === 'inactive' ? asked : { ...asked, observed: { ...asked.observed, status } };
  }
  const next = observePeering({ ...state, peerings: new Map([[peering.name, base]]) }, peering.name, {
    status,
  }).peerings.get(peering.name) as Peering;
  expect(statusOf(next)).toBe(status);
  return next;
}

describe('at AWS', () => {
  const planned = acrossRegions();
  const whole = wholeAws(planned);

  test('nothing is wrong where all is there, everything is missing where nothing is', () => {
    expect(missing(planned, whole)).toEqual([]);
    expect(codes(planned, whole)).toEqual([]);
    const none = new Map([...whole.keys()].map((side) => [side, { routes: [], ingress: [] }]));
    expect(missing(planned, none)).toHaveLength(desiredOf(planned).length);
    expect(codes(planned, none)).toEqual([
      'seoul missing',
      'seoul missing',
      'osaka missing',
      'seoul missing',
      'osaka missing',
    ]);
  });

  test.each<[string, (seen: AwsObserved) => Partial<AwsObserved>, string[]]>([
    [
      'a blackhole',
      ({ routes }) => ({ routes: routes.map((one) => ({ ...one, blackhole: true })) }),
      ['seoul blackhole'],
    ],
    [
      'a route to elsewhere',
      ({ routes }) => ({ routes: routes.map((one) => ({ ...one, target: 'igw-1' })) }),
      ['seoul route-elsewhere'],
    ],
    [
      'a route too much',
      ({ routes }) => ({
        routes: [...routes, { table: 'rtb-9', cidr: '10.9.0.0/16', target: ID, blackhole: false }],
      }),
      ['seoul stale-route'],
    ],
    [
      'a route of somebody else',
      ({ routes }) => ({
        routes: [...routes, { table: 'rtb-9', cidr: '10.9.0.0/16', target: 'igw-1', blackhole: true }],
      }),
      [],
    ],
    ['a route that is missing', () => ({ routes: [] }), ['seoul missing']],
    [
      'a rule for fewer protocols',
      ({ ingress }) => ({ ingress: ingress.map((one) => ({ ...one, protocol: 'tcp' })) }),
      ['seoul missing'],
    ],
    [
      'a rule for an old CIDR',
      ({ ingress }) => ({
        ingress: [...ingress, ...ingress.map((one) => ({ ...one, cidr: '10.9.0.0/16' }))],
      }),
      ['seoul stale-rule'],
    ],
    [
      'a rule of somebody else',
      ({ ingress }) => ({
        ingress: [...ingress, { group: 'sg-1', cidr: '10.9.0.0/16', protocol: '-1', description: 'mine' }],
      }),
      [],
    ],
    [
      'a connection that has ended',
      () => ({ connection: { id: ID, code: 'deleted', message: 'Deleted by 1', dns: false } }),
      ['seoul ended'],
    ],
  ])('%s is found, and nothing else', (_, change, found) => {
    expect(codes(planned, changed(whole, SEOUL, change))).toEqual(found);
  });

  test.each<[PeeringStatus, string, string]>([
    ['deleting', 'deleting', 'peerway peering delete seoul-osaka --apply'],
    ['rejected', 'ended', 'peerway peering create seoul osaka --via aws --name seoul-osaka --apply'],
    ['failed', 'ended', 'peerway peering create seoul osaka --via aws --name seoul-osaka --duplex --apply'],
  ])('of a peering that is %s nothing is missing', (status, code, fix) => {
    const peering = withStatus(planned, status);
    const none = new Map([[SEOUL, { routes: [], ingress: [] }]]);
    expect(findingsOf({ ...planned, peering }, none)).toMatchObject([{ side: SEOUL, code, fix }]);
  });

  test.each<PeeringStatus>(['deleting', 'failed', 'expired'])(
    'of a peering that is %s, all that is left is found, also what goes to an earlier connection',
    (status) => {
      const before = withStatus(planned, status, ID);
      const peering = { ...before, observed: { ...before.observed, earlierIds: ['pcx-11111111'] } };
      const routes = [
        { table: 'rtb-1', cidr: '172.31.0.0/16', target: ID, blackhole: true },
        { table: 'rtb-1', cidr: '10.9.0.0/16', target: 'pcx-11111111', blackhole: true },
        { table: 'rtb-1', cidr: '10.8.0.0/16', target: 'pcx-22222222', blackhole: true },
      ];
      const rule = { group: 'sg-1', cidr: '172.31.0.0/16', protocol: '-1' };
      const ingress = [
        { ...rule, description: 'peerway:seoul-osaka' },
        { ...rule, cidr: '10.8.0.0/16', description: 'mine' },
      ];
      const left = new Map([[SEOUL, { routes, ingress }]]);
      const [first, ...rest] = findingsOf({ ...planned, peering }, left);
      expect(first?.code).toBe(status === 'deleting' ? 'deleting' : 'ended');
      expect(rest.map(({ code, fix }) => `${code}: ${fix}`)).toEqual([
        'blackhole: aws ec2 delete-route --route-table-id rtb-1 --destination-cidr-block 172.31.0.0/16 --region ap-northeast-2',
        'blackhole: aws ec2 delete-route --route-table-id rtb-1 --destination-cidr-block 10.9.0.0/16 --region ap-northeast-2',
        expect.stringMatching(
          /^stale-rule: aws ec2 revoke-security-group-ingress --group-id sg-1 .*172\.31\.0\.0/,
        ),
      ]);
    },
  );

  describe('what the plan does not know is found', () => {
    const bare = { routeTables: [], securityGroups: [] };
    const { account: _, ...unowned } = aws('eu-west-1', '4', bare);
    const two = withCloudVpc(twoRegions(), 'cache', {
      ...{ cidrs: ['192.168.0.0/20'], provider: unowned, owner: 'dragonfly' },
    });
    const asked = peered(two, 'seoul', 'cache');
    const unknown = (code: string | undefined) => {
      const connection = code === undefined ? {} : { connection: { id: ID, code, message: '' } };
      const seen = new Map(sidesOf(asked).map((side) => [side, { ...connection, routes: [], ingress: [] }]));
      return findingsOf(asked, seen)
        .filter(({ code }) => code === 'not-known')
        .map(({ side, fix, isNote }) => [side, fix, isNote]);
    };
    const targets = 'peerway vpc update cache --route-table <id> --security-group <id> --as dragonfly';

    test.each([
      [undefined, false],
      ['pending-acceptance', true],
    ])('an account until AWS shows the connection, and route tables and groups: %s', (code, isNote) => {
      expect(unknown(code)).toEqual([
        ['cache', 'peerway vpc update cache --account <id> --as dragonfly', isNote],
        ['cache', targets, false],
      ]);
    });

    test.each([
      ['provisioning', false],
      ['active', true],
    ])('and an exceeded quota until the connection is active: %s', (code, isNote) => {
      const copies = Array.from({ length: 50 }, (_, at): [Name, Peering] => {
        const name = `copy-${at}` as Name;
        return [name, { ...planned.peering, name }];
      });
      const peerings = new Map([...planned.state.peerings, ...copies]);
      const crowded = { ...planned, state: { ...planned.state, peerings } };
      const connection = { id: ID, code, message: '', dns: true };
      const seen = changed(
        changed(whole, SEOUL, () => ({ connection })),
        OSAKA,
        () => ({ connection }),
      );
      const quotas = findingsOf(crowded, seen).filter((one) => one.code === 'quota');
      expect(quotas.map(({ side, isNote }) => [side, isNote])).toEqual([
        ['seoul', isNote],
        ['osaka', isNote],
      ]);
      expect(quotas[0]?.fix).toBe(
        'aws service-quotas list-service-quotas --service-code vpc --region ap-northeast-2',
      );
    });
  });

  test('a connection that still exists for a peering that has ended is found', () => {
    const peering = withStatus(planned, 'rejected');
    const connection = { id: ID, code: 'pending-acceptance', message: '' };
    const seen = new Map([[SEOUL, { connection, routes: [], ingress: [] }]]);
    expect(findingsOf({ ...planned, peering }, seen).map(({ code, fix }) => [code, fix])).toEqual([
      ['ended', expect.stringContaining('peering create')],
      [
        'left-behind',
        `aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id ${ID} --region ap-northeast-2`,
      ],
    ]);
  });

  test('what has to go goes with a command that runs as it stands', () => {
    const live = changed(whole, SEOUL, ({ routes, ingress }) => ({
      routes: [...routes, { table: 'rtb-9', cidr: '10.9.0.0/16', target: ID, blackhole: false }],
      ingress: [...ingress, ...ingress.map((one) => ({ ...one, cidr: '10.9.0.0/16' }))],
    }));
    const access = new Map([[SEOUL, { profile: 'prod' }]]);
    expect(findingsOf(planned, live, access).map(({ fix }) => fix)).toEqual([
      'aws ec2 delete-route --route-table-id rtb-9 --destination-cidr-block 10.9.0.0/16 --region ap-northeast-2 --profile prod',
      expect.stringMatching(
        /^aws ec2 revoke-security-group-ingress --group-id sg-1+ --ip-permissions '.*10\.9\.0\.0\/16.*' --region ap-northeast-2 --profile prod$/,
      ),
    ]);
  });

  test('a connection that has ended is made anew with its name and its options', () => {
    const [requester, accepter] = [
      { ...planned.peering.requester, options: { dns: true } },
      { ...planned.peering.accepter, options: { dns: false } },
    ];
    expect(
      recreateLine(specs.of('aws'), {
        ...sceneOf(planned),
        peering: { ...planned.peering, requester, accepter },
      }),
    ).toBe(
      'peerway peering create seoul osaka --via aws --name seoul-osaka --dns --apply && peerway peering accept seoul-osaka --as netops --apply',
    );
  });

  test('a request says how long it still waits', () => {
    const connection = {
      id: ID,
      code: 'pending-acceptance',
      message: '',
      expiresAt: '2026-01-05T03:04:05.000Z',
    };
    const [finding] = findingsOf(
      planned,
      changed(whole, SEOUL, () => ({ connection })),
    ).filter(({ code }) => code === 'waits');
    expect(finding?.what).toContain('expires in 3 days');
  });

  test('what somebody else has put there is not taken away', () => {
    const foreign = changed(whole, SEOUL, ({ routes, ingress }) => ({
      routes: routes.map((one) => ({ ...one, target: 'igw-1' })),
      ingress: ingress.map((one) => ({ ...one, description: 'mine' })),
    }));
    const removed = (observed: ObservedSides<AwsObserved>) =>
      awsEngine
        .removal(sceneOf(planned), observed)
        .filter(({ resource }) => resource.side === SEOUL)
        .map(({ resource }) => resource.kind);
    expect(removed(whole)).toEqual(['aws-ingress', 'aws-route', 'aws-peering']);
    expect(removed(foreign)).toEqual(['aws-peering']);
  });

  test.each<[PeeringStatus, string | undefined, PeeringStatus]>([
    ['pending-acceptance', 'pending-acceptance', 'pending-acceptance'],
    ['active', 'pending-acceptance', 'provisioning'],
    ['planned', 'pending-acceptance', 'provisioning'],
    ['planned', 'active', 'active'],
    ['planned', undefined, 'planned'],
    ['pending-acceptance', 'active', 'active'],
    ['active', 'rejected', 'rejected'],
    ['active', 'expired', 'expired'],
    ['active', 'failed', 'failed'],
    ['active', 'deleted', 'failed'],
    ['active', undefined, 'provisioning'],
    ['pending-acceptance', undefined, 'pending-acceptance'],
    ['deleting', 'active', 'deleting'],
  ])('a peering that is %s, of which AWS says %s, is %s', (status, code, now) => {
    expect(awsStatus(withStatus(planned, status), code)).toBe(now);
  });

  test.each<[PeeringStatus, string | undefined, PeeringStatus]>([
    ['active', ID, 'failed'],
    ['pending-acceptance', ID, 'failed'],
    ['deleting', ID, 'failed'],
    ['active', undefined, 'provisioning'],
    ['rejected', ID, 'rejected'],
  ])('a peering that is %s with id %s, of which AWS knows nothing, is %s', (status, id, now) => {
    expect(awsStatus(withStatus(planned, status, id), undefined)).toBe(now);
  });

  test('a request runs out when AWS says so, and no more once it is accepted', () => {
    const { state, peering } = peered(twoRegions(), 'seoul', 'osaka');
    const waiting = (code: string): Map<Name, AwsObserved> => {
      const connection = { id: ID, code, message: '', expiresAt: '2026-03-05T06:07:08+00:00' };
      return new Map([[SEOUL, { connection, routes: [], ingress: [] }]]);
    };
    const reportedAs = (before: typeof state, code: string) =>
      observePeering(before, peering.name, awsEngine.report(peering, waiting(code), NOW));
    const asked = reportedAs(state, 'pending-acceptance');
    expect(recordIn(asked, peering.name)).toMatchObject({ expiresAt: '2026-03-05T06:07:08.000Z' });
    expect(recordIn(reportedAs(asked, 'active'), peering.name)).not.toHaveProperty('expiresAt');
  });

  test('that AWS says the same as before is no change', () => {
    const said = { code: 'active', message: 'Active', at: NOW };
    const once = observePeering(planned.state, planned.peering.name, { status: 'active', id: ID, said });
    const later = { ...said, at: '2026-03-01T00:00:00.000Z' as typeof NOW };
    expect(once).not.toBe(planned.state);
    expect(observePeering(once, planned.peering.name, { status: 'active', id: ID, said: later })).toBe(once);
    expect(observePeering(once, 'gone' as Name, { status: 'failed' })).toBe(once);
  });
});

describe('at GCP', () => {
  const planned = acrossProjects();
  const whole = wholeGcp(planned);

  test('a peering that was only planned stays so while GCP has no half of it', () => {
    const none = new Map(sidesOf(planned).map((side) => [side, { rules: [] } as GcpObserved]));
    const reported = (before: typeof planned.state, seen: Map<Name, GcpObserved>) => {
      const peering = before.peerings.get(planned.peering.name) as Peering;
      return observePeering(before, peering.name, engineFor(planned).report(peering, seen, NOW));
    };
    const statusIn = (state: typeof planned.state) => recordIn(state, planned.peering.name)?.status;
    expect(statusIn(reported(planned.state, none))).toBe('planned');
    const active = reported(planned.state, whole);
    expect(statusIn(active)).toBe('active');
    expect(statusIn(reported(active, none))).toBe('inactive');
  });

  test('nothing is wrong where all is there', () => {
    expect(missing(planned, whole)).toEqual([]);
    expect(codes(planned, whole)).toEqual([]);
  });

  test.each<[string, (seen: GcpObserved) => Partial<GcpObserved>, string[]]>([
    [
      'a half without its other',
      ({ half }) => (half ? { half: { ...half, state: 'INACTIVE' } } : {}),
      ['files one-sided'],
    ],
    [
      'another option',
      ({ half }) => (half ? { half: { ...half, options: { ...half.options, stackType: 'IPV4_ONLY' } } } : {}),
      ['files options-differ'],
    ],
    [
      'a rule that lets an old network in',
      ({ rules }) => ({ rules: rules.map((one) => ({ ...one, sources: [...one.sources, '10.9.0.0/16'] })) }),
      ['files stale-rule', 'files stale-rule'],
    ],
    [
      'a rule too much',
      ({ rules }) => ({ rules: [...rules, { rule: 'peerway-files-apps-to-old', sources: [] }] }),
      ['files stale-rule'],
    ],
    ['rules that are missing', () => ({ rules: [] }), ['files missing', 'files missing']],
  ])('%s is found, and nothing else', (_, change, found) => {
    expect(codes(planned, changed(whole, FILES, change))).toEqual(found);
  });

  test('custom routes that are exported and not imported are found on the side that does not import them', () => {
    const deaf = changed(whole, 'apps' as Name, ({ half }) =>
      half ? { half: { ...half, options: { ...half.options, importCustomRoutes: false } } } : {},
    );
    expect(codes(planned, deaf)).toEqual(['apps options-differ', 'apps export-without-import']);
    expect(findingsOf(planned, deaf).at(-1)?.fix).toBe(
      'peerway peering update files-apps --import-custom-routes --apply --side apps',
    );
    expect(recreateLine(specs.of('gcp'), sceneOf(planned))).toBe(
      'peerway peering create files apps --via gcp --name files-apps --duplex --export-custom-routes --stack-type IPV4_IPV6 --apply',
    );
  });
});

describe('refusals', () => {
  const aws = (code: string) => `\nAn error occurred (${code}) when calling the X operation: words of AWS\n`;
  const gcloud = (reason: string) =>
    `ERROR: (gcloud.compute.networks.peerings.create) Could not fetch resource:\n - ${reason}\n`;

  test.each([
    ['aws', aws('OperationNotPermitted'), 'provider-not-permitted'],
    ['aws', aws('InvalidVpcPeeringConnectionID.NotFound'), 'provider-no-peering'],
    ['aws', aws('InvalidStateTransition'), 'provider-wrong-state'],
    ['aws', aws('VpcPeeringConnectionsPerVpcLimitExceeded'), 'provider-quota'],
    ['aws', aws('OutstandingVpcPeeringConnectionLimitExceeded'), 'provider-quota'],
    ['aws', aws('RouteAlreadyExists'), 'provider-route-taken'],
    ['aws', aws('UnauthorizedOperation'), 'provider-denied'],
    [
      'aws',
      'Unable to locate credentials. You can configure credentials by running "aws configure".',
      'provider-credentials',
    ],
    ['aws', aws('SomethingNew'), 'provider-failed'],
    ['aws', '', 'provider-failed'],
    [
      'gcloud',
      gcloud('There is a peering operation in progress on the local or peer network. Try again later.'),
      'provider-busy',
    ],
    ['gcloud', gcloud("Quota 'PEERINGS_PER_NETWORK' exceeded.  Limit: 25.0 globally."), 'provider-quota'],
    [
      'gcloud',
      gcloud('An IP range in the peer network (10.0.0.0/24) overlaps with an IP range in the local network'),
      'provider-overlap',
    ],
    ['gcloud', gcloud("The resource 'projects/p/global/networks/n' was not found"), 'provider-no-such-id'],
    [
      'gcloud',
      gcloud("Required 'compute.networks.addPeering' permission for 'projects/p/global/networks/n'"),
      'provider-denied',
    ],
    ['gcloud', gcloud('something new'), 'provider-failed'],
  ] as const)('%s: %s', (program, stderr, code) => {
    const refusal = (program === 'aws' ? awsProgram : gcpProgram).explain(stderr);
    expect(refusal.code).toBe(code);
    expect(refusal.message).not.toContain('\n');
    expect(refusal.hint).not.toBe('');
  });

  const LONG = `of ${'subnets/a-subnet-with-a-long-name, '.repeat(30)}and the last one`;
  test.each([
    [
      'aws',
      '\nAn error occurred (RequestLimitExceeded) when calling the CreateRoute operation (reached max retries: 0): lost: try later\n',
      'RequestLimitExceeded: lost: try later',
    ],
    [
      'aws',
      `\nAn error occurred (InvalidParameterValue) when calling the CreateRoute operation: first ${LONG}\nof two lines\n`,
      `InvalidParameterValue: first ${LONG} of two lines`,
    ],
    [
      'aws',
      '\nAn error occurred (UnauthorizedOperation) when calling the CreateRoute operation: You may not. User: x may not do y. Encoded authorization failure message: abc-def_123\n',
      'UnauthorizedOperation: You may not. User: x may not do y.',
    ],
    [
      'aws',
      'Waiter VpcPeeringConnectionExists failed: An error occurred (AuthFailure): who is it\n',
      'AuthFailure: who is it',
    ],
    [
      'aws',
      'usage: aws [options]\n\naws: error: argument --x: no:\n\nbroken\n',
      'aws: error: argument --x: no: broken',
    ],
    ['gcloud', gcloud(`it overlaps ${LONG}`), `it overlaps ${LONG}`],
    ['gcloud', gcloud('first - of two\n   lines\n - second'), 'first - of two lines; second'],
    [
      'gcloud',
      'ERROR: (gcloud.x) HTTPError 403: The caller\nmay not\n\n\nTo take a quick anonymous survey, run:\n  $ gcloud survey\n',
      'HTTPError 403: The caller may not',
    ],
  ] as const)('no part of what %s has said is lost', (program, stderr, words) => {
    const { message } = (program === 'aws' ? awsProgram : gcpProgram).explain(stderr);
    expect(message).toContain(`${program}: ${words}`);
  });

  test('what may pass, and what is done all the same, is told from the rest', () => {
    expect(awsProgram.meaningOf(aws('InvalidPermission.Duplicate'), 'create')).toBe('done-already');
    expect(awsProgram.meaningOf(aws('InvalidVpcPeeringConnectionID.NotFound'), 'create')).toBe('not-yet');
    expect(awsProgram.meaningOf(aws('RequestLimitExceeded'), 'create')).toBe('busy');
    expect(gcpProgram.meaningOf(gcloud('There is a peering operation in progress'), 'create')).toBe('busy');
    expect(awsProgram.meaningOf(aws('UnauthorizedOperation'), 'create')).toBeUndefined();
  });
});
