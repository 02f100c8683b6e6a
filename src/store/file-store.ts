/** The store that keeps the state in a folder of this host. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { changesBetween, touchedBy, withChanges } from './changes.ts';
import { identityAt, makeFolder } from './disk.ts';
import type { Cipher, KeySources, Keys } from './encryption/cipher.ts';
import { keysOf } from './encryption/lazy-keys.ts';
import { admits, readMarker, STAGE } from './encryption/marker.ts';
import type { Target } from './encryption/stage-files.ts';
import { type Backup, backupNamed, listBackups } from './generations.ts';
import { appendEntry, isSealed, readJournal } from './journal.ts';
import type { Exposed } from './permissions.ts';
import { type Next, noteQuietly, plain, sealed } from './revision-content.ts';
import { notWritten } from './state-errors.ts';
import {
  type Current,
  type Next as NextFile,
  nextRevision,
  presentHeader,
  readCurrent,
  readEvenUnusable,
  replaceState,
  stateFilePath,
  sweepTemporaries,
  tipOf,
} from './state-file.ts';
import type { Author, Entry, Held, ObjectChange, Snapshot, Store } from './store.ts';
import { errnoOf } from './system-errors.ts';

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
  /** Where the key of an encrypted state may come from. */
  readonly keys?: KeySources;
}

export class FileStore implements Store {
  readonly #options: FileStoreOptions;
  readonly #folder: string;
  readonly #keys: Keys;

  constructor(options: FileStoreOptions) {
    this.#options = options;
    this.#folder = options.folder;
    this.#keys = keysOf(options.folder, options.keys ?? {});
  }

  /** Path of the state's file. */
  get path(): string {
    return stateFilePath(this.#folder);
  }

  async read(): Promise<Snapshot> {
    return snapshotOf(await readCurrent(this.#folder, this.#keys));
  }

  commit(from: Snapshot, changes: readonly ObjectChange[], author: Author): Promise<number | undefined> {
    return this.exclusively(author, (held) => held.commit(from, changes, author));
  }

  async journal(): Promise<readonly Entry[]> {
    return (await this.wholeJournal()).entries;
  }

  /** The journal with what is wrong with it. A state that cannot be used does not keep it from being read. */
  async wholeJournal(): Promise<{ readonly entries: readonly Entry[]; readonly damage?: string }> {
    const current = await readEvenUnusable(this.#folder, this.#keys);
    const { lines, damage } = readJournal(this.#folder, tipOf(this.#folder, current));
    const { cipher } = current;
    const told = lines.some(isSealed)
      ? await (await import('./encryption/sealed.ts')).unsealEntries(lines, cipher ?? (await this.#noted()))
      : { entries: lines as readonly Entry[] };
    return { ...(damage === undefined ? {} : { damage }), ...told };
  }

  /** The earlier revisions that are kept, the newest first. */
  async backups(): Promise<Backup[]> {
    const backups = listBackups(this.#folder);
    if (!backups.some(({ header }) => header?.recipient)) return backups;
    return (await import('./encryption/backup-commands.ts')).withCommands(backups, this.#keys);
  }

  /** Whether the state is encrypted. */
  isEncrypted(): boolean {
    return readMarker(this.#folder) !== undefined || presentHeader(this.#folder)?.recipient !== undefined;
  }

  /** What of it others can get at. */
  async exposed(): Promise<Exposed[]> {
    return (await import('./permissions.ts')).exposedIn(this.#folder);
  }

  /**
   * Makes an earlier revision the next one. What is in place is kept: as a generation, or beside the state's file
   * when it is damaged.
   */
  restore(revision: number, author: Author): Promise<{ readonly revision: number }> {
    return this.#locked(author, async (write) => {
      const { header, state, cipher } = await backupNamed(this.#folder, revision, this.#keys);
      const present = await readEvenUnusable(this.#folder, this.#keys);
      const changes = changesBetween(present.state, state);
      const kept = present.cipher ?? cipher;
      const current = { ...present, ...(kept && { cipher: kept }) };
      return { revision: await write(current, { state, lineage: header.lineage, changes, author }) };
    });
  }

  /** Encrypts the state, its earlier revisions and its journal for a key, or for none. Returns the new revision. */
  convert(target: Target | undefined, author: Author): Promise<number> {
    return this.#locked(author, async () => {
      const current = await readCurrent(this.#folder, this.#keys);
      const { convert } = await import('./encryption/convert.ts');
      const [folder, keys, at, nonce] = [this.#folder, this.#keys, this.#now(), randomUUID()];
      return convert({ folder, keys, current, target, author, at, nonce });
    });
  }

  exclusively<Result>(author: Author, work: (held: Held) => Promise<Result>): Promise<Result> {
    return this.#locked(author, (write) => {
      // With the lock held, what was read stays true and need not be read again.
      let current: Current | undefined;
      return work({
        read: async () => {
          current = await readCurrent(this.#folder, this.#keys);
          return snapshotOf(current);
        },
        commit: async (from, changes, author) => {
          const present = current ?? (await readCurrent(this.#folder, this.#keys));
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
    const [folder, now, nonce] = [this.#folder, this.#now(), randomUUID()];
    // Whoever has to be asked for the key is asked before others are kept waiting.
    const encrypted = (await this.#noted()) !== undefined;
    // The lock says in plain text who holds it, and a command holds names.
    const command = encrypted ? 'peerway' : author.command;
    try {
      makeFolder(folder);
      // Only writers pay for loading node:child_process.
      const { locked } = await import('./lock/lock.ts');
      return await locked({ folder, command, timeoutMs, now, nonce, onWait, flock }, async () => {
        sweepTemporaries(folder);
        if (identityAt(join(folder, STAGE)))
          (await import('./encryption/finish-conversion.ts')).settle(folder);
        return work((current, next) => this.#write(current, next, nonce));
      });
    } catch (error) {
      // What reading and replacing the state can run into, they have put into words themselves.
      throw errnoOf(error) === undefined ? error : notWritten(folder, error);
    }
  }

  /** The key that is noted beside the state; undefined when there is none, or none is needed any more. */
  async #noted(): Promise<Cipher | undefined> {
    const marker = readMarker(this.#folder);
    if (!marker) return undefined;
    const present = presentHeader(this.#folder);
    if (!present || !admits(marker, present.recipient)) return this.#keys.cipherFor(marker.recipient);
    return present.recipient === undefined ? undefined : this.#keys.cipherFor(present.recipient);
  }

  async #write(current: Current, next: Next, nonce: string): Promise<number> {
    const [folder, at] = [this.#folder, this.#now()];
    const [before, after] = [revisionOf(current), nextRevision(folder, current)];
    const entry = { at, ...next.author, before, after, objects: touchedBy(next.changes) };
    const cipher = current.cipher ?? (await this.#noted());
    const { logged, ...content } = cipher ? await sealed(current, next, entry, cipher) : plain(next, entry);
    const record: NextFile['record'] = (tip) => appendEntry(folder, tip, logged, after);
    replaceState(folder, current, { lineage: next.lineage, revision: after, at, ...content, record, nonce });
    if (cipher) noteQuietly(folder, cipher);
    return after;
  }

  #now(): string {
    return this.#options.now?.() ?? new Date().toISOString();
  }
}

/** Puts it in place of what was read; returns its revision. */
type Write = (current: Current, next: Next) => Promise<number>;

const revisionOf = ({ header }: Current): number => header?.revision ?? 0;

const snapshotOf = (current: Current): Snapshot => ({ revision: revisionOf(current), state: current.state });
