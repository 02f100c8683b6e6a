/**
 * Keys that an import left out because neither the document nor the state had them. Everything else of such a state can
 * be shown and planned with.
 */
import { validationError } from '../errors.ts';
import { isRendered } from './peering.ts';
import { byName, clientsOf, gatewayNamed, peeringsOf } from './queries.ts';
import { Secret } from './secret.ts';
import type { Client, State } from './state.ts';
import type { Name } from './values.ts';

/** The value in place of a missing key. */
export const MISSING_KEY = new Secret('');

export const isMissing = (key: Secret | undefined): boolean => key?.reveal() === '';

/** Returns whether the state holds a private key, its operator does, or an import left it out. */
export const keyPlace = (privateKey: Secret | undefined): 'stored' | 'operator' | 'missing' => {
  if (isMissing(privateKey)) return 'missing';
  return privateKey ? 'stored' : 'operator';
};

const PLACES = { stored: 'in the state', operator: 'kept by the operator', missing: 'missing: not imported' };

export const keyPlaceText = (place: keyof typeof PLACES): string => PLACES[place];

/** A missing key, and the command that replaces it. */
interface MissingKey {
  readonly what: string;
  readonly remedy: string;
}

/** @param ownKey  false if the gateway generates its own private key */
function missingOf(state: State, name: Name, ownKey: boolean): MissingKey[] {
  const gateway = gatewayNamed(state, name);
  const peerings = peeringsOf(state, name).filter((one) => isRendered(one) && isMissing(one.presharedKey));
  const clients = byName(clientsOf(state, name)).filter(({ presharedKey }) => isMissing(presharedKey));
  return [
    ...(ownKey && isMissing(gateway.privateKey)
      ? [
          {
            what: `private key of gateway ${name}`,
            remedy: `peerway gateway update ${name} --public-key ${gateway.publicKey}`,
          },
        ]
      : []),
    ...byName(peerings).map((one) => ({
      what: `preshared key of peering ${one.name}`,
      remedy: `peerway peering delete ${one.name}`,
    })),
    ...clients.map((one) => ({
      what: `preshared key of client ${one.name}`,
      remedy: `peerway client delete ${name} ${one.name}`,
    })),
  ];
}

/** Throws exit 3 if the files of a gateway need keys that are missing. */
export function throwIfKeysMissing(
  state: State,
  names: readonly Name[],
  { ownKeys = true }: { readonly ownKeys?: boolean } = {},
): void {
  const missing = names.flatMap((name) => missingOf(state, name, ownKeys));
  const [first] = missing;
  if (first) throw keysMissing(`gateway ${names.join(', ')}`, missing);
}

/** Throws exit 3 if the configuration of a client needs keys that are missing. */
export function throwIfClientKeysMissing({ name, gateway, privateKey, presharedKey }: Client): void {
  const remedy = `peerway client delete ${gateway} ${name}`;
  const missing = [
    ...(isMissing(privateKey) ? [{ what: `private key of client ${name}`, remedy }] : []),
    ...(isMissing(presharedKey) ? [{ what: `preshared key of client ${name}`, remedy }] : []),
  ];
  if (missing.length > 0) throw keysMissing(`client ${name} of ${gateway}`, missing);
}

const keysMissing = (what: string, missing: readonly MissingKey[]) =>
  validationError(
    'keys-missing',
    `Keys of ${what} are missing: the plan was imported without them`,
    'import the output of `peerway state export --with-secrets`, or replace the keys with the commands above',
    missing.map((one) => `${one.what}; to replace it, begin with \`${one.remedy}\``),
  );
