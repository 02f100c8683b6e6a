/** Runs the built program, or a shell, in a pseudo-terminal. */
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
  /** The sandbox of the command: its state, preferences and home. */
  readonly box: Sandbox;
  /** A program on the PATH (default: peerway); `sh` with `['-c', '…']` for a line of shell. */
  readonly command?: string;
  readonly args?: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  /** More variables; undefined unsets one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that the command, or its next screen, may take (default: 15 seconds). */
  readonly patience?: number;
}

/** Milliseconds without output after which a screen counts as complete: drawing it takes several writes. */
const QUIET = 80;
/** Milliseconds that a command, or its next screen, may take on a busy machine. */
const PATIENCE = 15_000;

/**
 * Saves the terminal's modes before and after the command. The traps keep the shell alive while the command, whose
 * signals are at their defaults, is interrupted.
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
  /** Resolves to the exit status once all output is on the screen. Rejects after a timeout. */
  readonly exit: Promise<number>;
  readonly #screen: Screen;
  readonly #pty: IPty;
  readonly #notes: string;
  readonly #title: string;
  readonly #patience: number;
  #bytes = '';
  #status: number | undefined;

  constructor(opening: Opening) {
    const { box, command = 'peerway', args = [], columns = 80, rows = 24, env, patience } = opening;
    this.#patience = patience ?? PATIENCE;
    this.#title = [command, ...args].join(' ');
    this.#notes = mkdtempSync(join(box.folder, 'terminal-'));
    const variables = Object.entries(environment(box, { TERM: 'xterm-256color', ...env }));
    // node-pty would set TERM even for a test that unsets it.
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
    // A test that does not await the end ignores this failure, too.
    this.exit.catch(() => undefined);
  }

  /** The shell that waits for the command. */
  get pid(): number {
    return this.#pty.pid;
  }

  /** Types text as it is. A line break in it would be a paste; `key('enter')` ends a line. */
  type(text: string): void {
    this.#pty.write(text);
  }

  key(key: Key): void {
    this.#pty.write(keySequence(key, this.#screen.applicationKeys()));
  }

  /** Waits until the screen shows the text and no more output arrives; returns the screen. */
  async until(text: string | RegExp, patience = this.#patience): Promise<string> {
    const isThere = (): boolean => {
      const shown = this.screen();
      return typeof text === 'string' ? shown.includes(text) : new RegExp(text).test(shown);
    };
    await this.#wait(`to show ${text instanceof RegExp ? text : JSON.stringify(text)}`, patience, () => {
      if (this.#screen.millisecondsQuiet() < QUIET) return false;
      if (isThere()) return true;
      if (this.#status !== undefined)
        throw this.#failure(`ended with ${this.#status} and does not show ${text}`);
      return false;
    });
    return this.screen();
  }

  /** Returns the visible lines without trailing spaces. */
  screen(): string {
    return this.#screen.visible();
  }

  /** Returns the same with all lines that scrolled away. */
  all(): string {
    return this.#screen.all();
  }

  /** Returns the output as it was written, with escape sequences. */
  bytes(): string {
    return this.#bytes;
  }

  /** Returns the lines that the terminal began because the line before was too long. */
  broken(): string[] {
    return this.#screen.broken();
  }

  cells: Screen['cells'] = () => this.#screen.cells();

  look: Screen['look'] = (text) => this.#screen.look(text);

  column: Screen['column'] = (text) => this.#screen.column(text);

  cursorVisible(): boolean {
    return this.#screen.cursorVisible();
  }

  atLineStart(): boolean {
    return this.#screen.atLineStart();
  }

  /**
   * Returns true if the terminal echoes and buffers lines (ECHO, ICANON): now, or at the end of a command that has
   * ended.
   */
  echo(): boolean {
    const modes = this.#modes();
    return /(^|\s)echo\b/m.test(modes) && /(^|\s)icanon\b/m.test(modes);
  }

  /** Returns true if the command, which has ended, left every mode of the terminal as it was. */
  modesRestored(): boolean {
    return this.#note('before') === this.#note('end');
  }

  /** Resizes the window, as dragging its corner does. */
  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Ends all processes in the terminal. */
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
    await this.#wait(
      'to end',
      this.#patience,
      () => this.#status !== undefined && this.#screen.millisecondsQuiet() > 0,
    );
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

/** The wrapper leads the session and the process group of the command, except for jobs of an interactive shell. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Opens a terminal that closes when the running test ends. */
export function open(opening: Opening): PseudoTerminal {
  const terminal = new PseudoTerminal(opening);
  onTestFinished(() => terminal.close());
  return terminal;
}
