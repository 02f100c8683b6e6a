/** The contents of a state file, decrypted if necessary. */
import type { State } from '../model/state.ts';
import type { Cipher, Keys } from './encryption/cipher.ts';
import { admits, type Marker, readMarker } from './encryption/marker.ts';
import { decodeLines, type Header } from './envelope.ts';
import { notEncrypted, otherKey } from './state-errors.ts';

/** The decoded contents of a state file. */
export interface Contents {
  readonly header: Header;
  readonly state: State;
  /** The key of an encrypted file. The next revision is encrypted for it too. */
  readonly cipher?: Cipher;
}

/** Decodes an intact file. */
export async function decodeContents(
  { header, body }: { readonly header: Header; readonly body: Buffer },
  keys: Keys,
): Promise<Contents> {
  if (header.recipient === undefined) return { header, state: decodeLines(body) };
  const cipher = await keys.cipherFor(header.recipient);
  const { unsealState } = await import('./encryption/sealed.ts');
  const { command, state } = await unsealState(body, cipher);
  return { header: { ...header, command }, state, cipher };
}

/** A file to check before it is used as the state or an earlier revision. */
interface Candidate {
  readonly stateFolder: string;
  readonly path: string;
  readonly header: Header;
  /** The marker, read before the file. */
  readonly marker: Marker | undefined;
  /** Returns the newest intact revision that could be restored. */
  newestIntact(): Header | undefined;
}

/** Throws if the state is encrypted but this file is not, or is encrypted for another key. */
export function checkRecipient({ stateFolder, path, header, marker, newestIntact }: Candidate): void {
  const { recipient } = header;
  if (!marker || admits(marker, recipient)) return;
  // A conversion may have finished since the marker was read.
  const now = readMarker(stateFolder);
  if (!now || admits(now, recipient)) return;
  throw recipient === undefined
    ? notEncrypted(path, newestIntact())
    : otherKey(path, recipient, newestIntact());
}
