/** Changes of a peering that stays, at a provider that keeps what it is told. */
import { describe, expect, test } from 'vitest';
import { peeringDoctor, peeringFix } from '../../src/commands/peering/doctor.ts';
import { peeringUpdate } from '../../src/commands/peering/update.ts';
import type { Options } from '../../src/model/peering.ts';
import type { State } from '../../src/model/state.ts';
import { observePeering } from '../../src/model/transitions/observe.ts';
import { updateVpc } from '../../src/model/transitions/vpc.ts';
import type { Name } from '../../src/model/values.ts';
import { isDeclined } from '../../src/output/result.ts';
import { specs } from '../../src/providers/registry.ts';
import { acrossProjects, peered, twoRegions } from '../support/cloud-plans.ts';
import { errorOf } from '../support/errors.ts';
import { cidrs } from '../support/plans.ts';
import { type Answer, awsSays, gcloudSays, scripted } from './scripted.ts';

const HOW = { timeout: 0, access: {} };
const NONE = { side: undefined, options: {}, both: false, withoutCidrs: [], withCidrs: [], dryRun: false };
const intent = (name: string, given: object) => {
  const { side: _, ...rest } = NONE;
  return { ...rest, name, ...given };
};
const NAME = 'seoul-osaka' as Name;
const ID = 'pcx-0123456789abcdef0';

type Region = 'ap-northeast-2' | 'ap-northeast-3';
const VPC: Record<Region, string> = { 'ap-northeast-2': '1', 'ap-northeast-3': '2' };
const valueAfter = (line: string, flag: string): string => line.split(`${flag} `)[1]?.split(' ')[0] ?? '';

/** An AWS with one active connection of Seoul and Osaka. */
class Aws {
  readonly dns = { requester: false, accepter: false };
  readonly routes: Record<Region, string[]> = {
    'ap-northeast-2': ['172.31.0.0/16'],
    'ap-northeast-3': ['10.0.0.0/16'],
  };
  readonly rules: Record<Region, string[]> = {
    'ap-northeast-2': ['172.31.0.0/16'],
    'ap-northeast-3': ['10.0.0.0/16'],
  };
  /** A piece of the command line that is refused. */
  refuses = '';

  readonly answer = (line: string): Answer => {
    if (this.refuses && line.includes(this.refuses)) return awsSays('UnauthorizedOperation');
    const region = valueAfter(line, '--region') as Region;
    const [, verb = ''] = line.split(' ');
    switch (verb) {
      case 'describe-vpc-peering-connections':
        return line.includes('--output text') ? 'active' : { VpcPeeringConnections: [this.connection()] };
      case 'describe-route-tables':
        return { RouteTables: [this.table(region)] };
      case 'describe-security-groups':
        return { SecurityGroups: [this.group(region)] };
      case 'describe-network-acls':
        return { NetworkAcls: [] };
      case 'modify-vpc-peering-connection-options':
        this.dns[line.includes('--requester') ? 'requester' : 'accepter'] = line.includes('Vpc=true');
        return '';
      case 'create-route':
        this.routes[region].push(valueAfter(line, '--destination-cidr-block'));
        return '';
      case 'delete-route':
        this.routes[region].splice(
          this.routes[region].indexOf(valueAfter(line, '--destination-cidr-block')),
          1,
        );
        return '';
      case 'authorize-security-group-ingress':
        this.rules[region].push(/CidrIp=([^,]*)/.exec(line)?.[1] ?? '');
        return '';
      case 'revoke-security-group-ingress':
        this.rules[region].splice(this.rules[region].indexOf(/CidrIp=([^,]*)/.exec(line)?.[1] ?? ''), 1);
        return '';
      default:
        throw new Error(`unexpected: ${line}`);
    }
  };

