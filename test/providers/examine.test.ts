/** What a look at a provider means, without a provider. */
import { describe, expect, test } from 'vitest';
import { reportOf } from '../../src/commands/peering/report.ts';
import type { CloudPeering } from '../../src/model/cloud-peering.ts';
import type { PeeringStatus } from '../../src/model/state.ts';
import { reportPeering, statusFrom } from '../../src/model/transitions/report.ts';
import type { Name } from '../../src/model/values.ts';
import { createLine } from '../../src/providers/create-line.ts';
import { effectsOf } from '../../src/providers/effects.ts';
import { examine } from '../../src/providers/examine.ts';
import {
  type AwsLive,
  type GcpLive,
  isDone,
  isThere,
  type Live,
  type SideLive,
} from '../../src/providers/live.ts';
import { refusalIn, translated } from '../../src/providers/refusals.ts';
import { acrossProjects, acrossRegions, type Planned, peered, twoRegions } from '../support/cloud-plans.ts';
import { NOW } from '../support/plans.ts';

const ID = 'pcx-0123456789abcdef0';

/** All that a peering at AWS has, on both sides. */
function wholeAws({ state, peering }: Planned): Map<Name, AwsLive> {
  const sides = [peering.requester.vpc, peering.accepter.vpc];
  return new Map(
    sides.map((side) => {
      const effects = effectsOf(state, peering).flatMap((one) => (one.side === side ? [one.effect] : []));
      const live: AwsLive = {
        via: 'aws',
        connection: { id: ID, code: 'active', message: 'Active', dns: true },
        routes: effects.flatMap((one) =>
          one.kind === 'aws-route'
            ? [{ table: one.table, cidr: one.cidr, target: ID, blackhole: false }]
            : [],
        ),
        ingress: effects.flatMap((one) =>
          one.kind === 'aws-ingress'
            ? [{ group: one.group, cidr: one.cidr, protocol: '-1', description: `peerway:${peering.name}` }]
            : [],
        ),
      };
      return [side, live];
    }),
  );
}

/** All that a peering at GCP has, on both sides. */
function wholeGcp({ state, peering }: Planned): Map<Name, GcpLive> {
  const sides = [peering.requester.vpc, peering.accepter.vpc];
  return new Map(
    sides.map((side) => {
      const effects = effectsOf(state, peering).flatMap((one) => (one.side === side ? [one.effect] : []));
      const half = effects.find((one) => one.kind === 'gcp-peering');
      if (half?.kind !== 'gcp-peering') throw new Error('no half');
      const { options, stackType } = half;
      const live: GcpLive = {
        via: 'gcp',
        half: { state: 'ACTIVE', details: 'Connected.', peer: 'p/n', options, stackType },
        rules: effects.flatMap((one) =>
          one.kind === 'gcp-firewall' ? [{ rule: one.rule, sources: one.cidrs }] : [],
        ),
      };
      return [side, live];
    }),
  );
}

const SEOUL = 'seoul' as Name;
const FILES = 'files' as Name;

const changed = <Side extends SideLive>(
  live: Map<Name, Side>,
  side: Name,
  change: (seen: Side) => Partial<Side>,
): Map<Name, Side> => {
  const seen = live.get(side) as Side;
  return new Map(live).set(side, { ...seen, ...change(seen) });
};

const codes = ({ state, peering }: Planned, live: Live): string[] =>
  examine(state, peering, live, { now: NOW }).map(({ side, code }) => `${side} ${code}`);

