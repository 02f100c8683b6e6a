/** What the commands about clients and other peers of a gateway ask for when the command line leaves it out. */

import type { ClientAddIntent } from '../commands/client/add.ts';
import { peeringPeerName } from '../model/peer-names.ts';
import { byName, clientsOf, gatewayNamed, isAlive, peeringsOf, sidesFrom } from '../model/queries.ts';
import type { Gateway, State } from '../model/state.ts';
import { throwIfClientNamed } from '../model/transitions/client.ts';
import { type Name, parseName } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { Choice } from '../ports/terminal.ts';
import { clientChoice, companyOf, gatewayChoice, nothing, peeringChoice } from './offers.ts';

/** A client as far as the command line says it. */
export type ClientDraft = Omit<ClientAddIntent, 'gateway' | 'name'> &
  Partial<Pick<ClientAddIntent, 'gateway' | 'name'>>;

export async function askClient(
  draft: ClientDraft,
  ports: Uses<'state' | 'terminal'>,
): Promise<ClientAddIntent> {
  const slot = {
    missing: 'the gateway and the name of the client',
    hint: 'peerway client add <gateway> <name>',
  };
  const gateway =
    draft.gateway ??
    ((await ports.terminal.choose(slot, async () => {
      const state = await ports.state.read();
      return {
        message: 'Add a client to which gateway?',
        choices: byName(state.gateways.values()).map((one) => gatewayChoice(state, one)),
        none: nothing('There is no gateway', 'peerway gateway create'),
      };
    })) as Name);
  const name =
    draft.name ??
    (await ports.terminal.text(slot, async () => {
      const state = await ports.state.read();
      gatewayNamed(state, gateway);
      return {
        message: 'Name of the client',
        parse: (text) => {
          const name = parseName(text, 'client name');
          throwIfClientNamed(state, gateway, name);
          return name;
        },
      };
    }));
  return { ...draft, gateway, name };
}

/** A gateway to be deleted, with what goes along. */
export const askGatewayToDelete = (ports: Uses<'state' | 'terminal'>): Promise<string> =>
  askGatewayWith(ports, {
    slot: { missing: 'the name of the gateway', hint: 'peerway gateway delete <name>' },
    message: 'Delete which gateway?',
    detail: companyOf,
    has: () => true,
  });

interface GatewayQuestion {
  readonly slot: { readonly missing: string; readonly hint: string };
  readonly message: string;
  detail(state: State, gateway: Gateway): string;
  /** Whether it is worth choosing. */
  has(state: State, gateway: Gateway): boolean;
}

const askGatewayWith = (
  ports: Uses<'state' | 'terminal'>,
  { slot, message, detail, has }: GatewayQuestion,
): Promise<string> =>
  ports.terminal.choose(slot, async () => {
    const state = await ports.state.read();
    return {
      message,
      choices: byName(state.gateways.values())
        .filter((gateway) => has(state, gateway))
        .map((gateway) => ({ value: gateway.name, detail: detail(state, gateway) })),
      none: nothing('There is no gateway to choose', 'see `peerway gateway list`'),
    };
  });

/** What is left out of gateway and clients. */
export async function askClientsToDelete(
  given: string | undefined,
  ports: Uses<'state' | 'terminal'>,
): Promise<{ readonly gateway: string; readonly names: readonly string[] }> {
  const slot = {
    missing: 'the gateway and the name of the client',
    hint: 'peerway client delete <gateway> <name>',
  };
  const message = 'Delete a client of which gateway?';
  const has = (state: State, { name }: Gateway): boolean => clientsOf(state, name).length > 0;
  const gateway = given ?? (await askGatewayWith(ports, { slot, message, detail: companyOf, has }));
  const name = await ports.terminal.choose(slot, async () => {
    const state = await ports.state.read();
    return {
      message: 'Delete which client?',
      choices: byName(clientsOf(state, gatewayNamed(state, gateway).name)).map(clientChoice),
      none: nothing(`Gateway ${gateway} has no client`, 'see `peerway client list`'),
    };
  });
  return { gateway, names: [name] };
}

/** What is left out of gateway and peer. */
export async function askPeer(
  given: string | undefined,
  ports: Uses<'state' | 'terminal'>,
): Promise<{ readonly gateway: string; readonly peer: string }> {
  const slot = { missing: 'the gateway and its peer', hint: 'peerway gateway peer delete <gateway> <peer>' };
  const message = 'Delete a peer of which gateway?';
  const has = (state: State, { name }: Gateway): boolean => peersOf(state, name).length > 0;
  const gateway = given ?? (await askGatewayWith(ports, { slot, message, detail: companyOf, has }));
  const peer = await ports.terminal.choose(slot, async () => {
    const state = await ports.state.read();
    return {
      message: 'Delete which peer?',
      choices: peersOf(state, gatewayNamed(state, gateway).name),
      none: nothing(`Gateway ${gateway} has no peer`, `see \`peerway gateway peers ${gateway}\``),
    };
  });
  return { gateway, peer };
}

const peersOf = (state: State, gateway: Name): Choice[] => [
  ...peeringsOf(state, gateway)
    .filter(isAlive)
    .map((peering) => ({
      ...peeringChoice(peering),
      value: peeringPeerName(sidesFrom(peering, gateway).remote.gateway),
    })),
  ...byName(clientsOf(state, gateway)).map(clientChoice),
];
