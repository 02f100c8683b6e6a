/** Prompts of the commands that add clients and delete gateways, clients and peers. */

import type { ClientAddIntent } from '../commands/client/add.ts';
import { inNaturalOrder } from '../model/natural-order.ts';
import { peeringPeerName } from '../model/peer-names.ts';
import { isAlive, otherEnd } from '../model/peering.ts';
import { clientsOf, gatewayNamed, peeringsOf } from '../model/queries.ts';
import type { Gateway, State } from '../model/state.ts';
import { throwIfClientNamed } from '../model/transitions/client.ts';
import { type Name, parseName } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { Choice, Parameter } from '../ports/terminal.ts';
import { clientChoice, dependentCounts, gatewayChoice, nothingToChoose, peeringChoice } from './choices.ts';

const argument = (name: string, hint: string): Parameter => ({
  missing: `required argument '${name}'`,
  hint,
});

/** The values from the command line. */
export type ClientDraft = Omit<ClientAddIntent, 'gateway' | 'name'> &
  Partial<Pick<ClientAddIntent, 'gateway' | 'name'>>;

export async function promptForClient(
  draft: ClientDraft,
  ports: Uses<'state' | 'terminal'>,
): Promise<ClientAddIntent> {
  const gateway =
    draft.gateway ??
    ((await ports.terminal.select(
      argument('gateway', 'run `peerway client add <gateway> <name>`'),
      async () => {
        const state = await ports.state.read();
        return {
          message: 'Which gateway do you want to add the client to?',
          choices: inNaturalOrder(state.gateways.values()).map((gateway) => gatewayChoice(state, gateway)),
          noChoices: nothingToChoose('There is no gateway', 'run `peerway gateway create`'),
        };
      },
    )) as Name);
  const name =
    draft.name ??
    (await ports.terminal.text(argument('name', `run \`peerway client add ${gateway} <name>\``), async () => {
      const state = await ports.state.read();
      gatewayNamed(state, gateway);
      return {
        message: 'Client name',
        parse: (text) => {
          const name = parseName(text, 'client name');
          throwIfClientNamed(state, gateway, name);
          return name;
        },
      };
    }));
  return { ...draft, gateway, name };
}

export const promptForGatewayToDelete = (ports: Uses<'state' | 'terminal'>): Promise<string> =>
  selectGateway(ports, {
    parameter: argument('name', 'run `peerway gateway delete <name>`'),
    message: 'Which gateway do you want to delete?',
    isEligible: () => true,
  });

interface GatewayPrompt {
  readonly parameter: Parameter;
  readonly message: string;
  isEligible(state: State, gateway: Gateway): boolean;
}

const selectGateway = (
  ports: Uses<'state' | 'terminal'>,
  { parameter, message, isEligible }: GatewayPrompt,
): Promise<string> =>
  ports.terminal.select(parameter, async () => {
    const state = await ports.state.read();
    return {
      message,
      choices: inNaturalOrder(state.gateways.values())
        .filter((gateway) => isEligible(state, gateway))
        .map((gateway) => ({ value: gateway.name, detail: dependentCounts(state, gateway) })),
      noChoices: nothingToChoose('There is no gateway to choose from', 'run `peerway gateway list`'),
    };
  });

/** @param gateway  from the command line; prompted for if it is missing */
export async function promptForClientsToDelete(
  gateway: string | undefined,
  ports: Uses<'state' | 'terminal'>,
): Promise<{ readonly gateway: string; readonly names: readonly string[] }> {
  const selected =
    gateway ??
    (await selectGateway(ports, {
      parameter: argument('gateway', 'run `peerway client delete <gateway> <name>`'),
      message: 'Which gateway do you want to delete a client from?',
      isEligible: (state, { name }) => clientsOf(state, name).length > 0,
    }));
  const hint = `run \`peerway client delete ${selected} <name>\``;
  const client = await ports.terminal.select(argument('name', hint), async () => {
    const state = await ports.state.read();
    return {
      message: 'Which client do you want to delete?',
      choices: inNaturalOrder(clientsOf(state, gatewayNamed(state, selected).name)).map(clientChoice),
      noChoices: nothingToChoose(`Gateway ${selected} has no clients`, 'run `peerway client list`'),
    };
  });
  return { gateway: selected, names: [client] };
}

/** @param gateway  from the command line; prompted for if it is missing */
export async function promptForPeerToDelete(
  gateway: string | undefined,
  ports: Uses<'state' | 'terminal'>,
): Promise<{ readonly gateway: string; readonly peer: string }> {
  const selected =
    gateway ??
    (await selectGateway(ports, {
      parameter: argument('gateway', 'run `peerway gateway peer delete <gateway> <peer>`'),
      message: 'Which gateway do you want to delete a peer from?',
      isEligible: (state, { name }) => peerChoices(state, name).length > 0,
    }));
  const hint = `run \`peerway gateway peer delete ${selected} <peer>\``;
  const peer = await ports.terminal.select(argument('peer', hint), async () => {
    const state = await ports.state.read();
    return {
      message: 'Which peer do you want to delete?',
      choices: peerChoices(state, gatewayNamed(state, selected).name),
      noChoices: nothingToChoose(
        `Gateway ${selected} has no peers`,
        `run \`peerway gateway peers ${selected}\``,
      ),
    };
  });
  return { gateway: selected, peer };
}

const peerChoices = (state: State, gateway: Name): Choice[] => [
  ...peeringsOf(state, gateway)
    .filter(isAlive)
    .map((peering) => ({
      ...peeringChoice(peering),
      value: peeringPeerName(otherEnd(peering, gateway)),
    })),
  ...inNaturalOrder(clientsOf(state, gateway)).map(clientChoice),
];
