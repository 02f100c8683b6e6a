import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
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

/**
 * One bundle in CommonJS, which node starts without its loader for modules. What a command does not need is in
 * chunks that it does not load; what every command needs is in one, since each file costs a third of a
 * millisecond.
 */
await build({
  input: 'src/main.ts',
  platform: 'node',
  plugins: [commanderWithoutPrograms, rawText],
  transform: { target: 'node20.17' },
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'cjs',
    dynamicImportInCjs: false,
    minify: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    codeSplitting: {
      groups: [
        {
          name: 'start',
          test: /src\/(errors|visible|cli\/|output\/colour\.ts|model\/(values|endpoint|bad-value|preferences|provider-ids|state)\.ts|model\/address\/(ip|cidr|parse)\.ts|render\/format-names)/,
        },
        {
          name: 'command',
          test: /src\/(runtime\/(context|key-sources)|model\/(queries|secret)|model\/transitions\/settle|output\/(report|columns|outcome|selection)|store\/(preferences|preferences-file|paths|file-store|state-file|contents|disk|system-errors|envelope|codec|state-errors|generations|journal|changes|revision-content|encryption\/(lazy-keys|marker))\.ts)/,
        },
      ],
    },
  },
});

/** Asked for no more than a home folder, and only where nothing else says where the state is. */
const osWhenNeeded = {
  name: 'os-when-needed',
  resolveId: (id) => (id === 'node:os' ? '\0os' : null),
  load: (id) =>
    id === '\0os' ? `export const homedir = () => process.getBuiltinModule('node:os').homedir();` : null,
};

/**
 * What answers a Tab is one file of its own, with the command tree in it as JSON: commander, which the tree is
 * described with, would cost more than the answer. No module here does anything by being loaded, so that of what
 * is imported only what is used gets in.
 */
const { output } = await build({
  input: 'src/complete.ts',
  platform: 'node',
  write: false,
  plugins: [osWhenNeeded],
  treeshake: { moduleSideEffects: false },
  transform: {
    target: 'node20.17',
    define: { COMMAND_TREE: JSON.stringify(JSON.stringify(packed(await commandTree()))) },
  },
  output: { format: 'cjs', minify: true, codeSplitting: false },
});
// As bin/peerway.js runs it: a function, and in ASCII, of which V8 needs half the memory.
const ascii = output[0].code.replace(
  /[^\0-\x7f]/g,
  (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
);
writeFileSync('dist/complete.js', `(function (exports, require) {${ascii}\n})\n`);

rehearse();

/**
 * Answers a few Tabs about a small plan, and keeps what V8 has compiled for them: most of what a Tab needs. See
 * bin/peerway.js.
 */
function rehearse() {
  const folder = mkdtempSync(resolve('dist/rehearsal-'));
  try {
    // What whoever builds prefers has no part in it.
    const env = { PATH: process.env.PATH, HOME: folder };
    const peerway = (...args) =>
      execFileSync(
        process.execPath,
        ['bin/peerway.js', ...args, '--state', folder, '--as', 'builder', '--quiet'],
        { env },
      );
    for (const n of [1, 2, 3])
      peerway('gateway', 'create', `gw${n}`, '--cidr', `10.${n}.0.0/16`, '--endpoint', `192.0.2.${n}`);
    peerway('peering', 'create', 'gw1', 'gw2');
    const script = new Script(readFileSync('dist/complete.js', 'latin1'), { filename: 'complete.js' });
    const bundle = {};
    script.runInThisContext()(bundle, createRequire(import.meta.url));
    const ask = (...argv) => bundle.reply(argv, { PEERWAY_STATE: folder });
    for (const words of [
      ['peering', 'create', 'gw1', ''],
      ['gateway', 'peer', 'delete', 'gw1', ''],
      ['peering', 'delete', ''],
      ['peering', 'list', '--columns', ''],
    ]) {
      ask('bash', '=', ['peerway', ...words].join(' '));
      ask('zsh', ...words);
      if (ask('fish', ...words).split('\n').length < 3) throw new Error(`no answer to ${words.join(' ')}`);
    }
    writeFileSync('dist/complete.js.cache', script.createCachedData());
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

/** The tree as the commands describe it: they are bundled, loaded and asked. */
async function commandTree() {
  const file = resolve('dist/tree.mjs');
  await build({
    input: 'src/cli/program.ts',
    platform: 'node',
    plugins: [rawText],
    output: { file, format: 'esm', codeSplitting: false },
  });
  try {
    const { treeOfAll } = await import(pathToFileURL(file).href);
    return await treeOfAll();
  } finally {
    rmSync(file);
  }
}
