/** Verbs that ask the cloud of a peering. */
import type { Verb } from './grammar.ts';
import { type ReachFlags, reachFlags, reachOf } from './provider-flags.ts';

export const REFRESH: Verb = {
  usage: 'refresh [name...]',
  lists: async () => (await import('../commands/peering/refresh.ts')).REFRESH_COLUMNS,
  summary: 'Refresh the status of cloud peerings',
  completes: ['peering'],
  description:
    'Asks AWS and GCP for the status of all cloud peerings, or of those named, and stores the answer. `peerway peering list` shows it.',
  examples: ['peerway peering refresh', 'peerway peering refresh shop-cache --profile cache=dragonfly'],
  flags: reachFlags,
  invoke: (names: string[], flags: ReachFlags) => async (ports) =>
    (await import('../commands/peering/refresh.ts')).peeringRefresh(names, reachOf(flags), ports),
};

export const DOCTOR: Verb = {
  usage: 'doctor <name>',
  lists: async () => (await import('../commands/peering/doctor.ts')).DOCTOR_COLUMNS,
  summary: 'Diagnose a cloud peering',
  headline: ([name]) => `cannot diagnose peering ${name}`,
  completes: ['peering'],
  description: [
    'Finds missing routes and blackholes, missing or stale firewall rules, peerings that exist on one side only, routes',
    'that are exported but not imported, and requests about to expire. Prints the command that fixes each finding.',
  ].join(' '),
  examples: ['peerway peering doctor shop-cache'],
  flags: reachFlags,
  invoke: (name: string, flags: ReachFlags) => async (ports) =>
    (await import('../commands/peering/doctor.ts')).peeringDoctor(name, reachOf(flags), ports),
};
