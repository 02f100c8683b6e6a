/**
 * Times `gateway diff` and `gateway deploy` for many gateways, as a ratio to the replies of the gateways themselves, and
 * compares their memory with that for a tenth of the gateways. Fails on no number.
 *
 *     npm run build && node test/bench/deploy.mjs [gateways] [concurrency]
 */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { benchFolder } from './folder.mjs';

const GATEWAYS = Number(process.argv[2] ?? 100);
const CONCURRENCY = Number(process.argv[3] ?? 8);
/** Seconds before each reply. */
const LATENCY = 0.2;

const PEERWAY = fileURLToPath(new URL('../../bin/peerway.js', import.meta.url));
const folder = benchFolder();

/** The replies that a command needs from each gateway: an inspection and, for a change, its four steps. */
const COMMANDS = [
  { words: ['gateway', 'diff', '--all'], answers: 1 },
  { words: ['gateway', 'deploy', '--all', '--yes'], answers: 5 },
];

const file = join(folder, 'fleet.mjs');
const input = fileURLToPath(new URL('fleet.ts', import.meta.url));
await build({ input, platform: 'node', output: { format: 'esm', file, codeSplitting: false } });
const { Fleet } = await import(pathToFileURL(file).href);
const cases = [
  ['all answer', undefined],
  ['one is silent', 'gw7'],
];
for (const [name, silent] of cases) {
  const few = new Fleet(join(folder, `few-${silent}`), Math.ceil(GATEWAYS / 10), LATENCY, silent);
  const all = new Fleet(join(folder, `all-${silent}`), GATEWAYS, LATENCY, silent);
  for (const { words, answers } of COMMANDS) {
    const command = [...words, '--concurrency', String(CONCURRENCY)];
    const small = await few.run(PEERWAY, command);
    const { seconds, peak, exit } = await all.run(PEERWAY, command);
    const least = (LATENCY * answers * GATEWAYS) / CONCURRENCY;
    console.log(
      [
        `${words.slice(0, 2).join(' ')}, ${GATEWAYS} gateways, ${CONCURRENCY} at a time, ${name} (exit ${exit}):`,
        `${seconds.toFixed(1)} s, ${(seconds / least).toFixed(2)} times theirs;`,
        `${peak.toFixed(0)} MiB, ${(peak / small.peak).toFixed(2)} times that for ${Math.ceil(GATEWAYS / 10)}`,
      ].join(' '),
    );
  }
}
