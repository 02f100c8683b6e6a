/** Records the files and node modules that a command loads. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { BIN, NODE } from './program.ts';
import { makeFolder, removeFolder } from './temporary.ts';

/** One bundle of dist as node ran it. */
export interface LoadedBundle {
  readonly path: string;
  /** Its name without the hash: `main`. */
  readonly name: string;
  /** `none`: compiled as usual; `rejected`: V8 refused the code that was kept. */
  readonly compiledCode: 'used' | 'rejected' | 'none';
}

export interface Loaded {
  readonly bundles: readonly LoadedBundle[];
  /** Public node modules, other than those that node itself starts with. */
  readonly builtins: readonly string[];
  readonly stdout: string;
  readonly exit: number | undefined;
}

const hookText = (report: string): string => `
  const vm = require('node:vm');
  const { writeFileSync } = require('node:fs');
  const bundles = [];
  vm.Script = class extends vm.Script {
    constructor(source, options) {
      super(source, options);
      const compiledCode = !options.cachedData ? 'none' : this.cachedDataRejected ? 'rejected' : 'used';
      bundles.push({ path: options.filename, compiledCode });
    }
  };
  const before = new Set(process.moduleLoadList);
  process.on('exit', () => {
    const builtins = process.moduleLoadList
      .filter((entry) => !before.has(entry) && entry.startsWith('NativeModule ') && !entry.includes('internal/'))
      .map((entry) => entry.slice('NativeModule '.length));
    writeFileSync(${JSON.stringify(report)}, JSON.stringify({ bundles, builtins }));
  });
`;

/** @param options  `bin`: another copy of bin/peerway.js; `nodeFlags`: flags of node itself */
export async function loadedBy(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  { bin = BIN, nodeFlags = [] as readonly string[] } = {},
): Promise<Loaded> {
  const folder = makeFolder('loaded');
  try {
    const [hook, report] = [join(folder, 'hook.cjs'), join(folder, 'report.json')];
    writeFileSync(hook, hookText(report));
    const { stdout, exitCode } = await execa(NODE, [...nodeFlags, '--require', hook, bin, ...argv], {
      reject: false,
      env,
      stdin: 'ignore',
    });
    const { bundles, builtins } = JSON.parse(readFileSync(report, 'utf8')) as {
      bundles: Omit<LoadedBundle, 'name'>[];
      builtins: string[];
    };
    const named = bundles.map((bundle) => ({ ...bundle, name: nameOf(bundle.path) }));
    return { bundles: named, builtins: builtins.sort(), stdout, exit: exitCode };
  } finally {
    removeFolder(folder);
  }
}

const nameOf = (path: string): string => basename(path).replace(/(?:-[\w-]{8})?\.js$/, '');
