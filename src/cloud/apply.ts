/**
 * Runs the commands of a peering, those only whose effect is not there yet: it can be run again after whatever has
 * ended it.
 */
import { EXIT, UserError } from '../errors.ts';
import { shellQuoted, visible } from '../visible.ts';
import { amended } from './amend.ts';
import { failure, onSide } from './answer.ts';
import { ENDED, isDone, isThere, type Live } from './live.ts';
import type { Program, Ran } from './program.ts';
import { refusalIn } from './refusals.ts';
import type { Step, Word } from './step.ts';

/** What the steps are run with. */
export interface Running {
  readonly program: Program;
  /** Milliseconds since the epoch after which nothing is waited for any more. */
  readonly deadline: number;
  /** Shows a line of what is done. */
  show(line: string): void;
  /** Keeps the id of the connection as soon as it is known. */
  learn(id: string): Promise<void>;
  /** The id of the connection where it is known. */
  id: string | undefined;
}

/** What has come of a list of steps. */
export interface Progress {
  /** Steps that were run and have done their work. */
  readonly done: readonly Step[];
  /** Steps whose effect was there already. */
  readonly found: readonly Step[];
  /** Steps that are left, the one that failed among them. */
  readonly left: readonly Step[];
  readonly error?: UserError;
}

/** Milliseconds between two looks at something that takes its time. */
const PAUSES = [500, 1000, 2000, 5000];
/** Seconds that one command may take that only changes something. */
const PATIENCE = 120;

/** Runs the steps that make a peering; with the first that fails it ends. */
export const make = (steps: readonly Step[], live: Live, running: Running): Promise<Progress> =>
  carryOut(
    steps.map((step) => ({ step, isNeeded: !isDone(step, live) })),
    running,
    (step) => amended(step, live),
  );

/** Runs the steps that take a peering away. */
export const unmake = (
  steps: readonly Step[],
  live: Live,
  description: string,
  running: Running,
): Promise<Progress> =>
  carryOut(
    steps.map((step) => ({ step, isNeeded: isThere(step, live, description) })),
    running,
  );

async function carryOut(
  tasks: readonly { readonly step: Step; readonly isNeeded: boolean }[],
  running: Running,
  prepared = (step: Step): Step => step,
): Promise<Progress> {
  const [done, found]: [Step[], Step[]] = [[], []];
  for (const [at, { step, isNeeded }] of tasks.entries()) {
    if (!isNeeded) {
      found.push(step);
      continue;
    }
    try {
      await run(prepared(step), running);
      done.push(step);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { done, found, left: tasks.slice(at).map((task) => task.step), error };
    }
  }
  return { done, found, left: [] };
}

/** Takes away what a run has made, the last first, whatever else is there. */
export const undo = (steps: readonly Step[], running: Running): Promise<Progress> =>
  carryOut(
    steps.map((step) => ({ step, isNeeded: true })),
    running,
  );

/** The command line of a step as it is shown and run, its id filled in. */
export const wordsOf = ({ words }: Pick<Step, 'words'>, id: string | undefined): string[] =>
  words.map((word: Word) => (typeof word === 'string' ? word : (id ?? '$PCX')));

async function run(step: Step, running: Running): Promise<void> {
  if (running.id === undefined && step.words.some((word) => typeof word !== 'string')) throw notAsked(step);
  const words = wordsOf(step, running.id);
  running.show(`$ ${[step.program, ...words].map(shellQuoted).join(' ')}`);
  if (step.until !== undefined) return waitUntil(step.until, step, words, running);
  for (let turn = 0; ; turn++) {
    const ran = await running.program.run(words, patienceWith(step, running.deadline));
    if (ran.ended === 'done' && ran.exit === 0) {
      if (step.learns) await learned(ran, running);
      return;
    }
    const meaning = refusalIn(step.program, ran.stderr);
    if (ran.ended === 'done' && meaning === 'done-already') return;
    // What another operation holds up, or has not reached this region yet, is tried again.
    const mayPass = ran.ended === 'done' && (meaning === 'busy' || meaning === 'not-yet');
    if (!mayPass || Date.now() >= running.deadline)
      throw onSide(step.side, failure(step.program, words, ran));
    if (turn === 0) running.show('  not yet possible there; trying again');
    await pause(turn, running.deadline);
  }
}

/** `aws ec2 wait` looks again and again by itself, for ten minutes if it is let. */
const patienceWith = ({ effect }: Step, deadline: number): number =>
  effect.kind === 'aws-exists' ? Math.max(15, Math.ceil((deadline - Date.now()) / 1000)) : PATIENCE;

/** With the accepter's side alone in sight, there has to be a request. */
const notAsked = ({ side }: Step): UserError =>
  new UserError(
    EXIT.rolledBack,
    'provider-no-peering',
    `AWS shows no request for the peering on ${side}'s side`,
    {
      hint: 'the other side has to ask first: peerway peering create <a> <b> --via aws --apply',
    },
  );

async function learned({ stdout }: Ran, running: Running): Promise<void> {
  const id = stdout.trim();
  if (!/^pcx-[0-9a-f]{8,17}$/.test(id)) {
    const message = `aws gave no id of the connection, but ${visible(id) || 'nothing'}`;
    throw new UserError(EXIT.unknown, 'provider-failed', message, {
      hint: 'run the command again: it finds the connection if there is one',
    });
  }
  running.id = id;
  await running.learn(id);
}

async function waitUntil(
  wanted: string,
  step: Step,
  words: readonly string[],
  { program, deadline }: Running,
): Promise<void> {
  for (let turn = 0; ; turn++) {
    const ran = await program.run(words, PATIENCE);
    if (ran.ended !== 'done' || ran.exit !== 0) {
      if (refusalIn(step.program, ran.stderr) !== 'not-yet' || Date.now() >= deadline)
        throw onSide(step.side, failure(step.program, words, ran));
    }
    const said = ran.exit === 0 ? ran.stdout.trim() : '';
    if (said === wanted) return;
    if (ENDED.includes(said)) throw endedAs(said);
    if (Date.now() >= deadline) throw tooLate(step, wanted, said);
    await pause(turn, deadline);
  }
}

/** AWS says the cause in the message of the status; whoever catches this looks it up. */
const endedAs = (code: string): UserError =>
  new UserError(EXIT.rolledBack, 'provider-ended', `AWS has ended the connection: it is ${code}`, {
    hint: 'see why with `peerway peering refresh`, mend it, and run the command again',
  });

const tooLate = ({ side }: Step, wanted: string, said: string): UserError =>
  new UserError(
    EXIT.unknown,
    'provider-timeout',
    `It is still ${visible(said) || 'not there'} on ${side}'s side, not ${wanted}`,
    { hint: 'run the command again to wait longer: --timeout <duration>' },
  );

const pause = (turn: number, deadline: number): Promise<void> =>
  new Promise((resolve) => {
    const wait = PAUSES[Math.min(turn, PAUSES.length - 1)] as number;
    setTimeout(resolve, Math.max(0, Math.min(wait, deadline - Date.now())));
  });
