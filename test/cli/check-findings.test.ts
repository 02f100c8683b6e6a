/** A check that finds something exits with 8; a change that is rejected for the same reason, with 3. */
import { expect, test } from 'vitest';
import type { Ip } from '../../src/model/address/cidr.ts';
import { EMPTY_STATE, withEntry } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { aws, withCloudVpc } from '../support/cloud-plans.ts';
import { cidrs, twoGateways, withGateway, withPeering } from '../support/plans.ts';
import { sandbox } from '../support/sandbox.ts';
import { writeState } from '../support/state-file.ts';

const box = sandbox();

test('mistakes that no command makes: state check lists all of them, and other changes go on', async () => {
  const state = twoGateways();
  const [seoul, osaka] = ['seoul', 'osaka'].map((name) => state.gateways.get(name as Name));
  if (!seoul || !osaka) throw new Error('both are part of the plan');
  const { endpoint, publicKey } = seoul;
  const { privateKey: _, ...rest } = osaka;
  const wrong = { ...rest, ...(endpoint ? { endpoint } : {}), publicKey, tunnelSubnets: cidrs('8.8.8.0/24') };
  const lanAddresses = ['172.31.255.255' as Ip];
  const gateways = withEntry(state.gateways, osaka.name, { ...wrong, lanAddresses });
  writeState(box.state, { ...state, gateways });

  const check = await box.run(['state', 'check', '-o', 'json']);
  const { problems } = JSON.parse(check.stderr).error as { problems: { code: string }[] };
  expect([check.exit, problems.map(({ code }) => code)]).toEqual([
    8,
    ['endpoint-shared', 'public-key-shared', 'tunnel-subnet-public', 'lan-address-reserved'],
  ]);
  expect((await box.run(['gateway', 'update', 'osaka', '--mtu', '1400'])).exit).toBe(0);

  const outside = { ...wrong, lanAddresses: ['10.9.9.9' as Ip] };
  const twice = { ...osaka, name: 'kobe' as Name, vpc: seoul.vpc, lanAddresses: seoul.lanAddresses };
  writeState(box.state, {
    ...state,
    gateways: withEntry(withEntry(gateways, osaka.name, outside), twice.name, twice),
  });
  const again = await box.run(['state', 'check']);
  expect(again.exit).toBe(8);
  for (const text of [
    '10.9.9.9 of osaka lies outside the CIDRs',
    '10.0.0.2 of kobe is already used by gateway seoul',
  ])
    expect(again.stderr).toContain(text);
});

test('a LAN address that the cloud reserves is rejected where it is given', async () => {
  writeState(
    box.state,
    withCloudVpc(EMPTY_STATE, 'shop', { cidrs: ['10.0.0.0/16'], provider: aws('eu-west-1', '1') }),
  );
  const create = (ip: string) =>
    box.run(['gateway', 'create', 'gw', '--vpc', 'shop', '--endpoint', '203.0.113.1', '--lan-address', ip]);
  const rejected = await create('10.0.0.3');
  expect([rejected.exit, rejected.stderr]).toEqual([
    3,
    expect.stringContaining('an address that AWS reserves in 10.0.0.0/16'),
  ]);
  expect((await create('10.0.0.4')).exit).toBe(0);
});

test('overlaps: state check and plan check exit with 8, peering create with 3', async () => {
  const peered = withPeering(twoGateways(), 'seoul', 'osaka');
  const clash = { cidrs: ['10.0.0.0/16'], tunnels: ['10.99.7.0/24'] };
  const osaka = peered.vpcs.get('osaka' as Name);
  if (!osaka) throw new Error('osaka is part of the plan');
  const vpcs = withEntry(peered.vpcs, osaka.name, { ...osaka, cidrs: cidrs('10.0.128.0/17') });
  writeState(box.state, withGateway({ ...peered, vpcs }, 'tokyo', clash));

  const state = await box.run(['state', 'check']);
  expect([state.exit, state.stderr]).toEqual([8, expect.stringMatching(/^error: the state is invalid:\n/)]);
  expect((await box.run(['plan', 'check'])).exit).toBe(8);
  const create = await box.run(['peering', 'create', 'seoul', 'tokyo']);
  expect([create.exit, create.stderr]).toEqual([3, expect.stringContaining('overlap')]);
});
