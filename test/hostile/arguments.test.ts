import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeFile } from '../../src/store/envelope.ts';
import { endsWell } from '../support/example-steps.ts';
import { argvWith, FIELDS, type Field, wordsOf } from './fields.ts';
import { renderedProblems } from './rendered.ts';
import { PATIENCE, spread } from './size.ts';
import { buildStages, type Ran, type Stage } from './stage.ts';
import { Tally } from './tally.ts';
import { fitsArgv, hostileValues } from './values.ts';
import { complaints, fateOf } from './verdict.ts';

const FORMATS = ['json', 'table', 'json', 'yaml', 'json', 'name'] as const;
const VALUES = hostileValues().filter(fitsArgv);

let stages: readonly Stage[] = [];
let remove: () => void = () => {};
beforeAll(async () => {
  ({ stages, remove } = await buildStages());
});
afterAll(() => remove());

/** A command line that succeeds, and where. */
interface Footing {
  readonly stage: Stage;
  readonly words: readonly string[];
}

/** The first example of the verb that succeeds on a stage; one that names the flag already goes before others. */
async function footingOf({ id, examples, slot }: Field): Promise<Footing> {
  const flag = slot.kind === 'flag' ? slot.flag : '';
  const lines = examples
    .map(wordsOf)
    .filter((words) => !words.includes('-'))
    .map(withoutOutput);
  const sorted = [...lines].sort((a, b) => Number(b.includes(flag)) - Number(a.includes(flag)));
  for (const words of sorted.map(withRevision)) {
    for (const stage of stages) {
      const before = stage.fingerprint();
      const { exit } = await stage.run([...AS, ...words]);
      if (stage.fingerprint() !== before || words.includes('--out')) stage.restore();
      if (endsWell(words.join(' '), exit)) return { stage, words };
    }
  }
  throw new Error(`no example of ${id} succeeds anywhere`);
}

/** Without a format of its own: each is tried. */
const withoutOutput = (words: readonly string[]): string[] =>
  words.filter((word, at) => word !== '-o' && words[at - 1] !== '-o');

/** The examples' revision is of another state; the first one is kept wherever there was a second. */
const withRevision = (words: readonly string[]): string[] =>
  words.map((word, at) => (words[at - 1] === 'restore' ? '1' : word));

/** An example may name another owner after it. */
const AS = ['--as', 'netops'];

/** Standard input is for the whole program. */
const isTried = (field: Field, value: string): boolean => !(field.isPath && value === '-');

/** Absolute paths become paths inside the stage: the test must not write where an operator may. */
const tamed = (field: Field, stage: Stage, value: string): string =>
  field.isPath && value.startsWith('/') ? `${stage.cwd}${value}` : value;

/** A value such as `--state=x` is a flag, and without an argument that may be left out, the command succeeds there. */
const namesState = (value: string): boolean => value.startsWith('--state');

async function tryValue(field: Field, { stage, words }: Footing, typed: string, turn: number): Promise<Ran> {
  const format = FORMATS[turn % FORMATS.length] as string;
  const value = tamed(field, stage, typed);
  const isOutput = field.slot.kind === 'flag' && field.slot.flag === '--output';
  const isActor = field.slot.kind === 'flag' && field.slot.flag === '--as';
  const front = [...(isOutput ? [] : ['-o', format]), ...(isActor ? [] : AS), '--yes', '--no-input'];
  const ran = await stage.run([...front, ...argvWith(field, words, value, turn)]);
  return ran;
}

/** Whether the error has to be JSON. A value may itself look like --output, and then either is right. */
function wantsJson(field: Field, value: string, turn: number, { err }: Ran): boolean {
  const isOutput = field.slot.kind === 'flag' && field.slot.flag === '--output';
  if (isOutput || /^(-[qy]*o|--output)/.test(value)) return err.startsWith('{');
  return FORMATS[turn % FORMATS.length] === 'json';
}

/** What is wrong with the state that is left behind. */
function stateComplaints(stage: Stage, before: string, ran: Ran): string[] {
  const after = stage.fingerprint();
  if (after === before) return [];
  if (ran.exit !== 0) return ['the state was changed, though the value was refused'];
  const [bytes = ''] = after.split('\0');
  return bytes === '' ? [] : renderedProblems(decodeFile(Buffer.from(bytes, 'latin1')).state);
}

const tally = new Tally('arguments and flags');

test.each(FIELDS.map((field, place) => ({ field, place, id: field.id })))(
  '$id takes no hostile value amiss',
  async ({ field, place }) => {
    const footing = await footingOf(field);
    const { stage } = footing;
    const before = stage.fingerprint();
    for (const [turn, value] of spread(VALUES, 200, place).entries()) {
      if (!isTried(field, value)) continue;
      const ran = await tryValue(field, footing, value, turn);
      const wrong = [
        ...complaints(ran, { json: wantsJson(field, value, turn, ran), paths: field.isPath }),
        ...stateComplaints(stage, before, ran),
      ];
      tally.count(field.id, fateOf(ran));
      if (wrong.length > 0) tally.fail(field.id, value, wrong);
      const mayWriteElsewhere = field.isPath || namesState(value);
      if (ran.exit === 0 && (mayWriteElsewhere || stage.fingerprint() !== before)) stage.restore();
    }
    if (!field.isPath) expect(stage.strays()).toEqual([]);
  },
  PATIENCE,
);

test('every argument and flag of the command tree was tried, and none did harm', () => {
  expect(VALUES.length).toBeGreaterThan(3600);
  expect([...tally.places].sort()).toEqual([...new Set(FIELDS.map(({ id }) => id))].sort());
  tally.report(VALUES.length);
});
