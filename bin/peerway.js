#!/usr/bin/env node
// CommonJS, and so is the bundle: node starts it without its loader for modules, a tenth of the time of --help.
const argv = process.argv.slice(2);
if (argv[0] === '__complete') answerTab(argv.slice(1));
else
  require('../dist/main.cjs')
    .run(argv)
    .then((status) => {
      process.exitCode ??= status;
    });

/**
 * A quarter of an answer's time would go into compiling: V8 takes over what it compiled when this was built, and
 * one that cannot use it compiles as ever (v8.dev/blog/code-caching-for-devs).
 */
function answerTab(words) {
  const { readFileSync } = require('node:fs');
  const { Script } = require('node:vm');
  const file = `${__dirname}/../dist/complete.js`;
  let cachedData;
  try {
    cachedData = readFileSync(`${file}.cache`);
  } catch {
    // Then without.
  }
  const bundle = {};
  new Script(readFileSync(file, 'latin1'), { filename: file, cachedData }).runInThisContext()(
    bundle,
    require,
  );
  bundle.complete(words);
  // Nothing is left to be done, and taking everything down would take time.
  process.exit(0);
}
