/** The script that is rendered and the commands that --apply runs, word by word. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { applied } from '../../src/commands/peering/applied.ts';
import type { SideValue } from '../../src/commands/peering/reach.ts';
import { accessOf } from '../../src/commands/peering/reach.ts';
import { peeringRender } from '../../src/commands/peering/render.ts';
import { unapplied } from '../../src/commands/peering/unapplied.ts';
import { UserError } from '../../src/errors.ts';
import type { State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { effectsOf } from '../../src/providers/effects.ts';
import type { Program, ProgramName } from '../../src/providers/program.ts';
import type { SideEffect } from '../../src/providers/step.ts';
import { acrossAccounts, acrossProjects, acrossRegions, type Planned } from '../support/cloud-plans.ts';
import { folderForFile } from '../support/temporary.ts';
import { operator } from './operator.ts';

const root = folderForFile('rendered');

const ID = 'pcx-0123456789abcdef0';

/** What the programs say at once of all that is asked of them, so that no command waits. */
const said = (words: readonly string[]): string =>
  words.includes('create-vpc-peering-connection') ? ID : words.includes('list') ? 'ACTIVE' : 'active';

/** A script run with programs that only write down their words. */
async function runScript(script: string, folder: string): Promise<string[][]> {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'log');
  writeFileSync(log, '');
  for (const name of ['aws', 'gcloud'])
    writeFileSync(
      join(folder, name),
      `#!/bin/sh
printf '%s\\036' ${name} "$@" >>'${log}'; printf '\\035' >>'${log}'
case "$*" in *create-vpc-peering-connection*) echo ${ID};; *" peerings list "*) echo ACTIVE;; *) echo active;; esac
`,
      { mode: 0o755 },
    );
  await execa('sh', ['-c', script], { env: { PATH: `${folder}:${process.env['PATH']}` } });
  return readFileSync(log, 'utf8')
    .split('\x1d')
    .filter((line) => line !== '')
    .map((line) => line.split('\x1e').slice(0, -1));
}

/** The programs with what is there already, which write down what they are told to do. */
function programs(planned: Planned, there: readonly SideEffect[], ran: string[][]) {
  return (name: ProgramName): Program => ({
    name,
    run: async (words) => {
      const answer = (stdout: string) => ({ ended: 'done' as const, exit: 0, stdout, stderr: '' });
      if (words.includes('json') || words.includes('--format=json'))
        return answer(look(planned, there, words));
      ran.push([name, ...words]);
      return answer(`${said(words)}\n`);
    },
  });
}

