/** The state as one JSON document, for people and other programs: export and import. */
import { interfaceAddressText } from '../model/address/interface-address.ts';
import { endpointText, sshText } from '../model/endpoint.ts';
import { isMissing } from '../model/missing-keys.ts';
import type { ProviderSpecs } from '../model/provider.ts';
import type { Secret } from '../model/secret.ts';
import type { State } from '../model/state.ts';
import { importProblems } from './import/checks.ts';
import { fillKeys } from './import/fill-keys.ts';
import { importError } from './import/problems.ts';
import { type Document, FORMAT, parseDocument, VERSION } from './import/schema.ts';

/**
 * Returns the whole state, sorted by name, every value in the form that users type. `keyPair` tells for each gateway
 * and client whether the state holds its private key (`stored`) or the operator does (`operator`).
 */
export function exportState(state: State, { secrets }: { readonly secrets: boolean }): unknown {
  const withSecret = (name: string, secret: Secret | undefined) =>
    secrets && secret && !isMissing(secret) ? { [name]: secret.reveal() } : {};
  return {
    format: FORMAT,
    version: VERSION,
    secrets,
    locations: sorted(state.locations),
    vpcs: sorted(state.vpcs),
    gateways: sorted(state.gateways).map(
      ({ endpoint, ssh, privateKey, addresses, foreignPeers, ...rest }) => ({
        ...rest,
        ...(foreignPeers && {
          foreignPeers: foreignPeers.map(({ presharedKey, ...peer }) => ({
            ...peer,
            ...withSecret('presharedKey', presharedKey),
          })),
        }),
        ...(addresses && { addresses: addresses.map(interfaceAddressText) }),
        ...(endpoint && { endpoint: endpointText(endpoint) }),
        ...(ssh && { ssh: sshText(ssh) }),
        keyPair: privateKey ? 'stored' : 'operator',
        ...withSecret('privateKey', privateKey),
      }),
    ),
    clients: sorted(state.clients).map(({ privateKey, presharedKey, ...rest }) => ({
      ...rest,
      keyPair: privateKey ? 'stored' : 'operator',
      ...withSecret('privateKey', privateKey),
      ...withSecret('presharedKey', presharedKey),
    })),
    peerings: sorted(state.peerings).map(({ presharedKey, ...rest }) => ({
      ...rest,
      ...withSecret('presharedKey', presharedKey),
    })),
    settings: sorted(state.settings),
  };
}

/** The state in a document. */
export interface ImportedState {
  readonly state: State;
  /** Keys that neither the document nor the current state has: `private key of gateway seoul`. */
  readonly missing: readonly string[];
}

const sorted = <Value>(map: ReadonlyMap<string, Value>): Value[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);

/**
 * Returns the state in a document. Parses every value like user input, and takes keys that the document leaves out
 * from the current state. Throws with exit status 3 and all problems of the document. `missing`
 * names the keys that neither has.
 */
export function importState(value: unknown, current: State, specs: ProviderSpecs): ImportedState {
  const document: Document = parseDocument(value, specs);
  const { state, missing } = fillKeys(document, current);
  const problems = importProblems(document, state, specs);
  if (problems.length > 0) throw importError(problems);
  return { state, missing };
}
