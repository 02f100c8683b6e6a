/**
 * Times `peerway plan check --file` with a million CIDRs, as a ratio to a node that does nothing, which is comparable
 * between machines. Fails on no number.
 *
 *     npm run build && node test/bench/plan.mjs [entries] [runs]
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchFolder } from './folder.mjs';

const ENTRIES = Number(process.argv[2] ?? 1_000_000);
const RUNS = Number(process.argv[3] ?? 7);
const SEED = 1;
const MIXES = [
  { name: '70% IPv4, 30% IPv6', ipv4: 0.7 },
  { name: 'IPv4', ipv4: 1 },
  { name: 'IPv6', ipv4: 0 },
];

const PEERWAY = fileURLToPath(new URL('../../bin/peerway.js', import.meta.url));

/** Mulberry32: returns whole numbers below a limit. */
function seeded(seed) {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function ipv4(below) {
  const prefix = 16 + below(17);
  const bits = below(2 ** 32) & (-1 << (32 - prefix));
  return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}/${prefix}`;
}

/** Has groups of zeros only at its end, so that its text is canonical. */
function ipv6(below) {
  const prefix = [32, 40, 48, 56, 64, 96, 128][below(7)];
  const groups = Array.from({ length: Math.ceil(prefix / 16) }, () => (1 + below(0xffff)).toString(16));
  if (prefix % 16 === 8) groups[groups.length - 1] = ((1 + below(0xff)) << 8).toString(16);
  return `${groups.join(':')}${prefix < 128 ? '::' : ''}/${prefix}`;
}

/** Writes a list of named entries in pieces, which keeps this process small. */
function writeList(file, share) {
  const below = seeded(SEED);
  const out = openSync(file, 'w');
  let text = '';
  for (let entry = 1; entry <= ENTRIES; entry++) {
    text += `${below(1000) < share * 1000 ? ipv4(below) : ipv6(below)} vpc-${entry}\n`;
    if (text.length > 65_536 || entry === ENTRIES) {
      writeSync(out, text);
      text = '';
    }
  }
  closeSync(out);
}

/** Without the user's state and preferences, and without the certificates that node would read. */
function environment(folder) {
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...rest } = process.env;
  return { ...rest, PEERWAY_STATE: join(folder, 'state'), XDG_CONFIG_HOME: join(folder, 'config') };
}

/** Runs node to its end. It exits with 0 or, if the list has overlaps, with 3. */
function run(args, env) {
  const start = process.hrtime.bigint();
  const { status, stderr, output } = spawnSync(process.execPath, args, {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0 && status !== 3) throw new Error(`exit ${status}: node ${args.join(' ')}\n${stderr}`);
  return { seconds, said: String(output[3]) };
}

/**
 * Returns the peak memory of a run in MB. The process reads it from /proc as it ends: on Linux, getrusage(2) includes
 * the size of the parent. This run is not timed.
 */
function peakMemory(args, env) {
  const probe = `import { readFileSync, writeSync } from 'node:fs';
    const status = () => { try { return readFileSync('/proc/self/status', 'utf8') } catch { return '' } };
    process.on('exit', () => {
      const kibibytes = /VmHWM:\\s*(\\d+)/.exec(status())?.[1] ?? process.resourceUsage().maxRSS;
      writeSync(3, String(kibibytes));
    });`;
  const { said } = run(['--import', `data:text/javascript,${encodeURIComponent(probe)}`, ...args], env);
  return (Number(said) * 1024) / 1e6;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Runs both commands in turn, so that other load on the machine affects both. */
function measure(folder, { name, ipv4: share }) {
  const file = join(folder, 'list');
  writeList(file, share);
  const env = environment(folder);
  const check = [PEERWAY, 'plan', 'check', '--file', file];
  const bare = [];
  const checks = [];
  for (let left = RUNS; left > 0; left--) {
    bare.push(run(['-e', '0'], env).seconds);
    checks.push(run(check, env).seconds);
  }
  return [
    name.padEnd(20),
    `${(statSync(file).size / 1e6).toFixed(0)} MB`.padStart(8),
    `${median(checks).toFixed(2)} s`.padStart(9),
    `${(median(bare) * 1000).toFixed(0)} ms`.padStart(10),
    `× ${(median(checks) / median(bare)).toFixed(1)}`.padStart(8),
    `${peakMemory(check, env).toFixed(0)} MB`.padStart(10),
  ].join('');
}

const folder = benchFolder();
console.log(`plan check --file, ${ENTRIES.toLocaleString('en')} CIDRs, median of ${RUNS} runs`);
console.log('list                    size    check  bare node   ratio  peak RSS');
for (const mix of MIXES) console.log(measure(folder, mix));
