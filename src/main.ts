/** The composition root: argv in, exit status out. The one place that knows of every room. */
import { type CommandLine, completed } from './cli/command-line.ts';
import type { GlobalFlags } from './cli/global-flags.ts';
import { HELP, withFlag } from './cli/help.ts';
import { mapOf } from './cli/map.ts';
import { type Chosen, RejectedCommandLine } from './cli/parser.ts';
import { buildProgram, NOUN_GROUPS, NOUNS } from './cli/program.ts';
import { EXIT, type ExitStatus, UserError, usage } from './errors.ts';
import type { OutputFormat } from './model/preferences.ts';
import { wantsColor } from './output/color.ts';
import { toResult } from './output/outcome.ts';
import type { Declined, Result } from './output/result.ts';
import type { Uses } from './ports/ports.ts';
import { isOpen, isTerminal, terminalWidth, writeErr, writeOut } from './streams.ts';
import { visible, withoutKeys } from './visible.ts';

/** Runs one command line. Never throws; returns the exit status. */
export async function run(argv: readonly string[]): Promise<ExitStatus> {
  try {
    return await perform(argv);
  } catch (error) {
    return await failed(error, await wantsJson(argv));
  }
}

async function perform(argv: readonly string[]): Promise<ExitStatus> {
  if (argv.length === 0) {
    writeOut(mapOf(NOUN_GROUPS));
    return EXIT.done;
  }
  const { chosen, flags, said } = understand(argv);
  if (!chosen) {
    writeOut(said);
    return EXIT.done;
  }
  if (chosen.line.path[0] === HELP.name) {
    writeOut(await helpText(chosen.line.words, flags));
    return EXIT.done;
  }
  agreeOnColour(flags);
  // Help and version end above: what only a command needs is loaded below.
  const [{ livePorts }, { report }, { createPrompter }] = await Promise.all([
    import('./runtime/ports.ts'),
    import('./output/report.ts'),
    import('./prompts/prompter.ts'),
  ]);
  // Prompts and progress draw on node's own stream.
  if (isTerminal(2)) process.stderr.on('error', () => undefined);
  const prompter = createPrompter({
    interactive: canAsk(flags),
    color: wantsColor({ isTerminal: isTerminal(2), noColor: !flags.color, env: process.env }),
    yes: flags.yes ?? false,
  });
  const ports = livePorts(flags, labelOf(chosen.line), prompter);
  const format = flags.output ?? (await preferredOutput(ports)) ?? 'table';
  const toTerminal = isTerminal(1);
  const print = async (result: Result | Declined): Promise<void> => {
    const printed = await report(result, {
      format,
      quiet: flags.quiet ?? false,
      // A serial console, and some a container makes, do not know their size and say 0.
      width: toTerminal ? (terminalWidth() ?? 80) : undefined,
      color: wantsColor({
        isTerminal: toTerminal,
        noColor: !flags.color,
        env: process.env,
      }),
      isConfirmed: toTerminal && prompter.hasConfirmed(),
      selection: chosen.selection,
    });
    if (result.repeatAfter !== undefined && toTerminal) writeOut(CLEAR);
    if (printed.out !== '') writeOut(printed.out);
    if (printed.err !== '') writeErr(printed.err);
  };
  const runOnce = async (): Promise<Result | Declined> => {
    const given = await chosen.invocation(ports).catch((error: unknown) => {
      throw chosen.explained(error, prompter.answers());
    });
    const result = withRepeatNote('kind' in given ? toResult(given) : given);
    await print(result);
    return result;
  };
  let result = await runOnce();
  while (result.repeatAfter !== undefined && isOpen(1)) {
    const { setTimeout } = await import('node:timers/promises');
    await setTimeout(result.repeatAfter * 1000);
    result = await runOnce();
  }
  if (result.view.kind === 'text' && result.view.holdsKeys) await warnOfExposure();
  if (prompter.answers().length > 0 && !flags.quiet)
    writeErr(`without questions: ${completed(chosen.line, prompter.answers())}\n`);
  return result.exit;
}

/** With --watch, the time of the result and how to stop. */
const withRepeatNote = (result: Result | Declined): Result | Declined =>
  result.repeatAfter === undefined
    ? result
    : {
        ...result,
        notes: [
          ...result.notes,
          `as of ${new Date().toISOString()}, every ${result.repeatAfter} s; press Ctrl-C to stop`,
        ],
      };

/** The cursor to the first row and column, and nothing left below it (ECMA-48, CUP and ED). */
const CLEAR = '\x1b[H\x1b[J';

async function warnOfExposure(): Promise<void> {
  const { exposedOutputWarning } = await import('./output/exposed-output.ts');
  const warning = exposedOutputWarning(1);
  if (warning) writeErr(`warning: ${warning}\n`);
}

