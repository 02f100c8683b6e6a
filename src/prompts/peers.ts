/** Prompts of the commands that add clients and delete gateways, clients and peers. */

import type { ClientAddIntent } from '../commands/client/add.ts';
import { inNaturalOrder } from '../model/natural-order.ts';
import { peeringPeerName } from '../model/peer-names.ts';
import { isAlive, otherEnd } from '../model/peering.ts';
import { clientsOf, gatewayNamed, peeringsOf } from '../model/queries.ts';
import { ofGateway, ofPeering } from '../model/rules/ownership.ts';
import type { Gateway, State } from '../model/state.ts';
import { throwIfClientNamed } from '../model/transitions/client.ts';
import { type Name, type Owner, parseName } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { Choice, Parameter, SelectPrompt } from '../ports/terminal.ts';
import {
  clientChoice,
  dependentCounts,
  gatewayChoice,
  nothingOwned,
  nothingToChoose,
  ownChoices,
  ownedByAnother,
  peeringChoice,
} from './choices.ts';

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
        const [state, actor] = [await ports.state.read(), await ports.state.actor()];
        const all = inNaturalOrder(state.gateways.values());
        const reachable = all.filter(({ endpoint }) => endpoint !== undefined);
        const offered = ownChoices(reachable, actor, (gateway) => gatewayChoice(state, gateway));
        return {
          message: 'Which gateway do you want to add the client to?',
          choices: offered.choices,
          unavailable: [
            ...(offered.unavailable ?? []),
            ...all
              .filter(({ endpoint }) => endpoint === undefined)
              .map((one) =>
                one.owner === actor ? { name: one.name, reason: 'no endpoint' } : ownedByAnother(one),
              ),
          ],
          noChoices: nothingOwned(
            'gateway',
            all,
            actor,
            nothingToChoose('There is no gateway', 'run `peerway gateway create`'),
          ),
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
  /** True if the acting owner may choose the gateway of another owner. */
  isShared?(state: State, gateway: Gateway, actor: Owner): boolean;
}

const selectGateway = (
  ports: Uses<'state' | 'terminal'>,
  { parameter, message, isEligible, isShared = () => false }: GatewayPrompt,
): Promise<string> =>
  ports.terminal.select(parameter, async () => {
    const [state, actor] = [await ports.state.read(), await ports.state.actor()];
    const all = inNaturalOrder(state.gateways.values()).filter((gateway) => isEligible(state, gateway));
    const isOffered = (gateway: Gateway): boolean =>
      gateway.owner === actor || isShared(state, gateway, actor);
    return {
      message,
      choices: all
        .filter(isOffered)
        .map((gateway) => ({ value: gateway.name, detail: dependentCounts(state, gateway) })),
      unavailable: all.filter((gateway) => !isOffered(gateway)).map(ownedByAnother),
      noChoices: nothingOwned(
        'gateway',
        all,
        actor,
        nothingToChoose('There is no gateway to choose from', 'run `peerway gateway list`'),
      ),
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
      isEligible: (state, { name }) => peersOf(state, name).length > 0,
      isShared: (state, gateway, actor) => peerPrompt(state, gateway, actor).choices.length > 0,
    }));
  const hint = `run \`peerway gateway peer delete ${selected} <peer>\``;
  const peer = await ports.terminal.select(argument('peer', hint), async () => {
    const [state, actor] = [await ports.state.read(), await ports.state.actor()];
    return {
      message: 'Which peer do you want to delete?',
      ...peerPrompt(state, gatewayNamed(state, selected), actor),
      noChoices: nothingToChoose(
        `Gateway ${selected} has no peers`,
        `run \`peerway gateway peers ${selected}\``,
      ),
    };
  });
  return { gateway: selected, peer };
}

interface Peer {
  readonly choice: Choice;
  /** Those who may delete it. */
  readonly owners: readonly Owner[];
}

/** The peers of a gateway. Either owner may delete a peering; clients belong to the gateway. */
function peersOf(state: State, gateway: Name): Peer[] {
  const { owners } = ofGateway(gatewayNamed(state, gateway));
  const alive = peeringsOf(state, gateway).filter(isAlive);
  return [
    ...alive.map((peering) => ({
      choice: { ...peeringChoice(peering), value: peeringPeerName(otherEnd(peering, gateway)) },
      owners: ofPeering(state, peering).owners,
    })),
    ...inNaturalOrder(clientsOf(state, gateway)).map((client) => ({ choice: clientChoice(client), owners })),
  ];
}

function peerPrompt(
  state: State,
  { name, owner }: Gateway,
  actor: Owner,
): Pick<SelectPrompt, 'choices' | 'unavailable'> {
  const peers = peersOf(state, name);
  return {
    choices: peers.filter(({ owners }) => owners.includes(actor)).map(({ choice }) => choice),
    unavailable: peers
      .filter(({ owners }) => !owners.includes(actor))
      .map(({ choice }) => ({ name: choice.value, reason: `owned by ${owner}` })),
  };
}
