import { describe, expect, test } from 'vitest';
import type { UserError } from '../../../src/errors.ts';
import { conflictingGateways } from '../../../src/model/rules/conflicting.ts';
import type { RuleProblem } from '../../../src/model/rules/rule.ts';
import { EMPTY_STATE, type State } from '../../../src/model/state.ts';
import { updateVpc } from '../../../src/model/transitions/vpc.ts';
import { specs } from '../../../src/providers/registry.ts';
import {
  acrossRegions,
  aws,
  gcp,
  peered,
  twoRegions,
  type VpcPlan,
  withCloudVpc,
} from '../../support/cloud-plans.ts';
import { cidrs, onePeering, withGateway, withPeering } from '../../support/plans.ts';

const SEOUL: VpcPlan = { cidrs: ['10.0.0.0/16'], provider: aws('ap-northeast-2', '1') };

const pair = (a: VpcPlan, b: VpcPlan, state: State = EMPTY_STATE): State =>
  withCloudVpc(withCloudVpc(state, 'seoul', a), 'osaka', b);

const more = (state: State, name: string, cidr: string): State =>
  withCloudVpc(state, name, {
    cidrs: [cidr],
    provider: aws('us-east-1', '7', { vpcId: `vpc-7${String(state.vpcs.size).padStart(16, '0')}` }),
  });