  private connection() {
    const option = (allowed: boolean) => ({ AllowDnsResolutionFromRemoteVpc: allowed });
    return {
      VpcPeeringConnectionId: ID,
      Status: { Code: 'active', Message: 'Active' },
      RequesterVpcInfo: { VpcId: `vpc-${'1'.repeat(17)}`, PeeringOptions: option(this.dns.requester) },
      AccepterVpcInfo: { VpcId: `vpc-${'2'.repeat(17)}`, PeeringOptions: option(this.dns.accepter) },
    };
  }

  private table(region: Region) {
    return {
      RouteTableId: `rtb-${VPC[region].repeat(17)}`,
      Routes: this.routes[region].map((cidr) => ({
        DestinationCidrBlock: cidr,
        VpcPeeringConnectionId: ID,
        State: 'active',
      })),
    };
  }

  private group(region: Region) {
    const ranges = this.rules[region].map((CidrIp) => ({ CidrIp, Description: `peerway:${NAME}` }));
    return {
      GroupId: `sg-${VPC[region].repeat(17)}`,
      IpPermissions: [{ IpProtocol: '-1', IpRanges: ranges }],
    };
  }
}

const active = (options: Options = {}): State =>
  observePeering(peered(twoRegions(), 'seoul', 'osaka', { duplex: true, options }).state, NAME, {
    status: 'active',
    id: ID,
  });

/** The commands that changed something, without regions. */
const changesIn = (ran: readonly string[]): string[] =>
  ran
    .filter((line) => !/ (describe|list|wait)/.test(line))
    .map((line) => line.replace(/ --region \S+/, '').replace(/^ec2 |^compute /, ''));

const shrunk = (state: State): State => {
  const none = { addSubnets: [], removeSubnets: [], addCidrs: [], removeCidrs: [] };
  const grown = updateVpc(specs, state, 'osaka', { ...none, addCidrs: cidrs('10.9.0.0/16') }).state;
  return updateVpc(specs, grown, 'osaka', { ...none, removeCidrs: cidrs('172.31.0.0/16') }).state;
};