/** What a look shows where these effects are there. */
function look({ state, peering }: Planned, there: readonly SideEffect[], words: readonly string[]): string {
  const text = words.join(' ');
  const side = [peering.requester.vpc, peering.accepter.vpc].find((vpc) => {
    const provider = state.vpcs.get(vpc)?.provider;
    return provider?.kind === 'aws'
      ? text.includes(`vpc-id,Values=${provider.vpcId}`) && !text.includes('describe-vpc-peering')
      : provider?.kind === 'gcp' && text.includes(`--project=${provider.project}`);
  });
  const effects = there
    .filter((one) => one.side === side || text.includes('group-id'))
    .map(({ effect }) => effect);
  if (text.includes('describe-vpc-peering-connections')) {
    const vpcIds = [peering.requester, peering.accepter].map(
      ({ vpc }) => state.vpcs.get(vpc)?.provider as { vpcId?: string },
    );
    const connection = {
      VpcPeeringConnectionId: ID,
      Status: { Code: 'active' },
      RequesterVpcInfo: { VpcId: vpcIds[0]?.vpcId },
      AccepterVpcInfo: { VpcId: vpcIds[1]?.vpcId },
    };
    return JSON.stringify({ VpcPeeringConnections: there.length > 0 ? [connection] : [] });
  }
  const routes = effects.flatMap((effect) => (effect.kind === 'aws-route' ? [effect] : []));
  if (text.includes('describe-route-tables'))
    return JSON.stringify({
      RouteTables: [
        // Every VPC has one.
        { RouteTableId: 'rtb-0123456789abcdef9', Routes: [] },
        ...routes.map(({ table, cidr }) => ({
          RouteTableId: table,
          Routes: [
            {
              [cidr.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: cidr,
              VpcPeeringConnectionId: ID,
            },
          ],
        })),
      ],
    });
  if (text.includes('describe-security-groups'))
    return JSON.stringify({
      SecurityGroups: effects.flatMap((effect) => {
        if (effect.kind !== 'aws-ingress') return [];
        const [list, key] = effect.cidr.includes(':') ? ['Ipv6Ranges', 'CidrIpv6'] : ['IpRanges', 'CidrIp'];
        const range = { [key as string]: effect.cidr, Description: `peerway:${peering.name}` };
        return [{ GroupId: effect.group, IpPermissions: [{ IpProtocol: '-1', [list as string]: [range] }] }];
      }),
    });
  const otherSide = side === peering.requester.vpc ? peering.accepter.vpc : peering.requester.vpc;
  if (text.includes('networks describe'))
    return JSON.stringify({
      peerings: effects.flatMap((effect) =>
        effect.kind === 'gcp-peering'
          ? [{ name: peering.name, network: networkOf(state, otherSide), state: 'ACTIVE' }]
          : [],
      ),
    });
  const provider = side === undefined ? undefined : state.vpcs.get(side)?.provider;
  return JSON.stringify(
    effects.flatMap((effect) =>
      effect.kind === 'gcp-firewall'
        ? [
            {
              name: effect.rule,
              network: `x/networks/${provider?.kind === 'gcp' ? provider.network : ''}`,
              sourceRanges: effect.cidrs,
            },
          ]
        : [],
    ),
  );
}

const networkOf = (state: State, vpc: Name): string => {
  const provider = state.vpcs.get(vpc)?.provider;
  return provider?.kind === 'gcp' ? `projects/${provider.project}/global/networks/${provider.network}` : '';
};

const PROFILES = (planned: Planned): SideValue[] => [
  { vpc: planned.peering.requester.vpc, value: 'prod' },
  { vpc: planned.peering.accepter.vpc, value: 'the other' },
];

describe.each([
  ['across regions', acrossRegions],
  ['across accounts', acrossAccounts],
  ['across projects', acrossProjects],
] as const)('%s', (label, plan) => {
  const planned = plan();
  const name = planned.peering.name as Name;
  const isAws = planned.peering.via === 'aws';
  const reach = { profiles: isAws ? PROFILES(planned) : [], projects: [] };
  const intent = { ...reach, timeout: 0 };

  const rendered = async (undo: boolean) => {
    const { ports } = operator(planned.state, {});
    const access = await accessOf(name, reach, ports);
    const outcome = await peeringRender({ peering: name, undo, access }, ports);
    if (outcome.kind !== 'text') throw new Error('no text');
    const known = undo && isAws ? `PCX=${ID}\n${outcome.text}` : outcome.text;
    return runScript(known, join(root, `${label} ${undo}`));
  };
  /** With what is there, what the product runs; that the programs have no memory is no matter. */
  const run = async (
    there: readonly SideEffect[],
    what: (one: ReturnType<typeof operator>) => Promise<unknown>,
  ) => {
    const ran: string[][] = [];
    const one = operator(planned.state, {}, programs(planned, there, ran));
    await what(one).catch((error) => {
      if (!(error instanceof UserError) || error.code !== 'provider-not-there') throw error;
    });
    return { ran, shown: one.shown };
  };

  test('what is run is what is rendered, and what is shown', async () => {
    const { ran, shown } = await run([], ({ ports }) => applied(name, intent, ports, false));
    expect(ran.length).toBeGreaterThan(7);
    expect(ran).toEqual(await rendered(false));
    const lines = shown.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
    expect(await runScript(lines.join('\n'), join(root, `${label} shown`))).toEqual(ran);
  });

  test('and so is what takes it away again', async () => {
    const effects = effectsOf(planned.state, planned.peering);
    const { ran } = await run(effects, ({ ports }) => unapplied([name], intent, ports));
    expect(ran.length).toBeGreaterThan(4);
    expect(ran).toEqual(await rendered(true));
  });
});
