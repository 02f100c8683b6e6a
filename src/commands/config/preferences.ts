import { PREFERENCES, type PreferenceKey, parsePreferenceKey } from '../../model/preferences.ts';
import { type Column, listResult, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';

/** One preference as JSON. */
interface Preference {
  readonly key: PreferenceKey;
  /** Null if it is not set. */
  readonly value: string | null;
}

/** Prints the value of a preference; prints nothing to stdout if it is not set. */
export async function configGet(name: string, ports: Uses<'preferences'>): Promise<Result<Preference>> {
  const key = parsePreferenceKey(name);
  const { [key]: set = null } = await ports.preferences.read();
  const shown = ({ value }: Preference): string[] => (value === null ? [] : [value]);
  return objectResult(
    { key, value: set },
    { names: shown, lines: shown, notes: set === null ? [`${key} is not set`] : [] },
  );
}

export async function configSet(
  name: string,
  text: string,
  ports: Uses<'preferences'>,
): Promise<Result<Preference>> {
  const key = parsePreferenceKey(name);
  await ports.preferences.set(key, text);
  return changed({ key, value: text });
}

export async function configUnset(name: string, ports: Uses<'preferences'>): Promise<Result<Preference>> {
  const key = parsePreferenceKey(name);
  await ports.preferences.unset(key);
  return changed({ key, value: null });
}

const changed = (preference: Preference): Result<Preference> =>
  objectResult(preference, {
    names: ({ key }) => [key],
    lines: ({ key, value }) => [value === null ? `${key} is not set` : `${key} is now ${value}`],
  });

interface PreferenceRow extends Preference {
  readonly describe: string;
}

export const PREFERENCE_COLUMNS: readonly Column<PreferenceRow>[] = [
  { header: 'KEY', cell: (row) => row.key },
  { header: 'VALUE', cell: (row) => row.value ?? '-' },
  { header: 'WHAT', cell: (row) => row.describe },
];

export async function configList(ports: Uses<'preferences'>): Promise<Result<readonly PreferenceRow[]>> {
  const set = await ports.preferences.read();
  const rows = (Object.keys(PREFERENCES) as PreferenceKey[]).map((key) => ({
    key,
    value: set[key] ?? null,
    describe: PREFERENCES[key].description,
  }));
  return listResult(rows, { columns: PREFERENCE_COLUMNS, nameOf: (row) => row.key, empty: '' });
}
