/** The value of a setting that is in force. */
import { PREFERENCES, type Preferences } from '../../model/preferences.ts';
import { type SettingName, type Settings, settingOf } from '../../model/settings.ts';
import type { State } from '../../model/state.ts';

/**
 * Returns the setting of the network. Without one, returns the personal preference that version 0.1.0 kept under this
 * name: it stays in force until the state has a value.
 */
export const effective = <Key extends SettingName>(
  state: State,
  leftOver: Preferences,
  name: Key,
): Settings[Key] => settingOf(state, name) ?? leftOver[name];

/** Returns the warning about a preference of version 0.1.0 that is now a setting of the network; none if there is none. */
export function leftOverWarnings(state: State, leftOver: Preferences, name: SettingName): string[] {
  const [value, set] = [leftOver[name], settingOf(state, name)];
  if (value === undefined) return [];
  return set === undefined
    ? [
        `${name} is still your own preference, so it does not apply to other operators: to make it a setting of the network, run \`peerway config set ${name} ${value}\``,
      ]
    : value === set
      ? []
      : [
          `your own preference ${name} is ${value}, but the network's setting is ${set}, which applies: to remove the preference, run \`peerway config set ${name} ${set}\``,
        ];
}

/** The names of all settings of the network. */
export const SETTING_NAMES = (Object.keys(PREFERENCES) as (keyof Preferences)[]).filter(
  (key): key is SettingName => PREFERENCES[key].keptIn === 'state',
);
