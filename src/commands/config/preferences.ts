import { PREFERENCES, type PreferenceKey, parsePreferenceKey } from '../../model/preferences.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';

/** The value of one preference; nothing on stdout when it is not set. */
export async function configGet(name: string, context: Context): Promise<Outcome> {
  const key = parsePreferenceKey(name);
  const value = (await context.preferences())[key];
  const shown = value === undefined ? [] : [value];
  return {
    kind: 'object',
    value: { key, value: value ?? null },
    names: shown,
    lines: shown,
    notes: value === undefined ? [`${key} is not set`] : [],
  };
}

export async function configSet(name: string, text: string, context: Context): Promise<Outcome> {
  const key = parsePreferenceKey(name);
  await context.setPreference(key, text);
  return { kind: 'object', value: { key, value: text }, names: [key], lines: [`${key} is now ${text}`] };
}

export async function configUnset(name: string, context: Context): Promise<Outcome> {
  const key = parsePreferenceKey(name);
  await context.unsetPreference(key);
  return { kind: 'object', value: { key, value: null }, names: [key], lines: [`${key} is not set`] };
}

interface PreferenceView {
  readonly key: PreferenceKey;
  readonly value: string | null;
  readonly describe: string;
}

export const PREFERENCE_COLUMNS: readonly Column<PreferenceView>[] = [
  { header: 'KEY', cell: (row) => row.key },
  { header: 'VALUE', cell: (row) => row.value ?? '-' },
  { header: 'WHAT', cell: (row) => row.describe },
];

export async function configList(context: Context): Promise<Outcome> {
  const set = await context.preferences();
  return list({
    rows: (Object.keys(PREFERENCES) as PreferenceKey[]).map((key) => ({
      key,
      value: set[key] ?? null,
      describe: PREFERENCES[key].describe,
    })),
    columns: PREFERENCE_COLUMNS,
    nameOf: (row) => row.key,
    empty: '',
  });
}
