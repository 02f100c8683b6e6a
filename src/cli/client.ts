import { type PublicKey, parseName, parsePublicKey } from '../model/values.ts';
import { type DeleteFlags, deleting } from './deleting.ts';
import { ifExistsFlag, ifNotExistsFlag, type Noun, switchFlag, valueFlag } from './grammar.ts';
import { objectOfGateway, objectsNamed } from './headline.ts';
import { CLIENT_RENAME } from './renaming.ts';
import { CLIENT_ROTATE_KEY } from './rotation.ts';

export const CLIENT: Noun = {
  name: 'client',
  topics: ['clients'],
  summary: 'Manage clients',
  description:
    'A client is a laptop or phone that connects to a gateway; it reaches the VPC of the gateway and all VPCs peered with it.',
  verbs: [
    {
      usage: 'add [gateway] [name]',
      asks: true,
      summary: 'Add a client to a gateway',
      headline: ([gateway, name]) => `cannot add ${objectOfGateway('client', 'to', gateway, name)}`,
      completes: ['gateway', 'nothing'],
      examples: ['peerway client add seoul laptop', 'peerway client add seoul contractor --expires 30d'],
      flags: () => [
        valueFlag(
          '--public-key <key>',
          'public key, if the client keeps the private key',
          'nothing',
          parsePublicKey,
        ).describeDefault('new key pair'),
        valueFlag(
          '--expires <date|duration>',
          'expiration, after which the client is no longer rendered: 2027-01-31, 12h, 90d, 2w',
          'nothing',
          (text) => text,
        ).describeDefault('never'),
        ifNotExistsFlag(),
      ],
      invoke: (
        gatewayText: string | undefined,
        text: string | undefined,
        flags: { publicKey?: PublicKey; expires?: string; ifNotExists?: boolean },
      ) => {
        const gateway = gatewayText === undefined ? undefined : parseName(gatewayText, 'gateway name');
        const name = text === undefined ? undefined : parseName(text, 'client name');
        return async (ports) => {
          const { clientAdd } = await import('../commands/client/add.ts');
          if (gateway && name) return clientAdd({ ...flags, gateway, name }, ports);
          const { promptForClient } = await import('../prompts/peers.ts');
          return clientAdd(
            await promptForClient({ ...flags, ...(gateway ? { gateway } : {}) }, ports),
            ports,
          );
        };
      },
    },
    {
      usage: 'list [gateway]',
      lists: async () => (await import('../commands/client/view.ts')).CLIENT_COLUMNS,
      alias: 'ls',
      summary: 'List clients',
      description: 'Marks clients whose configuration has changed since it was issued.',
      completes: ['gateway'],
      examples: ['peerway client list', 'peerway client list seoul -o json'],
      invoke: (gateway: string | undefined) => async (ports) =>
        (await import('../commands/client/list.ts')).clientList(gateway, ports),
    },
    {
      usage: 'show <gateway> <name>',
      summary: 'Show a client',
      headline: ([, name]) => `cannot show ${objectsNamed('client', [name])}`,
      completes: ['gateway', 'client'],
      examples: ['peerway client show seoul laptop'],
      invoke: (gateway: string, name: string) => async (ports) =>
        (await import('../commands/client/show.ts')).clientShow(gateway, name, ports),
    },
    CLIENT_RENAME,
    {
      usage: 'config <gateway> <name>',
      summary: 'Print the WireGuard configuration of a client',
      description: 'The configuration contains keys.',
      headline: ([, name]) => `cannot print the configuration of ${objectsNamed('client', [name])}`,
      completes: ['gateway', 'client'],
      examples: [
        'peerway client config seoul laptop > laptop.conf',
        'peerway client config seoul laptop --qr',
      ],
      flags: () => [switchFlag('--qr', 'print a QR code for the WireGuard app')],
      invoke:
        (gateway: string, name: string, { qr = false }: { qr?: boolean }) =>
        async (ports) =>
          (await import('../commands/client/config.ts')).clientConfig({ gateway, name, qr }, ports),
    },
    CLIENT_ROTATE_KEY,
    {
      usage: 'delete [gateway] [name...]',
      asks: true,
      alias: 'rm',
      summary: 'Delete clients',
      headline: ([, ...names]) => `cannot delete ${objectsNamed('client', names)}`,
      completes: ['gateway', 'client'],
      examples: ['peerway client delete seoul laptop --yes'],
      flags: () => [ifExistsFlag()],
      invoke: (gateway: string | undefined, names: string[], flags: DeleteFlags) => async (ports) => {
        const { clientDelete } = await import('../commands/client/delete.ts');
        if (gateway !== undefined && names.length > 0)
          return deleting({ kind: 'client', names, gateway, ...flags }, ports, (present) =>
            clientDelete(gateway, present, ports),
          );
        const { promptForClientsToDelete } = await import('../prompts/peers.ts');
        const asked = await promptForClientsToDelete(gateway, ports);
        return clientDelete(asked.gateway, asked.names, ports);
      },
    },
  ],
};
