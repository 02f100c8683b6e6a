import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { execa, type Options } from 'execa';
import { searchPath } from '../support/requirements.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly seconds?: number;
  readonly env?: Readonly<Record<string, string>>;
}

// /run becomes a private tmpfs: wireguard-go keeps one socket per interface name there, and the interface of every
// gateway is wg0. Loopback is up as on any host. A cable has only two ends, so duplicate address detection would only
// cost its two seconds.
const bootScript = `
  mount -t tmpfs tmpfs /run && mkdir /run/wireguard &&
  ip link set lo up &&
  echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad &&
  echo ready && exec cat`;

/**
 * One machine of the laboratory: unnamed network, mount and process namespaces, held by one process that reads a pipe
 * from the test. When the test closes the pipe, or its process ends in any way, the holder ends, the kernel ends
 * everything inside, and the namespaces disappear. Nothing has to be cleaned up.
 */
export class Host {
  readonly name: string;
  readonly #holder: ChildProcess;
  readonly #pid: number;

  private constructor(name: string, holder: ChildProcess, pid: number) {
    this.name = name;
    this.#holder = holder;
    this.#pid = pid;
  }

  static async boot(name: string): Promise<Host> {
    const flags = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const holder = spawn('unshare', [...flags, 'sh', '-c', bootScript], { stdio: ['pipe', 'pipe', 'pipe'] });
    if (holder.pid === undefined) throw new Error(`${name}: unshare did not start`);
    await ready(name, holder);
    return new Host(name, holder, holder.pid);
  }

  get networkNamespace(): string {
    return `/proc/${this.#pid}/ns/net`;
  }

  /** Runs a command and returns its outcome. After a timeout it is killed from inside. */
  async try(argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const seconds = options.seconds ?? 10;
    const bounded = ['timeout', '--signal=KILL', String(seconds), ...argv];
    const result = await execa('nsenter', [...this.#enter(), ...bounded], execaOptions(options, seconds));
    return {
      code: result.exitCode ?? -1,
      stdout: String(result.stdout ?? ''),
      stderr: String(result.stderr ?? result.message ?? ''),
    };
  }

  /** Runs a command and returns its stdout. Throws with its output unless the exit status is 0. */
  async run(argv: readonly string[], options: RunOptions = {}): Promise<string> {
    const outcome = await this.try(argv, options);
    if (outcome.code !== 0) {
      const said = [outcome.stderr, outcome.stdout].filter(Boolean).join('\n');
      throw new Error(`${this.name}: ${argv.join(' ')}: exit ${outcome.code}\n${said}`);
    }
    return outcome.stdout;
  }

  /** Starts a process that ends with the host. */
  start(argv: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn('nsenter', [...this.#enter(), ...argv], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: searchPath, ...env },
    });
  }

  /** Connects this host with another by a cable. No other host sees its ends. */
  async connect(device: string, other: Host, otherDevice: string): Promise<void> {
    const pair = ['link', 'add', device, 'type', 'veth', 'peer', 'name', otherDevice];
    // Enters the network namespace only, so that the /proc path of the other host is still valid.
    await execa('nsenter', [
      `--net=${this.networkNamespace}`,
      'ip',
      ...pair,
      'netns',
      other.networkNamespace,
    ]);
  }

  async shutdown(): Promise<void> {
    if (this.#holder.exitCode !== null || this.#holder.signalCode !== null) return;
    const ended = once(this.#holder, 'exit');
    this.#holder.stdin?.end();
    const timer = setTimeout(() => this.#holder.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
  }

  #enter(): string[] {
    const of = `/proc/${this.#pid}/ns`;
    return [`--net=${of}/net`, `--mount=${of}/mnt`, `--pid=${of}/pid_for_children`, '--'];
  }
}

function execaOptions(options: RunOptions, seconds: number): Options & { reject: false } {
  return {
    reject: false,
    // For the case that `timeout` itself hangs.
    timeout: (seconds + 5) * 1000,
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    env: { PATH: searchPath, ...options.env },
  };
}

async function ready(name: string, holder: ChildProcess): Promise<void> {
  const said: string[] = [];
  holder.stderr?.on('data', (chunk) => said.push(String(chunk)));
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${name} did not boot: ${why} ${said.join('')}`));
    const timer = setTimeout(() => fail('no answer in 10 s'), 10_000);
    holder.stdout?.once('data', () => {
      clearTimeout(timer);
      resolve();
    });
    holder.once('error', (error) => fail(error.message));
    holder.once('exit', (code) => fail(`exit ${code}`));
  });
}
