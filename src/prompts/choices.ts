/** Choices for gateways, VPCs, peerings and clients. A search finds them by name, network, location and status. */
import { validationError } from '../errors.ts';
import { count } from '../model/count.ts';
import { endsOf, isAlive, type Peering, statusOf } from '../model/peering.ts';
import { clientsOf, peeringsOf, vpcOf } from '../model/queries.ts';
import type { Client, Gateway, State, Vpc } from '../model/state.ts';
import type { Owner } from '../model/values.ts';
import type { Choice, SelectPrompt, UnavailableChoice } from '../ports/terminal.ts';

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

/** A gateway or VPC of an owner for whom the operator does not act. */
export const ownedByAnother = ({ name, owner }: Gateway | Vpc): UnavailableChoice => ({
  name,
  reason: `owned by ${owner}`,
});

/** Offers the objects of the acting owner; those of others are unavailable. */
export const ownChoices = <One extends Gateway | Vpc>(
  all: readonly One[],
  actor: Owner,
  choiceOf: (one: One) => Choice,
): Pick<SelectPrompt, 'choices' | 'unavailable'> => ({
  choices: all.filter(({ owner }) => owner === actor).map(choiceOf),
  unavailable: all.filter(({ owner }) => owner !== actor).map(ownedByAnother),
});

/** Returns the error for a list without choices, which names the reason if everything belongs to other owners. */
export const nothingOwned =
  (
    kind: 'gateway' | 'VPC' | 'peering',
    all: readonly unknown[],
    actor: Owner,
    otherwise: SelectPrompt['noChoices'],
  ): SelectPrompt['noChoices'] =>
  () =>
    all.length === 0
      ? otherwise()
      : validationError(
          'nothing-to-choose',
          `No ${kind} belongs to ${actor}`,
          `run \`peerway ${kind.toLowerCase()} list\`; use --as to act as another owner`,
        );

/** Returns the error for a list without choices (exit 3), with a command as its hint. */
export const nothingToChoose =
  (message: string, hint: string): SelectPrompt['noChoices'] =>
  () =>
    validationError('nothing-to-choose', message, hint);
