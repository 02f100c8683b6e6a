/** A check that finds something exits with 8; a change that is rejected for the same reason, with 3. */
import { expect, test } from 'vitest';
import { withEntry } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { cidrs, twoGateways, withGateway, withPeering } from '../support/plans.ts';
import { sandbox } from '../support/sandbox.ts';
import { writeState } from '../support/state-file.ts';

const box = sandbox();

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
