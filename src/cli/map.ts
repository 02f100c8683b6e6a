/** The help of the program: with summaries (`peerway --help`), or as a map of all commands (`peerway`). */
import { wrap } from '../output/wrap.ts';
import type { Noun } from './grammar.ts';
import type { HelpPage } from './help-page.ts';

export interface NounGroup {
  readonly heading: string;
  readonly nouns: readonly Noun[];
}

const SUMMARY = 'Peer networks through WireGuard gateways or cloud VPC peering.';
const USAGE = 'peerway <noun> <verb> [names] [flags]';

export const rootPage = (groups: readonly NounGroup[]): HelpPage => ({
  summary: SUMMARY,
  paragraphs: [
    'Peerway keeps the address plan, rejects peerings that would not route, and configures keys, routes, and firewall rules on both sides.',
  ],
  usage: [USAGE],
  sections: groups.map(({ heading, nouns }) => ({
    heading,
    items: nouns.map(({ name, summary }) => [name, summary] as const),
  })),
  examples: [
    'peerway gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1',
    'peerway gateway create osaka --cidr 172.31.0.0/16 --endpoint 203.0.113.2',
    'peerway peering create seoul osaka',
  ],
  closing: 'Run `peerway <noun> --help` for more about a noun and its verbs, and `peerway help` for topics.',
});

/** Returns the list of all nouns with their verbs. */
export function commandMap(groups: readonly NounGroup[]): string {
  const column = Math.max(...groups.flatMap(({ nouns }) => nouns.map(({ name }) => name.length)));
  const lines = groups.flatMap(({ heading, nouns }) => [
    '',
    `${heading}:`,
    ...nouns.flatMap((noun) => nounLines(noun, column)),
  ]);
  return [
    SUMMARY,
    '',
    'Usage:',
    `  ${USAGE}`,
    ...lines,
    '',
    'Start with `peerway help quickstart`. `peerway help` lists all topics.',
    '',
  ].join('\n');
}

function nounLines({ name, verbs, nouns = [], alone }: Noun, column: number): string[] {
  const words = alone
    ? [alone.usage.split(' ').slice(1).join(' ') || (alone.flags ? '[flags]' : '')]
    : [...verbs.map(({ usage }) => usage.split(' ')[0]), ...nouns.map((noun) => noun.name)];
  const [first, ...rest] = wrap(words.join(', '), 80 - column - 4);
  return [
    `  ${name.padEnd(column)}  ${first}`.trimEnd(),
    ...rest.map((line) => `${' '.repeat(column + 4)}${line}`),
  ];
}