/** What the rules say, message by message. */
function said(state: State, a = 'seoul', b = 'osaka', via: 'aws' | 'gcp' = 'aws'): string[] {
  try {
    peered(state, a, b, { via });
  } catch (error) {
    const { problems } = error as UserError;
    for (const { hint, reason } of problems as readonly RuleProblem[]) {
      expect(hint).toMatch(/`peerway |--[a-z]|name/);
      expect(reason).toMatch(/^[a-zA-Z][^.]+$/);
    }
    return problems.map(({ code, message }) => `${code}: ${message}`);
  }
  return [];
}

const CASES: readonly [string, () => string[], string[]][] = [
  ['two VPCs with nothing in common pass', () => said(twoRegions()), []],
  [
    'a VPC with itself',
    () => said(twoRegions(), 'seoul', 'seoul'),
    ['same-vpc: Cannot peer VPC seoul with itself'],
  ],
  [
    'a VPC of another cloud',
    () => said(pair(SEOUL, { cidrs: ['172.31.0.0/16'], provider: gcp('team-apps-1', 'apps') })),
    ['provider-mismatch: VPC osaka is in GCP; AWS peers its own VPCs only'],
  ],
  [
    'two VPCs in no cloud',
    () =>
      said(
        pair(
          { ...SEOUL, provider: { kind: 'generic' } },
          { cidrs: ['172.31.0.0/16'], provider: { kind: 'generic' } },
        ),
        'seoul',
        'osaka',
        'gcp',
      ),
    [
      'provider-mismatch: VPC seoul is in no cloud; GCP peers its own VPCs only',
      'provider-mismatch: VPC osaka is in no cloud; GCP peers its own VPCs only',
    ],
  ],
  [
    'a pair that is peered, in either order',
    () => said(acrossRegions().state, 'osaka', 'seoul'),
    ['peering-exists: A peering already exists between these VPCs'],
  ],
  [
    'secondary CIDRs that overlap',
    () =>
      said(
        pair(
          { ...SEOUL, cidrs: ['10.0.0.0/16', '100.64.0.0/16'] },
          { cidrs: ['172.31.0.0/16', '100.64.8.0/21'], provider: aws('ap-northeast-3', '2') },
        ),
      ),
    ['vpc-cidrs-overlap: The CIDRs of the two VPCs overlap'],
  ],
  [
    'IPv6 CIDRs that overlap',
    () =>
      said(
        pair(
          { ...SEOUL, cidrs: ['10.0.0.0/16', '2001:db8::/40'] },
          { cidrs: ['172.31.0.0/16', '2001:db8:40::/56'], provider: aws('ap-northeast-3', '2') },
        ),
      ),
    ['vpc-cidrs-overlap: The CIDRs of the two VPCs overlap'],
  ],
  [
    'what a present peer of the cloud has brought',
    () => said(more(acrossRegions().state, 'tokyo', '172.31.128.0/17'), 'tokyo', 'seoul'),
    [
      'route-conflict: 172.31.128.0/17 of tokyo overlaps 172.31.0.0/16 of osaka, which is already peered with seoul',
    ],
  ],
  [
    'ids that no command can do without',
    () =>
      said(
        pair(SEOUL, {
          cidrs: ['172.31.0.0/16'],
          provider: { kind: 'aws', routeTables: [], securityGroups: [] },
        }),
      ),
    ['provider-ids-missing: The AWS region and AWS VPC id of VPC osaka are not known'],
  ],
  [
    'two networks in auto mode',
    () =>
      said(
        pair(
          { cidrs: ['10.128.0.0/20'], provider: { ...gcp('team-apps-1', 'one'), autoMode: true } as never },
          { cidrs: ['10.132.0.0/20'], provider: { ...gcp('team-apps-1', 'two'), autoMode: true } as never },
        ),
        'seoul',
        'osaka',
        'gcp',
      ),
    ['auto-mode-networks: Two networks in auto mode cannot be peered: both are in 10.128.0.0/9'],
  ],
  [
    'all of it at once',
    () =>
      said(
        pair({ ...SEOUL, provider: { kind: 'gcp', project: 'team-apps-1' } }, SEOUL),
        'seoul',
        'osaka',
        'gcp',
      ),
    [
      'provider-mismatch: VPC osaka is in AWS; GCP peers its own VPCs only',
      'vpc-cidrs-overlap: The CIDRs of the two VPCs overlap',
      'provider-ids-missing: The GCP network of VPC seoul is not known',
    ],
  ],
];

test.each(CASES)('%s', (_, found, wanted) => {
  expect(found()).toEqual(wanted);
});

test('what gateways have brought counts as well', () => {
  const both = withCloudVpc(
    withGateway(onePeering(), 'north', { cidrs: ['10.20.0.0/16'], tunnels: ['10.99.9.0/24'] }),
    'tokyo',
    { cidrs: ['172.31.0.0/20'], provider: aws('ap-northeast-1', '5') },
  );
  const seoul = both.vpcs.get('seoul' as never);
  if (!seoul) throw new Error('no seoul');
  const state = { ...both, vpcs: new Map(both.vpcs).set(seoul.name, { ...seoul, provider: SEOUL.provider }) };
  expect(said(state, 'tokyo', 'seoul')).toEqual([
    'route-conflict: 172.31.0.0/20 of tokyo overlaps 172.31.0.0/16 of osaka, which is already peered with seoul',
  ]);
});

describe('a network that a peering of the cloud brings, and one of gateways too', () => {
  /** `hub`, in the middle, has a gateway and is in AWS; so is `east`, and `west` has a gateway only. */
  const plan = (west: Partial<Parameters<typeof withGateway>[2]>): State =>
    withGateway(
      withGateway(
        withCloudVpc(
          withCloudVpc(EMPTY_STATE, 'hub', { cidrs: ['10.0.0.0/16'], provider: aws('eu-west-1', '1') }),
          'east',
          { cidrs: ['10.7.0.0/16'], provider: aws('us-east-1', '7') },
        ),
        'hub',
        { cidrs: [], tunnels: ['10.99.1.0/24'], endpoint: '203.0.113.1' },
      ),
      'west',
      { cidrs: [], tunnels: ['10.99.2.0/24'], endpoint: '203.0.113.2', ...west },
    );

  const codesOf = (work: () => unknown): string[] => {
    try {
      work();
    } catch (error) {
      return (error as UserError).problems.map(({ code }) => code);
    }
    return [];
  };

  test.each<[string, Partial<Parameters<typeof withGateway>[2]>, string[]]>([
    ['with the same CIDR', { cidrs: ['10.7.0.0/16'] }, ['route-conflict']],
    ['with a tunnel in it', { cidrs: ['10.8.0.0/16'], tunnels: ['10.7.9.0/24'] }, ['route-conflict']],
    ['with nothing in common', { cidrs: ['10.8.0.0/16'] }, []],
  ])('is refused in either order: %s', (_, west, codes) => {
    const state = plan(west);
    const byGateways = withPeering(state, 'hub', 'west');
    expect(codesOf(() => peered(byGateways, 'hub', 'east'))).toEqual(codes);
    const byCloud = peered(state, 'hub', 'east').state;
    expect(codesOf(() => withPeering(byCloud, 'hub', 'west'))).toEqual(codes);
  });

  test('is looked for where a gateway is completed', () => {
    expect([...conflictingGateways(plan({ cidrs: ['10.7.0.0/16'] }))]).toContain('west');
    expect([...conflictingGateways(plan({ cidrs: ['10.8.0.0/16'] }))]).toEqual([]);
  });

  test('is not grown into either', () => {
    const both = peered(withPeering(plan({ cidrs: ['10.8.0.0/16'] }), 'hub', 'west'), 'hub', 'east').state;
    const grow = (name: string, cidr: string) => () =>
      updateVpc(specs, both, name, {
        addCidrs: cidrs(cidr),
        removeCidrs: [],
        addSubnets: [],
        removeSubnets: [],
      });
    expect(codesOf(grow('west', '10.7.128.0/17'))).toEqual(['route-conflict']);
    expect(codesOf(grow('east', '10.8.128.0/17'))).toEqual(['route-conflict']);
    expect(codesOf(grow('west', '10.9.0.0/16'))).toEqual([]);
  });
});
