/**
 * Runs commands on the state in the folder given, and keeps beside each bundle the code that V8 compiled for them: code
 * that few commands need would slow down all others. A process of its own, since node's flags change what V8 accepts.
 */
const { writeFileSync } = require('node:fs');
const vm = require('node:vm');

const [folder] = process.argv.slice(2);
process.env.PEERWAY_STATE = folder;

/** Every script that bin/peerway.js makes. */
const scripts = [];
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    scripts.push({ script: this, source, filename: options.filename });
  }
};
const { load, cacheOf } = require('./bin/peerway.js');

const COMMANDS = [
  ['--version'],
  [],
  ['--help'],
  ['peering', '--help'],
  ['peering', 'create', '--help'],
  ['peering', 'list'],
  ['gateway', 'list', '-o', 'json'],
];
const LINES = [
  ['peering', 'create', 'gw1', ''],
  ['gateway', 'show', ''],
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
  const ask = (...argv) => reply(argv, { PEERWAY_STATE: folder });
  for (const words of LINES) {
    ask('bash', '=', ['peerway', ...words].join(' '));
    ask('zsh', ...words);
    if (ask('fish', ...words).split('\n').length < 3) throw new Error(`no answer to ${words.join(' ')}`);
  }
  for (const { script, source, filename } of scripts)
    writeFileSync(`${filename}.cache`, cacheOf(Buffer.from(source, 'latin1'), script.createCachedData()));
}

main();
