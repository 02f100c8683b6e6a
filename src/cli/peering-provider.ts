/** Verbs about what is there of a peering at its cloud. */
import type { Verb } from './grammar.ts';
import { type ReachFlags, reachFlags, reachOf } from './provider-flags.ts';

export const REFRESH: Verb = {
  usage: 'refresh [name...]',
  lists: async () => (await import('../commands/peering/refresh.ts')).REFRESH_COLUMNS,
  summary: 'Ask AWS and GCP how their peerings are',
  completes: ['peering'],
  description:
    'All of them, or those that are named. What the provider says is kept; `peering list` shows it.',
  examples: ['peerway peering refresh', 'peerway peering refresh shop-cache --profile cache=dragonfly'],
  flags: reachFlags,
  invoke: (names: string[], flags: ReachFlags) => async (ports) =>
    (await import('../commands/peering/refresh.ts')).peeringRefresh(names, reachOf(flags), ports),
};

export const DOCTOR: Verb = {
  usage: 'doctor <name>',
  lists: async () => (await import('../commands/peering/doctor.ts')).DOCTOR_COLUMNS,
  summary: 'Find what keeps a peering at AWS or GCP from working',
  headline: ([name]) => `cannot diagnose peering ${name}`,
  completes: ['peering'],
  description: [
    'Missing routes and those that lead nowhere, rules that are missing or stale, a half without its other, routes',
    'exported and not imported, requests about to run out; each with the command that mends it.',
  ].join(' '),
  examples: ['peerway peering doctor shop-cache'],
  flags: reachFlags,
  invoke: (name: string, flags: ReachFlags) => async (ports) =>
    (await import('../commands/peering/doctor.ts')).peeringDoctor(name, reachOf(flags), ports),
};
