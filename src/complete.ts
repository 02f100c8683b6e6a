/**
 * Entry point of shell completion: `peerway __complete bash <breaks> <line>`, or `zsh` or `fish` followed by the
 * words. It is a program of its own because Tab has to answer without a noticeable delay. It changes nothing and
 * never prints an error.
 */
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Answer, answerTo, type OpenState } from './completion/answer.ts';
import { expandWord, splitLine } from './completion/lex.ts';
import { bashOutput, fishOutput, zshOutput } from './completion/shell-output.ts';
import { type CommandTree, type PackedTree, unpack } from './completion/tree.ts';
import type { Instant } from './model/instant.ts';
import { expireStale } from './model/transitions/expire-stale.ts';
import { defaultStateFolder } from './store/paths.ts';
import { peekGateway, peekNames, peekRevisions, peekState } from './store/peek.ts';

/** The command tree as JSON, inserted by the build. */
declare const COMMAND_TREE: string;

type Environment = Readonly<Record<string, string | undefined>>;

/** Prints the suggestions for the word at the cursor. */
export function complete(argv: readonly string[]): void {
  try {
    writeSync(1, reply(argv, process.env));
  } catch {
    // Completion stays silent: the command itself reports the error when it runs.
  }
}

/** Returns the output for the arguments of `__complete`. */
export const reply = (argv: readonly string[], env: Environment): string =>
  replyTo(unpack(JSON.parse(COMMAND_TREE) as PackedTree), argv, env);

/** Returns the output for the given command tree. */
export function replyTo(tree: CommandTree, argv: readonly string[], environment: Environment): string {
  const [shell, ...words] = argv;
  if (shell === 'bash') return replyToBash(tree, words, environment);
  const env = withAssignment(environment);
  const raw = words.at(-1) ?? '';
  const before = words
    .slice(0, -1)
    .map((word) => (shell === 'fish' ? expandWord(word, env) : unquote(word, env)));
  const current = splitLine(raw, '', {})?.current ?? raw;
  const answer = answerTo(tree, before, current, (stateFlag) => openState(stateFlag, env, true));
  return shell === 'fish' ? fishOutput(answer) : zshOutput(answer);
}

/** Returns the environment with `PEERWAY_STATE=…` before the command, which zsh and fish pass on as it was typed. */
function withAssignment(env: Environment): Environment {
  const assigned = env['PEERWAY_ASSIGNED'];
  if (!assigned?.startsWith('PEERWAY_STATE=')) return env;
  return { ...env, PEERWAY_STATE: unquote(assigned.slice('PEERWAY_STATE='.length), env) };
}

function replyToBash(
  tree: CommandTree,
  [breaks = '', text = '']: readonly string[],
  env: Environment,
): string {
  const line = splitLine(text, breaks, env);
  if (!line) return '';
  const none: Answer = { head: '', suggestions: [] };
  const words = line.words.slice(1);
  const isAnswerable = !line.redirected && line.words.length > 0;
  const answer = isAnswerable
    ? answerTo(tree, words, line.current, (stateFlag) => openState(stateFlag, env, false))
    : none;
  return bashOutput(answer, line);
}

/** Removes the quotes that zsh passes on with a word, and expands it. */
const unquote = (word: string, env: Environment): string =>
  expandWord(splitLine(word, '', {})?.current ?? word, env);

/** Opens the state folder from `--state`, the environment, or the default. */
function openState(
  stateFlag: string | undefined,
  env: Environment,
  describes: boolean,
): ReturnType<OpenState> {
  const folder = (): string => {
    const path = stateFlag ?? env['PEERWAY_STATE'];
    if (path === '') throw new Error('the path of the state folder is empty');
    return path === undefined ? defaultStateFolder(env) : resolve(path);
  };
  const now = new Date().toISOString() as Instant;
  return {
    describes,
    names: (...kinds) => peekNames(folder(), kinds),
    state: (...kinds) => expireStale(peekState(folder(), kinds), now),
    around: (gateway, ...kinds) => {
      const { near, hasFewerLinks } = peekGateway(folder(), gateway, kinds);
      return { near: expireStale(near, now), hasFewerLinks };
    },
    revisions: () => peekRevisions(folder()),
  };
}
