/** Flow logs that are switched on with a peering, at clouds that keep what they are told. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import { peeringDoctor, peeringFix } from '../../src/commands/peering/doctor.ts';
import { peeringRefresh } from '../../src/commands/peering/refresh.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import { peeringRender } from '../../src/commands/peering/render.ts';
import { peeringUpdate } from '../../src/commands/peering/update.ts';
import type { Options } from '../../src/model/peering.ts';
import type { State } from '../../src/model/state.ts';
import { renameVpc } from '../../src/model/transitions/rename.ts';
import type { Name } from '../../src/model/values.ts';
import { isDeclined } from '../../src/output/result.ts';
import { specs } from '../../src/providers/registry.ts';
import { peered } from '../support/cloud-plans.ts';
import { errorOf } from '../support/errors.ts';
import { AwsSite, type FlowSite, plannedAt, siteAt, storage, type Via, vnetId } from './flow-log-sites.ts';
import { CutOff } from './operator.ts';
import { scripted } from './scripted.ts';

const HOW = { timeout: 0, access: {} };
const NAME = 'seoul-osaka';
const PROGRAM: Record<Via, string> = { aws: 'aws', gcp: 'gcloud', azure: 'az' };

/** A plan at a cloud, and the commands that run there. */
function world(site: FlowSite, state: State) {
  const op = scripted(state, PROGRAM[site.via], site.answer);
  const update = (options: Options, more: { both?: boolean; side?: Name } = {}) =>
    peeringUpdate(
      { name: NAME, options, both: false, withoutCidrs: [], withCidrs: [], dryRun: false, ...more },
      HOW,
      op.ports,
    );
  /** The findings, apart from those about route tables and security groups, which this plan does not have. */
  const doctor = async () =>
    (await peeringDoctor(NAME, HOW, op.ports)).value.filter(({ code }) => code !== 'not-known');
  return {
    op,
    update,
    apply: (name = NAME) => applyPeering(name, HOW, op.ports, false),
    remove: (name = NAME) => peeringRemove([name], HOW, op.ports),
    doctor,
    codes: async () => (await doctor()).map(({ side, code }) => `${side} ${code}`),
    options: () => op.stateNow().peerings.get(NAME as Name)?.requester.options ?? {},
  };
}

/** Runs a command again and again, each time cut off after one more change, until it comes to its end. */
async function untilDone(site: FlowSite, run: () => Promise<unknown>): Promise<void> {
  for (;;) {
    site.lives = 0;
    try {
      await run();
      site.lives = Number.POSITIVE_INFINITY;
      return;
    } catch (caught) {
      if (!(caught instanceof CutOff)) throw caught;
    }
  }
}

