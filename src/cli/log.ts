import { usage } from '../errors.ts';
import { parseInteger } from '../model/values.ts';
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
      'Each entry shows the time, operator, and command of a change, and the revisions before and after it. The newest entry comes first. With --revision, shows one entry with every value that it changed.',
    examples: [
      'peerway log --since 7d',
      'peerway log --object seoul-osaka -o json',
      'peerway log --revision 1',
    ],
    flags: () => [
      valueFlag('--revision <number>', 'revision whose entry to show, value by value', 'nothing', (text) =>
        parseInteger(text, 'revision', 1, 2 ** 31),
      ),
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
    invoke: ({ revision, ...flags }: { since?: string; object?: string; revision?: number }) => {
      if (revision !== undefined && (flags.since ?? flags.object) !== undefined)
        throw usage('--revision cannot be used with --since or --object', 'give --revision alone');
      return async (ports) => {
        const { log, logEntry } = await import('../commands/log/log.ts');
        return revision === undefined ? log(flags, ports) : logEntry(revision, ports);
      };
    },
  },
};
