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

/**
 * One bundle in CommonJS, which node starts without its loader for modules. What a command does not need is in
 * chunks that it does not load; what every command needs is in one, since each file costs a third of a
 * millisecond.
 */
await build({
  input: 'src/main.ts',
  platform: 'node',
  plugins: [commanderWithoutPrograms],
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
          test: /src\/(errors|visible|cli\/|model\/(values|endpoint|bad-value|preferences|provider-ids|state)\.ts|model\/address\/(ip|cidr|parse)\.ts|render\/format-names)/,
        },
        {
          name: 'command',
          test: /src\/(live-(context|keys)|model\/(queries|secret)|model\/transitions\/settle|output\/(report|columns|outcome|selection)|store\/(preferences|preferences-file|paths|file-store|state-file|contents|disk|errno|envelope|codec|refusals|generations|journal|changes|encryption\/(keys|marker))\.ts)/,
        },
      ],
    },
  },
});
