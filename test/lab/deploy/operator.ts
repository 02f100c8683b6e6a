import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import type { Host, Outcome } from '../host.ts';
import type { Peerway } from '../peerway.ts';
import type { Addresses } from '../sites.ts';

/** Where the operator sits: on the internet, like everything that a gateway is managed from. */
export const operatorAddress: Addresses = { v4: '203.0.113.100', v6: '2001:db8::100' };

export interface Asked {
  /** In place of the operator's ssh: a program that does something to what passes through it. */
  readonly ssh?: string;
  readonly seconds?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Left extends Asked {
  readonly pidFile?: string;
}

/** Whoever deploys: a machine with peerway, a key pair and an ssh that reads nothing but what is written for it here. */
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

  /** The ssh that peerway is told to run. */
  get ssh(): string {
    return this.#file('ssh');
  }

  /** Writes a shell script to stand in for ssh; it finds the real way there as `$SSH`. Returns its path. */
  async program(name: string, body: string): Promise<string> {
    const path = this.#file(name);
    await writeFile(path, `#!/bin/sh\nSSH='${this.ssh}'\n${body}\n`);
    await chmod(path, 0o755);
    return path;
  }

  /** peerway as the operator runs it. Exit statuses are the caller's to judge. */
  async try(
    argv: readonly string[],
    { ssh = this.ssh, seconds = 90, env = {} }: Asked = {},
  ): Promise<Outcome> {
    return this.host.try(this.peerway.argv(argv), {
      seconds,
      env: { ...this.peerway.env, PEERWAY_SSH: ssh, ...env },
    });
  }

  /** The same, left running: to be killed, or looked at while it runs. Its process id, on this host, is in the file. */
  start(
    argv: readonly string[],
    { ssh = this.ssh, env = {}, pidFile = '/dev/null' }: Left = {},
  ): ChildProcess {
    const noted = ['sh', '-c', 'echo $$ >"$0"; exec "$@"', pidFile, ...this.peerway.argv(argv)];
    return this.host.start(noted, { ...this.peerway.env, PEERWAY_SSH: ssh, ...env });
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
