/**
 * System calls of the program that touch its state, and getting into their way, both with strace(1). Node makes
 * them in its main thread, which strace follows alone; so an ordinal counts that thread's calls and no others. The
 * one exception is flock(2), which is called by a process of its own. Calls on a file whose name is known are counted
 * by themselves: how often node reads from a pipe before it gets to the state is a matter of time.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './fault.ts';
import { nothing } from './fault.ts';

export interface Call {
  readonly name: string;
  /** Among the thread's calls of that name, and on that path if there is one; from 1. */
  readonly ordinal: number;
  /** Within the home; absent where the call names two or one that is never the same. */
  readonly path?: string;
  /** By a child of the program. */
  readonly byChild: boolean;
  /** As strace shows it. */
  readonly line: string;
  /** What it touches, within the home. */
  readonly target: string;
}

/** Words that write down every system call of every thread and process into a folder. */
export function tracing(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return ['strace', '-ff', '-y', '-o', join(folder, 'trace')];
}

/** What children do with the state on their way to flock(2): they are given the open lock as descriptor 3. */
const ON_THE_WAY = ['dup2', 'fcntl'];

/** The calls that touch a home, from what `tracing` wrote down. */
export function touchingCalls(folder: string, home: string): Call[] {
  return readdirSync(folder).flatMap((name) => {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    // Threads and children come into being by clone(2); strace itself begins the program.
    const byChild = !lines[0]?.startsWith('execve(');
    const calls = countedCalls(lines, byChild, home).filter(({ target }) => target !== '');
    const strange = calls.find((call) => byChild && ![...ON_THE_WAY, 'flock'].includes(call.name));
    if (strange) throw new Error(`a call outside of the main thread: ${strange.line}`);
    return calls.filter((call) => !byChild || call.name === 'flock');
  });
}

function countedCalls(lines: readonly string[], byChild: boolean, home: string): Call[] {
  const counts = new Map<string, number>();
  const count = (what: string): number => {
    const ordinal = (counts.get(what) ?? 0) + 1;
    counts.set(what, ordinal);
    return ordinal;
  };
  return lines.flatMap((line) => {
    const name = /^[a-z][a-z0-9_]*(?=\()/.exec(line)?.[0];
    if (name === undefined || name === 'execve') return [];
    const target = targetOf(line, home);
    const path = onlyPath(target);
    const call = { name, byChild, line, target, ordinal: count(name) };
    return [path === undefined ? call : { ...call, path, ordinal: count(`${name} ${path}`) }];
  });
}

function onlyPath(target: string): string | undefined {
  const [first = '', ...others] = new Set(target.split(' '));
  return first === '' || first.includes('*') || others.length > 0 ? undefined : first.slice('home'.length);
}

/** The paths in a line that lie in a home, without what is never the same; '' for a line about anything else. */
function targetOf(line: string, home: string): string {
  const paths = line.split(/[<>"]/).filter((piece) => piece.startsWith(home));
  return paths.map((path) => `home${path.slice(home.length).replace(/[0-9a-f-]{36}/, '*')}`).join(' ');
}

/** A call that does not go as it should: an errno, a signal as it begins, or a result that is not true. */
export type Effect = `error=${string}` | 'signal=KILL' | `retval=${number}`;

const kindOf = (effect: Effect): string =>
  effect.startsWith('retval') ? `short (${effect.slice(7)})` : effect.replace(/^error=|^signal=/, '');

/** Gets into the way of one call. */
export const injection = (call: Call, effect: Effect): Fault => ({
  kind: kindOf(effect),
  title: `${call.name} ${call.ordinal} of ${call.path ?? call.target}, ${effect}`,
  unconfirmed: call.name === 'fsync' && effect.startsWith('error'),
  arrange: ({ home, beside }) => {
    const log = join(beside, 'injected');
    const { name, ordinal, byChild, target, path } = call;
    const which = [...(byChild ? ['-f'] : []), ...(path === undefined ? [] : ['-P', home + path])];
    const way = ['-e', `trace=${name}`, '-e', `inject=${name}:${effect}:when=${ordinal}`];
    return {
      behind: ['strace', '-y', '-o', log, ...which, ...way],
      behindNext: [],
      hasHit: () => linesOf(log).some((line) => wasHit(line) && isPart(targetOf(line, home), target)),
      lift: nothing,
      clear: nothing,
    };
  },
});

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n');

/** A call that was injected into, or that never ended. */
const wasHit = (line: string): boolean => /\(INJECTED\)$|= \?$|<unfinished \.\.\.>$/.test(line);

/** A call that fails has no descriptor to show at its end. */
const isPart = (target: string, whole: string): boolean =>
  target !== '' && `${whole} `.startsWith(`${target} `);
