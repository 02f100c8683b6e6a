/** New keys in place of old ones. Nothing else of a gateway, peering or client changes. */
import { validationError } from '../../errors.ts';
import type { Instant } from '../instant.ts';
import { isRendered } from '../peering.ts';
import { clientNamed, gatewayNamed, peeringNamed } from '../queries.ts';
import type { Secret } from '../secret.ts';
import { type Client, clientKey, type Gateway, type State, withEntry } from '../state.ts';
import type { Name, PublicKey } from '../values.ts';
import { throwIfKeyTaken } from './gateway.ts';

/** A key pair, or only its public key if the private one is kept elsewhere. */
export interface NewKeys {
  readonly publicKey: PublicKey;
  readonly privateKey?: Secret;
}

/** Returns the state with new keys of a gateway. Exit 4 if it does not exist, 5 if the key is taken. */
export function withGatewayKeys(state: State, name: string, keys: NewKeys, at: Instant | undefined): State {
  const gateway = gatewayNamed(state, name);
  throwIfKeyTaken(state, keys.publicKey, gateway.name);
  const { privateKey: _, keyCreatedAt: __, ...kept } = gateway;
  const changed: Gateway = { ...kept, ...keys, ...(at === undefined ? {} : { keyCreatedAt: at }) };
  return { ...state, gateways: withEntry(state.gateways, gateway.name, changed) };
}

/** Returns the state with a new preshared key of a peering. Exit 3 if it has none, 4 if it does not exist. */
export function withPresharedKey(state: State, name: string, presharedKey: Secret, at: Instant): State {
  const peering = peeringNamed(state, name);
  if (peering.requester.end.kind !== 'gateway')
    throw validationError(
      'no-preshared-key',
      `Peering ${peering.name} has no preshared key: it connects VPCs via ${peering.via}`,
      'only peerings of gateways have one; run `peerway peering list --via wireguard` to list them',
    );
  if (!isRendered(peering))
    throw validationError(
      'peering-not-active',
      `Peering ${peering.name} is not active, so no gateway uses its preshared key`,
      `run \`peerway peering show ${peering.name}\` to see its status`,
    );
  const { withoutPresharedKey: _, hasImportedKey: __, ...kept } = peering;
  const changed = { ...kept, presharedKey, keyCreatedAt: at };
  return { ...state, peerings: withEntry(state.peerings, peering.name, changed) };
}

export interface NewClientKeys extends NewKeys {
  readonly presharedKey: Secret;
}

/** Returns the state with new keys of a client. Exit 4 if it does not exist, 5 if the key is taken. */
export function withClientKeys(
  state: State,
  [gateway, name]: readonly [Name, string],
  keys: NewClientKeys,
  at: Instant,
): { readonly state: State; readonly client: Client } {
  const {
    privateKey: _,
    withoutPresharedKey: __,
    hasImportedKey: ___,
    ...kept
  } = clientNamed(state, gateway, name);
  throwIfKeyTaken(state, keys.publicKey);
  const client: Client = { ...kept, ...keys, keyCreatedAt: at };
  const clients = withEntry(state.clients, clientKey(client.gateway, client.name), client);
  return { state: { ...state, clients }, client };
}
