/** Encrypts a state with its generations and journal, or decrypts it. `finish-conversion.ts` makes this atomic. */

import { planOf } from '../envelope.ts';
import { replaceState } from '../replace-state.ts';
import { nextRevision } from '../state-file.ts';
import { errnoOf } from '../system-errors.ts';
import { finishConversion } from './finish-conversion.ts';
import { notFinished } from './key-errors.ts';
import { readMarker, writeMarker } from './marker.ts';
import { type Conversion, contentFor, stageFiles } from './stage-files.ts';

/** Converts everything or nothing. Returns the new revision. Requires the lock. */
export async function convert(conversion: Conversion): Promise<number> {
  const { folder, current, target, author, at, nonce } = conversion;
  const revision = nextRevision(folder, current);
  const lineage = current.header?.lineage ?? nonce;
  const entry = { at, ...author, before: current.header?.revision ?? 0, after: revision, objects: [] };
  try {
    const journal = await stageFiles(conversion, entry);
    const content = await contentFor(target, author.command, current);
    const marker = readMarker(folder);
    if (marker) writeMarker(folder, { ...marker, next: target?.cipher.note ?? 'plain' });
    const plan = current.header ? { plan: planOf(current.header) } : {};
    const record = () => journal;
    replaceState(folder, current, { lineage, revision, ...plan, at, ...content, record, nonce });
  } catch (error) {
    rollBackQuietly(folder);
    throw error;
  }
  try {
    finishConversion(folder);
  } catch (error) {
    throw errnoOf(error) === undefined ? error : notFinished(folder, error);
  }
  return revision;
}

/** Ends a failed conversion. Ignores errors: the first error is reported, and the next write tries again. */
function rollBackQuietly(folder: string): void {
  try {
    finishConversion(folder);
  } catch {
    // The caller throws the first error.
  }
}
