/** What a write puts on the disk, plain or encrypted. */
import type { State } from '../model/state.ts';
import { encodeState } from './codec.ts';
import type { Cipher } from './encryption/cipher.ts';
import { readMarker, writeMarker } from './encryption/marker.ts';
import type { Logged } from './journal.ts';
import type { Current, Next as NextFile } from './state-file.ts';
import type { Author, Entry, ObjectChange } from './store.ts';

/** What is to be put in place. */
export interface Next {
  readonly state: State;
  readonly lineage: string;
  readonly changes: readonly ObjectChange[];
  readonly author: Author;
}

/** The parts of a file, and the line of the journal that goes with it. */
type Content = Pick<NextFile, 'command' | 'recipient' | 'body' | 'aside'> & { readonly logged: Logged };

export const plain = ({ state, author }: Next, logged: Entry): Content => ({
  command: author.command,
  body: Buffer.from(encodeState(state)),
  logged,
});

export async function sealed(
  { header, bytes }: Current,
  { state, author }: Next,
  entry: Entry,
  cipher: Cipher,
): Promise<Content> {
  const { sealEntries, sealState } = await import('./encryption/sealed.ts');
  return {
    recipient: cipher.note.recipient,
    body: await sealState(author.command, state, cipher),
    logged: await sealEntries([entry], cipher),
    // An unusable file may well be a plain one.
    ...(!header && bytes && { aside: await cipher.encrypt(bytes) }),
  };
}

/** An encrypted state that nothing notes, after an accident, is noted again. Failing to is for the next write to mend. */
export function noteQuietly(folder: string, { note }: Cipher): void {
  try {
    if (!readMarker(folder)) writeMarker(folder, note);
  } catch {
    // The state is in place.
  }
}
