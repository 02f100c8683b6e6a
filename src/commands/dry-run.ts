/** Runs a command without changing anything: it decides on the present plan, and stores nothing. */
import { decidedBy } from '../model/rules/ownership.ts';
import { type Declined, isDeclined, type Result } from '../output/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { StatePort } from '../ports/state.ts';

/** Returns the result that a command would have. Its notes say that nothing was changed. */
export async function dryRun(
  invocation: (ports: Ports) => Promise<Result | Declined>,
  ports: Ports,
): Promise<Result | Declined> {
  const result = await invocation({
    ...ports,
    state: readOnly(ports.state),
    terminal: Object.assign(Object.create(ports.terminal), {
      needsConfirmation: () => false,
      confirm: async () => true,
    }),
  });
  if (isDeclined(result)) return result;
  return {
    ...result,
    value: withMark(result.value),
    notes: [...result.notes.filter((note) => note !== NOTHING), NOTHING],
    next: [],
  };
}

const NOTHING = 'nothing was changed';

const withMark = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, dryRun: true } : value;

const readOnly = (state: StatePort): StatePort => ({
  now: state.now,
  isDryRun: true,
  get login() {
    return state.login;
  },
  actor: () => state.actor(),
  read: () => state.read(),
  change: async (decide, subjects) => decidedBy(await state.actor(), await state.read(), decide, subjects),
  record: async (decide) => decide(await state.read()),
});

/** Returns the words for a change that was made, or for one that would be. */
export const doneText = ({ isDryRun }: Pick<StatePort, 'isDryRun'>, participle: string): string =>
  `${isDryRun ? 'would be' : 'is'} ${participle}`;
