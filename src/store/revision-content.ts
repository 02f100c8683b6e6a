/** The content of a new revision, unencrypted or encrypted. */
import type { State } from '../model/state.ts';
import { encodeState } from './codec.ts';
import type { Cipher } from './encryption/cipher.ts';
import { readMarker, writeMarker } from './encryption/marker.ts';
import type { JournalLine } from './journal.ts';
import type { NextRevision } from './replace-state.ts';
import type { Current } from './state-file.ts';
import type { Author, JournalEntry, ObjectChange } from './store.ts';

/** A commit that is about to be written. */
export interface PendingCommit {
  readonly state: State;
  readonly lineage: string;
  readonly changes: readonly ObjectChange[];
  readonly author: Author;
}

/** The parts of the state file that depend on encryption, and the matching line of the journal. */
type RevisionContent = Pick<NextRevision, 'command' | 'recipient' | 'body' | 'encryptedOriginal'> & {
  readonly journalLine: JournalLine;
};

export const plainContent = (
  { state: current }: Current,
  { state, author }: PendingCommit,
  entry: JournalEntry,
): RevisionContent => ({
  command: author.command,
  body: Buffer.from(encodeState(state, current)),
  journalLine: entry,
});

export async function sealedContent(
  { header, bytes }: Current,
  { state, author }: PendingCommit,
  entry: JournalEntry,
  cipher: Cipher,
): Promise<RevisionContent> {
  const { sealEntries, sealState } = await import('./encryption/sealed.ts');
  return {
    recipient: cipher.note.recipient,
    body: await sealState(author.command, state, cipher),
    journalLine: await sealEntries([entry], cipher),
    // An unusable file may be unencrypted.
    ...(!header && bytes && { encryptedOriginal: await cipher.encrypt(bytes) }),
  };
}

/** Writes a missing marker of an encrypted state again. Errors are ignored: the next write tries again. */
export function restoreMarker(folder: string, { note }: Cipher): void {
  try {
    if (!readMarker(folder)) writeMarker(folder, note);
  } catch {
    // The state itself is written.
  }
}
