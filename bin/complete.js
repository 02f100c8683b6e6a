// Answers a Tab. A quarter of its time would go into compiling: V8 takes over what it compiled when this was built. A
// V8 that cannot use that compiles as ever (v8.dev/blog/code-caching-for-devs).
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

const FILE = `${__dirname}/../dist/complete.js`;
const CACHE = `${FILE}.cache`;

/** The bundle, run, and its script, for whoever writes the cache. */
function load(cachedData) {
  const script = new Script(readFileSync(FILE, 'latin1'), { filename: FILE, cachedData });
  const bundle = {};
  script.runInThisContext()(bundle, require);
  return { script, bundle };
}

function cacheIfThere() {
  try {
    return readFileSync(CACHE);
  } catch {
    return undefined;
  }
}

module.exports = {
  CACHE,
  load,
  complete: (argv) => load(cacheIfThere()).bundle.complete(argv),
};
