/** Choices for gateways, VPCs, peerings and clients. A search finds them by name, network, location and status. */
import { validationError } from '../errors.ts';
import { count } from '../model/count.ts';
import { endsOf, isAlive, type Peering, statusOf } from '../model/peering.ts';
import { clientsOf, peeringsOf, vpcOf } from '../model/queries.ts';
import type { Client, Gateway, State, Vpc } from '../model/state.ts';
import type { Choice, SelectPrompt } from '../ports/terminal.ts';

export const gatewayChoice = (state: State, gateway: Gateway): Choice => ({
  value: gateway.name,
  detail: networksOf(vpcOf(state, gateway)),
});

export const vpcChoice = (vpc: Vpc): Choice => ({
  value: vpc.name,
  detail: networksOf(vpc),
});

const networksOf = ({ cidrs, location }: Vpc): string =>
  cidrs.join(', ') + (location ? `, in ${location}` : '');

export const peeringChoice = (peering: Peering): Choice => ({
  value: peering.name,
  detail: `${endsOf(peering).join(' and ')}, ${statusOf(peering)}`,
});

export const clientChoice = ({ name, addresses }: Client): Choice => ({
  value: name,
  detail: addresses.join(' '),
});

/** Returns the number of peerings and clients that are deleted along with a gateway. */
export function dependentCounts(state: State, gateway: Gateway): string {
  const peerings = peeringsOf(state, gateway.name).filter(isAlive);
  const clients = clientsOf(state, gateway.name);
  return `${count(peerings.length, 'peering')}, ${count(clients.length, 'client')}`;
}

/** Returns the error for a list without choices (exit 3), with a command as its hint. */
export const nothingToChoose =
  (message: string, hint: string): SelectPrompt['noChoices'] =>
  () =>
    validationError('nothing-to-choose', message, hint);
