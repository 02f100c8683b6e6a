/**
 * System calls that touch the state, and faults in them, both with strace(1). Node makes them in its main thread.
 * strace follows only that thread, so an ordinal counts its calls. flock(2) is the exception: another process calls
 * it. Calls on a known path are counted by path, since the number of earlier reads from pipes depends on timing.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './fault.ts';
import { nothing } from './fault.ts';

export interface Call {
  readonly name: string;
  /** The number of the thread's call of that name, on that path if there is one; from 1. */
  readonly ordinal: number;
  /** Path in the home. Absent if the call has two paths, or a random one. */
  readonly path?: string;
  /** True if a child of the program makes the call. */
  readonly byChild: boolean;
  /** The line of strace. */
  readonly line: string;
  /** The paths in the home that the call touches. */
  readonly target: string;
}

/** Returns words that record every system call of all threads and processes in a folder. */
export function tracing(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return ['strace', '-ff', '-y', '-o', join(folder, 'trace')];
}

/** Calls of a child before flock(2): it receives the open lock as descriptor 3. */
const ON_THE_WAY = ['dup2', 'fcntl'];

/** Returns the recorded calls that touch a home. */
export function touchingCalls(folder: string, home: string): Call[] {
  return readdirSync(folder).flatMap((name) => {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    // clone(2) starts threads and children; execve(2) starts the program itself.
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

/** Returns the paths of a line that are in a home, with random parts masked; '' if there are none. */
function targetOf(line: string, home: string): string {
  const paths = line.split(/[<>"]/).filter((piece) => piece.startsWith(home));
  return paths.map((path) => `home${path.slice(home.length).replace(/[0-9a-f-]{36}/, '*')}`).join(' ');
}

/** The result of a failed call: an errno, a signal at its start, or a wrong return value. */
export type Effect = `error=${string}` | 'signal=KILL' | `retval=${number}`;

const kindOf = (effect: Effect): string =>
  effect.startsWith('retval') ? `short (${effect.slice(7)})` : effect.replace(/^error=|^signal=/, '');

/** Returns the fault that changes one call. */
export const injection = (call: Call, effect: Effect): Fault => ({
  kind: kindOf(effect),
  title: `${call.name} ${call.ordinal} of ${call.path ?? call.target}, ${effect}`,
  unconfirmed: call.name === 'fsync' && effect.startsWith('error'),
  arrange: ({ home, scratch }) => {
    const log = join(scratch, 'injected');
    const { name, ordinal, byChild, target, path } = call;
    const which = [...(byChild ? ['-f'] : []), ...(path === undefined ? [] : ['-P', home + path])];
    const way = ['-e', `trace=${name}`, '-e', `inject=${name}:${effect}:when=${ordinal}`];
    return {
      prefix: ['strace', '-y', '-o', log, ...which, ...way],
      nextPrefix: [],
      hasHit: () => linesOf(log).some((line) => wasHit(line) && isPart(targetOf(line, home), target)),
      end: nothing,
      clear: nothing,
    };
  },
});

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n');

/** Returns true for a call that strace changed, or that never returned. */
const wasHit = (line: string): boolean => /\(INJECTED\)$|= \?$|<unfinished \.\.\.>$/.test(line);

/** A failed call has no descriptor at its end. */
const isPart = (target: string, whole: string): boolean =>
  target !== '' && `${whole} `.startsWith(`${target} `);
