/** Runs at Azure that are cut off, unheard or refused at every command, and the runs after them. */
import { describe, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import { peeringDoctor } from '../../src/commands/peering/doctor.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import type { UserError } from '../../src/errors.ts';
import type { Planned } from '../support/cloud-plans.ts';
import {
  type AzureSite,
  azureSite,
  bothVnets,
  type Ending,
  HUB_ID,
  NAME,
  SPOKE_ID,
  twoVnets,
} from './azure-operator.ts';
import { CutOff } from './operator.ts';
import { recordIn } from './scenes.ts';

const INTENT = { timeout: 0, access: {} };
const PLAIN = {
  allowVirtualNetworkAccess: true,
  allowForwardedTraffic: false,
  allowGatewayTransit: false,
  useRemoteGateways: false,
};
const WHOLE = ['spoke-vnet spoke-hub Connected', 'hub-vnet spoke-hub Connected'];

/** A peering that is made, changed or deleted, and what is there afterwards. */
interface Scenario {
  readonly plan: () => Planned;
  /** What is there before. */
  readonly prepare?: (site: AzureSite) => void;
  readonly verb: 'apply' | 'remove';
  readonly commands: readonly string[];
  readonly held: readonly string[];
}

const putBoth = ({ cloud }: AzureSite): void => {
  cloud.put(SPOKE_ID, NAME, { ...PLAIN, remote: HUB_ID });
  cloud.put(HUB_ID, NAME, { ...PLAIN, remote: SPOKE_ID });
};

const TRANSIT = { useRemoteGateways: true };

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a new peering': {
    plan: twoVnets,
    verb: 'apply',
    commands: ['create spoke-vnet', 'create hub-vnet'],
    held: WHOLE,
  },
  'a peering that uses the gateways of the hub': {
    plan: () => twoVnets({ options: TRANSIT }),
    verb: 'apply',
    commands: ['create hub-vnet', 'create spoke-vnet'],
    held: ['spoke-vnet spoke-hub Connected remote', 'hub-vnet spoke-hub Connected transit'],
  },
  'a peering whose half in the hub was deleted': {
    plan: twoVnets,
    prepare: (site) => {
      putBoth(site);
      site.cloud.remove(HUB_ID, NAME);
    },
    verb: 'apply',
    commands: ['delete spoke-vnet', 'create spoke-vnet', 'create hub-vnet'],
    held: WHOLE,
  },
  'a peering that begins to use gateways': {
    plan: () => twoVnets({ options: TRANSIT }),
    prepare: putBoth,
    verb: 'apply',
    commands: ['update hub-vnet', 'update spoke-vnet'],
    held: ['spoke-vnet spoke-hub Connected remote', 'hub-vnet spoke-hub Connected transit'],
  },
  'a peering that no longer uses gateways': {
    plan: twoVnets,
    prepare: ({ cloud }) => {
      cloud.put(HUB_ID, NAME, { ...PLAIN, allowGatewayTransit: true, remote: SPOKE_ID });
      cloud.put(SPOKE_ID, NAME, { ...PLAIN, useRemoteGateways: true, remote: HUB_ID });
    },
    verb: 'apply',
    commands: ['update spoke-vnet', 'update hub-vnet'],
    held: WHOLE,
  },
  'a peering without access': {
    plan: twoVnets,
    prepare: ({ cloud }) => {
      cloud.put(SPOKE_ID, NAME, { ...PLAIN, allowVirtualNetworkAccess: false, remote: HUB_ID });
      cloud.put(HUB_ID, NAME, { ...PLAIN, allowVirtualNetworkAccess: false, remote: SPOKE_ID });
    },
    verb: 'apply',
    commands: ['update spoke-vnet', 'update hub-vnet'],
    held: WHOLE,
  },
  'a peering whose address spaces have grown': {
    plan: twoVnets,
    prepare: (site) => {
      putBoth(site);
      site.cloud.vnet(SPOKE_ID).prefixes = ['10.6.0.0/16', '10.16.0.0/16'];
      site.cloud.vnet(HUB_ID).prefixes = ['10.7.0.0/16', '10.17.0.0/16', 'fd00:7::/48'];
    },
    verb: 'apply',
    commands: ['sync spoke-vnet', 'sync hub-vnet'],
    held: WHOLE,
  },
  'a deletion': {
    plan: twoVnets,
    prepare: putBoth,
    verb: 'remove',
    commands: ['delete hub-vnet', 'delete spoke-vnet'],
    held: [],
  },
  'a deletion of what the other side has deleted': {
    plan: twoVnets,
    prepare: (site) => {
      putBoth(site);
      site.cloud.remove(SPOKE_ID, NAME);
    },
    verb: 'remove',
    commands: ['delete hub-vnet'],
    held: [],
  },
};

