/** An operator with a plan in memory and the real programs of the clouds, which can be cut off between two commands. */

import type { State } from '../../src/model/state.ts';
import type { Context } from '../../src/ports/context.ts';
import type { Program } from '../../src/providers/program.ts';
import { program } from '../../src/runtime/program.ts';
import { NOW } from '../support/plans.ts';

/** Thrown where the run is cut off; nothing in the product knows of it. */
export class CutOff extends Error {}

export interface Operator {
  state: State;
  readonly context: Context;
  /** What was shown: `$ aws …`. */
  readonly shown: string[];
  /** Command lines that change something, each as its words. */
  readonly changes: string[][];
  /** How many more of those are let through; then the run is cut off before it hears what came of the last. */
  lives: number;
}

/** What only looks. */
const LOOKS = /^(describe|list|get|wait)/;

export function operator(state: State, env: Readonly<Record<string, string>>): Operator {
  Object.assign(process.env, env);
  const one: Operator = {
    state,
    shown: [],
    changes: [],
    lives: Number.POSITIVE_INFINITY,
    context: {
      now: NOW,
      read: async () => one.state,
      change: async <Result extends { readonly state: State }>(decide: (state: State) => Result) => {
        const result = decide(one.state);
        one.state = result.state;
        return result;
      },
      tell: (line: string) => one.shown.push(line),
      during: async <Result>(_: string, work: (say: () => void) => Result | Promise<Result>) =>
        work(() => {}),
      program: async (name: Program['name']) => watched(program(name), one),
      prompter: { needsConfirmation: () => false, confirm: async () => true },
    } as unknown as Context,
  };
  return one;
}

const watched = (real: Program, one: Operator): Program => ({
  name: real.name,
  run: async (words, seconds) => {
    const ran = await real.run(words, seconds);
    if (words.slice(1, 4).some((word) => LOOKS.test(word))) return ran;
    one.changes.push([...words]);
    if (one.lives-- > 0) return ran;
    throw new CutOff();
  },
});
