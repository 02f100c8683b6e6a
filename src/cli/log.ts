import { type Noun, valueFlag } from './grammar.ts';

export const LOG: Noun = {
  name: 'log',
  summary: 'Show the change log',
  verbs: [],
  alone: {
    usage: 'log',
    lists: async () => (await import('../commands/log/log.ts')).LOG_COLUMNS,
    summary: 'Show the change log',
    headline: () => 'cannot show the log',
    description:
      'Each entry shows the time, operator, and command of a change, and the revisions before and after it. The newest entry comes first.',
    examples: ['peerway log --since 7d', 'peerway log --object seoul-osaka -o json'],
    flags: () => [
      valueFlag(
        '--since <date|duration>',
        'start of the period: 2026-01-31, 12h, 90d, 2w',
        'nothing',
        (text) => text,
      ),
      valueFlag(
        '--object <name>',
        'object whose changes to show: seoul, gateway/seoul',
        'object',
        (text) => text,
      ),
    ],
    invoke: (flags: { since?: string; object?: string }) => async (ports) =>
      (await import('../commands/log/log.ts')).log(flags, ports),
  },
};
