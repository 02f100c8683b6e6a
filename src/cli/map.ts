import type { Noun } from './grammar.ts';

/** What `peerway` alone says: the nouns with their verbs, and where to begin. */
export function mapOf(nouns: readonly Noun[]): string {
  const width = Math.max(...nouns.map(({ name }) => name.length));
  const lines = nouns.map(({ name, verbs, nouns: inner = [], alone }) => {
    const words = alone
      ? [alone.flags ? '[--flags]' : '']
      : [...verbs.map(({ usage }) => usage.split(' ')[0]), ...inner.map((noun) => noun.name)];
    return `  ${name.padEnd(width)}  ${words.join(' ')}`;
  });
  return [
    'peerway <noun> <verb> [names] [--flags]: peers VPC networks, both sides at once.',
    '',
    ...lines,
    '',
    'Begin with `peerway gateway create --help`; `peerway --help` says what each noun is.',
    '',
  ].join('\n');
}
