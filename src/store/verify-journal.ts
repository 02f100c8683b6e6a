/** Verifies the journal of a state. */
import type { Cipher } from './encryption/cipher.ts';
import { isSealed, journalsSetAside, readBytes, readJournal } from './journal.ts';
import { type AuditedLine, auditJournal } from './journal-audit.ts';
import { readableEntries, type VerifiedJournal } from './readable-entries.ts';
import { type Current, tipOf } from './state-file.ts';

/**
 * Returns all entries that can be read, oldest first, with the damage at its place.
 * @param cipher  returns the key of an encrypted state whose file is unusable
 */
export async function verifyJournal(
  folder: string,
  current: Current,
  cipher: () => Promise<Cipher | undefined>,
): Promise<VerifiedJournal> {
  const tip = tipOf(folder, current);
  const { lines, damage } = readJournal(folder, tip);
  const intact = (): AuditedLine[] => lines.map((content, at) => ({ line: at + 1, content }));
  const { lines: audited, end } =
    damage === undefined ? { lines: intact(), end: undefined } : auditJournal(readBytes(folder), tip);
  const entries = await readableEntries(
    audited,
    lines.some(isSealed) ? (current.cipher ?? (await cipher())) : undefined,
  );
  const first = entries.find((entry) => entry.damage !== undefined)?.damage ?? end ?? damage;
  return {
    entries,
    setAside: journalsSetAside(folder),
    ...(first === undefined ? {} : { damage: first }),
  };
}
