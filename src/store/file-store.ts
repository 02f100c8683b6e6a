/** The store that keeps the state in a folder of this host. */
import { randomUUID } from 'node:crypto';
import type { State } from '../model/state.ts';
import { changesBetween, type ObjectChange, touchedBy, withChanges } from './changes.ts';
import { makeFolder } from './disk.ts';
import { NO_ENTRIES } from './envelope.ts';
import { errnoOf } from './errno.ts';
import type { Exposed } from './exposure.ts';
import { type Backup, backupNamed, listBackups } from './generations.ts';
import { type Journal, readJournal } from './journal.ts';
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
import type { Author, Entry, Held, Snapshot, Store } from './store.ts';

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
    return snapshotOf(readCurrent(this.#folder));
  }

  commit(from: Snapshot, changes: readonly ObjectChange[], author: Author): Promise<number | undefined> {
    return this.exclusively(author, (held) => held.commit(from, changes, author));
  }

  async journal(): Promise<readonly Entry[]> {
    return this.wholeJournal().entries;
  }

  /** The journal with what is wrong with it. A state that cannot be used does not keep it from being read. */
  wholeJournal(): Journal {
    const { header, bytes } = readEvenUnusable(this.#folder);
    return readJournal(this.#folder, header || !bytes ? (header?.journal ?? NO_ENTRIES) : undefined);
  }

  /** The earlier revisions that are kept, the newest first. */
  async backups(): Promise<Backup[]> {
    return listBackups(this.#folder);
  }

  /** What of it others can get at. */
  async exposed(): Promise<Exposed[]> {
    return (await import('./exposure.ts')).exposedIn(this.#folder);
  }

  /**
   * Makes an earlier revision the next one. What is in place is kept: as a generation, or beside the state's file
   * when it is damaged.
   */
  restore(revision: number, author: Author): Promise<{ readonly revision: number }> {
    return this.#locked(author, async (write) => {
      const { header, state } = backupNamed(this.#folder, revision);
      const present = readEvenUnusable(this.#folder);
      const changes = changesBetween(present.state, state);
      return { revision: write(present, { state, lineage: header.lineage, changes, author }) };
    });
  }

  exclusively<Result>(author: Author, work: (held: Held) => Promise<Result>): Promise<Result> {
    return this.#locked(author, (write) => {
      // With the lock held, what was read stays true and need not be read again.
      let current: Current | undefined;
      return work({
        read: async () => {
          current = readCurrent(this.#folder);
          return snapshotOf(current);
        },
        commit: async (from, changes, author) => {
          const present = current ?? readCurrent(this.#folder);
          current = undefined;
          if (revisionOf(present) !== from.revision) return undefined;
          if (changes.length === 0) return from.revision;
          const lineage = present.header?.lineage ?? randomUUID();
          return write(present, { state: withChanges(present.state, changes), lineage, changes, author });
        },
      });
    });
  }

  async #locked<Result>(author: Author, work: (write: Write) => Promise<Result>): Promise<Result> {
    const { lockTimeoutMs: timeoutMs = 10_000, onWait = () => {}, flock } = this.#options;
    const [folder, now, nonce, { command }] = [this.#folder, this.#now(), randomUUID(), author];
    try {
      makeFolder(folder);
      // Only writers pay for loading node:child_process.
      const { locked } = await import('./lock/lock.ts');
      return await locked({ folder, command, timeoutMs, now, nonce, onWait, flock }, () => {
        sweepTemporaries(folder);
        return work((current, next) => this.#write(current, next, nonce));
      });
    } catch (error) {
      // What reading and replacing the state can run into, they have put into words themselves.
      throw errnoOf(error) === undefined ? error : notWritten(folder, error);
    }
  }

  #write(current: Current, { state, lineage, changes, author }: Next, nonce: string): number {
    const [folder, at] = [this.#folder, this.#now()];
    const [before, after] = [revisionOf(current), nextRevision(folder, current)];
    const entry = { at, ...author, before, after, objects: touchedBy(changes) };
    replaceState(folder, current, { state, lineage, revision: after, at, entry, nonce });
    return after;
  }

  #now(): string {
    return this.#options.now?.() ?? new Date().toISOString();
  }
}

/** What is to be put in place. */
interface Next {
  readonly state: State;
  readonly lineage: string;
  readonly changes: readonly ObjectChange[];
  readonly author: Author;
}

/** Puts it in place of what was read; returns its revision. */
type Write = (current: Current, next: Next) => number;

const revisionOf = ({ header }: Current): number => header?.revision ?? 0;

const snapshotOf = (current: Current): Snapshot => ({ revision: revisionOf(current), state: current.state });