describe.each(['aws', 'gcp', 'azure'] as const)('flow logs at %s', (via) => {
  const [first] = siteAt(via).destinations;
  const both = [`osaka -> ${first}`, `seoul -> ${first}`];

  test('are switched on on both sides, found as they are, and deleted with the peering', async () => {
    const site = siteAt(via);
    const { apply, codes, remove, op } = world(site, plannedAt(via, { flowLogs: first }));
    expect(await codes()).toEqual(['seoul missing', 'osaka missing']);
    await apply();
    expect(site.held()).toEqual(both);
    await apply();
    expect(site.changes, 'what is there is not made again').toHaveLength(2);
    expect(await codes()).toEqual([]);
    await peeringRefresh([NAME], HOW, op.ports);
    await remove();
    expect(site.held()).toEqual([]);
  });

  test('are not asked about for a peering that has none', async () => {
    const site = siteAt(via);
    const { apply, codes } = world(site, plannedAt(via));
    await apply();
    expect(await codes()).toEqual([]);
    expect(site.asked).toBe(0);
  });

  test('of others count, and stay', async () => {
    const site = siteAt(via);
    site.addForeign('seoul', first);
    const { apply, remove } = world(site, plannedAt(via, { flowLogs: first }));
    await apply();
    expect(site.held()).toEqual(both);
    await remove();
    expect(site.held()).toEqual([`seoul -> ${first}`]);
  });

  test('are turned on and off on one side, by runs that are cut off after every change', async () => {
    const site = siteAt(via);
    const { update, options, codes } = world(site, plannedAt(via));
    await untilDone(site, () => update({ flowLogs: first }));
    expect(site.held()).toEqual([`seoul -> ${first}`]);
    await untilDone(site, () => update({ flowLogs: first }, { side: 'osaka' as Name }));
    expect(site.held()).toEqual(both);
    await untilDone(site, () => update({ flowLogs: false }));
    expect(site.held()).toEqual([`osaka -> ${first}`]);
    expect(options()).toMatchObject({ flowLogs: false });
    expect(site.changes).toHaveLength(3);
    expect(await codes()).toEqual([]);
  });

  test('turned off in the plan only are found by the doctor, who deletes them', async () => {
    const site = siteAt(via);
    const { op, apply, update, codes } = world(site, plannedAt(via, { flowLogs: first }));
    await apply();
    const intent = { withoutCidrs: [], withCidrs: [], dryRun: false, both: true };
    await peeringUpdate({ name: NAME, options: { flowLogs: false }, ...intent }, undefined, op.ports);
    expect(site.held()).toEqual(both);
    expect(await codes()).toEqual(['seoul stale-flow-log', 'osaka stale-flow-log']);
    const fixed = await peeringFix(NAME, HOW, op.ports);
    expect(isDeclined(fixed) || fixed.value.filter(({ code }) => code !== 'not-known')).toEqual([]);
    expect(site.held()).toEqual([]);
    await update({ flowLogs: first });
    expect(site.held()).toEqual([`seoul -> ${first}`]);
  });

  test('turned off where they never were on change nothing', async () => {
    const { update, options, op } = world(siteAt(via), plannedAt(via));
    await update({ flowLogs: false });
    expect(options()).not.toHaveProperty('flowLogs');
    expect(op.ran.some((line) => /flow-log/.test(line))).toBe(false);
  });

  test('stay as long as another peering of the VPC wants them', async () => {
    const site = siteAt(via);
    const state = plannedAt(via, { flowLogs: first }, { flowLogs: first });
    const { apply, remove, codes } = world(site, state);
    await apply();
    await apply('seoul-tokyo');
    expect(site.held()).toEqual([`osaka -> ${first}`, `seoul -> ${first}`, `tokyo -> ${first}`]);
    expect(site.changes, 'the second peering finds that of seoul').toHaveLength(3);
    expect(await codes()).toEqual([]);
    await remove('seoul-tokyo');
    expect(site.held()).toEqual(both);
    await remove();
    expect(site.held()).toEqual([]);
  });

  test('stay the own ones of a VPC that is renamed', async () => {
    const site = siteAt(via);
    const { op, apply } = world(site, plannedAt(via, { flowLogs: first }));
    await apply();
    const { state } = renameVpc(op.stateNow(), 'seoul', 'busan' as Name);
    const later = world(site, state);
    expect(await later.codes()).toEqual([]);
    await later.update({ flowLogs: false });
    expect(site.held()).toEqual([`osaka -> ${first}`]);
  });
});

describe.each(['aws', 'gcp', 'azure'] as const)('rendered flow logs at %s', (via) => {
  const state = plannedAt(via, { flowLogs: siteAt(via).destinations[0] });
  const { formats } = specs.of(via);
  const cases = formats.flatMap((format) =>
    (format === 'terraform' ? [false] : [false, true]).map((undo) => ({ format, undo })),
  );

  test.each(cases)('$format, undo: $undo, are as the golden files have them', async ({ format, undo }) => {
    const { ports } = scripted(state, PROGRAM[via], () => '');
    const { view } = await peeringRender({ peering: NAME, format, undo }, ports);
    const text = view.kind === 'text' ? view.text : '';
    const path = `../golden/cloud/flow-logs/${via}${undo ? '.undo' : ''}.${format}.txt`;
    await expect(text).toMatchFileSnapshot(path);
    if (text.startsWith('#!/bin/sh')) execFileSync('sh', ['-n'], { input: text });
  });
});

