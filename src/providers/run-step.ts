/** Runs one command of a peering, and tries it again while only time is lacking. */
import { EXIT, UserError } from '../errors.ts';
import { shellQuoted, visible } from '../visible.ts';
import { failure, onSide, type Purpose } from './answer.ts';
import { ENDED } from './live.ts';
import type { Program, Ran } from './program.ts';
import { type Direction, refusalIn } from './refusals.ts';
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

/** What has come of a step: `waited` has changed nothing, `found` was so before, `amended` is of what was there. */
export type Came = 'made' | 'amended' | 'waited' | 'found';

/** Milliseconds between two looks at something that takes its time. */
const PAUSES = [500, 1000, 2000, 5000];
/** Seconds that one command may take that only changes something. */
const PATIENCE = 120;

/** The command line of a step as it is shown and run, its id filled in. */
export const wordsOf = ({ words }: Pick<Step, 'words'>, id: string | undefined): string[] =>
  words.map((word: Word) => (typeof word === 'string' ? word : (id ?? '$PCX')));

/** Runs a step until it has done its work. Exit 6 where the provider has refused it, 7 where that is not known. */
export async function run(step: Step, direction: Direction, running: Running): Promise<Came> {
  if (running.id === undefined && step.words.some((word) => typeof word !== 'string')) throw notAsked(step);
  const words = wordsOf(step, running.id);
  running.show(`$ ${[step.program, ...words].map(shellQuoted).join(' ')}`);
  if (step.until !== undefined) return waitUntil(step.until, step, words, running);
  for (let turn = 0; ; turn++) {
    const ran = await running.program.run(words, patienceWith(step, running.deadline));
    if (ran.ended === 'done' && ran.exit === 0) {
      if (step.learns) await learned(ran, running);
      return purposeOf(step) === 'wait' ? 'waited' : 'made';
    }
    const meaning = meaningOf(step, ran, direction);
    if (meaning === 'done-already') return 'found';
    // What another operation holds up, or has not reached this region yet, is tried again.
    if (meaning === undefined || Date.now() >= running.deadline) throw failed(step, words, ran);
    if (turn === 0) running.show('  not yet possible there; trying again');
    await pause(turn, running.deadline);
  }
}

const purposeOf = ({ until, effect }: Step): Purpose =>
  until !== undefined || effect.kind === 'aws-exists' ? 'wait' : 'change';

const meaningOf = ({ program }: Step, ran: Ran, direction: Direction) =>
  ran.ended === 'done' ? refusalIn(program, ran.stderr, direction) : undefined;

const failed = (step: Step, words: readonly string[], ran: Ran): UserError =>
  onSide(step.side, failure(step.program, words, ran, purposeOf(step)));

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
      hint: 'the owner of the other side must first run `peerway peering create` with --apply',
    },
  );

async function learned({ stdout }: Ran, running: Running): Promise<void> {
  const id = stdout.trim();
  if (!/^pcx-[0-9a-f]{8,17}$/.test(id)) {
    const message = `aws printed ${visible(id) || 'nothing'} instead of the ID of the connection`;
    throw new UserError(EXIT.unknown, 'provider-failed', message, {
      hint: 'run the command again; it finds the connection if it exists',
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
): Promise<Came> {
  for (let turn = 0; ; turn++) {
    const ran = await program.run(words, PATIENCE);
    const isAnswer = ran.ended === 'done' && ran.exit === 0;
    if (!isAnswer && (meaningOf(step, ran, 'make') === undefined || Date.now() >= deadline))
      throw failed(step, words, ran);
    const said = isAnswer ? ran.stdout.trim() : '';
    if (said === wanted) return 'waited';
    if (ENDED.includes(said)) throw endedAs(said);
    if (Date.now() >= deadline) throw tooLate(step, wanted, said);
    await pause(turn, deadline);
  }
}

/** AWS says the cause in the message of the status; whoever catches this looks it up. */
const endedAs = (code: string): UserError =>
  new UserError(EXIT.rolledBack, 'provider-ended', `AWS ended the connection: it is ${code}`, {
    hint: 'run `peerway peering refresh` to see the cause, fix it, and run the command again',
  });

const tooLate = ({ side }: Step, wanted: string, said: string): UserError =>
  new UserError(
    EXIT.unknown,
    'provider-timeout',
    `It is still ${visible(said) || 'missing'} on ${side}'s side, not ${wanted}`,
    { hint: 'run the command again with a longer --timeout, such as 15m' },
  );

const pause = (turn: number, deadline: number): Promise<void> =>
  new Promise((resolve) => {
    const wait = PAUSES[Math.min(turn, PAUSES.length - 1)] as number;
    setTimeout(resolve, Math.max(0, Math.min(wait, deadline - Date.now())));
  });
