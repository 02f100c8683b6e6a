import { type Noun, valueFlag } from './grammar.ts';

export const LOG: Noun = {
  name: 'log',
  summary: 'Tell who changed what, and when; the newest first',
  verbs: [],
  alone: {
    usage: 'log',
    lists: async () => (await import('../commands/log/log.ts')).LOG_COLUMNS,
    summary: 'Tell who changed what, and when; the newest first',
    description:
      'Every change is recorded with its time, its operator, the command and the revisions before and after.',
    examples: ['peerway log --since 7d', 'peerway log --object seoul-osaka -o json'],
    flags: () => [
      valueFlag(
        '--since <date|duration>',
        'only from then on: 2026-01-31, 12h, 90d, 2w',
        'nothing',
        (text) => text,
      ),
      valueFlag(
        '--object <name>',
        'only what touched it or something of it: seoul, gateway/seoul',
        'object',
        (text) => text,
      ),
    ],
    invoke: (flags: { since?: string; object?: string }) => async (ports) =>
      (await import('../commands/log/log.ts')).log(flags, ports),
  },
};
