#!/usr/bin/env node
// CommonJS, and so is the bundle: node starts it without its loader for modules, a tenth of the time of --help.
require('../dist/main.cjs')
  .run(process.argv.slice(2))
  .then((status) => {
    process.exitCode ??= status;
  });
