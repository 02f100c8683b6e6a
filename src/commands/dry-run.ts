/** Runs a command without changing anything: it decides on the present plan, and stores nothing. */
import { usage } from '../errors.ts';
import { decidedBy } from '../model/rules/ownership.ts';
import { type Declined, isDeclined, type Result } from '../output/result.ts';
import type { Outside } from '../ports/outside.ts';
import type { Ports } from '../ports/ports.ts';
import type { StatePort } from '../ports/state.ts';
import type { Terminal } from '../ports/terminal.ts';

/** The question and the preview that a command would show before its change. */
interface Preview {
  readonly action: string;
  readonly details: readonly string[];
}

/** Returns the result that a command would have, with its preview. Its notes say that nothing was changed. */
export async function dryRun(
  invocation: (ports: Ports) => Promise<Result | Declined>,
  ports: Ports,
): Promise<Result | Declined> {
  const previews: Preview[] = [];
  const result = await invocation({
    ...ports,
    state: readOnly(ports.state),
    terminal: previewing(ports.terminal, previews),
    outside: closed(ports.outside),
    preferences: { ...ports.preferences, read: () => ports.preferences.read(), set: ignore, unset: ignore },
  });
  if (isDeclined(result)) return result;
  const { view } = result;
  const [preview] = previews;
  return {
    ...result,
    value: withMark(result.value),
    view:
      preview && view.kind === 'object'
        ? { ...view, lines: () => [`${preview.action} (dry run)`, ...preview.details] }
        : view,
    // The preview has the warnings.
    warnings: preview
      ? result.warnings.filter((one) => !preview.details.includes(`warning: ${one}`))
      : result.warnings,
    notes: [...result.notes.filter((note) => note !== NOTHING), NOTHING],
    next: [],
  };
}

const NOTHING = 'nothing was changed';

const ignore = async (): Promise<void> => undefined;

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

/** The terminal, with prompts as ever; confirmations become a part of the result. */
const previewing = (terminal: Terminal, previews: Preview[]): Terminal => ({
  isInteractive: terminal.isInteractive,
  text: (parameter, prompt) => terminal.text(parameter, prompt),
  select: (parameter, prompt) => terminal.select(parameter, prompt),
  secret: (parameter, message) => terminal.secret(parameter, message),
  during: (text, work) => terminal.during(text, work),
  tell: (line) => terminal.tell(line),
  needsConfirmation: () => true,
  confirm: async (action, details) => {
    previews.push({ action, details });
    return true;
  },
});

/** Reads files, and reaches no host and no provider. */
const closed = (outside: Outside): Outside => {
  const refuse = async (): Promise<never> => {
    throw usage('--dry-run does not reach hosts or providers', 'run the command without --dry-run');
  };
  return {
    transport: refuse,
    program: refuse,
    writeFiles: refuse,
    writeFile: refuse,
    readInput: (path) => outside.readInput(path),
  };
};

/** Exit 2 for flags with which a dry run would have to reach hosts or providers. */
export function throwIfReaching(flags: Readonly<Record<string, unknown>>): void {
  if (flags['deploy'])
    throw usage('--dry-run cannot be used with --deploy', 'omit --deploy to see the changes of the plan');
  if (flags['apply'])
    throw usage(
      '--dry-run cannot be used with --apply',
      'omit --apply to see the changes of the plan; `peerway peering render` prints the commands for the provider',
    );
}

/** Returns the words for a change that was made, or for one that would be. */
export const doneText = ({ isDryRun }: Pick<StatePort, 'isDryRun'>, participle: string): string =>
  `${isDryRun ? 'would be' : 'is'} ${participle}`;
