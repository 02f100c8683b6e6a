/** The state as one JSON document that people and other programs can read, and back again. */

import { endpointText, sshText } from '../model/endpoint.ts';
import type { Secret } from '../model/secret.ts';
import type { State } from '../model/state.ts';
import { importProblems } from './import/checks.ts';
import { withKeys } from './import/keys.ts';
import { failed } from './import/problems.ts';
import { type Document, FORMAT, parseDocument, VERSION } from './import/schema.ts';

/**
 * The whole state, every value as a person would type it, sorted by name. Without secrets, `keyPair` says of each
 * gateway and client whether its private key is kept here (`stored`) or was never seen (`operator`).
 */
export function exportState(state: State, { secrets }: { readonly secrets: boolean }): unknown {
  const shown = (name: string, secret: Secret | undefined) =>
    secrets && secret ? { [name]: secret.reveal() } : {};
  return {
    format: FORMAT,
    version: VERSION,
    secrets,
    locations: sorted(state.locations),
    vpcs: sorted(state.vpcs),
    gateways: sorted(state.gateways).map(({ endpoint, ssh, privateKey, ...rest }) => ({
      ...rest,
      endpoint: endpointText(endpoint),
      ...(ssh && { ssh: sshText(ssh) }),
      keyPair: privateKey ? 'stored' : 'operator',
      ...shown('privateKey', privateKey),
    })),
    clients: sorted(state.clients).map(({ privateKey, presharedKey, ...rest }) => ({
      ...rest,
      keyPair: privateKey ? 'stored' : 'operator',
      ...shown('privateKey', privateKey),
      ...shown('presharedKey', presharedKey),
    })),
    peerings: sorted(state.peerings).map(({ presharedKey, ...rest }) => ({
      ...rest,
      ...shown('presharedKey', presharedKey),
    })),
    cloudPeerings: sorted(state.cloudPeerings),
  };
}

const sorted = <Value>(map: ReadonlyMap<string, Value>): Value[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);

/**
 * The state of such a document, every value parsed like anything typed. Keys that it leaves out are taken from
 * the current state. Exit 3 with everything that is wrong with it.
 */
export function importState(value: unknown, current: State): State {
  const document: Document = parseDocument(value);
  const { state, missing } = withKeys(document, current);
  const problems = [...missing, ...importProblems(document, state)];
  if (problems.length > 0)
    throw failed(problems, missing.length > 0 ? 'export with --with-secrets' : undefined);
  return state;
}
