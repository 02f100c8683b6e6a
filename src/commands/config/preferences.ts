import { UserError } from '../../errors.ts';
import {
  isSetting,
  type KeptIn,
  PREFERENCES,
  type PreferenceKey,
  type Preferences,
  parsePreferenceKey,
} from '../../model/preferences.ts';
import { type SettingName, settingOf } from '../../model/settings.ts';
import { EMPTY_STATE, type State } from '../../model/state.ts';
import { changeSetting } from '../../model/transitions/setting.ts';
import { type Column, listResult, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { type ValueChange, valueChanges, valueLines } from '../value-changes.ts';
import { leftOverWarnings, SETTING_NAMES } from './effective.ts';

/** One preference or setting as JSON. */
interface Preference {
  readonly key: PreferenceKey;
  /** Null if it is not set. */
  readonly value: string | null;
  /** The place of the value, or of the value that could be set. */
  readonly keptIn: KeptIn;
}

const preferenceIn = (state: State, own: Preferences, key: PreferenceKey): Preference => {
  const set = isSetting(key) ? settingOf(state, key) : undefined;
  if (set !== undefined) return { key, value: set, keptIn: 'state' };
  const value = own[key] ?? null;
  return { key, value, keptIn: value === null ? PREFERENCES[key].keptIn : 'preferences' };
};

/** Prints the value of a preference or setting; prints nothing to stdout if it is not set. */
export async function configGet(
  name: string,
  ports: Uses<'preferences' | 'state'>,
): Promise<Result<Preference>> {
  const key = parsePreferenceKey(name);
  const own = await ports.preferences.read();
  const state = isSetting(key) ? await ports.state.read() : EMPTY_STATE;
  const shown = ({ value }: Preference): string[] => (value === null ? [] : [value]);
  const found = preferenceIn(state, own, key);
  return objectResult(found, {
    names: shown,
    lines: shown,
    notes: found.value === null ? [`${key} is not set`] : [],
    warnings: isSetting(key) ? leftOverWarnings(state, own, key) : [],
  });
}

export async function configSet(
  name: string,
  text: string,
  ports: Uses<'preferences' | 'state'>,
): Promise<Result<ChangedPreference>> {
  const key = parsePreferenceKey(name);
  const value = PREFERENCES[key].parse(text);
  if (isSetting(key)) return setSetting(key, value, ports);
  const before = (await ports.preferences.read())[key];
  await ports.preferences.set(key, value);
  return changed({ key, value, keptIn: 'preferences' }, before, ports);
}

export async function configUnset(
  name: string,
  ports: Uses<'preferences' | 'state'>,
): Promise<Result<ChangedPreference>> {
  const key = parsePreferenceKey(name);
  if (isSetting(key)) return setSetting(key, undefined, ports);
  const before = (await ports.preferences.read())[key];
  await ports.preferences.unset(key);
  return changed({ key, value: null, keptIn: 'preferences' }, before, ports);
}

/** Changes a setting of the network, and removes the preference of that name that version 0.1.0 kept. */
async function setSetting(
  key: SettingName,
  value: string | undefined,
  { state, preferences }: Uses<'preferences' | 'state'>,
): Promise<Result<ChangedPreference>> {
  const operator = { actor: await state.actor(), login: state.login };
  // The left-over preference is checked, too: while it applies, it is the setting.
  const leftOver = (await preferences.read())[key];
  const { was } = await state.change((before) => {
    const known = settingOf(before, key) ?? leftOver;
    const inForce =
      known === undefined
        ? before
        : { ...before, settings: new Map([...before.settings, [key, { name: key, value: known }] as const]) };
    const after = changeSetting(inForce, key, value, operator);
    return { state: settingOf(before, key) === value ? before : after, was: known };
  });
  if (leftOver !== undefined) await preferences.unset(key);
  return changed({ key, value: value ?? null, keptIn: 'state' }, was, { state });
}

const PLACES: Readonly<Record<KeptIn, string>> = { preferences: 'your preferences', state: 'the state' };

type ChangedPreference = Preference & {
  /** The value and the one before, if they differ. */
  readonly updated: readonly ValueChange[];
};

function changed(
  preference: Preference,
  before: string | undefined,
  ports: Uses<'state'>,
): Result<ChangedPreference> {
  const is = ports.state.isDryRun ? 'would be' : 'is';
  const updated = valueChanges({ value: before ?? null }, { value: preference.value });
  return objectResult(
    { ...preference, updated },
    {
      names: ({ key }) => [key],
      lines: ({ key, value, keptIn }) => [
        value === null
          ? `${key} ${is} ${ports.state.isDryRun ? 'unset' : 'not set'}`
          : `${key} ${is} ${ports.state.isDryRun ? '' : 'now '}${value}, in ${PLACES[keptIn]}`,
        ...valueLines(updated, { value: key }),
      ],
    },
  );
}

interface PreferenceRow extends Preference {
  readonly describe: string;
}

export const PREFERENCE_COLUMNS: readonly Column<PreferenceRow>[] = [
  { header: 'KEY', cell: (row) => row.key },
  { header: 'VALUE', cell: (row) => row.value ?? '-' },
  { header: 'KEPT IN', cell: (row) => PLACES[row.keptIn] },
  { header: 'WHAT', cell: (row) => row.describe },
];

/** Lists all preferences and settings. Preferences are shown even if the state cannot be read. */
export async function configList(
  ports: Uses<'preferences' | 'state'>,
): Promise<Result<readonly PreferenceRow[]>> {
  const own = await ports.preferences.read();
  const { state, warnings } = await readable(ports);
  const rows = (Object.keys(PREFERENCES) as PreferenceKey[]).map((key) => ({
    ...preferenceIn(state, own, key),
    describe: PREFERENCES[key].description,
  }));
  return listResult(rows, {
    columns: PREFERENCE_COLUMNS,
    nameOf: (row) => row.key,
    empty: '',
    warnings: [...warnings, ...SETTING_NAMES.flatMap((name) => leftOverWarnings(state, own, name))],
  });
}

async function readable({
  state,
}: Uses<'state'>): Promise<{ readonly state: State; readonly warnings: readonly string[] }> {
  try {
    return { state: await state.read(), warnings: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { state: EMPTY_STATE, warnings: [`the settings of the network are not known: ${error.message}`] };
  }
}