describe('at AWS', () => {
  const planned = acrossRegions();
  const whole = wholeAws(planned);
  const effects = effectsOf(planned.state, planned.peering);

  test('nothing is wrong where all is there, everything is missing where nothing is', () => {
    expect(effects.every((effect) => isDone(effect, whole))).toBe(true);
    expect(codes(planned, whole)).toEqual([]);
    const none: Live = new Map(
      [...whole.keys()].map((side) => [side, { via: 'aws', routes: [], ingress: [] }]),
    );
    expect(effects.some((effect) => isDone(effect, none))).toBe(false);
    expect(codes(planned, none)).toEqual([
      'seoul missing',
      'seoul missing',
      'osaka missing',
      'seoul missing',
      'osaka missing',
    ]);
  });

  test.each<[string, (seen: AwsLive) => Partial<AwsLive>, string[]]>([
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
      () => ({ connection: { id: ID, code: 'deleted', message: 'Deleted by 1', dns: true } }),
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
    const peering = { ...planned.peering, status };
    const none: Live = new Map([[SEOUL, { via: 'aws', routes: [], ingress: [] }]]);
    expect(examine(planned.state, peering, none, { now: NOW })).toMatchObject([{ side: SEOUL, code, fix }]);
  });

  test('what has to go goes with a command that runs as it stands', () => {
    const live = changed(whole, SEOUL, ({ routes, ingress }) => ({
      routes: [...routes, { table: 'rtb-9', cidr: '10.9.0.0/16', target: ID, blackhole: false }],
      ingress: [...ingress, ...ingress.map((one) => ({ ...one, cidr: '10.9.0.0/16' }))],
    }));
    const access = { profiles: new Map([[SEOUL, 'prod']]) };
    expect(examine(planned.state, planned.peering, live, { now: NOW, access }).map(({ fix }) => fix)).toEqual(
      [
        'aws ec2 delete-route --route-table-id rtb-9 --destination-cidr-block 10.9.0.0/16 --region ap-northeast-2 --profile prod',
        expect.stringMatching(
          /^aws ec2 revoke-security-group-ingress --group-id sg-1+ --ip-permissions '.*10\.9\.0\.0\/16.*' --region ap-northeast-2 --profile prod$/,
        ),
      ],
    );
  });

  test('a connection that has ended is made anew with its name and its options', () => {
    const [requester, accepter] = [
      { ...planned.peering.requester, dns: true },
      { ...planned.peering.accepter, dns: false },
    ];
    const peering = { ...planned.peering, requester, accepter } as CloudPeering;
    expect(createLine(peering)).toBe(
      'peerway peering create seoul osaka --via aws --name seoul-osaka --dns --apply; then peerway peering accept seoul-osaka --apply',
    );
  });

  test('a request says how long it still waits', () => {
    const connection = {
      id: ID,
      code: 'pending-acceptance',
      message: '',
      expiresAt: '2026-01-05T03:04:05.000Z',
    };
    const [finding] = examine(
      planned.state,
      planned.peering,
      changed(whole, SEOUL, () => ({ connection })),
      { now: NOW },
    ).filter(({ code }) => code === 'waits');
    expect(finding?.what).toContain('runs out in 3 days');
  });

  test('what somebody else has put there is not taken away', () => {
    const foreign = changed(whole, SEOUL, ({ routes, ingress }) => ({
      routes: routes.map((one) => ({ ...one, target: 'igw-1' })),
      ingress: ingress.map((one) => ({ ...one, description: 'mine' })),
    }));
    const ofSeoul = effects.filter(({ side }) => side === SEOUL);
    const there = (live: Live) =>
      ofSeoul
        .filter((effect) => isThere(effect, live, 'peerway:seoul-osaka'))
        .map(({ effect }) => effect.kind);
    expect(there(whole)).toEqual(['aws-peering', 'aws-route', 'aws-ingress']);
    expect(there(foreign)).toEqual(['aws-peering']);
  });

  test.each<[PeeringStatus, string | undefined, PeeringStatus]>([
    ['inactive', 'pending-acceptance', 'inactive'],
    ['active', 'pending-acceptance', 'provisioning'],
    ['inactive', 'active', 'active'],
    ['active', 'rejected', 'rejected'],
    ['active', 'expired', 'expired'],
    ['active', 'failed', 'failed'],
    ['active', 'deleted', 'failed'],
    ['active', undefined, 'provisioning'],
    ['inactive', undefined, 'inactive'],
    ['deleting', 'active', 'deleting'],
  ])('a peering that is %s, of which AWS says %s, is %s', (status, code, now) => {
    expect(statusFrom({ ...planned.peering, status } as CloudPeering, code)).toBe(now);
  });

  test.each<[PeeringStatus, string | undefined, PeeringStatus]>([
    ['active', ID, 'failed'],
    ['pending-acceptance', ID, 'failed'],
    ['deleting', ID, 'failed'],
    ['active', undefined, 'provisioning'],
    ['rejected', ID, 'rejected'],
  ])('a peering that is %s with id %s, of which AWS knows nothing, is %s', (status, id, now) => {
    const peering = { ...planned.peering, status, ...(id ? { id } : {}) } as CloudPeering;
    expect(statusFrom(peering, undefined)).toBe(now);
  });

  test('a request runs out when AWS says so, and no more once it is accepted', () => {
    const { state, peering } = peered(twoRegions(), 'seoul', 'osaka');
    const waiting = (code: string): Live =>
      new Map([
        [
          SEOUL,
          {
            via: 'aws',
            connection: { id: ID, code, message: '', expiresAt: '2026-03-05T06:07:08+00:00' },
            routes: [],
            ingress: [],
          },
        ],
      ]);
    const asked = reportPeering(
      state,
      peering.name,
      reportOf({ peering }, waiting('pending-acceptance'), NOW),
    );
    expect(asked.cloudPeerings.get(peering.name)).toMatchObject({ expiresAt: '2026-03-05T06:07:08.000Z' });
    const active = reportPeering(asked, peering.name, reportOf({ peering }, waiting('active'), NOW));
    expect(active.cloudPeerings.get(peering.name)).not.toHaveProperty('expiresAt');
  });

  test('that AWS says the same as before is no change', () => {
    const reported = { code: 'active', message: 'Active', at: NOW };
    const once = reportPeering(planned.state, planned.peering.name, { status: 'active', id: ID, reported });
    const later = { ...reported, at: '2026-03-01T00:00:00.000Z' as typeof NOW };
    expect(once).not.toBe(planned.state);
    expect(reportPeering(once, planned.peering.name, { status: 'active', id: ID, reported: later })).toBe(
      once,
    );
    expect(reportPeering(once, 'gone' as Name, { status: 'failed' })).toBe(once);
  });
});

