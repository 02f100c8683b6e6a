/** Runs the program in the process of the test, on a state on disk. A run takes a millisecond. */
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/main.ts';
import { redirect } from '../../src/streams.ts';
import { STEPS } from '../support/example-steps.ts';
import { SAVED, writeAwsStub } from '../support/stand-ins/aws.ts';
import { writeStandInSsh } from '../support/stand-ins/ssh.ts';
import { makeFolder, removeFolder } from '../support/temporary.ts';

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs a command line and captures its output. */
export async function perform(argv: readonly string[], env: Environment = {}): Promise<Ran> {
  const said = { out: '', err: '' };
  const restoreEnvironment = withEnvironment(env);
  redirect(1, {
    write: (text) => {
      said.out += text;
    },
  });
  redirect(2, {
    write: (text) => {
      said.err += text;
    },
  });
  try {
    const exit = await run(argv);
    return { exit, ...said };
  } finally {
    redirect(1, undefined);
    redirect(2, undefined);
    restoreEnvironment();
  }
}

function withEnvironment(env: Environment): () => void {
  const before = { ...process.env };
  const apply = (values: Environment) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  apply(env);
  return () => apply(Object.fromEntries(Object.keys(env).map((name) => [name, before[name]])));
}

/** Deeper than the longest `../` of the values leads. */
const DEEP = 'a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t';

/** A folder with a state on which some of the examples work. */
export interface Stage {
  readonly environment: Readonly<Record<string, string>>;
  /** The working directory, too deep for `../` to leave the stage. */
  readonly cwd: string;
  run(argv: readonly string[], env?: Environment): Promise<Ran>;
  /** Returns state and preferences as bytes. */
  fingerprint(): string;
  /** Returns the paths that were written apart from state and preferences. */
  strays(): string[];
  restore(): void;
}

const bytesAt = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

/** @param path  holds the programs that replace the CLIs of AWS and GCP */
function stageIn(folder: string, pristine: string, path: string): Stage {
  const cwd = join(folder, DEEP);
  const statePath = join(folder, 'state', 'state.jsonl');
  const environment = {
    PEERWAY_STATE: join(folder, 'state'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    HOME: join(folder, 'home'),
    NO_COLOR: '1',
    PATH: `${path}:${process.env['PATH']}`,
  };
  const names = () => readdirSync(folder, { recursive: true }).map(String);
  const expected = new Set(names());
  const isOurs = (name: string): boolean => /^(state|config)(\/|$)/.test(name) || expected.has(name);
  return {
    environment,
    cwd,
    run: (argv, env = {}) => {
      process.chdir(cwd);
      return perform(argv, { ...environment, ...env });
    },
    fingerprint: () => `${bytesAt(statePath)}\0${bytesAt(join(folder, 'config', 'peerway', 'config.json'))}`,
    strays: () => names().filter((name) => !isOurs(name)),
    restore: () => {
      rmSync(folder, { recursive: true, force: true });
      cpSync(pristine, folder, { recursive: true });
    },
  };
}

/** Returns a stage after each step of the examples. */
export async function buildStages(): Promise<{ stages: Stage[]; remove: () => void }> {
  const root = makeFolder('hostile', { inMemory: true });
  // Some values are tried as a user other than root.
  chmodSync(root, 0o755);
  const path = join(root, 'path');
  mkdirSync(path);
  writeAwsStub(path);
  writeStandInSsh(join(path, 'ssh'));
  const stages: Stage[] = [];
  for (const [step, lines] of STEPS.entries()) {
    const [folder, pristine] = [join(root, `stage-${step}`), join(root, `pristine-${step}`)];
    if (step === 0) mkdirSync(join(folder, DEEP), { recursive: true });
    else cpSync(join(root, `pristine-${step - 1}`), folder, { recursive: true });
    const building = stageIn(folder, pristine, path);
    for (const line of lines) {
      const ran = await building.run([
        ...line.split(' '),
        ...(line.includes('--as') ? [] : ['--as', 'netops']),
      ]);
      if (ran.exit !== 0) throw new Error(`${line}: ${ran.err}`);
    }
    const { out } = await building.run(['state', 'export', '--with-secrets']);
    writeFileSync(join(building.cwd, 'backup.json'), out);
    for (const [name, document] of Object.entries(SAVED))
      writeFileSync(join(building.cwd, name), JSON.stringify(document));
    writeFileSync(join(building.cwd, 'networks.txt'), '10.0.0.0/8 all\n172.16.0.0/12\n');
    cpSync(folder, pristine, { recursive: true });
    stages.push(stageIn(folder, pristine, path));
  }
  return { stages, remove: () => removeFolder(root) };
}
