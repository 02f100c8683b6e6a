/**
 * Runs commands on a small network in the folder given, and keeps beside each bundle the code that V8 compiled for
 * them. A process of its own, since flags and options of node's change what V8 accepts.
 */
const { writeFileSync } = require('node:fs');
const vm = require('node:vm');

const [folder] = process.argv.slice(2);
process.env.PEERWAY_STATE = `${folder}/state`;

/** Every script that bin/peerway.js makes. */
const scripts = [];
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    scripts.push({ script: this, source, filename: options.filename });
  }
};
const { load, cacheOf } = require('./bin/peerway.js');

const GATEWAY = ['--endpoint', '192.0.2.1', '--as', 'builder', '--quiet'];
const COMMANDS = [
  ...[1, 2, 3].map((n) => ['gateway', 'create', `gw${n}`, '--cidr', `10.${n}.0.0/16`, ...GATEWAY]),
  ['peering', 'create', 'gw1', 'gw2', '--as', 'builder', '--quiet'],
  ['--version'],
  ['--help'],
  [],
  ['peering', '--help'],
  ['peering', 'create', '--help'],
  ['peering', 'list'],
  ['gateway', 'list', '--quiet'],
  ['vpc', 'list', '-o', 'json'],
  ['client', 'list', '--quiet'],
];
const LINES = [
  ['peering', 'create', 'gw1', ''],
  ['gateway', 'peer', 'delete', 'gw1', ''],
  ['peering', 'delete', ''],
  ['peering', 'list', '--columns', ''],
];

async function main() {
  const { start } = load('boot.js');
  for (const argv of COMMANDS) {
    const status = await start(argv);
    if (status !== 0) throw new Error(`peerway ${argv.join(' ')}: exit ${status}`);
  }
  const { reply } = load('complete.js');
  const ask = (...argv) => reply(argv, { PEERWAY_STATE: process.env.PEERWAY_STATE });
  for (const words of LINES) {
    ask('bash', '=', ['peerway', ...words].join(' '));
    ask('zsh', ...words);
    if (ask('fish', ...words).split('\n').length < 3) throw new Error(`no answer to ${words.join(' ')}`);
  }
  for (const { script, source, filename } of scripts)
    writeFileSync(`${filename}.cache`, cacheOf(Buffer.from(source, 'latin1'), script.createCachedData()));
}

main();
