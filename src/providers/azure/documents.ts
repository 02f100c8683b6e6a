/** Reads JSON documents that `az` has printed. */
import { documentReader } from '../imported.ts';

export const SAVE_HINT = 'save it with --output json';

export const readAs = documentReader(SAVE_HINT);
