/** The built program, or a shell, in a pseudo-terminal of its own. */
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type IPty, spawn } from '@lydell/node-pty';
import { onTestFinished } from 'vitest';
import { environment } from '../environment.ts';
import type { Sandbox } from '../sandbox.ts';
import { type Key, keySequence } from './keys.ts';
import { Screen } from './screen.ts';

export interface Opening {
  /** Whose state, preferences and home they are. */
  readonly box: Sandbox;
  /** A program on the PATH, peerway when absent; `sh` with `['-c', '…']` for a line of shell. */
  readonly command?: string;
  readonly args?: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  /** More of the environment; undefined unsets. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds without a change before a screen counts as complete: redrawing one takes several writes. */
const QUIET = 80;
/** Milliseconds a command, or a wait for its screen, may take on a busy machine. */
const PATIENCE = 15_000;

/**
 * Runs the command between two looks at the terminal's modes, without being interrupted by what interrupts it.
 * A signal that a shell only has a trap for is at its default again in what it starts.
 */
const WRAPPER = `
notes=$1; shift
tty >"$notes/tty"; stty -g >"$notes/before"
trap : INT QUIT
"$@"
status=$?
stty -a >"$notes/after"; stty -g >"$notes/end"
exit $status`;

export class PseudoTerminal {
  /** The exit status, once all that was printed is on the screen. Rejects when that takes too long. */
  readonly exit: Promise<number>;
  readonly #screen: Screen;
  readonly #pty: IPty;
  readonly #notes: string;
  readonly #title: string;
  #bytes = '';
  #status: number | undefined;

  constructor({ box, command = 'peerway', args = [], columns = 80, rows = 24, env }: Opening) {
    this.#title = [command, ...args].join(' ');
    this.#notes = mkdtempSync(join(box.folder, 'terminal-'));
    const variables = Object.entries(environment(box, { TERM: 'xterm-256color', ...env }));
    // node-pty would name a terminal where TERM is to be missing.
    this.#pty = spawn(
      'env',
      [
        '-i',
        ...variables.map(([name, value]) => `${name}=${value}`),
        ...['sh', '-c', WRAPPER, 'sh', this.#notes, command, ...args],
      ],
      { cols: columns, rows, cwd: box.folder },
    );
    this.#screen = new Screen(columns, rows, (text) => this.#pty.write(text));
    this.#pty.onData((text) => {
      this.#bytes += text;
      this.#screen.feed(text);
    });
    this.#pty.onExit(({ exitCode, signal = 0 }) => {
      this.#status = signal === 0 ? exitCode : 128 + signal;
    });
    this.exit = this.#ended();
    // Whoever does not wait for the end has not asked for this failure either.
    this.exit.catch(() => undefined);
  }

  /** Of the shell that waits for the command. */
  get pid(): number {
    return this.#pty.pid;
  }

  /** Types text as it is; a line break in it would be a paste, `key('enter')` ends a line. */
  type(text: string): void {
    this.#pty.write(text);
  }

  key(key: Key): void {
    this.#pty.write(keySequence(key, this.#screen.applicationKeys()));
  }

  /** Waits until the screen shows this and is quiet; returns what it shows then. */
  async until(text: string | RegExp, patience = PATIENCE): Promise<string> {
    const isThere = (): boolean => {
      const shown = this.screen();
      return typeof text === 'string' ? shown.includes(text) : new RegExp(text).test(shown);
    };
    await this.#wait(`to show ${text instanceof RegExp ? text : JSON.stringify(text)}`, patience, () => {
      if (this.#screen.quietFor() < QUIET) return false;
      if (isThere()) return true;
      if (this.#status !== undefined)
        throw this.#failure(`ended with ${this.#status} and does not show ${text}`);
      return false;
    });
    return this.screen();
  }

  /** The visible lines, without trailing blanks. */
  screen(): string {
    return this.#screen.visible();
  }

  /** The same with all that was scrolled away. */
  all(): string {
    return this.#screen.all();
  }

  /** What was written to the terminal, escape sequences and all. */
  bytes(): string {
    return this.#bytes;
  }

  /** Lines that exist only since the terminal had to break what did not fit. */
  broken(): string[] {
    return this.#screen.broken();
  }

  look: Screen['look'] = (text) => this.#screen.look(text);

  column: Screen['column'] = (text) => this.#screen.column(text);

  cursorVisible(): boolean {
    return this.#screen.cursorVisible();
  }

  atLineStart(): boolean {
    return this.#screen.atLineStart();
  }

  /** Whether the terminal echoes and gathers lines (ECHO, ICANON), now or, after its end, when the command ended. */
  echo(): boolean {
    const modes = this.#modes();
    return /(^|\s)echo\b/m.test(modes) && /(^|\s)icanon\b/m.test(modes);
  }

  /** After the end: whether every mode of the terminal is what it was before the command. */
  modesRestored(): boolean {
    return this.#note('before') === this.#note('end');
  }

  /** The program hears of it as of a window that is dragged. */
  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Ends whatever still runs in the terminal. */
  async close(): Promise<void> {
    if (this.#status === undefined) {
      killGroup(this.#pty.pid);
      await this.#wait('to be killed', PATIENCE, () => this.#status !== undefined);
    }
    this.#screen.close();
  }

  #modes(): string {
    if (existsSync(join(this.#notes, 'after'))) return this.#note('after');
    const terminal = openSync(this.#note('tty'), 'r+');
    try {
      return execFileSync('stty', ['-a'], { stdio: [terminal, 'pipe', 'inherit'], encoding: 'utf8' });
    } finally {
      closeSync(terminal);
    }
  }

  #note(name: string): string {
    return readFileSync(join(this.#notes, name), 'utf8').trimEnd();
  }

  async #ended(): Promise<number> {
    await this.#wait('to end', PATIENCE, () => this.#status !== undefined && this.#screen.quietFor() > 0);
    return this.#status ?? -1;
  }

  async #wait(what: string, patience: number, isDone: () => boolean): Promise<void> {
    const began = performance.now();
    while (!isDone()) {
      if (performance.now() - began > patience) throw this.#failure(`was given ${patience} ms ${what}`);
      await sleep(10);
    }
  }

  #failure(what: string): Error {
    const lines = this.all().split('\n');
    return new Error(
      `\`${this.#title}\` ${what}. Its screen:\n${lines.map((line) => `  │ ${line}`).join('\n')}`,
    );
  }
}

/** The wrapper leads the session and a group that the command is in too, unless it is a job of an interactive shell. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Opens a terminal for the running test, which closes it at its end. */
export function open(opening: Opening): PseudoTerminal {
  const terminal = new PseudoTerminal(opening);
  onTestFinished(() => terminal.close());
  return terminal;
}