/** `peering create seoul osaka`: without flags, so without anything that might be secret. */
const labelOf = ({ path, words }: CommandLine): string => [...path, ...words].join(' ');

/** Questions need a keyboard and a screen that can be drawn on; they go to stderr, so stdout may be anything. */
const canAsk = ({ input }: GlobalFlags): boolean =>
  input && isTerminal(0) && isTerminal(2) && process.env['TERM'] !== 'dumb';

/**
 * Questions are coloured by node's rules, which know of the environment alone and take an empty variable for one
 * that is set: make them ours. Where both variables are set, node would print a warning, too.
 */
function agreeOnColour(flags: GlobalFlags): void {
  if (!flags.color) process.env['FORCE_COLOR'] = '0';
  for (const name of ['FORCE_COLOR', 'NO_COLOR']) if (process.env[name] === '') delete process.env[name];
  if (process.env['FORCE_COLOR'] !== undefined) delete process.env['NO_COLOR'];
}

/** Preferences that cannot be read must not stand in the way of the command that mends them: only a warning here. */
async function preferredOutput({ preferences }: Uses<'preferences'>): Promise<OutputFormat | undefined> {
  try {
    return (await preferences.read()).output;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    writeErr(`warning: ${error.message}\n`);
    return undefined;
  }
}

const isNoun = (word: string | undefined): boolean => NOUNS.some(({ name }) => name === word);

/** Returns a help topic, or the list of commands and topics. */
async function helpText(words: readonly string[], { color }: GlobalFlags): Promise<string> {
  const { help } = await import('./help/help.ts');
  const toTerminal = isTerminal(1);
  return help(words, NOUNS, {
    width: toTerminal ? (terminalWidth() ?? 80) : undefined,
    colors: wantsColor({ isTerminal: toTerminal, noColor: !color, env: process.env }),
  });
}

interface Understood {
  /** Absent when the command line asks for help or the version, which is then what is `said`. */
  readonly chosen?: Chosen;
  readonly flags: GlobalFlags;
  readonly said: string;
}

function understand(argv: readonly string[]): Understood {
  let chosen: Chosen | undefined;
  let said = '';
  const program = buildProgram(
    argv,
    (one) => {
      chosen = one;
    },
    (text) => {
      said += text;
    },
  );
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof RejectedCommandLine)) throw error;
    if (!['commander.helpDisplayed', 'commander.help', 'commander.version'].includes(error.code))
      throw usageOf(error);
  }
  const other = chosen && withFlag(chosen.line, isNoun);
  if (other) return understand(other);
  return { ...(chosen ? { chosen } : {}), flags: program.opts<GlobalFlags>(), said };
}

/** Commander's message, with its suggestion as the hint. It quotes what was typed, which may look like one. */
function usageOf({ message, path }: RejectedCommandLine): UserError {
  const near = /\n\(Did you mean (?:one of )?([a-z0-9-]+(?:, [a-z0-9-]+)*)\?\)$/.exec(message);
  const first = visible(message.slice(0, near?.index).replace(/^error: /, ''), 400);
  const help = `run \`${['peerway', ...path].join(' ')} --help\``;
  const names = /^missing required argument/.test(first) ? `names come before flags; ${help}` : help;
  return usage(first, near ? `did you mean ${near[1]}?` : names);
}

async function failed(error: unknown, json: boolean): Promise<ExitStatus> {
  const { errorText } = await import('./output/error.ts');
  if (error instanceof UserError) {
    writeErr(errorText(error, json));
    return error.exit;
  }
  // Node quotes in its messages what it was given.
  const bug = error instanceof Error ? error : new Error(String(error));
  const told = new UserError(EXIT.bug, 'bug', `This is a bug in peerway: ${withoutKeys(bug.message)}`, {
    hint: 'the change was made completely or not at all; run `peerway state check` to see the state',
  });
  writeErr(errorText(told, json));
  if (process.env['PEERWAY_TRACE']) writeErr(`${withoutKeys(String(bug.stack))}\n`);
  return EXIT.bug;
}

/** Whether errors are to be JSON, even about a command line that could not be understood. */
async function wantsJson(argv: readonly string[]): Promise<boolean> {
  const named = namedOutput(argv);
  if (named !== undefined) return named === 'json';
  try {
    const { readPreferences } = await import('./store/preferences.ts');
    return (await readPreferences()).output === 'json';
  } catch {
    return false;
  }
}

/** What --output says, as far as it can be seen. Short flags may stand together: -qo json. */
function namedOutput(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const found = words.map((word, at) => {
    const attached = /^(?:--output=|-[qy]*o)(.+)$/.exec(word)?.[1];
    return attached ?? (/^(?:--output|-[qy]*o)$/.test(word) ? words[at + 1] : undefined);
  });
  return found.findLast((value) => value !== undefined);
}
