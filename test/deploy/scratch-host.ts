/** Runs the agent in a scratch folder, with stub tools that record their calls and change nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { AGENT } from '../../src/deploy/agent.ts';
import { canRun, missingPrograms, pathOf } from '../support/requirements.ts';
import { makeFolder, removeFolder } from '../support/temporary.ts';

/** Shells that the agent must run in. */
export const SHELLS: readonly string[] = ['dash', 'bash', 'busybox'];

/** Returns the path of a shell, undefined if the tests in it are skipped. */
export const shellAt = (name: string): string | undefined =>
  canRun(`the agent in ${name}`, missingPrograms([name])) ? pathOf(name) : undefined;

/** Stub tools of a host with a tunnel. */
export const TOOLS: Readonly<Record<string, string>> = {
  ip: 'case "$*" in "link show"*) echo "7: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420 qdisc noqueue" ;; esac',
  // The scratch host has no systemd, even if the test host does.
  'systemd-run': 'exit 1',
  systemctl: 'exit 1',
  wg: 'case "$1" in pubkey) cat ;; showconf) printf "[Interface]\\nPrivateKey = key\\n" ;; esac',
  nft: 'case "$*" in "list tables inet") echo "table inet peerway" ;; list*) echo "table inet peerway {}" ;; esac',
};

const FILES: Readonly<Record<string, string>> = {
  wg: '[Interface]\nPrivateKey = key\n',
  'peerway.nft': '',
  'public-key': 'key\n',
  mtu: '1420\n',
  addresses: '10.99.1.1/24\n',
  'stale-addresses': '',
  routes4: '',
  routes6: '',
  sysctls: '',
  'foreign-peers': '',
  'expected-change': '\n',
  record: '',
  'required-peers': '',
  'unit-file': '',
  'firewall-unit-file': '',
};

export class ScratchHost {
  readonly #folder = makeFolder('agent');
  readonly #running = new Set<ChildProcess>();

  constructor(shell: string) {
    for (const folder of ['bin', 'data', 'etc', 'run']) mkdirSync(join(this.#folder, folder));
    symlinkSync(shell, this.path('bin/sh'));
    for (const [name, body] of Object.entries(TOOLS)) this.tool(name, body);
    const places = `places() { ME=$$-$(start_time $$); RUN='${this.path('run/wg0')}' BOOT='${this.path('etc/wg0')}'; CHANGE=$RUN/change.$ID; }`;
    const agent = `${AGENT}\n${places}\nenable_unit() { return 1; }\n`;
    for (const [name, text] of Object.entries({ ...FILES, agent }))
      writeFileSync(this.path(`data/${name}`), text);
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** Installs a stub tool: it records its arguments, then runs `body`. */
  tool(name: string, body: string): void {
    writeFileSync(
      this.path(`bin/${name}`),
      `#!/bin/sh\necho "${name} $*" >>'${this.path('calls')}'\n${body}\n`,
    );
    chmodSync(this.path(`bin/${name}`), 0o755);
  }

  /** Returns all calls of stub tools so far. */
  calls(): string {
    return this.read('calls');
  }

  /** Returns the text of a file; '' if it does not exist. */
  read(name: string): string {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), 'utf8') : '';
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /** Runs a task of a change; resolves to its output once all of its processes have ended. */
  async run(task: string, id = 'aa', seconds = 600): Promise<string> {
    const script = `. "$DATA/agent"; WG=wg0 ID=${id} LOCK_HOLDER=${id} HANDSHAKE_TIMEOUT=3 SECONDS_TO_CONFIRM=${seconds}; places; ${task}`;
    const child = spawn(this.path('bin/sh'), ['-c', script], {
      env: { PATH: `${this.path('bin')}:/usr/bin:/bin`, DATA: this.path('data') },
      // Stub tools do not read their input, so writers complain about closed pipes on stderr.
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#running.add(child);
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await once(child, 'close');
    this.#running.delete(child);
    return output;
  }

  /** Stops all processes, including rollback timers, and removes the folder. */
  async close(): Promise<void> {
    for (const child of this.#running) child.kill('SIGKILL');
    for (const id of ['aa', 'bb']) await this.run('disarm_rollback', id);
    removeFolder(this.#folder);
  }
}

export const seconds = (count: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, count * 1000));

/** Waits until a condition is true, for ten seconds at most. */
export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 200) throw new Error(`timed out waiting for ${condition}`);
    await seconds(0.05);
  }
}

/**
 * A test with a scratch host, skipped without the shell. The tests of a group run concurrently, because they spend most
 * of their time waiting.
 */
export const testOnHost = (
  shell: string | undefined,
  title: string,
  body: (host: ScratchHost) => Promise<void>,
): void =>
  (shell === undefined ? test.skip : test.concurrent)(title, async () => {
    const host = new ScratchHost(shell as string);
    try {
      await body(host);
    } finally {
      await host.close();
    }
  });
