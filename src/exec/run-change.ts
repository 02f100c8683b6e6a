/** Runs the command of one change, and tries again while the provider only needs time. */
import { EXIT, UserError } from '../errors.ts';
import type { Alteration, Change } from '../model/resource.ts';
import type { Name } from '../model/values.ts';
import type { Command, Direction, Learned, ProviderProgram, Word } from '../providers/provider.ts';
import { shellQuoted, visible } from '../visible.ts';
import { failure, type Purpose } from './answer.ts';
import type { Program, ProgramRun } from './program.ts';

/** Everything that changes are run with. */
export interface Run {
  readonly provider: ProviderProgram;
  readonly program: Program;
  /** Milliseconds since the epoch after which nothing is waited for. */
  readonly deadline: number;
  /** Shows a line about progress. */
  show(line: string): void;
  /** Records that a change is about to be made; its answer may never be seen. */
  intend?(change: Alteration): Promise<void>;
  /** Records a value that the command of a change has printed, as soon as it is known. */
  learn(value: string, learned: Learned, change: Change): Promise<void>;
  /** The values that commands have printed, by their variables. */
  readonly values: Map<string, string>;
  /** Returns the error of a change that needs a value which no command has printed. */
  unknown(change: Change): UserError;
  /** Adds the place of a change to the error of its command. */
  at(change: Change, error: UserError): UserError;
  /** States from which the awaited state is never reached. */
  readonly ended: readonly string[];
  /** The sides that are reached (default: all). */
  readonly sides?: readonly Name[];
}

/**
 * Result of running one change: `waited` changed nothing, `found` existed already, `amended` altered what existed, and
 * `held` waits for a side that is not reached.
 */
export type StepOutcome = 'made' | 'amended' | 'waited' | 'found' | 'held';

/** Milliseconds between two attempts. */
const PAUSES = [500, 1000, 2000, 5000];
/** Seconds until a command that changes something is stopped. */
const TIMEOUT = 120;
/** Times to look before waiting for a side that is not reached is given up. */
const LOOKS = 3;

/** The words of a command with the values filled in; undefined while one of them is not known. */
export function wordsOf(
  { words }: Pick<Command, 'words'>,
  values: ReadonlyMap<string, string>,
): string[] | undefined {
  const filled = words.map((word: Word) => {
    if (typeof word === 'string') return word;
    const [before, after] = word.around ?? ['', ''];
    const value = values.get(word.learned);
    return value === undefined ? undefined : `${before}${value}${after}`;
  });
  return filled.includes(undefined) ? undefined : (filled as string[]);
}

const directionOf = ({ op }: Change): Direction => (op === 'delete' ? 'remove' : 'create');

/** Runs a change to its end. Exit 6 when the provider rejected it, 7 when its outcome is unknown. */
export async function runChange(change: Change, command: Command, run: Run): Promise<StepOutcome> {
  if (change.op !== 'wait' && change.blocked) throw blockedError(change.blocked);
  await findValues(change, command, run);
  const words = wordsOf(command, run.values);
  if (!words && change.op === 'delete' && isFound(command)) return 'found';
  if (!words) throw run.unknown(change);
  run.show(`$ ${[command.program, ...words].map(shellQuoted).join(' ')}`);
  if (command.until !== undefined) return waitUntil(command.until, change, words, run);
  if (change.op !== 'wait') await run.intend?.(change);
  for (let turn = 0; ; turn++) {
    const unread = await throwIfTaken(command, run);
    const ran = confirmed(command, unread ?? (await run.program.run(words, timeoutOf(change, run.deadline))));
    if (ran.ended === 'done' && ran.exit === 0) {
      if (command.learns) await learn(command.learns, ran, change, run);
      return change.op === 'wait'
        ? 'waited'
        : change.op === 'update' || change.op === 'replace'
          ? 'amended'
          : 'made';
    }
    const meaning = meaningOf(run.provider, ran, directionOf(change));
    if (meaning === 'done-already') return 'found';
    // Another operation is in progress, or the object is not visible in this region yet.
    if (meaning === undefined || Date.now() >= run.deadline) throw failed(change, words, ran, run);
    if (turn === 0) run.show('  not possible yet; trying again');
    await pause(turn, run.deadline);
  }
}

/**
 * Looks for an object of others right before a command that would replace it. Exit 6 if there is one by now.
 * @returns the run of the question if that failed
 */
async function throwIfTaken({ claim }: Command, run: Run): Promise<ProgramRun | undefined> {
  if (!claim?.isReplaced) return undefined;
  const ran = await run.program.run(claim.words, TIMEOUT);
  if (ran.ended !== 'done' || ran.exit !== 0) return ran;
  const [name, own] = [`${claim.name},`.toLowerCase(), claim.own.toLowerCase()];
  const lines = ran.stdout.toLowerCase().split('\n');
  if (!lines.some((line) => line.startsWith(name) && line.trim() !== own)) return undefined;
  throw blockedError({
    code: 'provider-name-taken',
    message: `There is already a ${claim.what} ${claim.name} that peerway did not create for this plan`,
    hint: 'choose another name, or delete it if it is not needed',
  });
}

