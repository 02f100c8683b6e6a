#!/usr/bin/env node
// CommonJS, and so is the bundle: node starts it without its loader for modules, a tenth of the time of --help.
const argv = process.argv.slice(2);
if (argv[0] === '__complete') {
  require('./complete.js').complete(argv.slice(1));
  // Nothing is left to be done, and taking everything down would take time.
  process.exit(0);
}
require('../dist/main.cjs')
  .run(argv)
  .then((status) => {
    process.exitCode ??= status;
  });
