/** The rules for a command with a fault. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { FileStore } from '../../src/store/file-store.ts';
import type { Place } from './fault.ts';
import { comparable, contentOf, keysOf, listing, type Observed } from './observed.ts';
import type { Finished } from './workshop.ts';

/** The result of a command without a fault. */
export interface Rehearsal {
  readonly before: Observed;
  readonly after: Observed;
  readonly finished: Finished;
}

/** A command with a fault, and the state after it. */
export interface Disturbed {
  readonly rehearsal: Rehearsal;
  readonly finished: Finished;
  readonly now: Observed;
}

export type WhichState = 'old' | 'new' | 'neither';

/** Returns whether the state is the old one, byte for byte, or the expected new one. */
export function whichState({ rehearsal: { before, after }, now }: Disturbed): WhichState {
  if (before.bytes === undefined ? now.bytes === undefined : now.bytes?.equals(before.bytes)) return 'old';
  const isNew =
    now.revision !== undefined &&
    now.revision === after.revision &&
    comparable(now.text, before.text) === comparable(after.text, before.text);
  return isNew ? 'new' : 'neither';
}

/** The states that each exit status allows. A killed process allows both. */
const PROMISES: Readonly<Record<string, readonly WhichState[]>> = {
  0: ['new'],
  5: ['old'],
  7: ['new'],
  undefined: ['old', 'new'],
};

/** Returns everything that is wrong right after the command. */
export function wrongWith(disturbed: Disturbed): string[] {
  const { finished, rehearsal } = disturbed;
  const found = whichState(disturbed);
  const changesNothing = rehearsal.before.revision === rehearsal.after.revision;
  const promised = PROMISES[`${finished.exit}`] ?? [];
  return [
    ...(found === 'neither' ? ['the state is neither the old nor the new one'] : []),
    ...(promised.includes(found) || (finished.exit === 0 && changesNothing && found === 'old')
      ? []
      : [`exit ${finished.exit} with the ${found} state`]),
    ...wrongWords(disturbed),
    ...lost(disturbed, found),
  ];
}

/** An error has one line and a hint. A success reads as it does without the fault. Neither shows a key. */
function wrongWords({ finished, rehearsal }: Disturbed): string[] {
  const { exit, stdout, stderr } = finished;
  const keys = keysOf(rehearsal.before.text).filter((key) => !rehearsal.finished.stdout.includes(key));
  const [told, expected] = [finished, rehearsal.finished].map((each) =>
    comparable(each.stdout + each.stderr, rehearsal.before.text),
  );
  return [
    ...(exit === 0 && told !== expected ? [`success reads differently: ${told}`] : []),
    ...(exit === undefined || exit === 0 || (/^error: .+\nhint: .+\n$/.test(stderr) && stdout === '')
      ? []
      : [`failure is not an error and a hint: ${stdout}${stderr}`]),
    ...(keys.some((key) => `${stdout}${stderr}`.includes(key)) ? ['a key is shown'] : []),
  ];
}

/** Returns earlier revisions and damaged states that are gone, and revisions that are incomplete. */
function lost({ rehearsal: { before, after }, now }: Disturbed, found: WhichState): string[] {
  const due = found === 'new' ? after : before;
  const kept = [...now.generations.values(), ...now.aside];
  const gone = [...due.generations.values(), ...due.aside].filter(
    (bytes) => !kept.some((each) => each.equals(bytes)),
  );
  const broken = [...now.generations].filter(([revision, bytes]) => contentOf(bytes).revision !== revision);
  return [
    ...gone.map((bytes) => `revision ${contentOf(bytes).revision} is lost`),
    ...broken.map(([revision]) => `revision ${revision} is not whole`),
  ];
}

/** Returns everything that is wrong after the next command, which adds a VPC of that name. */
export async function wrongAfterwards(
  place: Place,
  was: Observed,
  next: Finished,
  now: Observed,
  vpc: string,
): Promise<string[]> {
  const isNext = now.revision === (was.revision ?? Number.NaN) + 1 && now.text.includes(`["${vpc}",`);
  return [
    ...(next.exit === 0 && next.stderr === '' ? [] : [`the next command: exit ${next.exit}, ${next.stderr}`]),
    ...(isNext ? [] : [`after the next command the revision is ${now.revision}, after ${was.revision}`]),
    ...(await journalProblems(place, now)),
    ...(statSync(join(place.state, 'lock')).size === 0 ? [] : ['the lock still names a holder']),
    ...listing(place.home)
      .filter((line) => !USUAL.test(line))
      .map((line) => `left behind: ${line}`),
  ];
}

/** The journal must have an entry for the present revision and none for a change that was not made. */
async function journalProblems({ state }: Place, now: Observed): Promise<string[]> {
  const { entries, damage } = await new FileStore({ folder: state }).verifyJournal();
  const made = entries.map(({ after }) => after);
  return [
    ...(damage ? [`the journal: ${damage}`] : []),
    ...(made.at(-1) === now.revision
      ? []
      : [`the journal ends with revision ${made.at(-1)}, not ${now.revision}`]),
    ...(new Set(made).size === made.length ? [] : [`the journal tells a revision twice: ${made.join(' ')}`]),
  ];
}

const USUAL =
  /^(data 700|data\/state (700|lock 600)|data\/state\/(lock|(state|journal)\.jsonl|generations\/\d{8}\.jsonl|state\.before-\d+\.jsonl) 600|data\/state\/generations 700)$/;
