/** Reads JSON documents that `gcloud` has printed. */
import { documentReader } from '../imported.ts';

export const SAVE_HINT = 'save it with --format json';

export const readAs = documentReader(SAVE_HINT);