describe('at AWS', () => {
  test('an option is switched on and off in place, on the side that is named', async () => {
    const site = new Aws();
    const { ports, stateNow, ran } = scripted(active(), 'aws', site.answer);
    const on = await peeringUpdate(intent(NAME, { options: { dns: true }, both: true }), HOW, ports);
    if (isDeclined(on)) throw new Error('it was declined');
    expect(site.dns).toEqual({ requester: true, accepter: true });
    expect(on.value).toMatchObject({
      commandsRun: 2,
      updated: [
        { field: 'requester.dns', before: false, after: true },
        { field: 'accepter.dns', before: false, after: true },
      ],
    });
    await peeringUpdate(intent(NAME, { side: 'osaka', options: { dns: false } }), HOW, ports);
    expect(site.dns).toEqual({ requester: true, accepter: false });
    expect(changesIn(ran).every((line) => line.startsWith('modify-vpc-peering-connection-options'))).toBe(
      true,
    );
    expect(stateNow().peerings.get(NAME)?.accepter.options).toEqual({ dns: false });
    expect((await peeringDoctor(NAME, HOW, ports)).value).toEqual([]);
  });

  test('an option that is on against the plan is found, and switched off', async () => {
    const site = new Aws();
    site.dns.accepter = true;
    const { ports, ran } = scripted(active(), 'aws', site.answer);
    expect((await peeringDoctor(NAME, HOW, ports)).value).toMatchObject([
      { side: 'osaka', code: 'options-differ', fix: `peerway peering update ${NAME} --apply` },
    ]);
    await peeringUpdate(intent(NAME, {}), HOW, ports);
    expect(changesIn(ran)).toEqual([
      `modify-vpc-peering-connection-options --vpc-peering-connection-id ${ID} --accepter-peering-connection-options AllowDnsResolutionFromRemoteVpc=false`,
    ]);
  });

  test('a change that AWS refuses is taken back on the other side and in the plan', async () => {
    const site = new Aws();
    site.refuses = '--accepter-peering-connection-options AllowDnsResolutionFromRemoteVpc=true';
    const { ports, stateNow } = scripted(active(), 'aws', site.answer);
    const before = stateNow().peerings.get(NAME);
    const wanted = intent(NAME, { options: { dns: true }, both: true });
    expect(await errorOf(peeringUpdate(wanted, HOW, ports))).toMatchObject({ exit: 6 });
    expect(site.dns).toEqual({ requester: false, accepter: false });
    expect(stateNow().peerings.get(NAME)).toMatchObject({
      requester: before?.requester,
      accepter: before?.accepter,
    });
  });

  test('CIDRs that a VPC has gained are routed before those that it has lost are removed', async () => {
    const site = new Aws();
    const { ports, ran, shown } = scripted(shrunk(active()), 'aws', site.answer);
    await peeringUpdate(intent(NAME, {}), HOW, ports);
    expect(site.routes['ap-northeast-2']).toEqual(['10.9.0.0/16']);
    expect(site.rules['ap-northeast-2']).toEqual(['10.9.0.0/16']);
    expect(site.routes['ap-northeast-3']).toEqual(['10.0.0.0/16']);
    expect(changesIn(ran).map((line) => line.split(' ')[0])).toEqual([
      'create-route',
      'authorize-security-group-ingress',
      'delete-route',
      'revoke-security-group-ingress',
    ]);
    expect(shown.join('\n')).toContain('delete-route');
    expect((await peeringDoctor(NAME, HOW, ports)).value).toEqual([]);
  });

  test('a removal that AWS refuses keeps the new plan, since the change before it stays', async () => {
    const site = new Aws();
    site.refuses = 'delete-route';
    const { ports, stateNow } = scripted(shrunk(active()), 'aws', site.answer);
    const wanted = intent(NAME, { options: { dns: true } });
    const error = await errorOf(peeringUpdate(wanted, HOW, ports));
    expect(error).toMatchObject({ exit: 7, code: 'provider-denied' });
    expect(error.problems[0]?.details[0]).toBe('the peering is up to date; removed: 0 of 2');
    expect(site.dns.requester).toBe(true);
    expect(stateNow().peerings.get(NAME)?.requester.options).toEqual({ dns: true });
  });

  test('nothing is removed unasked, and a warning names it', async () => {
    const site = new Aws();
    const { ports } = scripted(shrunk(active()), 'aws', site.answer);
    const terminal = { ...ports.terminal, needsConfirmation: (kind: string) => kind === 'destructive' };
    const result = await peeringUpdate(intent(NAME, {}), HOW, { ...ports, terminal });
    expect(site.routes['ap-northeast-2']).toEqual(['172.31.0.0/16', '10.9.0.0/16']);
    expect(isDeclined(result) ? [] : result.warnings.join()).toContain(
      `delete the route to 172.31.0.0/16 of osaka from rtb-${'1'.repeat(17)}`,
    );
    expect(isDeclined(result) ? [] : result.warnings.join()).toContain(
      `run \`peerway peering update ${NAME} --apply --yes\``,
    );
  });

  test('a CIDR that is left out loses its routes and rules, and gets them back', async () => {
    const none = { addSubnets: [], removeSubnets: [], addCidrs: [], removeCidrs: [] };
    const pods = cidrs('100.64.0.0/16');
    const site = new Aws();
    const grown = updateVpc(specs, active(), 'osaka', { ...none, addCidrs: pods }).state;
    const { ports } = scripted(grown, 'aws', site.answer);
    await peeringUpdate(intent(NAME, {}), HOW, ports);
    expect(site.routes['ap-northeast-2']).toEqual(['172.31.0.0/16', '100.64.0.0/16']);
    await peeringUpdate(intent(NAME, { withoutCidrs: pods }), HOW, ports);
    expect(site.routes['ap-northeast-2']).toEqual(['172.31.0.0/16']);
    expect(site.rules['ap-northeast-2']).toEqual(['172.31.0.0/16']);
    expect((await peeringDoctor(NAME, HOW, ports)).value).toEqual([]);
    await peeringUpdate(intent(NAME, { withCidrs: pods }), HOW, ports);
    expect(site.rules['ap-northeast-2']).toEqual(['172.31.0.0/16', '100.64.0.0/16']);
  });

  test('a dry run asks AWS and changes neither it nor the plan', async () => {
    const site = new Aws();
    const { ports, stateNow, ran } = scripted(shrunk(active()), 'aws', site.answer);
    const before = stateNow();
    const result = await peeringUpdate(intent(NAME, { options: { dns: true }, dryRun: true }), HOW, ports);
    if (isDeclined(result)) throw new Error('it was declined');
    expect(changesIn(ran)).toEqual([]);
    expect(stateNow()).toBe(before);
    const changes = result.value.changes?.find(({ vpc }) => vpc === 'seoul');
    expect(changes?.gains.map(({ what }) => what)).toEqual(['aws-route', 'aws-ingress', 'aws-dns']);
    expect(changes?.loses.map(({ what }) => what)).toEqual(['aws-route', 'aws-ingress']);
  });
});

