import type { Cidr } from '../model/address/cidr.ts';
import { parseCidr } from '../model/address/parse.ts';
import { parseInteger } from '../model/values.ts';
import { type Noun, pathFlag, valueFlag } from './grammar.ts';

export const PLAN: Noun = {
  name: 'plan',
  topics: ['address-plan'],
  summary: 'The address plan: overlaps, free ranges',
  verbs: [
    {
      usage: 'check',
      lists: async () => (await import('../commands/plan/check.ts')).OVERLAP_COLUMNS,
      summary: 'Find every overlapping pair of networks',
      description: [
        'Of the plan in the state, or of a list: one CIDR a line, an optional name after it, # begins a comment. With',
        '-o json one object a pair. The exit status is 3 when anything overlaps.',
      ].join(' '),
      examples: ['peerway plan check', 'cat networks.txt | peerway plan check --file - -o json'],
      flags: () => [
        pathFlag('--file <path>', 'a list to check in place of the state; - is stdin', 'file'),
        valueFlag('--limit <n>', 'most pairs to list; all are counted', 'nothing', (text) =>
          parseInteger(text, 'limit', 1, 100_000_000),
        ).default(1000),
      ],
      invoke: (flags: { file?: string; limit: number }) => async (ports) =>
        (await import('../commands/plan/check.ts')).planCheck(flags, ports),
    },
    {
      usage: 'suggest',
      lists: async () => (await import('../commands/plan/suggest.ts')).FREE_COLUMNS,
      summary: 'Suggest free networks',
      examples: [
        'peerway plan suggest --prefix 16',
        'peerway plan suggest --prefix 24 --within 10.8.0.0/16 --count 3',
      ],
      flags: () => [
        valueFlag('--prefix <n>', 'their prefix length', 'nothing', (text) =>
          parseInteger(text, 'prefix length', 0, 128),
        ),
        valueFlag('--within <cidr>', 'where to look; else the private IPv4 ranges', 'nothing', (text) =>
          parseCidr(text),
        ),
        valueFlag('--count <n>', 'how many', 'nothing', (text) =>
          parseInteger(text, 'count', 1, 10_000),
        ).default(1),
      ],
      invoke: (flags: { prefix?: number; within?: Cidr; count: number }) => async (ports) =>
        (await import('../commands/plan/suggest.ts')).planSuggest(flags, ports),
    },
    {
      usage: 'list',
      lists: async () => (await import('../commands/plan/list.ts')).PLAN_COLUMNS,
      alias: 'ls',
      summary: 'List every network of the plan in address order',
      examples: ['peerway plan list'],
      invoke: () => async (ports) => (await import('../commands/plan/list.ts')).planList(ports),
    },
  ],
};
