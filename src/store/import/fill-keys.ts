/** Fills in keys that an imported document leaves out, from the current state. */
import type { Problem } from '../../errors.ts';
import { compareCidrs } from '../../model/address/cidr.ts';
import { endsOf, isAlive, type Peering } from '../../model/peering.ts';
import type { Secret } from '../../model/secret.ts';
import { type Client, clientKey, type Gateway, type State, type Vpc } from '../../model/state.ts';
import type { PublicKey } from '../../model/values.ts';
import { importProblem } from './problems.ts';
import type { Document } from './schema.ts';

/** Records a key that is missing everywhere. */
type ReportMissing = (key: string) => void;

/** Returns the state in a document with the keys filled in, and a problem for each key that is missing in both. */
export function fillKeys(document: Document, current: State): { state: State; missing: Problem[] } {
  const missing: Problem[] = [];
  const reportMissing: ReportMissing = (key) =>
    missing.push(importProblem(`Neither the document nor the current state contains the ${key}`));
  const clients = document.clients.flatMap((client) => clientWithKeys(client, current, reportMissing) ?? []);
  const state: State = {
    locations: new Map(document.locations.map((location) => [location.name, location])),
    vpcs: new Map(document.vpcs.map((vpc) => [vpc.name, inPlanOrder(vpc)])),
    gateways: new Map(
      document.gateways.map((one) => [one.name, gatewayWithKey(one, current, reportMissing)]),
    ),
    clients: new Map(clients.map((client) => [clientKey(client.gateway, client.name), client])),
    peerings: new Map(
      document.peerings.map((one) => [one.name, peeringWithKey(one, current, reportMissing)]),
    ),
    settings: document.settings
      ? new Map(document.settings.map((setting) => [setting.name, setting]))
      : current.settings,
  };
  return { state, missing };
}

const inPlanOrder = (vpc: Vpc): Vpc => ({ ...vpc, cidrs: [...vpc.cidrs].sort(compareCidrs) });

interface KeyHolder {
  readonly publicKey: PublicKey;
  readonly privateKey?: Secret;
}

/** Returns the known private key if it belongs to the same public key. */
const knownPrivateKey = (known: KeyHolder | undefined, { publicKey }: KeyHolder): Secret | undefined =>
  known?.publicKey === publicKey ? known.privateKey : undefined;

function gatewayWithKey(
  { keyPair, ...gateway }: Document['gateways'][number],
  current: State,
  reportMissing: ReportMissing,
): Gateway {
  if (keyPair === 'operator' || gateway.privateKey) return gateway;
  const privateKey = knownPrivateKey(current.gateways.get(gateway.name), gateway);
  if (!privateKey) reportMissing(`private key of gateway ${gateway.name}`);
  return { ...gateway, ...(privateKey && { privateKey }) };
}

/** Returns undefined without a preshared key: every client has one. */
function clientWithKeys(
  { keyPair, ...client }: Document['clients'][number],
  current: State,
  reportMissing: ReportMissing,
): Client | undefined {
  const owner = `client ${client.name} of ${client.gateway}`;
  const known = current.clients.get(clientKey(client.gateway, client.name));
  const isSame = known?.publicKey === client.publicKey;
  const privateKey = client.privateKey ?? (keyPair === 'stored' ? knownPrivateKey(known, client) : undefined);
  const presharedKey = client.presharedKey ?? (isSame ? known.presharedKey : undefined);
  if (keyPair === 'stored' && !privateKey) reportMissing(`private key of ${owner}`);
  if (!presharedKey) reportMissing(`preshared key of ${owner}`);
  return presharedKey && { ...client, ...(privateKey && { privateKey }), presharedKey };
}

/** Only a peering of gateways that has not ended needs a preshared key. */
function peeringWithKey(
  peering: Document['peerings'][number],
  current: State,
  reportMissing: ReportMissing,
): Peering {
  if (peering.presharedKey || peering.requester.end.kind === 'vpc') return peering;
  const known = current.peerings.get(peering.name);
  const presharedKey = known && pairOf(known) === pairOf(peering) ? known.presharedKey : undefined;
  if (!presharedKey && isAlive(peering)) reportMissing(`preshared key of peering ${peering.name}`);
  return { ...peering, ...(presharedKey && { presharedKey }) };
}

const pairOf = (peering: Peering): string => endsOf(peering).sort().join();
