import { validationError } from '../../errors.ts';
import { isPending } from '../peering.ts';
import { type SettingName, settingOf } from '../settings.ts';
import { type State, withEntry, withoutEntries } from '../state.ts';
import type { Owner } from '../values.ts';

/** The person who changes a setting. */
export interface Operator {
  readonly actor: Owner;
  readonly login: Owner | undefined;
}

/** Returns the state with a setting; without it if there is no value. */
export function changeSetting(
  state: State,
  name: SettingName,
  value: string | undefined,
  operator: Operator,
): State {
  if (settingOf(state, name) === value) return state;
  const settings =
    value === undefined
      ? withoutEntries(state.settings, [name])
      : withEntry(state.settings, name, { name, value });
  const next = { ...state, settings };
  throwIfOwnRequestWaits(state, next, operator);
  return next;
}

/**
 * Throws if the change no longer requires a second operator while a request of this operator waits for one: they could
 * accept it themselves. The same acting owner or the same login is enough, since an operator can act for any owner.
 */
export function throwIfOwnRequestWaits(before: State, after: State, { actor, login }: Operator): void {
  if (settingOf(before, 'require-second-operator') !== 'on') return;
  if (settingOf(after, 'require-second-operator') === 'on') return;
  const own = [...before.peerings.values()].filter(
    (one) => isPending(one) && (one.createdBy === actor || (login && one.createdLogin === login)),
  );
  const [first] = own;
  if (!first) return;
  throw validationError(
    'same-operator',
    'You cannot turn require-second-operator off while your own request waits for a second operator',
    `ask another operator, or first run \`peerway peering delete ${first.name}\``,
    own.map(({ name, createdBy }) => `peering ${name}, requested by ${createdBy}`),
  );
}