function siteOf({ plan, prepare }: Scenario): AzureSite {
  const site = azureSite(plan().state, bothVnets());
  prepare?.(site);
  return site;
}

const run = ({ op }: AzureSite, { verb }: Scenario): Promise<unknown> =>
  verb === 'apply' ? applyPeering(NAME, INTENT, op.ports, false) : peeringRemove([NAME], INTENT, op.ports);

const outcomeOf = (running: Promise<unknown>): Promise<unknown> =>
  running.then(
    () => 'done',
    (error: unknown) => error,
  );

/** Everything is there, or everything is gone, and nothing is left to do. */
async function expectWhole(site: AzureSite, { verb, held }: Scenario): Promise<void> {
  expect(site.cloud.held().sort()).toEqual([...held].sort());
  if (verb === 'remove') return expect(recordIn(site.op.state, NAME)).toBeUndefined();
  expect(recordIn(site.op.state, NAME)).toMatchObject({ status: 'active', said: { code: 'Connected' } });
  const findings = (await peeringDoctor(NAME, INTENT, site.op.ports)).value;
  // The plan does not know the grown address spaces yet.
  expect(findings.filter(({ code }) => code !== 'cidrs-differ')).toEqual([]);
}

const DENIED = 'ERROR: (AuthorizationFailed) The client does not have authorization to perform action.\n';
const EXPIRED =
  "ERROR: AADSTS700082: The refresh token has expired. Please run 'az login' to setup account.\n";
const QUOTA = 'ERROR: (VirtualNetworkPeeringLimitExceeded) Cannot create more than 500 peerings.\n';
const OUTAGE = 'ERROR: (InternalServerError) An error occurred.\n';
const RESET = "ERROR: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))\n";
const THROTTLED = 'ERROR: (TooManyRequests) The request is being throttled.\n';

/** How a command ends, and how peerway does. */
const ENDINGS: Readonly<Record<string, { readonly ending: Ending; readonly exits: readonly unknown[] }>> = {
  'killed before': { ending: 'cut before', exits: [] },
  'killed after': { ending: 'cut after', exits: [] },
  'lost on the way': { ending: 'lost before', exits: [7] },
  'lost on the way back': { ending: 'lost after', exits: [7] },
  'broken by Azure': { ending: { stderr: OUTAGE }, exits: [7] },
  'cut off in the network': { ending: { stderr: RESET }, exits: [7] },
  throttled: { ending: { stderr: THROTTLED }, exits: [6, 7] },
  denied: { ending: { stderr: DENIED }, exits: [6, 7] },
  'refused for a quota': { ending: { stderr: QUOTA }, exits: [6, 7] },
  'refused with an expired login': { ending: { stderr: EXPIRED }, exits: [6, 7] },
};

describe.each(Object.entries(SCENARIOS))('%s', (_, scenario) => {
  test('takes these commands', async () => {
    const site = siteOf(scenario);
    await run(site, scenario);
    expect(site.changes).toEqual(scenario.commands);
    await expectWhole(site, scenario);
  });

  test('again changes nothing', async () => {
    if (scenario.verb === 'remove') return;
    const site = siteOf(scenario);
    await run(site, scenario);
    await run(site, scenario);
    expect(site.changes).toEqual(scenario.commands);
  });

  const places = scenario.commands.flatMap((command, at) =>
    Object.entries(ENDINGS).map(([how, { ending, exits }]) => ({ command, at, how, ending, exits })),
  );

  test.each(places)('is whole after a run whose $command was $how', async ({ at, ending, exits }) => {
    const site = siteOf(scenario);
    site.endings.push(...Array.from({ length: at }, (): Ending => 'done'), ending);
    const outcome = await outcomeOf(run(site, scenario));
    if (exits.length === 0) expect(outcome).toBeInstanceOf(CutOff);
    else expect(exits).toContain((outcome as UserError).exit);
    site.endings.length = 0;
    await run(site, scenario);
    await expectWhole(site, scenario);
  });

  test('is whole after runs that are killed after every command', async () => {
    const site = siteOf(scenario);
    let runs = 0;
    for (; runs < 10; runs++) {
      site.endings.splice(0, 1, 'cut after');
      if ((await outcomeOf(run(site, scenario))) === 'done') break;
    }
    expect(runs).toBe(scenario.commands.length);
    expect(site.changes).toEqual(scenario.commands);
    await expectWhole(site, scenario);
  });
});
