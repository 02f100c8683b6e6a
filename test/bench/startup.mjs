/**
 * How long commands take as whole processes, as a ratio to a node that does nothing; all of them in turn, so
 * that what else the machine does falls on each alike. Nothing fails here, whatever the numbers.
 *
 *     npm run build && node test/bench/startup.mjs [runs]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { benchFolder } from './folder.mjs';

const RUNS = Number(process.argv[2] ?? 15);
const PEERWAY = fileURLToPath(new URL('../../bin/peerway.js', import.meta.url));
const folder = benchFolder();

function environment(state) {
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...rest } = process.env;
  return { ...rest, PEERWAY_STATE: join(folder, state), XDG_CONFIG_HOME: join(folder, 'config') };
}

/** Seconds that a run takes from outside. */
function time({ args, state = 'none', before }) {
  before?.();
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
  const mesh = join(folder, 'mesh.mjs');
  const entry = fileURLToPath(new URL('mesh.ts', import.meta.url));
  await build({ input: entry, platform: 'node', output: { format: 'esm', file: mesh } });
  for (const [name, gateways, shape] of [
    ['ring100', '100', 'ring'],
    ['ring300', '300', 'ring'],
    ['mesh100', '100', 'mesh'],
    ['mesh300', '300', 'mesh'],
  ]) {
    time({ args: [mesh, join(folder, name), gateways, shape] });
  }
}

const peerway = (line) => [PEERWAY, ...line.split(' ')];
/** What a shell's script asks for at a Tab behind this line. */
const tab = (line) => [PEERWAY, '__complete', 'bash', ' \t\n"\'><=;|&(:', `peerway ${line}`];
const fresh = () => {
  rmSync(join(folder, 'changing'), { recursive: true, force: true });
  cpSync(join(folder, 'mesh300'), join(folder, 'changing'), { recursive: true });
};
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const CASES = [
  { name: 'bare node -e 0', args: ['-e', '0'] },
  { name: '--version', args: peerway('--version') },
  { name: '--help', args: peerway('--help') },
  { name: 'gateway create --help', args: peerway('gateway create --help') },
  { name: 'Tab after gateway show, 300 in a ring', args: tab('gateway show '), state: 'ring300' },
  { name: 'Tab after peering delete, 300 in a ring', args: tab('peering delete '), state: 'ring300' },
  { name: 'Tab after peering create gw0, 300 in a ring', args: tab('peering create gw0 '), state: 'ring300' },
  { name: 'Tab after gateway show, 300 in full mesh', args: tab('gateway show '), state: 'mesh300' },
  {
    name: 'Tab after peering create gw0, 300 in full mesh',
    args: tab('peering create gw0 '),
    state: 'mesh300',
  },
  { name: 'peering list, 100 gateways in a ring', args: peerway('peering list'), state: 'ring100' },
  { name: 'peering list, 100 in full mesh', args: peerway('peering list'), state: 'mesh100' },
  { name: 'peering list -o json, 300 in full mesh', args: peerway('peering list -o json'), state: 'mesh300' },
  {
    name: 'peering create, 300 in full mesh',
    args: peerway('peering create gw0 gw1'),
    state: 'changing',
    before: fresh,
  },
];

await writeStates();
const times = CASES.map(() => []);
for (let run = -1; run < RUNS; run++) {
  for (const [at, one] of CASES.entries()) {
    const seconds = time(one);
    if (run >= 0) times[at].push(seconds); // The first round warms the disk's cache.
  }
}
const bare = median(times[0]);
console.log(`whole processes, median of ${RUNS} runs\n${''.padEnd(48)}  median     ratio`);
for (const [at, { name }] of CASES.entries()) {
  const seconds = median(times[at]);
  console.log(
    `${name.padEnd(48)}${(seconds * 1000).toFixed(0).padStart(5)} ms   × ${(seconds / bare).toFixed(2)}`,
  );
}
