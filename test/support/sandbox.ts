/** The whole program, as a process of its own, in a state of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { peerwayWords } from './program.ts';
import { folderForFile } from './temporary.ts';

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

export interface Sandbox {
  /** Holds everything the sandbox writes. */
  readonly folder: string;
  readonly state: string;
  run(
    args: readonly string[],
    more?: { readonly input?: string; readonly env?: Readonly<Record<string, string>> },
  ): Promise<Finished>;
  /** Runs a command line that has to succeed, its words separated by blanks; returns its stdout. */
  ok(line: string): Promise<string>;
  /** The state file's bytes, '' before the first change. */
  bytes(): string;
}

/** A sandbox that goes with the test file. Whoever acts is `netops`. */
export function sandbox(): Sandbox {
  return sandboxIn(folderForFile());
}

/** A sandbox in a folder that somebody else takes away. */
export function sandboxIn(folder: string): Sandbox {
  const state = join(folder, 'state');
  const run: Sandbox['run'] = async (args, { input = '', env = {} } = {}) => {
    const [node, ...words] = peerwayWords(args);
    const { stdout, stderr, exitCode } = await execa(node, words, {
      reject: false,
      input,
      stripFinalNewline: false,
      cwd: folder,
      env: { PEERWAY_STATE: state, XDG_CONFIG_HOME: join(folder, 'config'), NO_COLOR: '1', ...env },
      timeout: 30_000,
    });
    return { stdout, stderr, exit: exitCode ?? -1 };
  };
  return {
    folder,
    state,
    run,
    ok: async (line) => {
      const finished = await run([...line.split(' '), '--as', 'netops']);
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

/** Seoul and Osaka of the worked example, with LAN addresses, not peered yet. */
export async function seoulAndOsaka({ ok }: Sandbox): Promise<void> {
  await ok(
    'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --tunnel-subnet 10.99.1.0/24 --lan-address 10.0.0.2',
  );
  await ok(
    'gateway create osaka --cidr 172.31.0.0/16 --endpoint 203.0.113.2 --tunnel-subnet 10.99.2.0/24 --lan-address 172.31.0.2',
  );
}
