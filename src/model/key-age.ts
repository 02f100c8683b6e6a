/** The age of keys, and the age at which they should be replaced. */
import type { Instant } from './instant.ts';
import { isAlive, isRendered, type Peering } from './peering.ts';
import { DEFAULT_KEY_MAX_AGE } from './preferences.ts';
import { settingOf } from './settings.ts';
import type { Client, Gateway, State } from './state.ts';

const DAY = 86_400_000;

/** Whole days since a key was created; null if that is not known. */
export const ageInDays = (createdAt: Instant | undefined, now: Instant): number | null =>
  createdAt === undefined ? null : Math.max(0, Math.floor((Date.parse(now) - Date.parse(createdAt)) / DAY));

export const gatewayKeyAge = ({ keyCreatedAt }: Gateway, now: Instant): number | null =>
  ageInDays(keyCreatedAt, now);

/** Returns when the present key was created; undefined for an imported one. */
export const keyCreation = ({
  keyCreatedAt,
  hasImportedKey,
  createdAt,
}: Pick<Client | Peering, 'keyCreatedAt' | 'hasImportedKey' | 'createdAt'>): Instant | undefined =>
  keyCreatedAt ?? (hasImportedKey ? undefined : createdAt);

/** Returns null for a peering without a preshared key. */
export const peeringKeyAge = (peering: Peering, now: Instant): number | null =>
  peering.requester.end.kind === 'gateway' && isAlive(peering) && !peering.withoutPresharedKey
    ? ageInDays(keyCreation(peering), now)
    : null;

export const clientKeyAge = (client: Client, now: Instant): number | null =>
  ageInDays(keyCreation(client), now);

export const keyAgeText = (days: number | null): string => (days === null ? '-' : `${days} d`);

/** A key with its age in days, and the command that replaces it. */
interface AgedKey {
  /** Such as `the key of gateway seoul`. */
  readonly what: string;
  readonly days: number | null;
  readonly remedy: string;
}

/** Returns one warning for all keys that are older than the setting `key-max-age`. */
function oldKeyWarnings(state: State, keys: readonly AgedKey[]): string[] {
  const limit = settingOf(state, 'key-max-age') ?? DEFAULT_KEY_MAX_AGE;
  if (limit === 'never') return [];
  const old = keys.filter(({ days }) => days !== null && days > Number.parseInt(limit, 10));
  const [oldest] = [...old].sort((one, other) => (other.days ?? 0) - (one.days ?? 0));
  if (!oldest) return [];
  const { what, days, remedy } = oldest;
  const text =
    old.length === 1
      ? `${what} is ${days} days old, older than key-max-age (${limit})`
      : `${old.length} keys are older than key-max-age (${limit}), the oldest is ${what}, with ${days} days`;
  return [`${text}; to replace it, run \`${remedy}\``];
}

/** A warning of gateways whose private key is older than the setting `key-max-age`. */
export const oldGatewayKeys = (state: State, gateways: readonly Gateway[], now: Instant): string[] =>
  oldKeyWarnings(
    state,
    gateways.map((gateway) => ({
      what: `the key of gateway ${gateway.name}`,
      days: gatewayKeyAge(gateway, now),
      remedy: `peerway gateway rotate-key ${gateway.name}`,
    })),
  );

/** A warning of peerings whose preshared key is older than the setting `key-max-age`. */
export const oldPeeringKeys = (state: State, peerings: readonly Peering[], now: Instant): string[] =>
  oldKeyWarnings(
    state,
    peerings.filter(isRendered).map((peering) => ({
      what: `the preshared key of peering ${peering.name}`,
      days: peeringKeyAge(peering, now),
      remedy: `peerway peering rotate-psk ${peering.name}`,
    })),
  );

/** A warning of clients whose keys are older than the setting `key-max-age`. */
export const oldClientKeys = (state: State, clients: readonly Client[], now: Instant): string[] =>
  oldKeyWarnings(
    state,
    clients
      .filter(({ status }) => status === 'active')
      .map((client) => ({
        what: `the key of client ${client.name} of ${client.gateway}`,
        days: clientKeyAge(client, now),
        remedy: `peerway client rotate-key ${client.gateway} ${client.name}`,
      })),
  );
