import { parseName } from '../model/values.ts';
import { choiceFlag, type Noun } from './grammar.ts';

export const LOCATION: Noun = {
  name: 'location',
  topics: ['concepts'],
  summary: 'Places where VPCs live, with VPN gateways on or off',
  verbs: [
    {
      usage: 'set <name>',
      summary: 'Switch VPN gateways on or off in a location',
      completes: ['location'],
      description: 'A location that was never set counts as on.',
      examples: ['peerway location set seoul-dc --vpn-gateway off'],
      flags: () => [
        choiceFlag('--vpn-gateway <on|off>', 'whether gateways there may be peered', ['on', 'off']).default(
          'on',
        ),
      ],
      invoke: (name: string, flags: { vpnGateway: 'on' | 'off' }) => {
        const intent = { name: parseName(name, 'location name'), vpnGateway: flags.vpnGateway === 'on' };
        return async (ports) => (await import('../commands/location/set.ts')).locationSet(intent, ports);
      },
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
