/** Runs the command of one change, and tries again while the provider only needs time. */
import { EXIT, UserError } from '../errors.ts';
import type { Change } from '../model/resource.ts';
import { onSide } from '../providers/observe.ts';
import type { Command, Direction, ProviderProgram, Word } from '../providers/provider.ts';
import { shellQuoted, visible } from '../visible.ts';
import { failure, type Purpose } from './answer.ts';
import type { Program, ProgramRun } from './program.ts';

/** Everything that changes are run with. */
export interface Run {
  readonly provider: ProviderProgram;
  readonly program: Program;
  /** Name of the peering, for hints. */
  readonly peering: string;
  /** Milliseconds since the epoch after which nothing is waited for. */
  readonly deadline: number;
  /** Shows a line about progress. */
  show(line: string): void;
  /** Records the id of the connection as soon as it is known. */
  learn(id: string): Promise<void>;
  /** States from which the awaited state is never reached. */
  readonly ended: readonly string[];
  /** The id of the connection, once it is known. */
  id: string | undefined;
}

/** Result of running one change: `waited` changed nothing, `found` existed already, `amended` altered what existed. */
export type StepOutcome = 'made' | 'amended' | 'waited' | 'found';

/** Milliseconds between two attempts. */
const PAUSES = [500, 1000, 2000, 5000];
/** Seconds until a command that changes something is stopped. */
const TIMEOUT = 120;

/** The words of a command with the id filled in. */
export const wordsOf = ({ words }: Pick<Command, 'words'>, id: string | undefined): string[] =>
  words.map((word: Word) => (typeof word === 'string' ? word : (id ?? `$${word.learned}`)));

const directionOf = ({ op }: Change): Direction => (op === 'delete' ? 'remove' : 'create');

/** Runs a change to its end. Exit 6 when the provider rejected it, 7 when its outcome is unknown. */
export async function runChange(change: Change, command: Command, run: Run): Promise<StepOutcome> {
  if (change.op !== 'wait' && change.blocked) throw blockedError(change.blocked);
  if (run.id === undefined && command.words.some((word) => typeof word !== 'string'))
    throw notRequested(change);
  const words = wordsOf(command, run.id);
  run.show(`$ ${[command.program, ...words].map(shellQuoted).join(' ')}`);
  if (command.until !== undefined) return waitUntil(command.until, change, words, run);
  for (let turn = 0; ; turn++) {
    const ran = await run.program.run(words, timeoutOf(change, run.deadline));
    if (ran.ended === 'done' && ran.exit === 0) {
      if (command.learns) await learn(command.learns.pattern, ran, run);
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

const blockedError = ({ code, message, hint }: { code: string; message: string; hint: string }): UserError =>
  new UserError(EXIT.rolledBack, code, message, { hint });

const purposeOf = ({ op }: Change): Purpose => (op === 'wait' ? 'wait' : 'change');

const meaningOf = (provider: ProviderProgram, ran: ProgramRun, direction: Direction) =>
  ran.ended === 'done' ? provider.meaningOf(ran.stderr, direction) : undefined;

function failed(
  change: Change,
  words: readonly string[],
  ran: ProgramRun,
  { provider, peering }: Run,
): UserError {
  const { exit, code, message, hint } = onSide(
    change.resource.side,
    failure(provider, words, ran, purposeOf(change)),
  );
  return new UserError(exit, code, message, { hint: hint.replaceAll('<peering>', peering) });
}

/** A command that waits by itself gets all the time that is left. */
const timeoutOf = ({ op }: Change, deadline: number): number =>
  op === 'wait' ? Math.max(15, Math.ceil((deadline - Date.now()) / 1000)) : TIMEOUT;

/** The accepter's side alone can only continue a request. */
const notRequested = ({ resource }: Change): UserError =>
  new UserError(
    EXIT.rolledBack,
    'provider-no-peering',
    `The provider shows no request for the peering on ${resource.side}'s side`,
    { hint: 'the owner of the other side must first run `peerway peering create` with --apply' },
  );

async function learn(pattern: RegExp, { stdout }: ProgramRun, run: Run): Promise<void> {
  const id = stdout.trim();
  if (!pattern.test(id)) {
    const message = `${run.provider.name} printed ${visible(id) || 'nothing'} instead of the ID of the connection`;
    throw new UserError(EXIT.unknown, 'provider-failed', message, {
      hint: 'run the command again; it finds the connection if it exists',
    });
  }
  run.id = id;
  await run.learn(id);
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
    if (run.ended.includes(said)) throw endedAs(said);
    if (Date.now() >= run.deadline) throw tooLate(change, wanted, said);
    await pause(turn, run.deadline);
  }
}

/** The provider gives the reason elsewhere; the caller looks it up. */
const endedAs = (code: string): UserError =>
  new UserError(EXIT.rolledBack, 'provider-ended', `The provider has ended the connection: it is ${code}`, {
    hint: 'run `peerway peering refresh` to see the cause, fix it, and run the command again',
  });

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
