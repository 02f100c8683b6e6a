/** `peerway help` and `peerway version`. */
import type { CommandLine } from './command-line.ts';
import type { Noun, Verb } from './grammar.ts';

/** Never runs: main prints help and the version without touching the state. */
const invoke: Verb['invoke'] = () => () => Promise.reject(new Error('help and version have no ports'));

export const HELP: Noun = {
  name: 'help',
  summary: 'Show help for a topic or command',
  verbs: [],
  alone: {
    usage: 'help [topic|command...]',
    summary: 'Show help for a topic or command',
    description: 'Without arguments, lists all topics and commands.',
    completes: ['help-topic'],
    examples: ['peerway help', 'peerway help deploy', 'peerway help gateway create'],
    invoke,
  },
};

export const VERSION: Noun = {
  name: 'version',
  summary: 'Show the version',
  verbs: [],
  alone: { usage: 'version', summary: 'Show the version', examples: ['peerway version'], invoke },
};

/** Returns the command line that prints the same through a flag: `gateway create --help`, `--version`. */
export function withFlag(
  { path, words }: CommandLine,
  isNoun: (word: string | undefined) => boolean,
): readonly string[] | undefined {
  if (path[0] === HELP.name && isNoun(words[0])) return [...words, '--help'];
  if (path[0] === VERSION.name) return ['--version'];
  return undefined;
}
