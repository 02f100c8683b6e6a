import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import { peeringDoctor } from '../../src/commands/peering/doctor.ts';
import { peeringRefresh } from '../../src/commands/peering/refresh.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import { gcpProgram } from '../../src/providers/gcp/errors.ts';
import { accepted, gcp, peered, withCloudVpc } from '../support/cloud-plans.ts';
import { errorOf } from '../support/errors.ts';
import { folderForFile } from '../support/temporary.ts';
import { ComputeApi } from './compute-api.ts';
import { CutOff, type Operator, operator } from './operator.ts';
import { describeLongCloud } from './requirements.ts';
import { recordIn } from './scenes.ts';

const folder = folderForFile('gcp');

const NAME = 'files-apps';
const INTENT = { timeout: 20_000, access: {} };
const WHOLE = {
  peerings: ['team-files-1/files files-apps ACTIVE', 'team-apps-1/apps files-apps ACTIVE'],
  rules: ['team-apps-1/peerway-files-apps-to-apps', 'team-files-1/peerway-files-apps-to-files'],
};

/** Returns an API with both networks, each with one subnet. */
const apiWith = (files: string, apps: string): ComputeApi =>
  new ComputeApi(
    (
      [
        ['files', files],
        ['apps', apps],
      ] as const
    ).map(([name, ipCidrRange]) => ({
      project: `team-${name}-1`,
      name,
      subnets: [{ name: 's', region: 'r', ipCidrRange }],
    })),
  );

describeLongCloud('a peering at GCP, across projects', ['gcloud'], () => {
  let api: ComputeApi;
  let op: Operator;
  const plan = (duplex: boolean) => {
    const one = withCloudVpc(EMPTY_STATE, 'files', {
      cidrs: ['10.4.0.0/16'],
      provider: gcp('team-files-1', 'files'),
    });
    const both = withCloudVpc(one, 'apps', { cidrs: ['10.5.0.0/16'], provider: gcp('team-apps-1', 'apps') });
    return peered(both, 'files', 'apps', { via: 'gcp', duplex, options: { exportCustomRoutes: true } }).state;
  };
  beforeEach(async () => {
    api = apiWith('10.4.0.0/16', '10.5.0.0/16');
    await api.start();
    op = operator(plan(true), api.env(folder));
  });
  afterEach(() => api.stop());

  const apply = () => applyPeering(NAME, INTENT, op.ports, false);
  const held = () => {
    const { peerings, rules } = api.held();
    return { peerings, rules: [...rules].sort() };
  };
  const peering = () => recordIn(op.state, NAME);
  const codes = async () => {
    const outcome = await peeringDoctor(NAME, INTENT, op.ports);
    return outcome.value.map(({ side, code }) => `${side} ${code}`);
  };

  test('is made and taken away by runs that are cut off after every command, also while the network is busy', async () => {
    api.busy = 1;
    const untilDone = async (run: () => Promise<unknown>) => {
      for (let runs = 1; ; runs++) {
        op.lives = 0;
        try {
          await run();
          return runs;
        } catch (caught) {
          if (!(caught instanceof CutOff)) throw caught;
        }
      }
    };
    expect(await untilDone(apply), 'four commands, one refused as busy, and the last').toBe(6);
    expect(held()).toEqual(WHOLE);
    expect(peering()).toMatchObject({ status: 'active', said: { code: 'ACTIVE' } });
    expect(await codes()).toEqual([]);
    expect(await untilDone(() => peeringRemove([NAME], INTENT, op.ports))).toBe(5);
    expect(held()).toEqual({ peerings: [], rules: [] });
    expect(peering()).toBeUndefined();
  });

  test('one half waits for the other, which its own side makes with options of its own', async () => {
    op.state = plan(false);
    await apply();
    expect(held()).toEqual({ peerings: ['team-files-1/files files-apps INACTIVE'], rules: [] });
    expect(peering()).toMatchObject({ status: 'pending-acceptance', said: { code: 'INACTIVE' } });
    expect(await codes()).toContain('files one-sided');
    op.state = accepted(op.state, NAME, 'netops', { importCustomRoutes: false }).state;
    await apply();
    expect(held()).toEqual(WHOLE);
    expect(await codes()).toEqual(['apps export-without-import']);
    op.state = accepted(plan(false), NAME, 'netops', { importCustomRoutes: true }).state;
    expect(await codes()).toEqual(['apps options-differ', 'apps export-without-import']);
    await apply();
    expect(api.calls.map(({ path }) => path)).toContain('team-apps-1/global/networks/apps/updatePeering');
    expect(await codes()).toEqual([]);
  });

  test('takes its half back when the other is refused, and says why', async () => {
    op.state = withCloudVpc(op.state, 'other', {
      cidrs: ['10.6.0.0/16'],
      provider: gcp('team-apps-1', 'other'),
    });
    const denied = apiWith('10.4.0.0/16', '10.4.0.0/16');
    await denied.start();
    try {
      Object.assign(process.env, denied.env(folder));
      const failed = await errorOf(applyPeering(NAME, INTENT, op.ports, true));
      expect(failed).toMatchObject({ exit: 6, code: 'provider-overlap' });
      expect(failed.message).toContain('overlaps with an IP range');
      expect(denied.held()).toEqual({ peerings: [], rules: [] });
      expect(peering()).toBeUndefined();
    } finally {
      denied.stop();
    }
  });

  test('is refreshed: what somebody has taken away is known then', async () => {
    await apply();
    const gcloud = await op.ports.outside.program('gcloud', gcpProgram.env);
    await gcloud.run(
      ['compute', 'networks', 'peerings', 'delete', NAME, '--network=apps', '--project=team-apps-1'],
      60,
    );
    await peeringRefresh([NAME], INTENT, op.ports);
    expect(peering()).toMatchObject({ status: 'inactive', said: { code: 'INACTIVE' } });
    expect(await codes()).toEqual(['apps missing', 'files one-sided']);
    await apply();
    expect(held().peerings).toHaveLength(2);
    expect(peering()?.status).toBe('active');
  });
});
