/** Ports for tests: a plan in memory, and a terminal at which everything is confirmed. */
import { decidedBy } from '../../src/model/rules/ownership.ts';
import type { State } from '../../src/model/state.ts';
import { parseOwner } from '../../src/model/values.ts';
import type { StatePort } from '../../src/ports/state.ts';
import type { Terminal } from '../../src/ports/terminal.ts';
import { NOW } from './plans.ts';

export interface MemoryState extends StatePort {
  /** The state that the last change left; a test may replace it. */
  current: State;
}

export function memoryState(initial: State, actor = 'netops'): MemoryState {
  const memory: MemoryState = {
    current: initial,
    now: NOW,
    login: undefined,
    actor: async () => parseOwner(actor),
    read: async () => memory.current,
    change: async (decide, subjects) =>
      memory.record((before) => decidedBy(parseOwner(actor), before, decide, subjects)),
    record: async (decide) => {
      const made = decide(memory.current);
      memory.current = made.state;
      return made;
    },
  };
  return memory;
}

const unexpected = async (): Promise<never> => {
  throw new Error('this test answers no prompt');
};

/** @param lines  collects the lines that are shown */
export const yesTerminal = (lines: string[] = []): Terminal => ({
  text: unexpected,
  select: unexpected,
  secret: unexpected,
  isInteractive: false,
  needsConfirmation: () => false,
  confirm: async () => true,
  during: async (_, work) => work(() => undefined),
  tell: (line) => {
    lines.push(line);
  },
});

/** A port with some of its members; any other throws. */
export const partOf = <Port extends object>(members: Partial<Port>): Port =>
  new Proxy(members, {
    get: (target, key) => {
      if (key in target) return target[key as keyof Port];
      throw new Error(`this test has no ${String(key)}`);
    },
  }) as Port;
