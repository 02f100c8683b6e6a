/** The composition root: takes argv, returns the exit status. The only file that imports from every room. */
import { type CommandLine, completeCommandLine } from './cli/command-line.ts';
import type { GlobalFlags } from './cli/global-flags.ts';
import { HELP, withFlag } from './cli/help.ts';
import { commandMap } from './cli/map.ts';
import { type Chosen, RejectedCommandLine } from './cli/parser.ts';
import { buildProgram, NOUN_GROUPS, NOUNS } from './cli/program.ts';
import { EXIT, type ExitStatus, UserError, usage } from './errors.ts';
import type { OutputFormat } from './model/preferences.ts';
import { wantsColor } from './output/color.ts';
import type { Declined, Result } from './output/result.ts';
import type { Uses } from './ports/ports.ts';
import { isOpen, isTerminal, terminalWidth, writeErr, writeOut } from './streams.ts';
import { quoted, visible, withoutKeys } from './visible.ts';

/** Runs one command line. Never throws; returns the exit status. */
export async function run(argv: readonly string[]): Promise<ExitStatus> {
  try {
    return await runCommand(argv);
  } catch (error) {
    return await reportError(error, await wantsJson(argv));
  }
}

async function runCommand(argv: readonly string[]): Promise<ExitStatus> {
  if (argv.length === 0) {
    writeOut(commandMap(NOUN_GROUPS));
    return EXIT.done;
  }
  const { chosen, flags, text } = parseArgv(argv);
  if (!chosen) {
    writeOut(text);
    return EXIT.done;
  }
  if (chosen.line.path[0] === HELP.name) {
    writeOut(await helpText(chosen.line.words, flags));
    return EXIT.done;
  }
  setColorVariables(flags);
  // Only commands need these modules; help and the version end above.
  const [{ livePorts }, { report }, { createPrompter }] = await Promise.all([
    import('./runtime/ports.ts'),
    import('./output/report.ts'),
    import('./prompts/prompter.ts'),
  ]);
  // Prompts and progress draw on node's own stream.
  if (isTerminal(2)) process.stderr.on('error', () => undefined);
  const prompter = createPrompter({
    interactive: canPrompt(flags),
    color: wantsColor({ isTerminal: isTerminal(2), noColor: !flags.color, env: process.env }),
    yes: flags.yes ?? false,
  });
  const ports = livePorts(
    flags,
    {
      label: commandLabel(chosen.line),
      line: () => completeCommandLine(chosen.line, prompter.answers()),
      createsState: chosen.createsState,
    },
    prompter,
  );
  const format = flags.output ?? (await preferredOutput(ports)) ?? 'table';
  const toTerminal = isTerminal(1);
  const print = async (result: Result | Declined): Promise<void> => {
    const printed = await report(result, {
      format,
      quiet: flags.quiet ?? false,
      // A serial console and some terminals of containers do not know their size and report 0.
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
    const result = await chosen.invocation(ports).catch((error: unknown) => {
      throw chosen.explained(error, prompter.answers());
    });
    await print(withRepeatNote(result));
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
    writeErr(`without prompts: ${completeCommandLine(chosen.line, prompter.answers())}\n`);
  return result.exit;
}

/** Adds the time of the result and how to stop, if --watch repeats it. */
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

/** Moves the cursor to the first row and column, and clears the screen (ECMA-48, CUP and ED). */
const CLEAR = '\x1b[H\x1b[J';

async function warnOfExposure(): Promise<void> {
  const { exposedOutputWarning } = await import('./output/exposed-output.ts');
  const warning = exposedOutputWarning(1);
  if (warning) writeErr(`warning: ${warning}\n`);
}

/** Returns `peering create seoul osaka`: the command without its flags, which may contain secrets. */
const commandLabel = ({ path, words }: CommandLine): string => [...path, ...words].join(' ');

/** Returns true if prompts are possible. They read stdin and draw on stderr, so stdout may be anything. */
const canPrompt = ({ input }: GlobalFlags): boolean =>
  input && isTerminal(0) && isTerminal(2) && process.env['TERM'] !== 'dumb';

/**
 * Makes node, which colors the prompts, follow peerway's rules: --no-color turns colors off, and an empty variable counts
 * as unset. Node would also print a warning if both variables were set.
 */
function setColorVariables(flags: GlobalFlags): void {
  if (!flags.color) process.env['FORCE_COLOR'] = '0';
  for (const name of ['FORCE_COLOR', 'NO_COLOR']) if (process.env[name] === '') delete process.env[name];
  if (process.env['FORCE_COLOR'] !== undefined) delete process.env['NO_COLOR'];
}

/** Returns the preferred output. Unreadable preferences are only a warning, so that `config set` can fix them. */
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

interface ParsedArgv {
  /** Undefined for help and the version, which are in `text`. */
  readonly chosen?: Chosen;
  readonly flags: GlobalFlags;
  readonly text: string;
}

function parseArgv(argv: readonly string[]): ParsedArgv {
  let chosen: Chosen | undefined;
  let text = '';
  const program = buildProgram(
    argv,
    (one) => {
      chosen = one;
    },
    (piece) => {
      text += piece;
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
  if (other) return parseArgv(other);
  return { ...(chosen ? { chosen } : {}), flags: program.opts<GlobalFlags>(), text };
}

/** Converts commander's message and suggestion. The message quotes argv, which may itself look like a suggestion. */
function usageOf({ message, path }: RejectedCommandLine): UserError {
  const near = /\n\(Did you mean (?:one of )?([a-z0-9-]+(?:, [a-z0-9-]+)*)\?\)$/.exec(message);
  const said = message.slice(0, near?.index).replace(/^error: /, '');
  const first = visible(inOwnWords(said, path), 400);
  const help = `run \`${['peerway', ...path].join(' ')} --help\``;
  const names = /^missing required argument/.test(first) ? `names come before flags; ${help}` : help;
  return usage(first, near ? `did you mean ${near[1]}?` : names);
}

/** Rewords commander's messages in the terms of the help pages. */
const inOwnWords = (said: string, path: readonly string[]): string =>
  said
    .replace(/^unknown option '(.*)'$/s, (_, flag: string) => `unknown flag ${quoted(flag)}`)
    .replace(/^option '(.*)' argument missing$/s, (_, flag: string) => `missing value for ${flag}`)
    .replace(
      /^too many arguments for '.*'\. Expected (\d+) arguments? but got (\d+)\.$/s,
      (_, most: string, got: string) =>
        `too many arguments for "${['peerway', ...path].join(' ')}": expected ${most}, got ${got}`,
    );

async function reportError(error: unknown, json: boolean): Promise<ExitStatus> {
  const { errorText } = await import('./output/error.ts');
  if (error instanceof UserError) {
    writeErr(errorText(error, json));
    return error.exit;
  }
  // Messages of node may quote keys.
  const bug = error instanceof Error ? error : new Error(String(error));
  const report = new UserError(EXIT.bug, 'bug', `This is a bug in peerway: ${withoutKeys(bug.message)}`, {
    hint: 'the change was made completely or not at all; run `peerway state check` to see the state',
  });
  writeErr(errorText(report, json));
  if (process.env['PEERWAY_TRACE']) writeErr(`${withoutKeys(String(bug.stack))}\n`);
  return EXIT.bug;
}

/** Returns true if errors are printed as JSON, also for a command line that cannot be parsed. */
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

/** Finds the value of --output in an unparsed command line. Short flags may be combined: -qo json. */
function namedOutput(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const found = words.map((word, at) => {
    const attached = /^(?:--output=|-[qy]*o)(.+)$/s.exec(word)?.[1];
    return attached ?? (/^(?:--output|-[qy]*o)$/.test(word) ? words[at + 1] : undefined);
  });
  return found.findLast((value) => value !== undefined);
}
