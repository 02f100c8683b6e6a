import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import type { Host, Outcome } from '../host.ts';
import type { Peerway } from '../peerway.ts';
import type { Addresses } from '../sites.ts';

/** Address of the operator, who manages the gateways over the internet. */
export const operatorAddress: Addresses = { v4: '203.0.113.100', v6: '2001:db8::100' };

export interface RunOptions {
  /** Program to run instead of the operator's ssh. */
  readonly ssh?: string;
  readonly seconds?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface StartOptions extends RunOptions {
  readonly pidFile?: string;
}

/** The operator's host: peerway, a key pair and an ssh that uses only this configuration. */
export class Operator {
  readonly host: Host;
  readonly peerway: Peerway;
  readonly #folder: string;

  private constructor(host: Host, peerway: Peerway) {
    this.host = host;
    this.peerway = peerway;
    this.#folder = peerway.file('ssh');
  }

  static async create(host: Host, peerway: Peerway): Promise<Operator> {
    const operator = new Operator(host, peerway);
    await mkdir(operator.#folder, { recursive: true, mode: 0o700 });
    await host.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', operator.#file('key')]);
    await writeFile(operator.knownHosts, '');
    await writeFile(operator.#file('config'), operator.#config());
    await operator.program('ssh', `exec ssh -F '${operator.#file('config')}' "$@"`);
    return operator;
  }

  get publicKeyFile(): string {
    return this.#file('key.pub');
  }

  get knownHosts(): string {
    return this.#file('known_hosts');
  }

  /** Path of the operator's ssh. */
  get ssh(): string {
    return this.#file('ssh');
  }

  /** Writes a shell script that replaces ssh and can run the real one as `$SSH`. Returns its path. */
  async program(name: string, body: string): Promise<string> {
    const path = this.#file(name);
    await writeFile(path, `#!/bin/sh\nSSH='${this.ssh}'\n${body}\n`);
    await chmod(path, 0o755);
    return path;
  }

  /** Runs peerway as the operator. Returns the exit status without checking it. */
  async try(
    argv: readonly string[],
    { ssh = this.ssh, seconds = 90, env = {} }: RunOptions = {},
  ): Promise<Outcome> {
    return this.host.try(this.peerway.argv(argv), {
      seconds,
      env: { ...this.peerway.env, PEERWAY_SSH: ssh, ...env },
    });
  }

  /** Starts peerway as the operator and leaves it running. Writes its process id to the given file. */
  start(
    argv: readonly string[],
    { ssh = this.ssh, env = {}, pidFile = '/dev/null' }: StartOptions = {},
  ): ChildProcess {
    const command = ['sh', '-c', 'echo $$ >"$0"; exec "$@"', pidFile, ...this.peerway.argv(argv)];
    return this.host.start(command, { ...this.peerway.env, PEERWAY_SSH: ssh, ...env });
  }

  #file(name: string): string {
    return `${this.#folder}/${name}`;
  }

  #config(): string {
    return [
      'Host *',
      `  IdentityFile ${this.#file('key')}`,
      '  IdentitiesOnly yes',
      '  IdentityAgent none',
      `  UserKnownHostsFile ${this.knownHosts}`,
      '  GlobalKnownHostsFile /dev/null',
      '  UpdateHostKeys no',
      '  LogLevel ERROR',
      '',
    ].join('\n');
  }
}
