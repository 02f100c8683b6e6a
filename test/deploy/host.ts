/** The agent's own functions in a folder of a test's: its tools write down what they are asked, and change nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT } from '../../src/deploy/agent.ts';
import { canRun, missingPrograms, pathOf } from '../support/requirements.ts';
import { makeFolder, removeFolder } from '../support/temporary.ts';

/** Shells that the agent has to be understood by, as `sh`. */
export const SHELLS: readonly string[] = ['dash', 'bash', 'busybox'];

/** Returns the path of a shell, undefined if the tests in it are skipped. */
export const shellAt = (name: string): string | undefined =>
  canRun(`the agent in ${name}`, missingPrograms([name])) ? pathOf(name) : undefined;

/** Its tunnel is there, and has one peer. */
const TOOLS: Readonly<Record<string, string>> = {
  ip: 'case "$*" in "link show"*) echo "7: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420 qdisc noqueue" ;; esac',
  // Whether or not this machine has a systemd, it is none of the scratch host's.
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

  /** What a program does after it has written down its words. */
  tool(name: string, body: string): void {
    writeFileSync(
      this.path(`bin/${name}`),
      `#!/bin/sh\necho "${name} $*" >>'${this.path('asked')}'\n${body}\n`,
    );
    chmodSync(this.path(`bin/${name}`), 0o755);
  }

  /** What programs were asked to do so far. */
  asked(): string {
    return this.read('asked');
  }

  /** The text of a file; '' where there is none. */
  read(name: string): string {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), 'utf8') : '';
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /** A task of a change; resolves to what it said, all of it over when it is. */
  async run(task: string, id = 'aa', seconds = 600): Promise<string> {
    const script = `. "$DATA/agent"; WG=wg0 ID=${id} LOCK_HOLDER=${id} HANDSHAKE_TIMEOUT=3 SECONDS_TO_CONFIRM=${seconds}; places; ${task}`;
    const child = spawn(this.path('bin/sh'), ['-c', script], {
      env: { PATH: `${this.path('bin')}:/usr/bin:/bin`, DATA: this.path('data') },
      // Tools that do nothing leave unread what is sent to them.
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#running.add(child);
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    await once(child, 'close');
    this.#running.delete(child);
    return said;
  }

  /** Ends the timers of changes that are still there, and all else that was started. */
  async close(): Promise<void> {
    for (const child of this.#running) child.kill('SIGKILL');
    for (const id of ['aa', 'bb']) await this.run('disarm_rollback', id);
    removeFolder(this.#folder);
  }
}

export const seconds = (count: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, count * 1000));

/** Waits for something to be so, for ten seconds at most. */
export async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; !what(); tries++) {
    if (tries > 200) throw new Error(`never came: ${what}`);
    await seconds(0.05);
  }
}
