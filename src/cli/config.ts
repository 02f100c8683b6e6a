import { type KeptIn, PREFERENCES } from '../model/preferences.ts';
import type { Noun } from './grammar.ts';
import { objectsNamed } from './headline.ts';

const keysIn = (place: KeptIn): string =>
  Object.entries(PREFERENCES)
    .filter(([, { keptIn }]) => keptIn === place)
    .map(([key]) => key)
    .join(', ');

export const CONFIG: Noun = {
  name: 'config',
  topics: ['environment'],
  summary: 'Manage preferences and settings',
  description: `Your preferences: ${keysIn('preferences')}. Settings of the network: ${keysIn('state')}. These are kept in the state and apply to everyone who uses it.`,
  verbs: [
    {
      usage: 'get <key>',
      summary: 'Print a preference or setting',
      completes: ['preference'],
      examples: ['peerway config get owner'],
      invoke: (key: string) => async (ports) =>
        (await import('../commands/config/preferences.ts')).configGet(key, ports),
    },
    {
      usage: 'set <key> <value>',
      dryRuns: true,
      summary: 'Set a preference or setting',
      headline: ([key]) => `cannot set ${objectsNamed('preference', [key])}`,
      completes: ['preference', 'preference-value'],
      examples: ['peerway config set owner netops', 'peerway config set tunnel-pool 10.255.0.0/16'],
      invoke: (key: string, value: string) => async (ports) =>
        (await import('../commands/config/preferences.ts')).configSet(key, value, ports),
    },
    {
      usage: 'unset <key>',
      dryRuns: true,
      summary: 'Reset a preference or setting to its default',
      completes: ['preference'],
      examples: ['peerway config unset owner'],
      invoke: (key: string) => async (ports) =>
        (await import('../commands/config/preferences.ts')).configUnset(key, ports),
    },
    {
      usage: 'list',
      lists: async () => (await import('../commands/config/preferences.ts')).PREFERENCE_COLUMNS,
      alias: 'ls',
      summary: 'List preferences and settings',
      examples: ['peerway config list'],
      invoke: () => async (ports) => (await import('../commands/config/preferences.ts')).configList(ports),
    },
  ],
};
