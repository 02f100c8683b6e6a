/**
 * Runs the whole-program tests with peerway on the newest Node.js, which npm downloads into its own cache. The tests
 * themselves run on the Node.js that runs this script.
 *
 *     npm run test:node [-- <part of a path>...]
 *
 * PEERWAY_NODE names another node instead of the newest one.
 */
import { execFileSync, spawnSync } from 'node:child_process';

const WHOLE_PROGRAM = ['cli/', 'completion/', 'docs/', 'help/', 'secrets/', 'streams', 'terminal/'];

function newestNode() {
  const name = `node-${process.platform}-${process.arch}@latest`;
  const words = ['exec', '--yes', `--package=${name}`, '--', 'node', '--print', 'process.execPath'];
  return execFileSync('npm', words, { encoding: 'utf8' }).trim();
}

const node = process.env['PEERWAY_NODE'] ?? newestNode();
const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
console.log(`peerway runs on Node.js ${version} (${node}), its tests on ${process.version}`);

const parts = process.argv.slice(2);
const words = ['run', 'vitest', '--', ...(parts.length > 0 ? parts : WHOLE_PROGRAM)];
const { status } = spawnSync('npm', words, {
  stdio: 'inherit',
  env: { ...process.env, PEERWAY_NODE: node },
});
process.exitCode = status ?? 1;
