import { usage } from '../errors.ts';
import type { Ip } from '../model/address/cidr.ts';
import { parseIp } from '../model/address/parse.ts';
import { type HostName, parseDomain } from '../model/endpoint.ts';
import { CLIENT_UNSETS, type ClientUnset } from '../model/transitions/client.ts';
import { type PublicKey, parseName, parsePublicKey } from '../model/values.ts';
import { type DeleteFlags, deleting } from './deleting.ts';
import type { Flag } from './flag.ts';
import {
  choiceFlag,
  ifExistsFlag,
  ifNotExistsFlag,
  listFlag,
  type Noun,
  pathFlag,
  switchFlag,
  throwIfSetAndUnset,
  unsetFlag,
  type Verb,
  valueFlag,
} from './grammar.ts';
import { objectOfGateway, objectsNamed } from './headline.ts';
import { CLIENT_RENAME } from './renaming.ts';
import { CLIENT_ROTATE_KEY } from './rotation.ts';

interface AddFlags {
  readonly publicKey?: PublicKey;
  readonly expires?: string;
  readonly dns?: Ip[];
  readonly searchDomain?: HostName[];
  readonly ifNotExists?: boolean;
}

const dnsFlag = (): Flag =>
  listFlag('--dns <ip...>', 'DNS servers in its configuration', 'nothing', (text) =>
    parseIp(text, 'DNS server'),
  );

const searchDomainFlag = (): Flag =>
  listFlag('--search-domain <domain...>', 'search domains in its configuration', 'nothing', parseDomain);

interface UpdateFlags extends Pick<AddFlags, 'expires' | 'dns' | 'searchDomain'> {
  readonly status?: 'active' | 'disabled';
  readonly unset?: ClientUnset[];
}

const UPDATE: Verb = {
  usage: 'update <gateway> <name>',
  dryRuns: true,
  summary: 'Update a client',
  description:
    'A disabled client keeps its addresses and keys, but the next deployment removes it from its gateway.',
  headline: ([gateway, name]) => `cannot update ${objectOfGateway('client', 'of', gateway, name)}`,
  completes: ['gateway', 'client'],
  examples: [
    'peerway client update seoul laptop --expires 90d',
    'peerway client update seoul laptop --status disabled',
    'peerway client update seoul laptop --dns 10.0.0.2 --search-domain corp.example',
  ],
  flags: () => [
    choiceFlag('--status <status>', 'client status', ['active', 'disabled']),
    valueFlag(
      '--expires <date|duration>',
      'new expiration, which revives an expired client: 2027-01-31, 12h, 90d, 2w, or never',
      'nothing',
      (text) => text,
    ),
    dnsFlag(),
    searchDomainFlag(),
    unsetFlag(CLIENT_UNSETS),
  ],
  invoke: (gateway: string, name: string, { unset = [], expires, searchDomain, ...rest }: UpdateFlags) => {
    const removed = expires === 'never' ? [...unset, 'expires' as const] : unset;
    throwIfSetAndUnset(removed, [
      ...(expires !== undefined && expires !== 'never' ? ['expires'] : []),
      ...(rest.dns ? ['dns'] : []),
      ...(searchDomain ? ['search-domain'] : []),
    ]);
    const intent = {
      ...{ gateway, name, unset: removed },
      ...rest,
      ...(expires === undefined || expires === 'never' ? {} : { expires }),
      ...(searchDomain ? { searchDomains: searchDomain } : {}),
    };
    return async (ports) => (await import('../commands/client/update.ts')).clientUpdate(intent, ports);
  },
};

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
      dryRuns: true,
      examples: [
        'peerway client add seoul laptop',
        'peerway client add seoul contractor --expires 30d',
        'peerway client add seoul tablet --dns 10.0.0.2 --search-domain corp.example',
      ],
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
        dnsFlag(),
        searchDomainFlag(),
        ifNotExistsFlag(),
      ],
      invoke: (
        gatewayText: string | undefined,
        text: string | undefined,
        { searchDomain, ...rest }: AddFlags,
      ) => {
        const flags = { ...rest, ...(searchDomain ? { searchDomains: searchDomain } : {}) };
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
    UPDATE,
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
        'peerway client config seoul laptop --qr-png laptop.png',
      ],
      flags: () => [
        switchFlag('--qr', 'print a QR code for the WireGuard app'),
        pathFlag('--qr-png <file>', 'write the QR code as a PNG picture with mode 0600', 'file'),
      ],
      invoke: (gateway: string, name: string, { qr = false, qrPng }: { qr?: boolean; qrPng?: string }) => {
        if (qr && qrPng !== undefined)
          throw usage('--qr cannot be used with --qr-png', 'use only one of them');
        const intent = { gateway, name, qr, ...(qrPng === undefined ? {} : { qrPng }) };
        return async (ports) => (await import('../commands/client/config.ts')).clientConfig(intent, ports);
      },
    },
    CLIENT_ROTATE_KEY,
    {
      usage: 'delete [gateway] [name...]',
      dryRuns: true,
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
