/** The entries of a journal that may be damaged, decrypted if necessary. */
import type { Cipher } from './encryption/cipher.ts';
import { isSealed } from './journal.ts';
import type { AuditedLine } from './journal-audit.ts';
import type { JournalEntry } from './store.ts';

/** An entry, with the damage of its line or after it. */
export interface ReadEntry extends JournalEntry {
  readonly damage?: string;
}

/** An entry in place of a line that cannot be read. */
const UNREADABLE: JournalEntry = { at: '', operator: '', command: '', before: 0, after: 0, objects: [] };

/** All that can be read of a journal. */
export interface VerifiedJournal {
  /** Oldest first. */
  readonly entries: readonly ReadEntry[];
  /** Describes the first damage. Absent if the journal is intact. */
  readonly damage?: string;
  /** Names of damaged journals that a change has set aside. */
  readonly setAside: readonly string[];
}

/** Returns the entries of the lines; one without a time for each line that cannot be read. */
export async function readableEntries(
  lines: readonly AuditedLine[],
  cipher: Cipher | undefined,
): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for (const { line, content, damage } of lines) {
    const found =
      content && isSealed(content) ? await unsealed(content.sealed, cipher) : content && [content];
    if (found)
      entries.push(
        ...(found as JournalEntry[]).map((entry) => ({ ...entry, ...(damage ? { damage } : {}) })),
      );
    else
      entries.push({
        ...UNREADABLE,
        damage: damage ?? `line ${line} has been altered and cannot be decrypted`,
      });
  }
  return entries;
}

const unsealed = async (sealed: string, cipher: Cipher | undefined): Promise<JournalEntry[] | undefined> =>
  (await import('./encryption/sealed.ts')).unsealLine({ sealed }, cipher);
