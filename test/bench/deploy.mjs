/**
 * How long `gateway diff` and `gateway deploy` take for many gateways, beside how long the gateways themselves take:
 * the answers that each gives, one after the other, for as many at a time as are worked on. And how much memory, beside
 * a tenth of the gateways. Nothing fails here, whatever the numbers: they are for reading.
 *
 *     npm run build && node test/bench/deploy.mjs [gateways] [concurrency]
 */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { benchFolder } from './folder.mjs';

const GATEWAYS = Number(process.argv[2] ?? 100);
const CONCURRENCY = Number(process.argv[3] ?? 8);
/** Seconds that every answer takes. */
const LATENCY = 0.2;

const PEERWAY = fileURLToPath(new URL('../../bin/peerway.js', import.meta.url));
const folder = benchFolder();

/** What a command asks of each gateway: look, and, where it changes something, the four steps of that. */
const COMMANDS = [
  { words: ['gateway', 'diff', '--all'], answers: 1 },
  { words: ['gateway', 'deploy', '--all', '--yes'], answers: 5 },
];

const file = join(folder, 'fleet.mjs');
const input = fileURLToPath(new URL('fleet.ts', import.meta.url));
await build({ input, platform: 'node', output: { format: 'esm', file } });
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
