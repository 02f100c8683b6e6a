import { keyAgeText } from '../model/key-age.ts';
import type { Column } from '../output/result.ts';

/** The age of a key in days. */
export const KEY_AGE_COLUMN: Column<{ readonly keyAge: number | null }> = {
  header: 'KEY AGE',
  cell: ({ keyAge }) => keyAgeText(keyAge),
  value: ({ keyAge }) => String(keyAge ?? ''),
  values: 'number',
  rank: 5,
};
