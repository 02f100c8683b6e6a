/**
 * What the scripts of the shells ask at a press of Tab: `peerway __complete bash <breaks> <line>`, or `zsh` or `fish`
 * and the words. A start of its own, since it has to be there before a person notices. It changes nothing, and
 * says nothing where there is nothing to say, whatever the reason.
 */
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Answer, answerTo, type Surroundings } from './completion/answer.ts';
import { expanded, readLine } from './completion/lex.ts';
import { bashReply, fishReply, zshReply } from './completion/shell-output.ts';
import { type CommandTree, type PackedTree, unpacked } from './completion/tree.ts';
import type { Instant } from './model/moment.ts';
import { settle } from './model/transitions/settle.ts';
import { defaultStateFolder } from './store/paths.ts';
import { glanceAround, glanceAt, glanceAtRevisions } from './store/peek.ts';

/** The command tree as JSON, put in its place when this is built. */
declare const COMMAND_TREE: string;

type Environment = Readonly<Record<string, string | undefined>>;

/** Prints what can stand at the cursor. */
export function complete(argv: readonly string[]): void {
  try {
    writeSync(1, reply(argv, process.env));
  } catch {
    // A Tab is no moment for errors: the command itself will say them.
  }
}

/** What is printed for the arguments of `__complete`. */
export const reply = (argv: readonly string[], env: Environment): string =>
  replyTo(unpacked(JSON.parse(COMMAND_TREE) as PackedTree), argv, env);

/** The same of any commands. */
export function replyTo(tree: CommandTree, argv: readonly string[], env: Environment): string {
  const [shell, ...words] = argv;
  if (shell === 'bash') return replyToBash(tree, words, env);
  const raw = words.at(-1) ?? '';
  const before = words
    .slice(0, -1)
    .map((word) => (shell === 'fish' ? expanded(word, env) : plain(word, env)));
  const current = readLine(raw, '', {})?.current ?? raw;
  const answer = answerTo(tree, before, current, (folder) => surroundings(folder, env));
  return shell === 'fish' ? fishReply(answer) : zshReply(answer);
}

function replyToBash(
  tree: CommandTree,
  [breaks = '', text = '']: readonly string[],
  env: Environment,
): string {
  const line = readLine(text, breaks, env);
  if (!line) return '';
  const none: Answer = { head: '', offers: [] };
  const words = line.words.slice(1);
  const isOurs = !line.redirected && line.words.length > 0;
  const answer = isOurs ? answerTo(tree, words, line.current, (folder) => surroundings(folder, env)) : none;
  return bashReply(answer, line);
}

/** A word as zsh hands it over: in its quotes. */
const plain = (word: string, env: Environment): string =>
  expanded(readLine(word, '', {})?.current ?? word, env);

/** The state that the line, the environment or the default names. */
function surroundings(stateFlag: string | undefined, env: Environment): ReturnType<Surroundings> {
  const folder = (): string => {
    const named = stateFlag ?? env['PEERWAY_STATE'];
    if (named === '') throw new Error('no folder');
    return named === undefined ? defaultStateFolder(env) : resolve(named);
  };
  const now = new Date().toISOString() as Instant;
  return {
    state: (...kinds) => settle(glanceAt(folder(), kinds), now),
    around: (gateway, ...kinds) => {
      const { near, hasFewerLinks } = glanceAround(folder(), gateway, kinds);
      return { near: settle(near, now), hasFewerLinks };
    },
    revisions: () => glanceAtRevisions(folder()),
  };
}
