/** What there is to choose from, as a list that can be searched by name and by network. */

import { refusal } from '../errors.ts';
import type { CloudPeering } from '../model/cloud-peering.ts';
import { clientsOf, endsOf, isAlive, peeringsOf, vpcOf } from '../model/queries.ts';
import type { Client, Gateway, Peering, State, Vpc } from '../model/state.ts';
import type { Choice, Offer } from '../ports/terminal.ts';

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

export const peeringChoice = (peering: Peering | CloudPeering): Choice => ({
  value: peering.name,
  detail: `${endsOf(peering).join(' and ')}, ${peering.status}`,
});

export const clientChoice = ({ name, addresses }: Client): Choice => ({
  value: name,
  detail: addresses.join(' '),
});

/** How much goes with a gateway that is deleted. */
export function companyOf(state: State, gateway: Gateway): string {
  const peerings = peeringsOf(state, gateway.name).filter(isAlive).length;
  return `${counted(peerings, 'peering')}, ${counted(clientsOf(state, gateway.name).length, 'client')}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** There is nothing to choose: exit 3, with the command that helps. */
export const nothing =
  (message: string, hint: string): Offer['none'] =>
  () =>
    refusal('nothing-to-choose', message, hint);
