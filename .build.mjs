import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';

/**
 * Commander imports node:child_process for subcommands in separate executables, which peerway has none of. Leaving it
 * out saves 1.5 ms of every start.
 */
const commanderWithoutPrograms = {
  name: 'commander-without-programs',
  resolveId: (id, importer) =>
    id === 'node:child_process' && importer?.includes('/node_modules/commander/') ? '\0no-programs' : null,
  load: (id) => (id === '\0no-programs' ? 'export {};' : null),
};

/** Resolves `x.sh?raw` to the text of x.sh, as Vite does. */
const rawText = {
  name: 'raw-text',
  resolveId: (id, importer) =>
    id.endsWith('?raw') && importer ? `\0raw:${resolve(dirname(importer), id.slice(0, -4))}` : null,
  load: async (id) =>
    id.startsWith('\0raw:') ? `export default ${JSON.stringify(await readFile(id.slice(5), 'utf8'))}` : null,
};

/** Modules that most commands do not need. */
const LATE = ['node:crypto', 'node:os', 'node:util'];

/** Loads a late module at the first call of one of its functions. */
const lateModules = {
  name: 'late-modules',
  resolveId: (id, importer) =>
    LATE.includes(id) && importer?.startsWith(resolve('src')) ? `\0late:${id}` : null,
  load: (id) => {
    if (!id.startsWith('\0late:')) return null;
    const name = id.slice('\0late:'.length);
    const functions = Object.keys(process.getBuiltinModule(name)).filter((key) => /^[a-z]\w*$/.test(key));
    return functions
      .map((key) => `export const ${key} = (...args) => process.getBuiltinModule('${name}').${key}(...args);`)
      .join('\n');
  },
};

/** Wraps each file in a function that bin/peerway.js calls. In ASCII, V8 stores the source in half the memory. */
const callable = {
  name: 'callable',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      const code = file.code.replace(
        /[^\0-\x7f]/g,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      file.code = `(function (exports, require, module) {${code}\n})\n`;
    }
  },
};

/** A chunk of the modules with these paths and everything they import statically. */
const chunk = (name, test) => ({ name, test, includeDependenciesRecursively: true });

/**
 * The program. `boot` starts every command, `main` parses its arguments, `command` reads the state; everything else is
 * in chunks of dynamic imports.
 */
await build({
  input: 'src/start.ts',
  platform: 'node',
  plugins: [commanderWithoutPrograms, lateModules, rawText, callable],
  transform: { target: 'node20.17' },
  // The columns of lists are imported dynamically, but lie in a chunk that every command loads.
  checks: { ineffectiveDynamicImport: false },
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'cjs',
    dynamicImportInCjs: false,
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: ({ name }) => (name === 'boot' ? 'boot.js' : '[name]-[hash].js'),
    minifyInternalExports: false,
    codeSplitting: {
      groups: [
        chunk('boot', /src\/start\.ts$/),
        chunk(
          'main',
          /src\/(main|prompts\/prompter|output\/(report|error)|commands\/[a-z]+\/(list|view))\.ts$/,
        ),
        chunk('command', /src\/runtime\/ports\.ts$/),
      ],
    },
  },
});

/**
 * Completion, in one file that contains the command tree as JSON: loading commander to describe the tree would take
 * longer than the answer. No module here has side effects, so unused imports are dropped.
 */
await build({
  input: 'src/complete.ts',
  platform: 'node',
  // A Tab needs the rules of the providers, never their engines.
  external: [/\/engine\.ts$/],
  plugins: [lateModules, callable],
  treeshake: { moduleSideEffects: false },
  transform: {
    target: 'node20.17',
    define: { COMMAND_TREE: JSON.stringify(JSON.stringify(pack(await commandTree()))) },
  },
  output: { file: 'dist/complete.js', format: 'cjs', minify: true, codeSplitting: false },
});

await writeManPages();

keepCompiledCode();

/** Runs .build-cache.cjs with the state of a small network. */
function keepCompiledCode() {
  const folder = mkdtempSync(resolve('dist/rehearsal-'));
  // Without the preferences and the node options of the user.
  const env = { PATH: process.env.PATH, HOME: folder };
  const node = (...args) =>
    execFileSync(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const peerway = (...args) =>
    node('bin/peerway.js', ...args, '--state', folder, '--as', 'builder', '--quiet');
  try {
    for (const n of [1, 2, 3])
      peerway('gateway', 'create', `gw${n}`, '--cidr', `10.${n}.0.0/16`, '--endpoint', `192.0.2.${n}`);
    peerway('peering', 'create', 'gw1', 'gw2');
    node('.build-cache.cjs', folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Replaces the flags of commands by indexes into one list: many commands share flags. See src/completion/tree.ts. */
function pack({ root, everywhere }) {
  const flags = [];
  const indexOf = (flag) => {
    const text = JSON.stringify(flag);
    const index = flags.indexOf(text);
    return index < 0 ? flags.push(text) - 1 : index;
  };
  const packCommand = (command) => ({
    ...command,
    flags: command.flags.map(indexOf),
    commands: command.commands.map(packCommand),
  });
  return { root: packCommand(root), everywhere, flags: flags.map((text) => JSON.parse(text)) };
}

async function commandTree() {
  const { treeOfAll } = await importSource('src/cli/program.ts');
  return await treeOfAll();
}

/** Writes a man page for each command and topic. */
async function writeManPages() {
  const { manPages } = await importSource('src/man.ts');
  const seconds = process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000;
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
  mkdirSync('dist/man');
  for (const { name, section, text } of manPages(date)) writeFileSync(`dist/man/${name}.${section}`, text);
}

/** Bundles a module of src, and returns its exports. */
async function importSource(input) {
  const file = resolve('dist/build-step.mjs');
  await build({
    input,
    platform: 'node',
    plugins: [rawText],
    output: { file, format: 'esm', codeSplitting: false },
  });
  try {
    return await import(`${pathToFileURL(file).href}?${input}`);
  } finally {
    rmSync(file);
  }
}