describe('at GCP', () => {
  const OPTIONS = {
    exportCustomRoutes: false,
    importCustomRoutes: false,
    exportSubnetRoutesWithPublicIp: true,
    importSubnetRoutesWithPublicIp: false,
    stackType: 'IPV4_IPV6',
  };

  /** A GCP with both halves of the peering. */
  const gcpSite = () => {
    const halves: Record<string, Record<string, boolean | string>> = {
      'team-files-1': { ...OPTIONS, exportCustomRoutes: true },
      'team-apps-1': { ...OPTIONS, importCustomRoutes: true },
    };
    const rules: Record<string, Record<string, string>> = {
      'team-files-1': {
        'peerway-files-apps-to-files': '10.5.0.0/16',
        'peerway-files-apps-to-files-ipv6': 'fd20:5::/48',
      },
      'team-apps-1': {
        'peerway-files-apps-to-apps': '10.4.0.0/16',
        'peerway-files-apps-to-apps-ipv6': 'fd20:4::/48',
      },
    };
    const site = { halves, rules, refuses: '' };
    const answer = (line: string): Answer => {
      if (site.refuses && line.includes(site.refuses)) return gcloudSays('Required permission');
      const project = /--project=(\S+)/.exec(line)?.[1] ?? '';
      const network = project === 'team-files-1' ? 'files' : 'apps';
      const [peer, peerNetwork] =
        project === 'team-files-1' ? ['team-apps-1', 'apps'] : ['team-files-1', 'files'];
      if (line.includes('networks describe')) {
        const url = `https://compute/projects/${peer}/global/networks/${peerNetwork}`;
        return { peerings: [{ name: 'files-apps', network: url, state: 'ACTIVE', ...halves[project] }] };
      }
      if (line.includes('firewall-rules list'))
        return Object.entries(rules[project] ?? {}).map(([name, range]) => ({
          ...{ name, network: `x/networks/${network}`, sourceRanges: [range] },
          allowed: [{ IPProtocol: 'all' }],
        }));
      if (line.includes('peerings list')) return 'ACTIVE';
      for (const [, no, flag, value] of line.matchAll(/--(no-)?([a-z-]+-(?:routes|ip|type))(?:=(\S+))?/g)) {
        const key = (flag ?? '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
        halves[project] = { ...halves[project], [key]: value ?? !no };
      }
      return '';
    };
    return { site, answer };
  };

  const plan = () => {
    const { state } = acrossProjects();
    return observePeering(state, 'files-apps' as Name, { status: 'active' });
  };

  test('options of both halves are updated in place', async () => {
    const { site, answer } = gcpSite();
    const { ports, ran } = scripted(plan(), 'gcloud', answer);
    const wanted = intent('files-apps', { options: { exportCustomRoutes: false }, both: true });
    await peeringUpdate(wanted, HOW, ports);
    expect(site.halves).toEqual({ 'team-files-1': OPTIONS, 'team-apps-1': OPTIONS });
    expect(changesIn(ran).map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      'networks peerings update files-apps',
      'networks peerings update files-apps',
    ]);
  });

  test('a half that cannot be updated leaves the other one as it was', async () => {
    const { site, answer } = gcpSite();
    site.refuses = 'peerings update files-apps --network=apps';
    const { ports, stateNow } = scripted(plan(), 'gcloud', answer);
    const wanted = intent('files-apps', { options: { exportCustomRoutes: false }, both: true });
    expect(await errorOf(peeringUpdate(wanted, HOW, ports))).toMatchObject({ exit: 6 });
    expect(site.halves['team-files-1']).toMatchObject({ exportCustomRoutes: true });
    expect(stateNow().peerings.get('files-apps' as Name)?.requester.options).toMatchObject({
      exportCustomRoutes: true,
    });
  });
});

