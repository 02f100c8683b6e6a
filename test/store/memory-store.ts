/**
 * A store in the form of a shared engine: a row of text per object, a revision, and compare-and-swap. It has no lock,
 * so writers race.
 */
import { setImmediate as roundTrip } from 'node:timers/promises';
import { touchedBy } from '../../src/store/changes.ts';
import { decodeState, encodeObject } from '../../src/store/codec.ts';
import type { Author, JournalEntry, ObjectChange, Snapshot, Store } from '../../src/store/store.ts';

export class MemoryStore implements Store {
  #revision = 0;
  /** By `kind/key`. */
  readonly #rows = new Map<string, string>();
  readonly #journal: string[] = [];
  /** Number of commits that lost the race. */
  lost = 0;

  async read(): Promise<Snapshot> {
    await roundTrip();
    const [revision, rows] = [this.#revision, [...this.#rows.values()]];
    await roundTrip();
    return { revision, state: decodeState(rows.map((row) => `${row}\n`).join('')) };
  }

  async commit(
    from: Snapshot,
    changes: readonly ObjectChange[],
    author: Author,
  ): Promise<number | undefined> {
    const rows = changes.map(rowOf);
    await roundTrip();
    const revision = this.#apply(from.revision, changes, rows, author);
    await roundTrip();
    return revision;
  }

  async journal(): Promise<readonly JournalEntry[]> {
    await roundTrip();
    return this.#journal.map((entry): JournalEntry => JSON.parse(entry));
  }

  /** Runs in the engine, one commit at a time. */
  #apply(
    before: number,
    changes: readonly ObjectChange[],
    rows: readonly (readonly [key: string, row: string | undefined])[],
    author: Author,
  ): number | undefined {
    if (before !== this.#revision) {
      this.lost++;
      return undefined;
    }
    if (rows.length === 0) return before;
    for (const [key, row] of rows) {
      if (row === undefined) this.#rows.delete(key);
      else this.#rows.set(key, row);
    }
    this.#revision = before + 1;
    const at = new Date().toISOString();
    const entry: JournalEntry = { at, ...author, before, after: this.#revision, objects: touchedBy(changes) };
    this.#journal.push(JSON.stringify(entry));
    return this.#revision;
  }
}

const rowOf = ({ kind, key, after }: ObjectChange): readonly [key: string, row: string | undefined] => [
  `${kind}/${key}`,
  after && encodeObject(kind, after),
];