describe.each(['aws', 'azure'] as const)('the destination of flow logs at %s', (via) => {
  test('is changed by runs that are cut off after every change', async () => {
    const site = siteAt(via);
    const [first, second] = site.destinations;
    const { apply, update, codes } = world(site, plannedAt(via, { flowLogs: first }));
    await apply();
    await untilDone(site, () => update({ flowLogs: second }, { both: true }));
    expect(site.held()).toEqual([`osaka -> ${second}`, `seoul -> ${second}`]);
    expect(await codes()).toEqual([]);
  });
});

describe('at AWS', () => {
  const [bucket] = new AwsSite().destinations;
  const GROUP = 'arn:aws:logs:ap-northeast-2:111122223333:log-group:vpc';
  const ROLE = 'arn:aws:iam::111122223333:role/flow-logs';

  test('the reason in an answer that `aws` takes for a success is quoted, and what was made is undone', async () => {
    const site = new AwsSite();
    site.answers['create-flow-logs --resource-type VPC --resource-ids vpc-22'] =
      '400\tLogDestination: flow-logs does not exist.';
    const { update, options } = world(site, plannedAt('aws'));
    const failed = await errorOf(update({ flowLogs: bucket }, { both: true }));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-flow-logs' });
    expect(failed.message).toBe(
      "On osaka's side: AWS cannot send flow logs there (aws: 400: LogDestination: flow-logs does not exist.)",
    );
    expect(site.held()).toEqual([]);
    expect(options(), 'the plan has its former values').not.toHaveProperty('flowLogs');
  });

  test('an answer without an id and without a reason is no success', async () => {
    const site = new AwsSite();
    site.answers['create-flow-logs'] = 'None';
    const { update } = world(site, plannedAt('aws'));
    expect(await errorOf(update({ flowLogs: bucket }))).toMatchObject({ exit: 7 });
  });

  test('a flow log that was made meanwhile is found', async () => {
    const site = new AwsSite();
    const { op, apply } = world(site, plannedAt('aws', { flowLogs: bucket }));
    const hidden = site.answers;
    hidden['describe-flow-logs'] = { FlowLogs: [] };
    site.addForeign('seoul', bucket);
    site.addForeign('osaka', bucket);
    // AWS shows them only once it has refused to create them again.
    const { answer } = site;
    const late = scripted(op.stateNow(), 'aws', (line) => {
      if (line.includes('create-flow-logs')) delete hidden['describe-flow-logs'];
      return answer(line);
    });
    await applyPeering(NAME, HOW, late.ports, false);
    expect(site.held()).toHaveLength(2);
    await apply();
    expect(site.held()).toHaveLength(2);
  });

  test('a log group is written to with a role, and another role takes its place', async () => {
    const site = new AwsSite();
    const { update, codes, doctor } = world(site, plannedAt('aws'));
    await update({ flowLogs: GROUP, flowLogsRole: ROLE });
    expect(site.changes.at(-1)).toContain(
      `--log-destination-type cloud-watch-logs --log-destination ${GROUP} --deliver-logs-permission-arn ${ROLE}`,
    );
    expect(await codes()).toEqual([]);
    const [log] = site.logs;
    site.logs = [{ ...(log as (typeof site.logs)[0]), more: { DeliverLogsPermissionArn: `${ROLE}-2` } }];
    expect(await doctor()).toMatchObject([
      { code: 'options-differ', what: 'options differ from the plan: flow-logs-role' },
    ]);
    await untilDone(site, () => update({}));
    expect(site.logs).toMatchObject([{ more: { DeliverLogsPermissionArn: ROLE } }]);
  });

  test('two peerings of a VPC cannot write to a log group with two roles', async () => {
    const logs = { flowLogs: GROUP, flowLogsRole: ROLE };
    const site = new AwsSite();
    const { update, op } = world(site, plannedAt('aws'));
    await update(logs);
    const second = peered(op.stateNow(), 'seoul', 'tokyo', { options: logs }).state;
    const failed = await errorOf(world(site, second).update({ flowLogsRole: `${ROLE}-2` }));
    expect(failed).toMatchObject({ exit: 3, code: 'flow-logs-once', hint: `use --flow-logs-role ${ROLE}` });
  });

  test('the doctor quotes why nothing reaches the destination', async () => {
    const site = new AwsSite();
    const { apply, doctor } = world(site, plannedAt('aws', { flowLogs: bucket }));
    await apply();
    site.logs = site.logs.map((log) => ({
      ...log,
      more: { DeliverLogsStatus: 'FAILED', DeliverLogsErrorMessage: 'Access error' },
    }));
    const found = await doctor();
    expect(found.map(({ code }) => code)).toEqual(['flow-log-failing', 'flow-log-failing']);
    expect(found[0]?.what).toMatch(
      /^the flow log fl-\d+ does not reach arn:aws:s3:::flow-logs: Access error$/,
    );
    expect(found[0]?.fix).toMatch(
      /^aws ec2 describe-flow-logs --flow-log-ids fl-\d+ --region ap-northeast-2$/,
    );
  });
});