describe('the doctor with --fix', () => {
  test('adds before it removes, and finds nothing afterwards', async () => {
    const site = new Aws();
    site.dns.requester = true;
    const { ports, ran } = scripted(shrunk(active()), 'aws', site.answer);
    const before = await peeringDoctor(NAME, HOW, ports);
    expect(before.value.map(({ code }) => code)).toEqual([
      'missing',
      'missing',
      'options-differ',
      'stale-route',
      'stale-rule',
    ]);
    const after = await peeringFix(NAME, HOW, ports);
    expect(changesIn(ran).map((line) => line.split(' ')[0])).toEqual([
      'create-route',
      'authorize-security-group-ingress',
      'modify-vpc-peering-connection-options',
      'delete-route',
      'revoke-security-group-ingress',
    ]);
    expect(after).toMatchObject({ value: [], exit: 0, notes: ['5 commands run'] });
  });

  test('runs nothing that is not confirmed', async () => {
    const site = new Aws();
    const { ports, ran } = scripted(shrunk(active()), 'aws', site.answer);
    const asked: string[][] = [];
    const confirm = async (_: string, lines: readonly string[]) => {
      asked.push([...lines]);
      return false;
    };
    const terminal = { ...ports.terminal, needsConfirmation: () => true, confirm };
    expect(isDeclined(await peeringFix(NAME, HOW, { ...ports, terminal }))).toBe(true);
    expect(changesIn(ran)).toEqual([]);
    const { value } = await peeringDoctor(NAME, HOW, ports);
    expect(asked[0]).toEqual([...new Set(value.map(({ side, fix }) => `  ${side}: ${fix}`))]);
  });

  test('says what is left if a command fails', async () => {
    const site = new Aws();
    site.refuses = 'delete-route';
    const { ports } = scripted(shrunk(active()), 'aws', site.answer);
    const error = await errorOf(peeringFix(NAME, HOW, ports));
    expect(error).toMatchObject({ exit: 7, code: 'provider-denied' });
    expect(error.problems[0]?.details).toEqual([
      'fixed: 2 of 4',
      `left to do, seoul: delete the route to 172.31.0.0/16 of osaka from rtb-${'1'.repeat(17)}`,
      `left to do, seoul: revoke traffic from 172.31.0.0/16 of osaka, in sg-${'1'.repeat(17)}`,
    ]);
    expect(site.routes['ap-northeast-2']).toEqual(['172.31.0.0/16', '10.9.0.0/16']);
  });

  test('leaves what needs a decision, with its command', async () => {
    const site = new Aws();
    const unknown = updateVpc(specs, active(), 'osaka', {
      ...{ addSubnets: [], removeSubnets: [], addCidrs: [], removeCidrs: [] },
      provider: { kind: 'aws', ids: { securityGroups: [] } },
    }).state;
    const { ports, ran } = scripted(unknown, 'aws', site.answer);
    const left = await peeringFix(NAME, HOW, ports);
    if (isDeclined(left)) throw new Error('it was declined');
    expect(left.exit).toBe(8);
    expect(left.value.map(({ code }) => code)).toContain('not-known');
    expect(changesIn(ran).map((line) => line.split(' ')[0])).toEqual(['revoke-security-group-ingress']);
  });
});
