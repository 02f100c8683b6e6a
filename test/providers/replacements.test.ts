/** Routes of others that are in the way of a peering, and other obstacles. */
import { describe, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import { applyDecision } from '../../src/commands/peering/create-applied.ts';
import { peeringDoctor } from '../../src/commands/peering/doctor.ts';
import type { State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { isDeclined } from '../../src/output/result.ts';
import { acrossProjects, acrossRegions, peered, twoRegions } from '../support/cloud-plans.ts';
import { errorOf } from '../support/errors.ts';
import { recordIn } from './scenes.ts';
import { type Answer, awsSays, gcloudSays, scripted } from './scripted.ts';

const INTENT = { timeout: 0, access: {} };
const NAME = 'seoul-osaka' as Name;
const ID = 'pcx-0123456789abcdef0';
const [SEOUL, TABLE] = [`vpc-${'1'.repeat(17)}`, `rtb-${'1'.repeat(17)}`];

type Route = Readonly<Record<string, string>>;

const aws =
  (route: Route, answers: (line: string) => Answer | undefined = () => undefined) =>
  (line: string): Answer => {
    const own = answers(line);
    if (own !== undefined) return own;
    if (line.includes('--query VpcPeeringConnections')) return 'active';
    if (line.includes('create-vpc-peering-connection')) return ID;
    if (line.includes('describe-vpc-peering-connections')) return { VpcPeeringConnections: [] };
    if (line.includes('describe-security-groups')) return { SecurityGroups: [] };
    if (line.includes('describe-network-acls')) return { NetworkAcls: [] };
    if (!line.includes('describe-route-tables')) return '';
    const Routes = line.includes(SEOUL) ? [{ DestinationCidrBlock: '172.31.0.0/16', ...route }] : [];
    return { RouteTables: [{ RouteTableId: TABLE, Routes }] };
  };

const changesIn = (ran: readonly string[]): string[] =>
  ran
    .filter((line) => !/describe|ec2 wait/.test(line))
    .map((line) =>
      line.replace(/^ec2 (\S+).*?(--\S+-id (?:igw|eni|pcx|i)-\S+)?( --region.*)?$/, '$1 $2').trim(),
    );

const IGW = { GatewayId: 'igw-0123456789abcdef0', State: 'active' };
const GONE = { NetworkInterfaceId: 'eni-0123456789abcdef0', InstanceId: 'i-1', State: 'blackhole' };

describe('a route of others', () => {
  test.each<[string, Route, string, boolean]>([
    ['that works', IGW, 'igw-0123456789abcdef0', true],
    ['that leads nowhere', GONE, 'eni-0123456789abcdef0, which leads nowhere', true],
    [
      'through the peering of others',
      { VpcPeeringConnectionId: 'pcx-0123456789abcdef9', State: 'blackhole' },
      'pcx-0123456789abcdef9, which leads nowhere',
      true,
    ],
    ['that no command can replace', { GatewayId: 'local', State: 'active' }, 'local', false],
  ])('%s stops the run before the request', async (_, route, target, isReplaceable) => {
    const { ports, stateNow, ran } = scripted(acrossRegions().state, 'aws', aws(route));
    const failed = await errorOf(applyPeering(NAME, INTENT, ports, true));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-route-taken' });
    expect(failed.message).toContain(TABLE);
    expect(failed.message).toContain(`172.31.0.0/16 to ${target}`);
    expect(failed.problems[0]?.details.at(-1)).toBe('nothing was changed');
    expect(failed.hint.includes('--apply --replace-routes`')).toBe(isReplaceable);
    expect(changesIn(ran)).toEqual([]);
    expect(recordIn(stateNow(), NAME), 'the plan forgets it').toBeUndefined();
  });

  test('also stops a request, for it would be in the way once that is accepted', async () => {
    const { state } = peered(twoRegions(), 'seoul', 'osaka');
    const { ports, ran } = scripted(state, 'aws', aws(IGW));
    const failed = await errorOf(applyPeering(NAME, INTENT, ports, false));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-route-taken' });
    expect(changesIn(ran)).toEqual([]);
  });

  test('that a virtual private gateway has announced is not in the way', async () => {
    const route = {
      GatewayId: 'vgw-0123456789abcdef0',
      Origin: 'EnableVgwRoutePropagation',
      State: 'active',
    };
    const { ports, ran } = scripted(acrossRegions().state, 'aws', aws(route));
    await errorOf(applyPeering(NAME, INTENT, ports, false));
    expect(changesIn(ran)).toContain(`create-route --vpc-peering-connection-id ${ID}`);
  });

  test.each([true, false])(
    'is replaced after a question at a terminal only if the answer is yes: %s',
    async (yes) => {
      const { ports, stateNow, ran } = scripted(acrossRegions().state, 'aws', aws(IGW));
      const asked: string[] = [];
      const terminal = {
        ...ports.terminal,
        needsConfirmation: () => true,
        confirm: async (question: string, lines: readonly string[]) => {
          asked.push(question, ...lines);
          return yes;
        },
      };
      const run = applyPeering(NAME, INTENT, { ...ports, terminal }, true);
      if (yes) await errorOf(run);
      else expect(isDeclined(await run)).toBe(true);
      expect(asked).toEqual([
        'Replace 1 route that peerway did not create',
        `  seoul: ${TABLE} routes 172.31.0.0/16 to igw-0123456789abcdef0`,
      ]);
      expect(changesIn(ran).includes(`replace-route --vpc-peering-connection-id ${ID}`)).toBe(yes);
      expect(recordIn(stateNow(), NAME) !== undefined).toBe(yes);
    },
  );

  test.each<[string, Route, string]>([
    ['that works', IGW, '--gateway-id igw-0123456789abcdef0'],
    ['that leads nowhere', GONE, '--network-interface-id eni-0123456789abcdef0'],
  ])('%s is restored by a rollback, before the connection is deleted', async (_, route, target) => {
    const answers = (line: string) =>
      line.includes('authorize') ? awsSays('RulesPerSecurityGroupLimitExceeded') : undefined;
    const { ports, ran } = scripted(acrossRegions().state, 'aws', aws(route, answers));
    const failed = await errorOf(applyPeering(NAME, { ...INTENT, replaceRoutes: true }, ports, true));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-quota' });
    expect(changesIn(ran).slice(-4)).toEqual([
      'authorize-security-group-ingress',
      `replace-route ${target}`,
      'delete-route',
      `delete-vpc-peering-connection --vpc-peering-connection-id ${ID}`,
    ]);
    const restored = ran.find((line) => line.includes(target));
    expect(restored).toContain(`--route-table-id ${TABLE} --destination-cidr-block 172.31.0.0/16`);
  });

  test('that cannot be restored is left to do, and everything else is undone', async () => {
    const answers = (line: string) => {
      if (line.includes('--network-interface-id')) return awsSays('InvalidNetworkInterfaceID.NotFound');
      return line.includes('authorize') ? awsSays('RulesPerSecurityGroupLimitExceeded') : undefined;
    };
    const { ports, ran } = scripted(acrossRegions().state, 'aws', aws(GONE, answers));
    const failed = await errorOf(applyPeering(NAME, { ...INTENT, replaceRoutes: true }, ports, true));
    expect(failed.exit).toBe(7);
    expect(failed.problems[0]?.details.join('\n')).toMatch(
      /left to do, seoul: restore: rtb-1+ routes 172\.31\.0\.0\/16 to eni-0123456789abcdef0/,
    );
    expect(ran.at(-1)).toContain('delete-vpc-peering-connection');
  });
});

test('a peering of others at GCP is noticed before the first half is created', async () => {
  const { state, peering } = acrossProjects();
  const { ports, ran } = scripted(state, 'gcloud', (line) => {
    if (line.includes('firewall-rules list')) return [];
    if (!line.includes('networks describe')) return '';
    const network = 'https://x/projects/team-files-1/global/networks/files';
    return line.includes('team-apps-1') ? { peerings: [{ name: 'by-hand', network }] } : { peerings: [] };
  });
  const failed = await errorOf(applyPeering(peering.name, INTENT, ports, true));
  expect(failed).toMatchObject({ exit: 6, code: 'provider-name-taken' });
  const fix = 'gcloud compute networks peerings delete by-hand --network=apps --project=team-apps-1';
  expect(failed.hint).toContain(fix);
  expect(ran.filter((line) => !/describe|list/.test(line))).toEqual([]);
  const again = scripted(state, 'gcloud', (line) =>
    line.includes('firewall-rules')
      ? []
      : { peerings: [{ name: 'by-hand', network: 'projects/team-files-1/global/networks/files' }] },
  );
  const { value } = await peeringDoctor(peering.name, { ...INTENT, side: 'apps' as Name }, again.ports);
  expect(value).toContainEqual(expect.objectContaining({ code: 'provider-name-taken', fix }));
});

describe('the fix of a finding', () => {
  const fixesIn = async (state: State, intent: object, answer: (line: string) => Answer) => {
    const { ports } = scripted(state, 'aws', answer);
    const { value } = await peeringDoctor(NAME, { ...INTENT, ...intent }, ports);
    return value.map(({ fix }) => fix);
  };
  const profile = [
    { vpc: 'seoul' as Name, value: 'prod' },
    { vpc: 'osaka' as Name, value: 'the other' },
  ];

  test('reaches the sides as the doctor did', async () => {
    const fixes = await fixesIn(acrossRegions().state, { access: { profile } }, aws(IGW));
    const line =
      "peerway peering create seoul osaka --via aws --apply --profile seoul=prod --profile 'osaka=the other'";
    expect(fixes).toContain(line);
    expect(fixes).toContain(`${line} --replace-routes`);
  });

  test('reaches one side only if the doctor did', async () => {
    const intent = { access: { profile }, side: 'osaka' as Name };
    const fixes = await fixesIn(acrossRegions().state, intent, aws(IGW));
    expect(new Set(fixes)).toEqual(
      new Set([
        "peerway peering create seoul osaka --via aws --apply --side osaka --profile 'osaka=the other'",
      ]),
    );
  });

  test('accepts the request of the other side', async () => {
    const connection = {
      VpcPeeringConnectionId: ID,
      Status: { Code: 'pending-acceptance' },
      RequesterVpcInfo: { VpcId: `vpc-${'2'.repeat(17)}` },
      AccepterVpcInfo: { VpcId: SEOUL },
    };
    const answer = aws({}, (line) =>
      line.includes('describe-vpc-peering-connections') ? { VpcPeeringConnections: [connection] } : undefined,
    );
    expect(await fixesIn(acrossRegions().state, { access: { profile } }, answer)).toContain(
      "peerway peering create osaka seoul --via aws --apply --profile 'osaka=the other' --profile seoul=prod",
    );
  });
});

test('the hint of a failed command names the peering to examine', async () => {
  const { state, peering } = acrossProjects();
  const { ports } = scripted(state, 'gcloud', (line) => {
    if (line.includes('networks describe')) return { peerings: [] };
    return line.includes('firewall-rules list') ? [] : gcloudSays("The resource 'x' already exists");
  });
  const failed = await errorOf(applyPeering(peering.name, INTENT, ports, false));
  expect(failed.hint).toContain('`peerway peering doctor files-apps`');
});

test('the warnings of a decision that cannot be applied are shown before the error', async () => {
  const { ports, shown } = scripted(acrossRegions().state, 'aws', () => awsSays('UnauthorizedOperation'));
  const decision = { value: { name: NAME }, warnings: ['the account is not known'] };
  await errorOf(applyDecision(decision, INTENT, ports, false));
  expect(shown).toContain('warning: the account is not known');
});
