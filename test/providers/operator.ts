/** An operator with a plan in memory and the real CLIs of the providers, which can be cut off between two commands. */

import type { Program } from '../../src/exec/program.ts';
import type { State } from '../../src/model/state.ts';
import type { Outside } from '../../src/ports/outside.ts';
import type { Uses } from '../../src/ports/ports.ts';
import { program } from '../../src/runtime/program.ts';
import { memoryState, partOf, yesTerminal } from '../support/ports.ts';

/** Thrown to cut a run off; peerway does not know it. */
export class CutOff extends Error {}

export interface Operator {
  state: State;
  readonly ports: Uses<'state' | 'terminal' | 'outside'>;
  /** Lines that were shown: `$ aws …`. */
  readonly shown: string[];
  /** The words of each command line that changes something. */
  readonly changes: string[][];
  /** Number of changes to let through. The run is cut off after the next one, before it sees the result. */
  lives: number;
}

/** Verbs that only read. */
const READS = /^(describe|list|get|wait|show)/;

/** @param programOf  returns the CLI of a provider (default: the real one) */
export function operator(
  initial: State,
  env: Readonly<Record<string, string>>,
  programOf: (name: string, env: Readonly<Record<string, string>>) => Program = program,
): Operator {
  Object.assign(process.env, env);
  const shown: string[] = [];
  const state = memoryState(initial);
  const terminal = yesTerminal(shown);
  const outside = partOf<Outside>({ program: async (name, env) => watched(programOf(name, env), one) });
  const ports = { state, terminal, outside };
  const one: Operator = {
    get state() {
      return state.current;
    },
    set state(next) {
      state.current = next;
    },
    shown,
    changes: [],
    lives: Number.POSITIVE_INFINITY,
    ports,
  };
  return one;
}

const watched = (real: Program, one: Operator): Program => ({
  name: real.name,
  run: async (words, seconds) => {
    const ran = await real.run(words, seconds);
    if (words.slice(1, 5).some((word) => READS.test(word))) return ran;
    one.changes.push([...words]);
    if (one.lives-- > 0) return ran;
    throw new CutOff();
  },
});
