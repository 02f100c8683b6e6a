/** Runs the whole program as a process, each sandbox with its own state. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { peerwayWords } from './program.ts';
import { folderForFile } from './temporary.ts';

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** A folder in which peerway acts as `netops`, by a preference. */
export interface Sandbox {
  /** The folder for everything that the sandbox writes. */
  readonly folder: string;
  readonly state: string;
  run(
    args: readonly string[],
    more?: {
      readonly input?: string;
      readonly env?: Readonly<Record<string, string>>;
      /** Default: the folder of the sandbox. */
      readonly cwd?: string;
    },
  ): Promise<Finished>;
  /**
   * Runs a command line, as `netops` unless it says otherwise, and returns its stdout. Throws if it fails. Words are
   * separated by spaces.
   */
  ok(line: string): Promise<string>;
  /** Returns the content of the state file, '' before the first change. */
  bytes(): string;
}

/** Makes a sandbox for all tests of a file. */
export function sandbox(): Sandbox {
  return sandboxIn(folderForFile());
}

/** Makes a sandbox in a folder that the caller removes. */
export function sandboxIn(folder: string): Sandbox {
  const state = join(folder, 'state');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const preferences = join(folder, 'config', 'peerway');
  mkdirSync(preferences, { recursive: true, mode: 0o700 });
  writeFileSync(join(preferences, 'config.json'), '{"owner":"netops"}\n', { mode: 0o600 });
  const run: Sandbox['run'] = async (args, { input = '', env = {}, cwd = folder } = {}) => {
    const [node, ...words] = peerwayWords(args);
    const { stdout, stderr, exitCode } = await execa(node, words, {
      reject: false,
      input,
      stripFinalNewline: false,
      cwd,
      env: {
        PEERWAY_STATE: state,
        XDG_CONFIG_HOME: join(folder, 'config'),
        NO_COLOR: '1',
        LC_ALL: 'C.UTF-8',
        ...env,
      },
      timeout: 30_000,
    });
    return { stdout, stderr, exit: exitCode ?? -1 };
  };
  return {
    folder,
    state,
    run,
    ok: async (line) => {
      const finished = await run([...line.split(' '), ...(line.includes('--as ') ? [] : ['--as', 'netops'])]);
      if (finished.exit !== 0) throw new Error(`peerway ${line}: exit ${finished.exit}\n${finished.stderr}`);
      return finished.stdout;
    },
    bytes: () => {
      try {
        return readFileSync(join(state, 'state.jsonl'), 'utf8');
      } catch {
        return '';
      }
    },
  };
}

/** Adds Seoul and Osaka of the worked example, with LAN addresses, not peered. */
export async function seoulAndOsaka({ ok }: Sandbox): Promise<void> {
  await ok(
    'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --tunnel-subnet 10.99.1.0/24 --lan-address 10.0.0.2',
  );
  await ok(
    'gateway create osaka --cidr 172.31.0.0/16 --endpoint 203.0.113.2 --tunnel-subnet 10.99.2.0/24 --lan-address 172.31.0.2',
  );
}
