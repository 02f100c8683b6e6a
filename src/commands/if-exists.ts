import { peeringPeerName } from '../model/peer-names.ts';
import { isAlive, sidesFrom } from '../model/peering.ts';
import { peeringsOf } from '../model/queries.ts';
import { clientKey, type State } from '../model/state.ts';
import type { Name } from '../model/values.ts';
import type { Declined, Result } from '../output/result.ts';
import type { Uses } from '../ports/ports.ts';
import { quoted } from '../visible.ts';
import { type Deletion, deletionResult } from './deletion.ts';

/** Objects to delete if they exist. */
export interface Existing {
  readonly kind: 'vpc' | 'gateway' | 'peering' | 'client' | 'peer' | 'location';
  readonly names: readonly string[];
  /** The gateway of clients and peers. */
  readonly gateway?: string;
}

const LABELS: Readonly<Record<Existing['kind'], string>> = {
  vpc: 'VPC',
  gateway: 'gateway',
  peering: 'peering',
  client: 'client',
  peer: 'peer',
  location: 'location',
};

/** Deletes those of the objects that exist, and notes the others. */
export async function deleteExisting<Done extends Result | Declined>(
  { kind, names, gateway }: Existing,
  ports: Uses<'state'>,
  remove: (names: readonly string[]) => Promise<Done>,
): Promise<Done | Result<Deletion> | Result | Declined> {
  const state = await ports.state.read();
  const exists = (name: string): boolean => isKnown(state, kind, name as Name, gateway as Name | undefined);
  const of = gateway === undefined ? '' : ` of gateway ${quoted(gateway)}`;
  const notes = names
    .filter((name) => !exists(name))
    .map((name) => `there is no ${LABELS[kind]} named ${quoted(name)}${of}`);
  const present = names.filter(exists);
  const removed = present.length === 0 ? deletionResult([]) : await remove(present);
  return { ...removed, notes: [...notes, ...removed.notes] };
}

function isKnown(state: State, kind: Existing['kind'], name: Name, gateway: Name = '' as Name): boolean {
  const isClient = state.clients.has(clientKey(gateway, name));
  switch (kind) {
    case 'vpc':
      return state.vpcs.has(name);
    case 'gateway':
      return state.gateways.has(name);
    case 'location':
      return state.locations.has(name);
    case 'peering':
      return state.peerings.has(name);
    case 'client':
      return isClient;
    case 'peer':
      return isClient || isPeeringPeer(state, gateway, name);
  }
}

const isPeeringPeer = (state: State, gateway: Name, peer: string): boolean =>
  peeringsOf(state, gateway).some(
    (one) => isAlive(one) && peeringPeerName(sidesFrom(one, gateway).remote.end.name) === peer,
  );
