/** Encrypts a state with all that is kept of it, for a first key or another, or decrypts it. How it is one step, `finish-conversion.ts` says. */

import { nextRevision, replaceState } from '../state-file.ts';
import { errnoOf } from '../system-errors.ts';
import { settle } from './finish-conversion.ts';
import { notFinished } from './key-errors.ts';
import { readMarker, writeMarker } from './marker.ts';
import { type Conversion, contentFor, staged } from './stage-files.ts';

/** Converts everything or nothing; returns the new revision. Only with the lock held. */
export async function convert(conversion: Conversion): Promise<number> {
  const { folder, current, target, author, at, nonce } = conversion;
  const revision = nextRevision(folder, current);
  const lineage = current.header?.lineage ?? nonce;
  const entry = { at, ...author, before: current.header?.revision ?? 0, after: revision, objects: [] };
  try {
    const journal = await staged(conversion, entry);
    const content = await contentFor(target, author.command, current);
    const marker = readMarker(folder);
    if (marker) writeMarker(folder, { ...marker, next: target?.cipher.note ?? 'plain' });
    replaceState(folder, current, { lineage, revision, at, ...content, record: () => journal, nonce });
  } catch (error) {
    settleQuietly(folder);
    throw error;
  }
  try {
    settle(folder);
  } catch (error) {
    throw errnoOf(error) === undefined ? error : notFinished(folder, error);
  }
  return revision;
}

/** What went wrong first is what is told; what cannot be settled now, the next write settles. */
function settleQuietly(folder: string): void {
  try {
    settle(folder);
  } catch {
    // Said above.
  }
}
