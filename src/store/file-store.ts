/** A store that keeps the state in a folder on this host. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { State } from '../model/state.ts';
import { changesBetween, touchedBy, withChanges } from './changes.ts';
import { identityAt, makeFolder } from './disk.ts';
import type { Cipher, KeySources, Keys } from './encryption/cipher.ts';
import { lazyKeys } from './encryption/lazy-keys.ts';
import { admits, readMarker, STAGE } from './encryption/marker.ts';
import type { Target } from './encryption/stage-files.ts';
import { planOf } from './envelope.ts';
import { checkFolder } from './folder-safety.ts';
import { type Backup, listBackups, readBackup } from './generations.ts';
import { appendLine } from './journal.ts';
import type { ExposedPath } from './permissions.ts';
import { changesPlan } from './plan-change.ts';
import type { VerifiedJournal } from './readable-entries.ts';
import { type NextRevision, removeTemporaries, replaceState } from './replace-state.ts';
import { type PendingCommit, plainContent, restoreMarker, sealedContent } from './revision-content.ts';
import { notWritten } from './state-errors.ts';
import {
  type Current,
  currentHeader,
  nextRevision,
  readCurrent,
  readEvenUnusable,
  stateFilePath,
} from './state-file.ts';
import type {
  Author,
  JournalEntry,
  ObjectChange,
  Snapshot,
  Store,
  TouchedObject,
  Transaction,
} from './store.ts';
import { errnoOf } from './system-errors.ts';

export interface FileStoreOptions {
  /** The first transaction creates it. */
  readonly folder: string;
  /** Timeout for the lock in milliseconds (default: 10 seconds). */
  readonly lockTimeoutMs?: number;
  /** Called with each warning about the state folder, once. */
  readonly onWarning?: (text: string) => void;
  /** Called once if another process holds the lock for more than a second. */
  readonly onWait?: (line: string) => void;
  /** Returns the time as ISO 8601, UTC (default: the system clock). */
  readonly now?: () => string;
  /** Names or paths of the `flock` program (default: the usual ones). */
  readonly flock?: readonly string[];
  /** Sources of the key of an encrypted state. */
  readonly keys?: KeySources;
}

export class FileStore implements Store {
  readonly #options: FileStoreOptions;
  readonly #folder: string;
  readonly #keys: Keys;
  #isChecked = false;
  /** The last read of the current state. */
  #lastRead: Current | undefined;

  constructor(options: FileStoreOptions) {
    this.#options = options;
    this.#folder = options.folder;
    this.#keys = lazyKeys(options.folder, options.keys ?? {});
  }

