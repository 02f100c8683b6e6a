/** What lies in a state's file, decrypted where that takes a key. */
import type { State } from '../model/state.ts';
import type { Cipher, Keys } from './encryption/cipher.ts';
import { admits, type Marker, readMarker } from './encryption/marker.ts';
import { decodeLines, type Header } from './envelope.ts';
import { notEncrypted, otherKey } from './state-errors.ts';

export interface Contents {
  readonly header: Header;
  readonly state: State;
  /** What it was encrypted with, and what replaces it will be. */
  readonly cipher?: Cipher;
}

/** The contents of a file that is as it was written. */
export async function contentsOf(
  { header, body }: { readonly header: Header; readonly body: Buffer },
  keys: Keys,
): Promise<Contents> {
  if (header.recipient === undefined) return { header, state: decodeLines(body) };
  const cipher = await keys.cipherFor(header.recipient);
  const { unsealState } = await import('./encryption/sealed.ts');
  const { command, state } = await unsealState(body, cipher);
  return { header: { ...header, command }, state, cipher };
}

/** A file that is to be taken for the state, or an earlier one. */
interface Claim {
  readonly stateFolder: string;
  readonly path: string;
  readonly header: Header;
  /** What was noted before the file was read. */
  readonly marker: Marker | undefined;
  /** An earlier revision that could be restored. */
  good(): Header | undefined;
}

/** Throws for a file that is plain, or encrypted for somebody else, where the state is encrypted. */
export function refuseStranger({ stateFolder, path, header, marker, good }: Claim): void {
  const { recipient } = header;
  if (!marker || admits(marker, recipient)) return;
  // The state may just have been decrypted, or encrypted for a new key.
  const now = readMarker(stateFolder);
  if (!now || admits(now, recipient)) return;
  throw recipient === undefined ? notEncrypted(path, good()) : otherKey(path, recipient, good());
}
