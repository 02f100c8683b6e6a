/** Peerings at GCP that are cut off, unheard or refused at every command, and the runs after them. */
import { describe, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import { peeringDoctor } from '../../src/commands/peering/doctor.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import { gcp, peered, withCloudVpc } from '../support/cloud-plans.ts';
import { FAULTS, type Fault, faultsAt, faultyProgram, GCP_FAILURES } from './faults.ts';
import { GcpPeeringModel, gcloudPeeringsOf } from './gcp-peering-model.ts';
import { CutOff, operator } from './operator.ts';
import { recordIn } from './scenes.ts';
import { ending } from './vpc-plan.ts';

const NAME = 'files-apps';
const INTENT = { timeout: 5000, access: {} };
const WHOLE = [
  'team-apps-1/apps files-apps ACTIVE',
  'team-apps-1/peerway-files-apps-to-apps 10.4.0.0/16',
  'team-files-1/files files-apps ACTIVE',
  'team-files-1/peerway-files-apps-to-files 10.5.0.0/16',
];

/** The plan of two networks in two projects, peered in both directions. */
function plan() {
  const files = withCloudVpc(EMPTY_STATE, 'files', {
    cidrs: ['10.4.0.0/16'],
    provider: gcp('team-files-1', 'files'),
  });
  const both = withCloudVpc(files, 'apps', { cidrs: ['10.5.0.0/16'], provider: gcp('team-apps-1', 'apps') });
  const options = { exportCustomRoutes: true };
  return peered(both, 'files', 'apps', { via: 'gcp', duplex: true, options }).state;
}

function site() {
  const model = new GcpPeeringModel('team-files-1/files', 'team-apps-1/apps');
  const faults = faultyProgram(gcloudPeeringsOf(model), GCP_FAILURES, () => {
    throw new CutOff();
  });
  const op = operator(plan(), {}, () => faults.program);
  return {
    ...{ model, op, faults },
    apply: () => applyPeering(NAME, INTENT, op.ports, false),
    remove: () => peeringRemove([NAME], INTENT, op.ports),
    record: () => recordIn(op.state, NAME),
    codes: async () => (await peeringDoctor(NAME, INTENT, op.ports)).value.map(({ code }) => code),
  };
}

type Site = ReturnType<typeof site>;

interface Scenario {
  readonly verb: 'apply' | 'remove';
  readonly commands: number;
  /** What others have changed in the whole peering; absent for one that does not exist yet. */
  readonly change?: (model: GcpPeeringModel) => void;
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a new peering': { verb: 'apply', commands: 4 },
  'a peering whose half was deleted': {
    verb: 'apply',
    commands: 1,
    change: ({ halves }) => halves.get('team-apps-1/apps')?.splice(0),
  },
  'a peering with other options': {
    verb: 'apply',
    commands: 2,
    change: ({ halves }) => {
      for (const half of [...halves.values()].flat()) half.options['exportSubnetRoutesWithPublicIp'] = false;
    },
  },
  'a peering without its rules': { verb: 'apply', commands: 2, change: ({ rules }) => rules.clear() },
  'a deletion': { verb: 'remove', commands: 4, change: () => undefined },
};

async function prepared({ change }: Scenario): Promise<Site> {
  const one = site();
  if (!change) return one;
  await one.apply();
  change(one.model);
  return one;
}

/** Everything exists and nothing is left to do, or nothing exists. */
async function expectDone({ model, record, codes }: Site, { verb }: Scenario): Promise<void> {
  if (verb === 'remove') return expect([model.held(), record()]).toEqual([[], undefined]);
  expect(model.held()).toEqual(WHOLE);
  expect(record()).toMatchObject({ status: 'active', said: { code: 'ACTIVE' } });
  expect((await codes()).filter((code) => code !== 'export-without-import')).toEqual([]);
}

const UNFIT: readonly Fault[] = ['unseen', 'quota'];
const ENDS: Partial<Readonly<Record<Fault, readonly unknown[]>>> = {
  before: ['killed'],
  after: ['killed'],
  unsent: [7],
  lost: [7],
  broken: [7],
  throttled: [0],
};

describe.each(Object.entries(SCENARIOS))('%s', (_, scenario) => {
  const { verb, commands } = scenario;

  test(`takes ${commands} commands, and none when it is run again`, async () => {
    const one = await prepared(scenario);
    const before = one.op.changes.length;
    await one[verb]();
    expect(one.op.changes.length - before).toBe(commands);
    await expectDone(one, scenario);
    if (verb === 'apply') await one.apply();
    expect(one.op.changes.length - before).toBe(commands);
  });

  const faults = FAULTS.filter((fault) => fault !== 'unseen' && (verb === 'apply' || !UNFIT.includes(fault)));
  test.each(faultsAt(commands, faults))('%s at command %i: run again, it is whole', async (fault, at) => {
    const one = await prepared(scenario);
    one.faults.failAt(at, fault);
    const end = await ending(one[verb]());
    expect(ENDS[fault] ?? [6, 7]).toContain(end);
    one.faults.heal();
    if (verb === 'apply' || one.record()) await one[verb]();
    await expectDone(one, scenario);
  });
});
