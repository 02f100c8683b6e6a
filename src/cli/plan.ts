import type { Cidr } from '../model/address/cidr.ts';
import { parseCidr } from '../model/address/parse.ts';
import { parseInteger } from '../model/values.ts';
import { type Noun, pathFlag, valueFlag } from './grammar.ts';

export const PLAN: Noun = {
  name: 'plan',
  topics: ['address-plan'],
  summary: 'Inspect the address plan',
  verbs: [
    {
      usage: 'check',
      lists: async () => (await import('../commands/plan/check.ts')).OVERLAP_COLUMNS,
      summary: 'Find overlapping networks',
      headline: () => 'cannot check the plan',
      description: [
        'Checks the networks of the plan, or of a file with one CIDR per line, optionally followed by a name; # starts a',
        'comment. With -o json, prints one object per line for each overlapping pair. Exits with status 8 if any',
        'networks overlap.',
      ].join(' '),
      examples: ['peerway plan check', 'cat networks.txt | peerway plan check --file - -o json'],
      flags: () => [
        pathFlag('--file <path>', 'file to check, or - for stdin', 'file').describeDefault('the plan'),
        valueFlag(
          '--limit <n>',
          'maximum number of pairs to list; all pairs are counted',
          'nothing',
          (text) => parseInteger(text, 'limit', 1, 100_000_000),
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
        valueFlag('--prefix <n>', 'prefix length of the networks', 'nothing', (text) =>
          parseInteger(text, 'prefix length', 0, 128),
        ),
        valueFlag('--within <cidr>', 'range to search', 'nothing', (text) => parseCidr(text)).describeDefault(
          'the private IPv4 ranges',
        ),
        valueFlag('--count <n>', 'number of networks', 'nothing', (text) =>
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
      summary: 'List all networks in address order',
      examples: ['peerway plan list'],
      invoke: () => async (ports) => (await import('../commands/plan/list.ts')).planList(ports),
    },
  ],
};
