/** The script that is rendered and the commands that --apply runs, word by word. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import type { SideValue } from '../../src/commands/peering/reach.ts';
import { accessOf } from '../../src/commands/peering/reach.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import { peeringRender } from '../../src/commands/peering/render.ts';
import { UserError } from '../../src/errors.ts';
import type { Program } from '../../src/exec/program.ts';
import type { Resource } from '../../src/model/resource.ts';
import type { State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { azurePlace } from '../../src/providers/azure/place.ts';
import {
  acrossAccounts,
  acrossProjects,
  acrossRegions,
  acrossSubscriptions,
  type Planned,
} from '../support/cloud-plans.ts';
import { folderForFile } from '../support/temporary.ts';
import { operator } from './operator.ts';
import { desiredOf } from './scenes.ts';

const root = folderForFile('rendered');

const ID = 'pcx-0123456789abcdef0';

/** What the programs say at once of all that is asked of them, so that no command waits. */
const said = (words: readonly string[]): string =>
  words.includes('create-vpc-peering-connection')
    ? ID
    : words.includes('list')
      ? 'ACTIVE'
      : words.includes('peeringState')
        ? 'Connected'
        : 'active';

/** A script run with programs that only write down their words. */
async function runScript(script: string, folder: string): Promise<string[][]> {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'log');
  writeFileSync(log, '');
  for (const name of ['aws', 'gcloud', 'az'])
    writeFileSync(
      join(folder, name),
      `#!/bin/sh
printf '%s\\036' ${name} "$@" >>'${log}'; printf '\\035' >>'${log}'
case "$*" in *create-vpc-peering-connection*) echo ${ID};; *" peerings list "*) echo ACTIVE;; *" peeringState "*) echo Connected;; *) echo active;; esac
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
function programs(planned: Planned, there: readonly Resource[], ran: string[][]) {
  return (name: string): Program => ({
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
function look({ state, peering }: Planned, there: readonly Resource[], words: readonly string[]): string {
  const text = words.join(' ');
  const side = [peering.requester.end.name, peering.accepter.end.name].find((vpc) => {
    const provider = state.vpcs.get(vpc)?.provider;
    return provider?.kind === 'aws'
      ? text.includes(`vpc-id,Values=${provider['vpcId']}`) && !text.includes('describe-vpc-peering')
      : text.includes(String(provider?.['vnet'] ?? `--project=${provider?.['project']}`));
  });
  const resources = there.filter((one) => one.side === side || text.includes('group-id'));
  const fieldsOf = (kind: string) =>
    resources.flatMap((one) => (one.kind === kind ? [one.fields as Record<string, string>] : []));
  if (text.includes('describe-vpc-peering-connections')) {
    const vpcIds = [peering.requester, peering.accepter].map(
      ({ end }) => state.vpcs.get(end.name)?.provider as { vpcId?: string },
    );
    const connection = {
      VpcPeeringConnectionId: ID,
      Status: { Code: 'active' },
      RequesterVpcInfo: { VpcId: vpcIds[0]?.vpcId },
      AccepterVpcInfo: { VpcId: vpcIds[1]?.vpcId },
    };
    return JSON.stringify({ VpcPeeringConnections: there.length > 0 ? [connection] : [] });
  }
  if (text.includes('describe-route-tables'))
    return JSON.stringify({
      RouteTables: [
        // Every VPC has one.
        { RouteTableId: 'rtb-0123456789abcdef9', Routes: [] },
        ...fieldsOf('aws-route').map(({ table = '', cidr = '' }) => ({
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
      SecurityGroups: fieldsOf('aws-ingress').map(({ group, cidr = '' }) => {
        const [list, key] = cidr.includes(':') ? ['Ipv6Ranges', 'CidrIpv6'] : ['IpRanges', 'CidrIp'];
        const range = { [key as string]: cidr, Description: `peerway:${peering.name}` };
        return { GroupId: group, IpPermissions: [{ IpProtocol: '-1', [list as string]: [range] }] };
      }),
    });
  const otherSide =
    side === peering.requester.end.name ? peering.accepter.end.name : peering.requester.end.name;
  if (text.includes('vnet show'))
    return JSON.stringify({
      virtualNetworkPeerings: fieldsOf('azure-peering').map(({ options }) => ({
        name: peering.name,
        remoteVirtualNetwork: { id: azurePlace({ state, peering }, otherSide).id },
        peeringState: 'Connected',
        allowVirtualNetworkAccess: true,
        ...(options as unknown as object),
      })),
    });
  if (text.includes('networks describe'))
    return JSON.stringify({
      peerings: fieldsOf('gcp-peering').map(() => ({
        name: peering.name,
        network: networkOf(state, otherSide),
        state: 'ACTIVE',
      })),
    });
  const provider = side === undefined ? undefined : state.vpcs.get(side)?.provider;
  return JSON.stringify(
    fieldsOf('gcp-firewall').map(({ rule, cidrs }) => ({
      name: rule,
      network: `x/networks/${provider?.['network']}`,
      sourceRanges: cidrs,
    })),
  );
}

const networkOf = (state: State, vpc: Name): string => {
  const provider = state.vpcs.get(vpc)?.provider;
  return `projects/${provider?.['project']}/global/networks/${provider?.['network']}`;
};

const PROFILES = (planned: Planned): SideValue[] => [
  { vpc: planned.peering.requester.end.name, value: 'prod' },
  { vpc: planned.peering.accepter.end.name, value: 'the other' },
];

describe.each([
  ['across regions', acrossRegions],
  ['across accounts', acrossAccounts],
  ['across projects', acrossProjects],
  ['across subscriptions', acrossSubscriptions],
] as const)('%s', (label, plan) => {
  const planned = plan();
  const name = planned.peering.name as Name;
  const isAws = planned.peering.via === 'aws';
  const reach = { access: isAws ? { profile: PROFILES(planned) } : {} };
  const intent = { ...reach, timeout: 0 };

  const rendered = async (undo: boolean) => {
    const { ports } = operator(planned.state, {});
    const access = accessOf(planned.state, name, reach);
    const { view } = await peeringRender({ peering: name, undo, access }, ports);
    if (view.kind !== 'text') throw new Error('no text');
    const known = undo && isAws ? `PCX=${ID}\n${view.text}` : view.text;
    return runScript(known, join(root, `${label} ${undo}`));
  };
  /** With what is there, what the product runs; that the programs have no memory is no matter. */
  const run = async (
    there: readonly Resource[],
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
    const { ran, shown } = await run([], ({ ports }) => applyPeering(name, intent, ports, false));
    expect(ran.length).toBeGreaterThan(3);
    expect(ran).toEqual(await rendered(false));
    const lines = shown.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
    expect(await runScript(lines.join('\n'), join(root, `${label} shown`))).toEqual(ran);
  });

  test('and so is what takes it away again', async () => {
    const { ran } = await run(desiredOf(planned), ({ ports }) => peeringRemove([name], intent, ports));
    expect(ran.length).toBeGreaterThan(1);
    expect(ran).toEqual(await rendered(true));
  });
});
