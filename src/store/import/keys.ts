/** An imported document and the keys that it leaves out: those stay where they are. */
import type { Problem } from '../../errors.ts';
import { compareCidrs } from '../../model/address/cidr.ts';
import { isAlive } from '../../model/queries.ts';
import type { Secret } from '../../model/secret.ts';
import {
  type Client,
  clientKey,
  type Gateway,
  type Peering,
  type State,
  type Vpc,
} from '../../model/state.ts';
import type { PublicKey } from '../../model/values.ts';
import { importProblem } from './problems.ts';
import type { Document } from './schema.ts';

type Lacking = (what: string) => void;

/** The document as a state, its missing keys taken from the current one; what could not be had is told. */
export function withKeys(document: Document, current: State): { state: State; missing: Problem[] } {
  const missing: Problem[] = [];
  const lacking: Lacking = (what) =>
    missing.push(importProblem(`The document holds no ${what}, nor does the present state`));
  const clients = document.clients.flatMap((client) => clientWithKeys(client, current, lacking) ?? []);
  const state: State = {
    locations: new Map(document.locations.map((location) => [location.name, location])),
    vpcs: new Map(document.vpcs.map((vpc) => [vpc.name, inPlanOrder(vpc)])),
    gateways: new Map(document.gateways.map((one) => [one.name, gatewayWithKey(one, current, lacking)])),
    clients: new Map(clients.map((client) => [clientKey(client.gateway, client.name), client])),
    peerings: new Map(document.peerings.map((one) => [one.name, peeringWithKey(one, current, lacking)])),
    cloudPeerings: new Map(document.cloudPeerings.map((one) => [one.name, one])),
  };
  return { state, missing };
}

const inPlanOrder = (vpc: Vpc): Vpc => ({ ...vpc, cidrs: [...vpc.cidrs].sort(compareCidrs) });

interface KeyHolder {
  readonly publicKey: PublicKey;
  readonly privateKey?: Secret;
}

/** The private key that is kept for the same public key; another one would belong to another tunnel. */
const keptFor = (known: KeyHolder | undefined, { publicKey }: KeyHolder): Secret | undefined =>
  known?.publicKey === publicKey ? known.privateKey : undefined;

function gatewayWithKey(
  { keyPair, ...gateway }: Document['gateways'][number],
  current: State,
  lacking: Lacking,
): Gateway {
  if (keyPair === 'operator' || gateway.privateKey) return gateway;
  const privateKey = keptFor(current.gateways.get(gateway.name), gateway);
  if (!privateKey) lacking(`private key of gateway ${gateway.name}`);
  return { ...gateway, ...(privateKey && { privateKey }) };
}

/** A client without a preshared key is none. */
function clientWithKeys(
  { keyPair, ...client }: Document['clients'][number],
  current: State,
  lacking: Lacking,
): Client | undefined {
  const whose = `client ${client.name} of ${client.gateway}`;
  const known = current.clients.get(clientKey(client.gateway, client.name));
  const isSame = known?.publicKey === client.publicKey;
  const privateKey = client.privateKey ?? (keyPair === 'stored' ? keptFor(known, client) : undefined);
  const presharedKey = client.presharedKey ?? (isSame ? known.presharedKey : undefined);
  if (keyPair === 'stored' && !privateKey) lacking(`private key of ${whose}`);
  if (!presharedKey) lacking(`preshared key of ${whose}`);
  return presharedKey && { ...client, ...(privateKey && { privateKey }), presharedKey };
}

/** A peering that has ended needs no key. */
function peeringWithKey(peering: Document['peerings'][number], current: State, lacking: Lacking): Peering {
  if (peering.presharedKey) return peering;
  const known = current.peerings.get(peering.name);
  const presharedKey = known && pairOf(known) === pairOf(peering) ? known.presharedKey : undefined;
  if (!presharedKey && isAlive(peering)) lacking(`preshared key of peering ${peering.name}`);
  return { ...peering, ...(presharedKey && { presharedKey }) };
}

const pairOf = ({ requester, accepter }: Pick<Peering, 'requester' | 'accepter'>): string =>
  [requester.gateway, accepter.gateway].sort().join();