  /** Path of the state file. */
  get path(): string {
    return stateFilePath(this.#folder);
  }

  async read(): Promise<Snapshot> {
    this.#checkFolder();
    return snapshotOf(await this.#readCurrent());
  }

  commit(from: Snapshot, changes: readonly ObjectChange[], author: Author): Promise<number | undefined> {
    return this.exclusively(author, (transaction) => transaction.commit(from, changes, author));
  }

  async journal(): Promise<readonly JournalEntry[]> {
    return (await this.verifyJournal()).entries.filter(({ at }) => at !== '');
  }

  /**
   * Returns all entries that can be read, oldest first, with the damage at its place; `damage` describes the first one.
   * Works even if the state file is unusable.
   */
  async verifyJournal(): Promise<VerifiedJournal> {
    this.#checkFolder();
    const current = await readEvenUnusable(this.#folder, this.#keys);
    const { verifyJournal } = await import('./verify-journal.ts');
    return verifyJournal(this.#folder, current, () => this.#cipher());
  }

  /** Returns the earlier revisions, newest first. */
  async backups(): Promise<Backup[]> {
    const backups = listBackups(this.#folder);
    if (!backups.some(({ header }) => header?.recipient)) return backups;
    return (await import('./encryption/backup-commands.ts')).withCommands(backups, this.#keys);
  }

  isEncrypted(): boolean {
    return readMarker(this.#folder) !== undefined || currentHeader(this.#folder)?.recipient !== undefined;
  }

  /** Returns the files and folders of the state that other users can access. */
  async exposedPaths(): Promise<ExposedPath[]> {
    return (await import('./permissions.ts')).findExposed(this.#folder);
  }

  /** Returns what a restore of an earlier revision changes. */
  async changesTo(revision: number): Promise<TouchedObject[]> {
    this.#checkFolder();
    const { state } = await readBackup(this.#folder, revision, this.#keys);
    const found = await readEvenUnusable(this.#folder, this.#keys);
    return touchedBy(changesBetween(found.state, state), Number.POSITIVE_INFINITY);
  }

  /**
   * Makes an earlier revision the next one. The current file is kept: as a generation, or as `state.before-<n>.jsonl`
   * if it is unusable. `check` may throw to prevent the restore.
   */
  restore(
    revision: number,
    author: Author,
    check: (before: State, after: State, objects: readonly TouchedObject[]) => void = () => {},
  ): Promise<{ readonly revision: number }> {
    return this.#withLock(author, async (write) => {
      const { header, state, cipher } = await readBackup(this.#folder, revision, this.#keys);
      const found = await readEvenUnusable(this.#folder, this.#keys);
      const changes = changesBetween(found.state, state);
      check(found.state, state, touchedBy(changes, Number.POSITIVE_INFINITY));
      const key = found.cipher ?? cipher;
      const current = { ...found, ...(key && { cipher: key }) };
      return { revision: await write(current, { state, lineage: header.lineage, changes, author }) };
    });
  }

  /** Encrypts the state, its earlier revisions and its journal, or decrypts them. Returns the new revision. */
  convert(target: Target | undefined, author: Author): Promise<number> {
    return this.#withLock(author, async () => {
      const current = await this.#readCurrent();
      const { convert } = await import('./encryption/convert.ts');
      const [folder, keys, at, nonce] = [this.#folder, this.#keys, this.#now(), randomUUID()];
      return convert({ folder, keys, current, target, author, at, nonce });
    });
  }

  exclusively<Result>(author: Author, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.#withLock(author, (write) => {
      // While the lock is held, the state that was read stays current.
      let cached: Current | undefined;
      return work({
        read: async () => {
          cached = await this.#readCurrent();
          return snapshotOf(cached);
        },
        commit: async (from, changes, author) => {
          const current = cached ?? (await this.#readCurrent());
          cached = undefined;
          if (revisionOf(current) !== from.revision) return undefined;
          if (changes.length === 0) return from.revision;
          const lineage = current.header?.lineage ?? randomUUID();
          return write(current, { state: withChanges(current.state, changes), lineage, changes, author });
        },
      });
    });
  }

  async #withLock<Result>(author: Author, work: (write: Write) => Promise<Result>): Promise<Result> {
    const { lockTimeoutMs: timeoutMs = 10_000, onWait = () => {}, flock } = this.#options;
    const [folder, now, nonce] = [this.#folder, this.#now(), randomUUID()];
    this.#checkFolder();
    // Prompts for the key come before the lock, so that other commands do not wait for the user.
    const encrypted = (await this.#cipher()) !== undefined;
    // The lock names its holder in plain text, and a command may contain names from an encrypted state.
    const command = encrypted ? 'peerway' : author.command;
    try {
      makeFolder(folder);
      // Only writers load node:child_process.
      const { withLock } = await import('./lock/lock.ts');
      return await withLock({ folder, command, timeoutMs, now, nonce, onWait, flock }, async () => {
        removeTemporaries(folder);
        if (identityAt(join(folder, STAGE)))
          (await import('./encryption/finish-conversion.ts')).finishConversion(folder);
        return work((current, commit) => this.#write(current, commit, nonce));
      });
    } catch (error) {
      // Reading and replacing the state already report their own errors as UserError.
      throw errnoOf(error) === undefined ? error : notWritten(folder, error);
    }
  }

  /** A command that decides before it takes the lock reads the state twice, but decodes it once. */
  async #readCurrent(): Promise<Current> {
    this.#lastRead = await readCurrent(this.#folder, this.#keys, this.#lastRead);
    return this.#lastRead;
  }

  /** Throws if the folder cannot be trusted; reports other findings once. */
  #checkFolder(): void {
    const warnings = checkFolder(this.#folder);
    if (this.#isChecked) return;
    this.#isChecked = true;
    for (const warning of warnings) this.#options.onWarning?.(warning);
  }

  /** Returns the key that the marker names, or undefined if the state is not encrypted. */
  async #cipher(): Promise<Cipher | undefined> {
    const marker = readMarker(this.#folder);
    if (!marker) return undefined;
    const header = currentHeader(this.#folder);
    if (!header || !admits(marker, header.recipient)) return this.#keys.cipherFor(marker.recipient);
    return header.recipient === undefined ? undefined : this.#keys.cipherFor(header.recipient);
  }

  async #write(current: Current, commit: PendingCommit, nonce: string): Promise<number> {
    const [folder, at] = [this.#folder, this.#now()];
    const [before, after] = [revisionOf(current), nextRevision(folder, current)];
    const entry = { at, ...commit.author, before, after, objects: touchedBy(commit.changes) };
    const cipher = current.cipher ?? (await this.#cipher());
    const { journalLine, ...content } = cipher
      ? await sealedContent(current, commit, entry, cipher)
      : plainContent(current, commit, entry);
    const record: NextRevision['record'] = (tip) => appendLine(folder, tip, journalLine, after);
    const { lineage } = commit;
    const plan = current.header && !changesPlan(commit.changes) ? { plan: planOf(current.header) } : {};
    replaceState(folder, current, { lineage, revision: after, ...plan, at, ...content, record, nonce });
    if (cipher) restoreMarker(folder, cipher);
    return after;
  }

  #now(): string {
    return this.#options.now?.() ?? new Date().toISOString();
  }
}

/** Writes a commit over the state that was read. Returns its revision. */
type Write = (current: Current, commit: PendingCommit) => Promise<number>;

const revisionOf = ({ header }: Current): number => header?.revision ?? 0;

const snapshotOf = (current: Current): Snapshot => ({ revision: revisionOf(current), state: current.state });