/** The run of a command. An output other than the expected one is an error, although the program ends with 0. */
function confirmed({ confirms }: Command, ran: ProgramRun): ProgramRun {
  const isDone = ran.ended === 'done' && ran.exit === 0;
  if (!isDone || confirms === undefined || ran.stdout.trim().startsWith(confirms)) return ran;
  return { ...ran, exit: 1, stderr: ran.stdout };
}

const unknownIn = ({ words }: Command, { values }: Run): Learned[] =>
  words.filter((word): word is Learned => typeof word !== 'string' && !values.has(word.learned));

/** True if all values of a command can be looked up. */
const isFound = ({ words }: Command): boolean =>
  words.every((word) => typeof word === 'string' || word.nothing !== undefined);

/** Looks up the values of a command that are not known yet. */
async function findValues(change: Change, command: Command, run: Run): Promise<void> {
  for (const { learned, find, nothing, pattern } of unknownIn(command, run)) {
    const words = find && nothing !== undefined ? wordsOf({ words: find }, run.values) : undefined;
    if (!words) continue;
    const ran = await run.program.run(words, TIMEOUT);
    if (ran.ended !== 'done' || ran.exit !== 0) throw run.at(change, failure(run.provider, words, ran));
    const value = ran.stdout.trim();
    if (pattern.test(value)) run.values.set(learned, value);
  }
}

const blockedError = ({ code, message, hint }: { code: string; message: string; hint: string }): UserError =>
  new UserError(EXIT.rolledBack, code, message, { hint });

const purposeOf = ({ op }: Change): Purpose => (op === 'wait' ? 'wait' : 'change');

const meaningOf = (provider: ProviderProgram, ran: ProgramRun, direction: Direction) =>
  ran.ended === 'done' ? provider.meaningOf(ran.stderr, direction) : undefined;

const failed = (
  change: Change,
  words: readonly string[],
  ran: ProgramRun,
  { provider, at }: Run,
): UserError => at(change, failure(provider, words, ran, purposeOf(change)));

/** A command that waits by itself gets all the time that is left. */
const timeoutOf = ({ op }: Change, deadline: number): number =>
  op === 'wait' ? Math.max(15, Math.ceil((deadline - Date.now()) / 1000)) : TIMEOUT;

async function learn(learned: Learned, { stdout }: ProgramRun, change: Change, run: Run): Promise<void> {
  const value = stdout.trim();
  if (!learned.pattern.test(value)) {
    const message = `${run.provider.name} printed ${visible(value) || 'nothing'} instead of ${learned.describe}`;
    throw new UserError(EXIT.unknown, 'provider-failed', message, {
      hint: 'run the command again; it finds what exists already',
    });
  }
  run.values.set(learned.learned, value);
  await run.learn(value, learned, change);
}

async function waitUntil(
  wanted: string,
  change: Change,
  words: readonly string[],
  run: Run,
): Promise<StepOutcome> {
  for (let turn = 0; ; turn++) {
    const ran = await run.program.run(words, TIMEOUT);
    const isAnswer = ran.ended === 'done' && ran.exit === 0;
    const mayWork = meaningOf(run.provider, ran, 'create') !== undefined && Date.now() < run.deadline;
    if (!isAnswer && !mayWork) throw failed(change, words, ran, run);
    const said = isAnswer ? ran.stdout.trim() : '';
    if (said === wanted) return 'waited';
    if (run.ended.includes(said)) throw run.at(change, endedAs(said));
    if (isAnswer && turn + 1 >= LOOKS && isHeld(change, said, run)) return 'held';
    if (Date.now() >= run.deadline) throw tooLate(change, wanted, said);
    await pause(turn, run.deadline);
  }
}

/** The provider gives the reason elsewhere; the caller looks it up. */
const endedAs = (code: string): UserError =>
  new UserError(EXIT.rolledBack, 'provider-ended', `The provider has ended the connection: it is ${code}`, {
    hint: `run \`peerway peering refresh <peering>\` to see the cause, fix it, and run the command again`,
  });

/** True if only a side that is not reached can end this state. */
const isHeld = (change: Change, said: string, { sides }: Run): boolean =>
  change.op === 'wait' &&
  change.needs !== undefined &&
  change.needs.states.includes(said) &&
  sides?.includes(change.needs.side) === false;

const tooLate = ({ resource }: Change, wanted: string, said: string): UserError =>
  new UserError(
    EXIT.unknown,
    'provider-timeout',
    `It is still ${visible(said) || 'missing'} on ${resource.side}'s side, not ${wanted}`,
    { hint: 'run the command again with a longer --timeout, such as 15m' },
  );

const pause = (turn: number, deadline: number): Promise<void> =>
  new Promise((resolve) => {
    const wait = PAUSES[Math.min(turn, PAUSES.length - 1)] as number;
    setTimeout(resolve, Math.max(0, Math.min(wait, deadline - Date.now())));
  });
