/**
 * Times whole processes, as a ratio to a node that does nothing. The cases take turns, so that other load on the
 * machine falls on each alike. Prints the goals beside the ratios and fails on none.
 *
 *     npm run build && node test/bench/startup.mjs [runs] [bin/peerway.js of another build to compare with]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { benchFolder } from './folder.mjs';

const [runs = '15', ...others] = process.argv.slice(2);
const RUNS = Number(runs);
const BUILDS = [fileURLToPath(new URL('../../bin/peerway.js', import.meta.url)), ...others];
const folder = benchFolder();

/** Without the certificates and options that node would read at every start. */
function environment(state) {
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...rest } = process.env;
  return { ...rest, PEERWAY_STATE: join(folder, state), XDG_CONFIG_HOME: join(folder, 'config') };
}

/** Returns the seconds from the start of a process to its end. */
function time(args, state = 'none') {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: environment(state),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`exit ${status}: node ${args.join(' ')}\n${stderr}`);
  return seconds;
}

async function writeStates() {
  const network = join(folder, 'network.mjs');
  const entry = fileURLToPath(new URL('network.ts', import.meta.url));
  await build({
    input: entry,
    platform: 'node',
    output: { format: 'esm', file: network, codeSplitting: false },
  });
  for (const [name, gateways, shape] of [
    ['ring100', '100', 'ring'],
    ['ring300', '300', 'ring'],
    ['mesh100', '100', 'mesh'],
    ['mesh300', '300', 'mesh'],
  ]) {
    time([network, join(folder, name), gateways, shape]);
  }
}

const peerway = (line) => line.split(' ');
/** The arguments with which the bash script asks what can follow a line. */
const tab = (line) => ['__complete', 'bash', ' \t\n"\'><=;|&(:', `peerway ${line}`];
const fresh = () => {
  rmSync(join(folder, 'changing'), { recursive: true, force: true });
  cpSync(join(folder, 'mesh300'), join(folder, 'changing'), { recursive: true });
};
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const CASES = [
  { name: '--version', args: peerway('--version'), goal: 1.4 },
  { name: '--help', args: peerway('--help'), goal: 1.4 },
  { name: 'gateway create --help', args: peerway('gateway create --help'), goal: 1.4 },
  { name: 'peering list, ring of 100', args: peerway('peering list'), state: 'ring100', goal: 1.8 },
  { name: 'Tab after gateway show, ring of 100', args: tab('gateway show '), state: 'ring100', goal: 1.2 },
  { name: 'Tab after peering delete, ring of 300', args: tab('peering delete '), state: 'ring300' },
  { name: 'Tab after peering create gw0, ring of 300', args: tab('peering create gw0 '), state: 'ring300' },
  { name: 'Tab after gateway show, mesh of 300', args: tab('gateway show '), state: 'mesh300' },
  { name: 'Tab after peering create gw0, mesh of 300', args: tab('peering create gw0 '), state: 'mesh300' },
  { name: 'peering list, mesh of 100', args: peerway('peering list'), state: 'mesh100' },
  { name: 'peering list -o json, mesh of 300', args: peerway('peering list -o json'), state: 'mesh300' },
  {
    name: 'peering create, mesh of 300',
    args: peerway('peering create gw0 gw1'),
    state: 'changing',
    before: fresh,
  },
];

/** Times each case once, with a bare node before it. */
const round = () =>
  CASES.map(({ args, state, before }) => {
    const bare = time(['-e', '0']);
    const times = BUILDS.map((bin) => {
      before?.();
      return time([bin, ...args], state);
    });
    return { bare, times };
  });

/** Ratios to bare node: of the medians, and of the fastest runs, which other load on the machine falsifies less. */
function ratios(times, bare) {
  const [middle, least] = [median(times) / median(bare), Math.min(...times) / Math.min(...bare)];
  return `${middle.toFixed(2).padStart(7)} ${least.toFixed(2).padStart(8)}`;
}

try {
  await writeStates();
  round(); // Warms the disk's cache.
  const rounds = Array.from({ length: RUNS }, round);
  const bare = rounds.flat().map((one) => one.bare);
  console.log(`whole processes, ${RUNS} runs; bare node: ${(median(bare) * 1000).toFixed(0)} ms`);
  for (const [build, bin] of BUILDS.entries()) {
    console.log(`\n${bin}\n${''.padEnd(44)} goal  median  fastest`);
    for (const [at, { name, goal }] of CASES.entries()) {
      const times = rounds.map((cases) => cases[at].times[build]);
      console.log(`${name.padEnd(44)} ${(goal?.toFixed(2) ?? '').padStart(4)} ${ratios(times, bare)}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
