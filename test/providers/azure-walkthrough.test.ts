/** Runs the recipe of `peerway help clouds` for two subscriptions of Azure, also with the program killed halfway. */
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeBlocks, section, topicFile } from '../docs/documents.ts';
import { guid } from '../support/cloud-plans.ts';
import { environment } from '../support/environment.ts';
import { peerwayWords } from '../support/program.ts';
import { sandbox } from '../support/sandbox.ts';
import { azOf } from './azure-az.ts';
import { AzureCloud } from './azure-cloud.ts';
import { type AzOnPath, azOnPath } from './azure-loopback.ts';

const [{ text: recipe } = { text: '' }] = codeBlocks(
  section(topicFile('clouds'), 'Two subscriptions of Azure, peered'),
  'sh',
);
const [hub = '', spoke = ''] = [...recipe.matchAll(/--subscription (\S+)/g)].map(([, id]) => id as string);

const READS = new Set(['show', 'list', 'login']);

const box = sandbox();
const cloud = new AzureCloud([
  { subscription: hub, group: 'network', name: 'hub-vnet', prefixes: ['10.7.0.0/16'], hasGateway: true },
  { subscription: spoke, group: 'apps', name: 'spoke-vnet', prefixes: ['10.6.0.0/16'] },
]);
const az = azOf(
  cloud,
  new Map([
    [hub, guid('8')],
    [spoke, guid('9')],
  ]),
);
/** Number of commands that change something until one kills its caller: before it is carried out, or after. */
let killing: { until: number; isBefore: boolean } | undefined;
const changes: string[] = [];

const answer = async (words: readonly string[]) => {
  const isChange = !words.slice(0, 4).some((word) => READS.has(word));
  const kills = isChange && killing !== undefined && --killing.until === 0;
  if (isChange && !(kills && killing?.isBefore)) changes.push(words[3] ?? '');
  const ran =
    words[0] === 'login' || (kills && killing?.isBefore)
      ? { exit: 0, stdout: '', stderr: '' }
      : await az.run(words, 60);
  return { ...ran, kills };
};

const WHOLE = [
  'hub-vnet spoke-vnet-hub-vnet Connected transit',
  'spoke-vnet spoke-vnet-hub-vnet Connected remote',
];
let program: AzOnPath;
beforeAll(async () => {
  program = await azOnPath(box.folder, answer);
});
afterAll(() => program.stop());

const env = (): Record<string, string> => {
  const base = environment(box);
  return { ...base, ...program.env, PATH: `${program.path}:${base['PATH']}` };
};

const peerway = (line: string) => {
  const [node, ...words] = peerwayWords([...line.split(' '), '--as', 'netops']);
  return execa(node, words, { env: env(), extendEnv: false, reject: false });
};

test('the recipe peers the two VNets', async () => {
  const { stdout, stderr, exitCode } = await execa('bash', ['-euo', 'pipefail', '-c', recipe], {
    stdin: 'ignore', // With a socket, bash would read .bashrc.
    env: env(),
    extendEnv: false,
    cwd: box.folder,
    reject: false,
  });
  expect(exitCode, stderr).toBe(0);
  expect(cloud.held()).toEqual(WHOLE);
  expect(stdout).toContain('Peering spoke-vnet-hub-vnet is active: Connected, FullyInSync');
  expect(stderr).toContain('VPCs spoke-vnet and hub-vnet are in different tenants');
  const lines = stderr.split('\n').filter((line) => line.startsWith('$ az network vnet peering create'));
  expect(lines.map((line) => line.includes('--allow-vnet-access '))).toEqual([true, true]);
});

/** A sample of what azure-interrupted.test.ts tries in one process. */
const KILLS = [
  { until: 1, isBefore: false },
  { until: 2, isBefore: true },
  { until: 2, isBefore: false },
];

test('a process that is killed before or after any command leaves nothing that the next one does not finish', async () => {
  const line = 'peering create spoke-vnet hub-vnet --via azure --duplex --use-remote-gateways --apply';
  for (const { until, isBefore } of KILLS) {
    killing = { until, isBefore };
    const deleting = await peerway('peering delete spoke-vnet-hub-vnet --apply --yes');
    expect(deleting.signal, deleting.stderr).toBe('SIGKILL');
    killing = undefined;
    const deleted = await peerway('peering delete spoke-vnet-hub-vnet --apply --yes');
    expect(deleted.exitCode, deleted.stderr).toBe(0);
    expect(cloud.held()).toEqual([]);

    killing = { until, isBefore };
    const killed = await peerway(line);
    expect(killed.signal, killed.stderr).toBe('SIGKILL');
    killing = undefined;
    changes.length = 0;
    const finished = await peerway(line);
    expect(finished.exitCode, finished.stderr).toBe(0);
    expect(cloud.held()).toEqual(WHOLE);
    // Nothing is done twice.
    expect(changes).toHaveLength(2 - (until - (isBefore ? 1 : 0)));
  }
}, 120_000);