describe('at GCP', () => {
  const planned = acrossProjects();
  const whole = wholeGcp(planned);

  test('nothing is wrong where all is there', () => {
    expect(effectsOf(planned.state, planned.peering).every((effect) => isDone(effect, whole))).toBe(true);
    expect(codes(planned, whole)).toEqual([]);
  });

  test.each<[string, (seen: GcpLive) => Partial<GcpLive>, string[]]>([
    [
      'a half without its other',
      ({ half }) => (half ? { half: { ...half, state: 'INACTIVE' } } : {}),
      ['files one-sided'],
    ],
    [
      'another option',
      ({ half }) => (half ? { half: { ...half, stackType: 'IPV4_ONLY' } } : {}),
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
    expect(examine(planned.state, planned.peering, deaf, { now: NOW }).at(-1)?.fix).toBe(
      'gcloud compute networks peerings update files-apps --network=apps --import-custom-routes --project=team-apps-1 --quiet',
    );
    expect(createLine(planned.peering)).toBe(
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
    const refusal = translated(program, stderr);
    expect(refusal.code).toBe(code);
    expect(refusal.message).not.toContain('\n');
    expect(refusal.hint).not.toBe('');
  });

  test('what may pass, and what is done all the same, is told from the rest', () => {
    expect(refusalIn('aws', aws('InvalidPermission.Duplicate'))).toBe('done-already');
    expect(refusalIn('aws', aws('InvalidVpcPeeringConnectionID.NotFound'))).toBe('not-yet');
    expect(refusalIn('aws', aws('RequestLimitExceeded'))).toBe('busy');
    expect(refusalIn('gcloud', gcloud('There is a peering operation in progress'))).toBe('busy');
    expect(refusalIn('aws', aws('UnauthorizedOperation'))).toBeUndefined();
  });
});
