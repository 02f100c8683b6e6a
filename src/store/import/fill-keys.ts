/** Fills in keys that an imported document leaves out, from the current state. */
import { compareCidrs } from '../../model/address/cidr.ts';
import { isMissing, MISSING_KEY } from '../../model/missing-keys.ts';
import { endsOf, isAlive, type Peering } from '../../model/peering.ts';
import type { Secret } from '../../model/secret.ts';
import { type Client, clientKey, type Gateway, type State, type Vpc } from '../../model/state.ts';
import type { PublicKey } from '../../model/values.ts';
import type { Document } from './schema.ts';

/** Records a key that is missing everywhere, such as `private key of gateway seoul`. */
type ReportMissing = (key: string) => void;

/** Returns the state in a document with the keys filled in, and the keys that are missing in both. */
export function fillKeys(document: Document, current: State): { state: State; missing: string[] } {
  const missing: string[] = [];
  const reportMissing: ReportMissing = (key) => void missing.push(key);
  const clients = document.clients.map((client) => clientWithKeys(client, current, reportMissing));
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
  { keyPair, ...imported }: Document['gateways'][number],
  current: State,
  reportMissing: ReportMissing,
): Gateway {
  const gateway = withForeignKeys(imported, current.gateways.get(imported.name));
  if (keyPair === 'operator' || gateway.privateKey) return gateway;
  const privateKey = knownPrivateKey(current.gateways.get(gateway.name), gateway);
  if (!privateKey || isMissing(privateKey)) reportMissing(`private key of gateway ${gateway.name}`);
  return { ...gateway, privateKey: privateKey ?? MISSING_KEY };
}

/** Fills in the preshared keys of foreign peers that are known. Without them, they are not compared with others. */
function withForeignKeys(gateway: Gateway, known: Gateway | undefined): Gateway {
  const { foreignPeers } = gateway;
  if (!foreignPeers || known?.publicKey !== gateway.publicKey) return gateway;
  const keys = new Map(known.foreignPeers?.map((one) => [one.publicKey, one.presharedKey]));
  return {
    ...gateway,
    foreignPeers: foreignPeers.map((peer) => {
      const presharedKey = peer.presharedKey ?? keys.get(peer.publicKey);
      return presharedKey && !peer.withoutPresharedKey ? { ...peer, presharedKey } : peer;
    }),
  };
}

function clientWithKeys(
  { keyPair, ...client }: Document['clients'][number],
  current: State,
  reportMissing: ReportMissing,
): Client {
  const owner = `client ${client.name} of ${client.gateway}`;
  const known = current.clients.get(clientKey(client.gateway, client.name));
  const isSame = known?.publicKey === client.publicKey;
  const privateKey = client.privateKey ?? (keyPair === 'stored' ? knownPrivateKey(known, client) : undefined);
  const presharedKey = client.presharedKey ?? (isSame ? known.presharedKey : undefined);
  const needsPresharedKey = client.withoutPresharedKey !== true;
  const isStored = keyPair === 'stored';
  if (isStored && (!privateKey || isMissing(privateKey))) reportMissing(`private key of ${owner}`);
  if (needsPresharedKey && (!presharedKey || isMissing(presharedKey)))
    reportMissing(`preshared key of ${owner}`);
  return {
    ...client,
    ...(isStored ? { privateKey: privateKey ?? MISSING_KEY } : privateKey ? { privateKey } : {}),
    ...(needsPresharedKey ? { presharedKey: presharedKey ?? MISSING_KEY } : {}),
  };
}

/** Only a peering of gateways that has not ended needs a preshared key. */
function peeringWithKey(
  peering: Document['peerings'][number],
  current: State,
  reportMissing: ReportMissing,
): Peering {
  if (peering.presharedKey || peering.withoutPresharedKey || peering.requester.end.kind === 'vpc')
    return peering;
  const known = current.peerings.get(peering.name);
  const presharedKey = known && pairOf(known) === pairOf(peering) ? known.presharedKey : undefined;
  const isNeeded = isAlive(peering);
  if (isNeeded && (!presharedKey || isMissing(presharedKey)))
    reportMissing(`preshared key of peering ${peering.name}`);
  const kept = presharedKey ?? (isNeeded ? MISSING_KEY : undefined);
  return { ...peering, ...(kept && { presharedKey: kept }) };
}

const pairOf = (peering: Peering): string => endsOf(peering).sort().join();
