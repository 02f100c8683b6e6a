/** The store that keeps the state in a folder of this host. */
import { randomUUID } from 'node:crypto';
import type { State } from '../model/state.ts';
import { makeFolder } from './disk.ts';
import { errnoOf } from './errno.ts';
import { type Backup, backupNamed, listBackups } from './generations.ts';
import { notWritten } from './refusals.ts';
import {
  type Current,
  nextRevision,
  readCurrent,
  readEvenUnusable,
  replaceState,
  stateFilePath,
  sweepTemporaries,
} from './state-file.ts';
import type { Decision, Outcome, Snapshot, Store } from './store.ts';

export interface FileStoreOptions {
  /** Made by the first transaction. */
  readonly folder: string;
  /** How long to wait for the lock, in milliseconds; 10 seconds when absent. */
  readonly lockTimeoutMs?: number;
  /** Told once when another has held the lock for a second. */
  readonly onWait?: (line: string) => void;
  /** ISO 8601, UTC; the clock when absent. */
  readonly now?: () => string;
  /** Names or paths of the `flock` program; the usual ones when absent. */
  readonly flock?: readonly string[];
}

export class FileStore implements Store {
  readonly #options: FileStoreOptions;
  readonly #folder: string;

  constructor(options: FileStoreOptions) {
    this.#options = options;
    this.#folder = options.folder;
  }

  /** Path of the state's file. */
  get path(): string {
    return stateFilePath(this.#folder);
  }

  async read(): Promise<Snapshot> {
    const { header, state } = readCurrent(this.#folder);
    return { revision: header?.revision ?? 0, state };
  }

  transact<Result>(
    command: string,
    decide: (state: State, revision: number) => Decision<Result>,
  ): Promise<Outcome<Result>> {
    return this.#locked(command, (nonce) => {
      const current = readCurrent(this.#folder);
      const before = current.header?.revision ?? 0;
      const { state, result } = decide(current.state, before);
      if (state === current.state) return { result, revision: before, changed: false };
      const lineage = current.header?.lineage ?? randomUUID();
      return { result, revision: this.#put(current, { state, lineage, command, nonce }), changed: true };
    });
  }

  /** The earlier revisions that are kept, the newest first. */
  async backups(): Promise<Backup[]> {
    return listBackups(this.#folder);
  }

  /**
   * Makes an earlier revision the next one. What is in place is kept: as a generation, or beside the state's file
   * when it is damaged.
   */
  restore(revision: number): Promise<{ readonly revision: number }> {
    return this.#locked('state restore', (nonce) => {
      const { header, state } = backupNamed(this.#folder, revision);
      const { lineage } = header;
      const present = readEvenUnusable(this.#folder);
      return { revision: this.#put(present, { state, lineage, command: 'state restore', nonce }) };
    });
  }

  async #locked<Result>(command: string, act: (nonce: string) => Result): Promise<Result> {
    const { lockTimeoutMs: timeoutMs = 10_000, onWait = () => {}, flock } = this.#options;
    const [folder, now, nonce] = [this.#folder, this.#now(), randomUUID()];
    try {
      makeFolder(folder);
      // Only writers pay for loading node:child_process.
      const { locked } = await import('./lock/lock.ts');
      return await locked({ folder, command, timeoutMs, now, nonce, onWait, flock }, () => {
        sweepTemporaries(folder);
        return act(nonce);
      });
    } catch (error) {
      // What reading and replacing the state can run into, they have put into words themselves.
      throw errnoOf(error) === undefined ? error : notWritten(folder, error);
    }
  }

  #put(
    current: Current,
    next: {
      readonly state: State;
      readonly lineage: string;
      readonly command: string;
      readonly nonce: string;
    },
  ): number {
    const revision = nextRevision(this.#folder, current);
    replaceState(this.#folder, current, { ...next, revision, at: this.#now() });
    return revision;
  }

  #now(): string {
    return this.#options.now?.() ?? new Date().toISOString();
  }
}
