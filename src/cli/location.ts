import { parseName } from '../model/values.ts';
import { type DeleteFlags, deleting } from './deleting.ts';
import { choiceFlag, ifExistsFlag, type Noun } from './grammar.ts';

export const LOCATION: Noun = {
  name: 'location',
  topics: ['concepts'],
  summary: 'Manage locations',
  description: 'A location is a region or data center. VPN gateways are enabled or disabled per location.',
  verbs: [
    {
      usage: 'set <name>',
      dryRuns: true,
      createsState: true,
      summary: 'Enable or disable VPN gateways in a location',
      completes: ['location'],
      description: 'VPN gateways are enabled in locations that have not been set.',
      examples: ['peerway location set seoul-dc --vpn-gateway off'],
      flags: () => [
        choiceFlag('--vpn-gateway <on|off>', 'VPN gateways', ['on', 'off']).describeDefault(
          'current value, or on',
        ),
      ],
      invoke: (name: string, { vpnGateway }: { vpnGateway?: 'on' | 'off' }) => {
        const intent = {
          name: parseName(name, 'location name'),
          ...(vpnGateway ? { vpnGateway: vpnGateway === 'on' } : {}),
        };
        return async (ports) => (await import('../commands/location/set.ts')).locationSet(intent, ports);
      },
    },
    {
      usage: 'delete <name...>',
      alias: 'rm',
      dryRuns: true,
      summary: 'Delete locations',
      completes: ['location'],
      description: 'A location that contains VPCs cannot be deleted.',
      examples: ['peerway location delete seoul-dc --if-exists --yes'],
      flags: () => [ifExistsFlag()],
      invoke: (names: string[], flags: DeleteFlags) => async (ports) =>
        deleting({ kind: 'location', names, ...flags }, ports, async (present) =>
          (await import('../commands/location/delete.ts')).locationDelete(present, ports),
        ),
    },
    {
      usage: 'list',
      lists: async () => (await import('../commands/location/list.ts')).LOCATION_COLUMNS,
      alias: 'ls',
      summary: 'List locations',
      examples: ['peerway location list'],
      invoke: () => async (ports) => (await import('../commands/location/list.ts')).locationList(ports),
    },
  ],
};
