/** Hints of overlaps, read as commands to paste: the new network changes, and one that is in use never does. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { UserError } from '../../../src/errors.ts';
import type { Cidr } from '../../../src/model/address/cidr.ts';
import { EMPTY_STATE, type State, type Vpc } from '../../../src/model/state.ts';
import { nextTunnelSubnet, updateGateway } from '../../../src/model/transitions/gateway.ts';
import { importVpcs } from '../../../src/model/transitions/import-vpcs.ts';
import { addVpc, updateVpc, type VpcUpdate } from '../../../src/model/transitions/vpc.ts';
import type { Name, Owner } from '../../../src/model/values.ts';
import { specs } from '../../../src/providers/registry.ts';
import { aws, peered, withCloudVpc } from '../../support/cloud-plans.ts';
import { cidrs, onePeering, twoGateways, withClient, withGateway, withPeering } from '../../support/plans.ts';
import { ROOT } from '../../support/program.ts';

function errorOf(attempt: () => unknown): UserError {
  try {
    attempt();
  } catch (error) {
    return error as UserError;
  }
  throw new Error('nothing was rejected');
}

const NO_CHANGE: VpcUpdate = { addCidrs: [], removeCidrs: [], addSubnets: [], removeSubnets: [] };
const add = (state: State, vpc: string, ...texts: string[]) =>
  updateVpc(specs, state, vpc, { ...NO_CHANGE, addCidrs: cidrs(...texts) });
const LIST = 'run `peerway plan check` to list all overlaps';

describe('a removal that finds nothing lists what there is, and suggests none of it', () => {
  const state = add(onePeering(), 'seoul', '10.8.0.0/16').state;
  test('of a CIDR', () => {
    const update = { ...NO_CHANGE, removeCidrs: cidrs('10.10.0.0/16') };
    expect(errorOf(() => updateVpc(specs, state, 'seoul', update))).toMatchObject({
      exit: 4,
      message: 'VPC seoul has no CIDR "10.10.0.0/16"',
      hint: 'its CIDRs are 10.0.0.0/16, 10.8.0.0/16',
    });
    expect(errorOf(() => updateVpc(specs, state, 'osaka', update)).hint).toBe(
      'its only CIDR is 172.31.0.0/16',
    );
  });
  test('of a subnet', () => {
    const update = { ...NO_CHANGE, removeSubnets: ['web2' as Name] };
    expect(errorOf(() => updateVpc(specs, state, 'seoul', update)).hint).toBe('it has no subnets');
    const web = [{ name: 'web1' as Name, cidr: cidrs('10.0.1.0/24')[0] as never }];
    const named = updateVpc(specs, state, 'seoul', { ...NO_CHANGE, addSubnets: web }).state;
    expect(errorOf(() => updateVpc(specs, named, 'seoul', update)).hint).toBe('its only subnet is web1');
  });
});

describe('a subnet outside the CIDRs of its VPC', () => {
  const [web] = [{ name: 'web' as Name, cidr: cidrs('10.8.1.0/24')[0] as never }];
  const state = updateVpc(specs, onePeering(), 'seoul', {
    ...NO_CHANGE,
    addCidrs: cidrs('10.8.0.0/16'),
    addSubnets: [web],
  }).state;
  test('is removed together with its CIDR', () => {
    const removal = { ...NO_CHANGE, removeCidrs: cidrs('10.8.0.0/16') };
    expect(errorOf(() => updateVpc(specs, state, 'seoul', removal)).hint).toBe(
      'to remove what lies in the removed range as well, add `--remove-subnet web`',
    );
    const both = { ...removal, removeSubnets: [web.name] };
    expect(updateVpc(specs, state, 'seoul', both).state.vpcs.get('seoul' as Name)?.cidrs).toEqual([
      '10.0.0.0/16',
    ]);
  });
  test('is placed inside them if it is new', () => {
    const update = { ...NO_CHANGE, addSubnets: [web] };
    expect(errorOf(() => updateVpc(specs, onePeering(), 'seoul', update)).hint).toBe(
      'choose a range inside 10.0.0.0/16; if the VPC has 10.8.1.0/24 as well, add `--add-cidr 10.8.1.0/24`',
    );
    const vpc = { ...onePeering().vpcs.get('seoul' as Name), subnets: [web] } as Vpc;
    expect(errorOf(() => addVpc(specs, EMPTY_STATE, vpc)).hint).toMatch(/add `--cidr 10\.8\.1\.0\/24`$/);
  });
});

describe('hints name values that can be pasted', () => {
  test('a range for a family in common', () => {
    const v6 = { cidrs: ['2001:db8::/48'], tunnels: ['fd99::/64'] };
    const state = withGateway(twoGateways(), 'tokyo', v6);
    const hint = errorOf(() => withPeering(state, 'seoul', 'tokyo')).hint;
    expect(hint).toBe(
      'give VPC tokyo an IPv4 range, such as a free one: run `peerway vpc update tokyo --add-cidr 10.1.0.0/16`',
    );
    expect(errorOf(() => withPeering(state, 'tokyo', 'seoul')).hint).toContain('--add-cidr fd00::/48`');
  });
  test('a tunnel subnet outside a pool that is full', () => {
    const state = withGateway(EMPTY_STATE, 'x', { cidrs: ['10.1.0.0/16'], tunnels: ['10.99.0.0/24'] });
    const hint = errorOf(() => nextTunnelSubnet(state, '10.99.0.0/24' as Cidr)).hint;
    expect(hint).toContain('use --tunnel-subnet 10.0.0.0/24, which is free');
  });
  test('a tunnel subnet in use says what a change of it interrupts', () => {
    const update = { tunnelSubnets: cidrs('10.98.0.0/24') };
    expect(errorOf(() => updateGateway(specs, onePeering(), 'seoul', update)).hint).toContain(
      'interrupts their traffic',
    );
  });
  /** Values that only the operator can know. The sources of hints contain no others. */
  const KNOWN_TO_OPERATORS =
    /^(host|ip|id|owner|region|name|vpc|gateway|peer|profile|peering|path|verb|noun|command|topic|via|column|value|file|key|a|b|(\[user@\])?host(\[:port\])?|\[user@\].*)$/;
  test('everywhere', () => {
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !/^(complete\.ts|(help|cli|prompts|completion|render)\/)/.test(path),
    );
    expect(sources.length).toBeGreaterThan(100);
    const unexplained = sources.flatMap((path) =>
      [...readFileSync(join(ROOT, 'src', path), 'utf8').matchAll(/\\?`peerway [^`]*?<([^<>`]+)>[^`]*`/g)]
        .filter(([, placeholder]) => !KNOWN_TO_OPERATORS.test(placeholder ?? ''))
        .map(([text]) => `${path}: ${text}`),
    );
    expect(unexplained).toEqual([]);
  });
});

describe('a new network that overlaps changes itself', () => {
  test.each([
    ['another VPC', '172.31.0.0/17', 'use --add-cidr 172.16.0.0/17 in place of 172.31.0.0/17'],
    ['the tunnel of the peer', '10.99.2.0/24', 'use --add-cidr 10.99.3.0/24 in place of 10.99.2.0/24'],
    ['its own tunnel', '10.99.1.0/24', 'use --add-cidr 10.99.3.0/24 in place of 10.99.1.0/24'],
  ])('with %s', (_, cidr, hint) => {
    const error = errorOf(() => add(onePeering(), 'seoul', cidr));
    expect(error.hint).toBe(hint);
    const free = hint.split(' ')[2] ?? '';
    expect(error.problems.flatMap(({ details }) => details).join()).toContain(
      `${free}, in place of ${cidr} of VPC seoul`,
    );
    expect(add(onePeering(), 'seoul', free).state.vpcs.get('seoul' as Name)?.cidrs).toContain(free);
  });

  test('a tunnel subnet in its own VPC', () => {
    const update = { tunnelSubnets: cidrs('10.0.9.0/24') };
    const error = errorOf(() => updateGateway(specs, twoGateways(), 'seoul', update));
    expect(error.hint).toBe('use --tunnel-subnet 10.1.0.0/24 in place of 10.0.9.0/24');
    const own = { cidrs: ['10.7.0.0/16'], tunnels: ['10.7.1.0/24'] };
    expect(errorOf(() => withGateway(EMPTY_STATE, 'x', own)).hint).toContain('use --tunnel-subnet ');
  });

  test('a VPC of a cloud', () => {
    const one = withCloudVpc(EMPTY_STATE, 'one', { cidrs: ['10.1.0.0/16'], provider: aws('eu-west-1', '1') });
    const state = peered(
      withCloudVpc(one, 'two', { cidrs: ['10.2.0.0/16'], provider: aws('eu-west-1', '2') }),
      'one',
      'two',
    ).state;
    expect(errorOf(() => add(state, 'one', '10.2.64.0/18')).hint).toMatch(
      /^use --add-cidr 10\.\S+ in place of 10\.2\.64\.0\/18$/,
    );
    const provider = aws('eu-west-1', '1');
    const found = { names: ['one'], id: 'x', provider, cidrs: cidrs('10.1.0.0/16', '10.2.64.0/18') };
    const error = errorOf(() => importVpcs(specs, state, [found], { owner: 'netops' as Owner }));
    expect(error.hint).toBe('run `peerway vpc import --help` to see how to import only other VPCs');
  });

  test('two new networks get two free ranges', () => {
    const { problems } = errorOf(() => add(onePeering(), 'seoul', '172.31.0.0/24', '172.31.1.0/24'));
    const lines = problems.flatMap(({ details }) => details).filter((line) => line.startsWith('free range'));
    expect(new Set(lines.map((line) => line.split(/[ ,]+/)[6])).size).toBe(2);
  });
});

describe('a network in use is never renumbered', () => {
  const clash = { cidrs: ['172.31.128.0/17'], tunnels: ['10.99.7.0/24'] };
  test('the new gateway is, in either order', () => {
    const state = withGateway(onePeering(), 'tokyo', clash);
    for (const [a, b] of [
      ['osaka', 'tokyo'],
      ['tokyo', 'osaka'],
      ['tokyo', 'seoul'],
      ['seoul', 'tokyo'],
    ] as const)
      expect(errorOf(() => withPeering(state, a, b)).hint).toContain('`peerway vpc update tokyo ');
  });
  test('neither is if both are in use', () => {
    const state = withClient(withGateway(onePeering(), 'tokyo', clash), 'tokyo', 'laptop');
    expect(errorOf(() => withPeering(state, 'osaka', 'tokyo')).hint).toBe(LIST);
  });
  test('a tunnel in use is not moved for an unused VPC', () => {
    const state = withGateway(onePeering(), 'tokyo', { cidrs: ['10.99.0.0/16'], tunnels: ['10.98.7.0/24'] });
    expect(errorOf(() => withPeering(state, 'seoul', 'tokyo')).hint).toContain('`peerway vpc update tokyo ');
  });
  test('a CIDR that holds the LAN address of its gateway is not removed', () => {
    const state = withGateway(onePeering(), 'tokyo', { ...clash, lan: ['172.31.128.2'] });
    expect(errorOf(() => withPeering(state, 'osaka', 'tokyo')).hint).toBe(LIST);
  });
  test('the other tunnel subnet of a gateway is kept', () => {
    const tokyo = { cidrs: ['10.3.0.0/16'], tunnels: ['10.99.2.0/24', 'fd99::/64'] };
    const hint = errorOf(() => withPeering(withGateway(onePeering(), 'tokyo', tokyo), 'osaka', 'tokyo')).hint;
    expect(hint).toBe(
      'to renumber it, run `peerway gateway update tokyo --tunnel-subnet 10.99.3.0/24 fd99::/64`',
    );
  });
});

test('a second gateway of one VPC is told of the first, not to renumber the VPC against itself', () => {
  const second = { cidrs: [], vpc: 'seoul', tunnels: ['10.99.8.0/24'] };
  const error = errorOf(() => withPeering(withGateway(onePeering(), 'seoul2', second), 'seoul2', 'osaka'));
  expect(error.hint).toBe(
    'run `peerway peering show seoul-osaka` to see the peering that connects VPC seoul already',
  );
  expect(error.problems.map(({ code, details }) => [code, details])).toEqual([
    [
      'route-conflict',
      ['both gateways are in VPC seoul, and osaka can reach a VPC through one gateway only'],
    ],
  ]);
});
