import { type PublicKey, parseName, parsePublicKey } from '../model/values.ts';
import { type Noun, switchFlag, valueFlag } from './grammar.ts';
import { objectsNamed } from './headline.ts';

export const CLIENT: Noun = {
  name: 'client',
  summary: 'Road warriors: laptops and phones that reach a VPC and all it is peered with',
  verbs: [
    {
      usage: 'add [gateway] [name]',
      asks: true,
      summary: 'Add a client to a gateway',
      headline: ([gateway = '', name = '']) => `cannot add client ${name} to gateway ${gateway}`,
      completes: ['gateway', 'nothing'],
      examples: ['peerway client add seoul laptop', 'peerway client add seoul contractor --expires 30d'],
      flags: () => [
        valueFlag(
          '--public-key <key>',
          'of a key pair that stays with the client',
          'nothing',
          parsePublicKey,
        ),
        valueFlag(
          '--expires <date|duration>',
          '2027-01-31, 12h, 90d, 2w: after that it is no longer rendered',
          'nothing',
          (text) => text,
        ),
      ],
      invoke: (
        gatewayText: string | undefined,
        text: string | undefined,
        flags: { publicKey?: PublicKey; expires?: string },
      ) => {
        const gateway = gatewayText === undefined ? undefined : parseName(gatewayText, 'gateway name');
        const name = text === undefined ? undefined : parseName(text, 'client name');
        return async (context) => {
          const { clientAdd } = await import('../commands/client/add.ts');
          if (gateway && name) return clientAdd({ ...flags, gateway, name }, context);
          const { promptForClient } = await import('../prompts/peers.ts');
          return clientAdd(
            await promptForClient({ ...flags, ...(gateway ? { gateway } : {}) }, context),
            context,
          );
        };
      },
    },
    {
      usage: 'list [gateway]',
      lists: async () => (await import('../commands/client/view.ts')).CLIENT_COLUMNS,
      alias: 'ls',
      summary: 'List clients, and which of them need their configuration again',
      completes: ['gateway'],
      examples: ['peerway client list', 'peerway client list seoul -o json'],
      invoke: (gateway: string | undefined) => async (context) =>
        (await import('../commands/client/list.ts')).clientList(gateway, context),
    },
    {
      usage: 'show <gateway> <name>',
      summary: 'Show a client',
      headline: ([, name]) => `cannot show client ${name}`,
      completes: ['gateway', 'client'],
      examples: ['peerway client show seoul laptop'],
      invoke: (gateway: string, name: string) => async (context) =>
        (await import('../commands/client/show.ts')).clientShow(gateway, name, context),
    },
    {
      usage: 'config <gateway> <name>',
      summary: "Print a client's configuration, with its keys",
      headline: ([, name]) => `cannot print the configuration of client ${name}`,
      completes: ['gateway', 'client'],
      examples: [
        'peerway client config seoul laptop > laptop.conf',
        'peerway client config seoul laptop --qr',
      ],
      flags: () => [switchFlag('--qr', 'as a QR code for the WireGuard app')],
      invoke:
        (gateway: string, name: string, { qr = false }: { qr?: boolean }) =>
        async (context) =>
          (await import('../commands/client/config.ts')).clientConfig({ gateway, name, qr }, context),
    },
    {
      usage: 'delete [gateway] [name...]',
      asks: true,
      alias: 'rm',
      summary: 'Take clients off a gateway',
      headline: ([, ...names]) => `cannot delete ${objectsNamed('client', names)}`,
      completes: ['gateway', 'client'],
      examples: ['peerway client delete seoul laptop --yes'],
      invoke: (gateway: string | undefined, names: string[]) => async (context) => {
        const { clientDelete } = await import('../commands/client/delete.ts');
        if (gateway !== undefined && names.length > 0) return clientDelete(gateway, names, context);
        const { promptForClientsToDelete } = await import('../prompts/peers.ts');
        const asked = await promptForClientsToDelete(gateway, context);
        return clientDelete(asked.gateway, asked.names, context);
      },
    },
  ],
};
