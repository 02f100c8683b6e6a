/**
 * Runs commands with the state in the given folder, and saves beside each bundle the code that V8 compiled for them.
 * Code that few commands need is left out: it would slow down all the others. This is a process of its own because V8
 * rejects code that was compiled under other flags.
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

/** The commands to compile for. */
const COMMANDS = [
  ['--version'],
  [],
  ['--help'],
  ['peering', '--help'],
  ['peering', 'create', '--help'],
  ['peering', 'list'],
  ['gateway', 'list', '-o', 'json'],
];
/** The command lines to complete. */
const LINES = [
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
