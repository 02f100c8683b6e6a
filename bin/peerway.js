#!/usr/bin/env node
/**
 * Runs the bundles in dist. They are scripts rather than modules, so that V8 can reuse the code that it compiled for
 * them during the build (v8.dev/blog/code-caching-for-devs): compiling takes a third of the time of `peerway --help`.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const DIST = join(__dirname, '..', 'dist');

/** The compiler. V8 by itself tells its versions and flags apart, but not its builds. */
const COMPILER = `${process.version} ${process.versions.v8} ${process.platform} ${process.arch}`;

const loaded = new Map();

/** Returns the exports of a bundle, which is run at its first use. */
function load(name) {
  const known = loaded.get(name);
  if (known) return known.exports;
  const bundle = { exports: {} };
  loaded.set(name, bundle);
  const filename = join(DIST, name);
  const source = readFileSync(filename);
  const cachedData = compiledCode(filename, source);
  const script = new Script(source.latin1Slice(), { filename, cachedData });
  script.runInThisContext()(bundle.exports, requireFrom, bundle);
  return bundle.exports;
}

const requireFrom = (id) => (id.startsWith('./') ? load(id.slice(2)) : require(id));

/**
 * Returns the code kept for a bundle, or undefined if there is none for exactly this source and compiler. V8 itself
 * would accept the code of any source of the same length. A damaged byte would crash it, and its checksum is not
 * verified: the code is kept twice and compared, since node:crypto takes longer to load than this saves.
 */
function compiledCode(filename, source) {
  let cache;
  try {
    cache = readFileSync(`${filename}.cache`);
  } catch {
    return undefined;
  }
  const origin = cache.length - source.length - COMPILER.length;
  const code = cache.subarray(0, origin / 2);
  const isWhole =
    cache.subarray(origin / 2, origin).equals(code) &&
    cache.subarray(origin, origin + source.length).equals(source) &&
    cache.latin1Slice(origin + source.length) === COMPILER;
  return isWhole ? code : undefined;
}

/** Returns the file that `compiledCode` reads. */
const cacheOf = (source, code) => Buffer.concat([code, code, source, Buffer.from(COMPILER)]);

function main(argv) {
  if (argv[0] === '__complete') {
    load('complete.js').complete(argv.slice(1));
    process.exit(0);
  }
  const { start, isDrained } = load('boot.js');
  start(argv).then((status) => {
    process.exitCode ??= status;
    // Taking the heap down takes longer than leaving it to the system.
    if (isDrained()) process.exit();
  });
}

if (require.main === module) main(process.argv.slice(2));
else module.exports = { load, cacheOf };
