/** A spread sample of the same with the real program, as a process: what node itself does to arguments is in it. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Finished, sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { argvWith, FIELDS, wordsOf } from './fields.ts';
import { FULL, PATIENCE } from './size.ts';
import { Tally } from './tally.ts';
import { fitsArgv, hostileValues } from './values.ts';
import { complaints, fateOf } from './verdict.ts';

const VALUES = hostileValues().filter(fitsArgv);
const RUNS = FULL ? 2000 : 24;
const box = sandbox();
let before = '';

beforeAll(async () => {
  await seoulAndOsaka(box);
  before = box.bytes();
});

interface Trial {
  readonly place: string;
  readonly value: string;
  readonly json: boolean;
  readonly finish: () => Promise<Finished>;
}

/** Steps through values and places that have no common measure, so that a sample is spread over both. */
const valueAt = (turn: number): string => VALUES[(turn * 1621) % VALUES.length] as string;

/** Fields whose values are paths go through the in-process tests only, which keep them inside. */
const TYPED = FIELDS.filter(({ isPath, words }) => !isPath && !words.includes('config'));

function typed(turn: number): Trial {
  const field = TYPED[(turn * 37) % TYPED.length] as (typeof TYPED)[number];
  const value = valueAt(turn);
  const words = wordsOf(field.examples[0] as string).filter(
    (word, at, all) => word !== '-o' && all[at - 1] !== '-o',
  );
  const argv = ['-o', 'json', '--as', 'netops', '--yes', ...argvWith(field, words, value, turn)];
  return { place: field.id, value, json: true, finish: () => box.run(argv) };
}

const piped = (turn: number): Trial => {
  const value = valueAt(turn);
  const input =
    turn % 2 === 0 ? `10.0.0.0/8 x\n${value}\n` : JSON.stringify({ format: value, [value]: value });
  const words = turn % 2 === 0 ? ['plan', 'check', '--file', '-'] : ['state', 'import', '-'];
  return {
    place: words.join(' '),
    value,
    json: false,
    finish: () => box.run([...words, '--yes'], { input }),
  };
};

const surrounded = (turn: number): Trial => {
  const value = valueAt(turn);
  const [name, words] = [
    ['PEERWAY_STATE', 'state path'],
    ['XDG_CONFIG_HOME', 'config list'],
    ['TERM', 'vpc list'],
    ['LOGNAME', 'vpc list --mine'],
  ][turn % 4] as [string, string];
  const held = name.includes('_') ? `${box.folder}/${value}` : value;
  return {
    place: name,
    value,
    json: false,
    finish: () => box.run(words.split(' '), { env: { [name]: held } }),
  };
};

const preferring = (turn: number): Trial => {
  const value = valueAt(turn);
  const folder = join(box.folder, `config-${turn}`);
  return {
    place: 'preferences file',
    value,
    json: false,
    finish: async () => {
      await box.run(['config', 'set', 'owner', 'netops'], { env: { XDG_CONFIG_HOME: folder } });
      writeFileSync(join(folder, 'peerway', 'config.json'), JSON.stringify({ owner: value }));
      const finished = await box.run(['vpc', 'list', '--mine'], { env: { XDG_CONFIG_HOME: folder } });
      rmSync(folder, { recursive: true });
      return finished;
    },
  };
};

/** Three of four are typed. */
const KINDS = [typed, typed, piped, typed, typed, surrounded, typed, typed, typed, typed, typed, preferring];
const trialAt = (turn: number): Trial => (KINDS[turn % KINDS.length] as (turn: number) => Trial)(turn);

test(
  'the program as a process takes no hostile value amiss',
  async () => {
    const tally = new Tally('the program as a process');
    for (let turn = 0; turn < RUNS; turn += 2) {
      await Promise.all([turn, turn + 1].map((one) => tried(trialAt(one), tally)));
      // What was accepted is undone: names such as `constructor` may well be given.
      if (box.bytes() !== before) writeFileSync(join(box.state, 'state.jsonl'), before, { mode: 0o600 });
    }
    tally.report(RUNS);
  },
  PATIENCE,
);

async function tried({ place, value, json, finish }: Trial, tally: Tally): Promise<void> {
  const { stdout: out, stderr: err, exit } = await finish();
  const found = place.startsWith('plan check') && exit === 8;
  const ran = { exit: found ? 0 : exit, out, err };
  const isJson = json && (err === '' || err.startsWith('{') || !/^(-[qy]*o|--output)/.test(value));
  const wrong = complaints(ran, {
    json: isJson && !place.endsWith('--output'),
    paths: place === 'PEERWAY_STATE',
  });
  tally.count(place, fateOf(ran));
  if (wrong.length > 0) tally.fail(place, value, wrong);
}

test('and leaves a sound state behind', async () => {
  expect(await box.run(['state', 'check'])).toMatchObject({ exit: 0 });
});