/** The words of gcloud 528, whose command takes VPN tunnels and attachments only. */
const TOO_OLD = `unrecognized arguments:

 --network flag is available in one or more alternate release tracks. Try:

  gcloud beta network-management vpc-flow-logs-configs create --network

  --network=projects/team-seoul/global/networks/seoul
  To search the help text of gcloud commands, run:
  gcloud help -- SEARCH_TERMS`;

describe('at GCP', () => {
  test('a configuration that someone has disabled is enabled again', async () => {
    const site = siteAt('gcp');
    const { apply, codes } = world(site, plannedAt('gcp', { flowLogs: 'logging' }));
    await apply();
    site.logs = site.logs.map((log) => ({ ...log, more: { state: 'DISABLED' } }));
    expect(await codes()).toEqual(['seoul flow-logs-off', 'osaka flow-logs-off']);
    await apply();
    expect(await codes()).toEqual([]);
  });

  test.each([
    [
      'Network Management API has not been used in project team-seoul before or it is disabled.',
      'gcloud services enable networkmanagement.googleapis.com',
    ],
    [TOO_OLD, 'gcloud components update'],
  ])('an error that needs something of the operator says what: %s', async (text, hint) => {
    const site = siteAt('gcp');
    site.answers['vpc-flow-logs-configs create'] = {
      stderr: `ERROR: (gcloud.network-management.vpc-flow-logs-configs.create) ${text}\n`,
    };
    const { update } = world(site, plannedAt('gcp'));
    const failed = await errorOf(update({ flowLogs: 'logging' }));
    expect(failed.exit).toBe(6);
    expect(failed.hint).toContain(hint);
  });
});

describe('at Azure', () => {
  const [first, second] = siteAt('azure').destinations;

  test('the only flow log of a VNet that someone else has made is not overwritten', async () => {
    const site = siteAt('azure');
    site.addForeign('seoul', second);
    const { update } = world(site, plannedAt('azure'));
    const failed = await errorOf(update({ flowLogs: first }));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-name-taken' });
    expect(failed.message).toContain(`has the flow log audit, which peerway did not create`);
    expect(failed.hint).toContain('az network watcher flow-log delete --name audit --location koreacentral');
    expect(site.held()).toEqual([`seoul -> ${second}`]);
    expect(site.changes).toEqual([]);
  });

  test('two peerings of a VNet cannot send its flow logs to two accounts', async () => {
    const { update } = world(siteAt('azure'), plannedAt('azure', {}, { flowLogs: storage('other') }));
    const failed = await errorOf(update({ flowLogs: first }));
    expect(failed).toMatchObject({ exit: 3, code: 'flow-logs-once' });
    expect(failed.hint).toContain(`use --flow-logs ${storage('other')}`);
  });

  test('a region without a network watcher has no flow logs, and the error names the command', async () => {
    const site = siteAt('azure');
    const text = 'ERROR: network watcher is not enabled for region koreacentral.\n';
    site.answers['flow-log'] = { stderr: text };
    const { update } = world(site, plannedAt('azure'));
    const failed = await errorOf(update({ flowLogs: first }));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-no-watcher' });
    expect(failed.hint).toContain('az network watcher configure');
  });

  test('the VNet is named by its full id', async () => {
    const site = siteAt('azure');
    await world(site, plannedAt('azure')).update({ flowLogs: first });
    expect(site.changes[0]).toContain(`--vnet ${vnetId('seoul')} --storage-account ${first}`);
  });
});
