/**
 * Times every kind of change in large networks: whole processes, as a ratio to a node that does nothing. Each case starts
 * from the same state. Fails on no number.
 *
 *     npm run build && node test/bench/changes.mjs [runs] [words of a case, such as "vpc update"]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { benchFolder } from './folder.mjs';

const RUNS = Number(process.argv[2] ?? 5);
const [only = ''] = process.argv.slice(3);
const NETWORKS = [
  { name: 'full mesh of 300', gateways: 300, shape: 'mesh' },
  { name: 'hub with 2,000 spokes', gateways: 2001, shape: 'hub' },
];
const CASES = [
  'vpc update gw0 --add-cidr 172.31.0.0/16',
  'vpc update gw5 --add-cidr 172.31.0.0/16',
  'gateway update gw0 --endpoint 192.0.2.9',
  'gateway update gw0 --owner other',
  'peering create gw0 gw1',
  'peering delete gw0-gw2 --yes',
  'client add gw0 laptop',
  'gateway create extra --cidr 172.31.0.0/16 --endpoint 192.0.2.10',
  'gateway delete gw0 --yes',
  'vpc add extra --cidr 172.31.0.0/16',
];

const PEERWAY = fileURLToPath(new URL('../../bin/peerway.js', import.meta.url));
const folder = benchFolder();

/** Without the certificates and options that node would read at every start. */
function environment() {
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...rest } = process.env;
  return { ...rest, PEERWAY_STATE: join(folder, 'changing'), XDG_CONFIG_HOME: join(folder, 'config') };
}

/** Returns the seconds from the start of a process to its end. */
function time(args) {
  const start = process.hrtime.bigint();
  const stdio = ['ignore', 'pipe', 'pipe'];
  const { status, stderr } = spawnSync(process.execPath, args, { env: environment(), stdio, maxBuffer: 1e9 });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`exit ${status}: node ${args.join(' ')}\n${stderr}`);
  return seconds;
}

function startFrom(network) {
  rmSync(join(folder, 'changing'), { recursive: true, force: true });
  cpSync(join(folder, network), join(folder, 'changing'), { recursive: true });
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const writer = join(folder, 'network.mjs');
const input = fileURLToPath(new URL('network.ts', import.meta.url));
await build({ input, platform: 'node', output: { format: 'esm', file: writer, codeSplitting: false } });
console.log(`${RUNS} runs                                                            median  fastest  ratio`);
for (const { name, gateways, shape } of NETWORKS) {
  time([writer, join(folder, shape), String(gateways), shape]);
  for (const words of CASES.filter((line) => line.startsWith(only))) {
    const bare = [];
    const changes = [];
    for (let left = RUNS; left > 0; left--) {
      startFrom(shape);
      bare.push(time(['-e', '0']));
      changes.push(time([PEERWAY, ...words.split(' '), '--as', 'netops']));
    }
    const ratio = Math.min(...changes) / Math.min(...bare);
    console.log(
      [
        `${name.padEnd(22)} ${words}`.padEnd(68),
        `${median(changes).toFixed(2)} s`.padStart(8),
        `${Math.min(...changes).toFixed(2)} s`.padStart(8),
        `× ${ratio.toFixed(1)}`.padStart(7),
      ].join(''),
    );
  }
}
