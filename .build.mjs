import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';

/**
 * commander loads node:child_process for commands that are programs of their own, of which there are none here:
 * 1.5 ms of every start. Whoever else asks for it gets the real one.
 */
const commanderWithoutPrograms = {
  name: 'commander-without-programs',
  resolveId: (id, importer) =>
    id === 'node:child_process' && importer?.includes('/node_modules/commander/') ? '\0no-programs' : null,
  load: (id) => (id === '\0no-programs' ? 'export {};' : null),
};

/** `x.sh?raw` is the text of x.sh, as Vite has it. */
const rawText = {
  name: 'raw-text',
  resolveId: (id, importer) =>
    id.endsWith('?raw') && importer ? `\0raw:${resolve(dirname(importer), id.slice(0, -4))}` : null,
  load: async (id) =>
    id.startsWith('\0raw:') ? `export default ${JSON.stringify(await readFile(id.slice(5), 'utf8'))}` : null,
};

/** Loads node:os at the first call of one of its functions; most commands call none. */
const osWhenNeeded = {
  name: 'os-when-needed',
  resolveId: (id, importer) => (id === 'node:os' && importer?.startsWith(resolve('src')) ? '\0os' : null),
  load: (id) =>
    id === '\0os'
      ? ['homedir', 'hostname', 'userInfo']
          .map((name) => `export const ${name} = () => process.getBuiltinModule('node:os').${name}();`)
          .join('\n')
      : null,
};

/**
 * Makes each file a function of its exports for bin/peerway.js to call, in ASCII, which V8 keeps in half the memory.
 */
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

/** A chunk of the modules whose paths match, with all that they import. */
const chunk = (name, test) => ({ name, test, includeDependenciesRecursively: true });

/** The program: a chunk for each step of a command, and one for each dynamic import that a step leaves out. */
await build({
  input: 'src/start.ts',
  platform: 'node',
  plugins: [commanderWithoutPrograms, osWhenNeeded, rawText, callable],
  transform: { target: 'node20.17' },
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
        chunk('main', /src\/main\.ts$/),
        chunk(
          'command',
          /src\/(runtime\/ports|prompts\/prompter|output\/(report|error)|commands\/[a-z]+\/(list|view))\.ts$/,
        ),
      ],
    },
  },
});

/**
 * What answers a Tab is one file of its own, with the command tree in it as JSON: commander, which the tree is
 * described with, would cost more than the answer. No module here does anything by being loaded, so that of what
 * is imported only what is used gets in.
 */
await build({
  input: 'src/complete.ts',
  platform: 'node',
  // A Tab needs the rules of the providers, never their engines.
  external: [/\/engine\.ts$/],
  plugins: [osWhenNeeded, callable],
  treeshake: { moduleSideEffects: false },
  transform: {
    target: 'node20.17',
    define: { COMMAND_TREE: JSON.stringify(JSON.stringify(packed(await commandTree()))) },
  },
  output: { file: 'dist/complete.js', format: 'cjs', minify: true, codeSplitting: false },
});

await writeManPages();

keepCompiledCode();

/** Runs .build-cache.cjs on a small network. */
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

/** Each flag once, and its place wherever it stands: many commands have the same. See src/complete.ts. */
function packed({ root, everywhere }) {
  const flags = [];
  const placeOf = (flag) => {
    const text = JSON.stringify(flag);
    const at = flags.indexOf(text);
    return at < 0 ? flags.push(text) - 1 : at;
  };
  const pack = (command) => ({
    ...command,
    flags: command.flags.map(placeOf),
    commands: command.commands.map(pack),
  });
  return { root: pack(root), everywhere, flags: flags.map((text) => JSON.parse(text)) };
}

/** The tree as the commands describe it. */
async function commandTree() {
  const { treeOfAll } = await evaluated('src/cli/program.ts');
  return await treeOfAll();
}

/** Writes a man page for each command and topic. */
async function writeManPages() {
  const { manPages } = await evaluated('src/man.ts');
  const seconds = process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000;
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
  mkdirSync('dist/man');
  for (const { name, section, text } of manPages(date)) writeFileSync(`dist/man/${name}.${section}`, text);
}

/** Bundles a module for the build itself, and returns its exports. */
async function evaluated(input) {
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
