import { describe, expect, test } from 'vitest';
import { stateImport } from '../../src/commands/state/import.ts';
import { UserError } from '../../src/errors.ts';
import type { State } from '../../src/model/state.ts';
import { errorText } from '../../src/output/error.ts';
import type { Outside } from '../../src/ports/outside.ts';
import type { StateAdmin } from '../../src/ports/state-admin.ts';
import { specs } from '../../src/providers/registry.ts';
import { exportState, importState } from '../../src/store/state-document.ts';
import { memoryState, partOf, yesTerminal } from '../support/ports.ts';
import { SAMPLE } from '../support/states.ts';
import {
  distinct,
  fullDocument,
  leavesOf,
  objectsOf,
  schemaLeaves,
  textWithProperty,
  textWithValue,
  wayText,
} from './document.ts';
import { renderedProblems } from './rendered.ts';
import { FULL, PATIENCE, sampled } from './size.ts';
import type { Ran } from './stage.ts';
import { Tally } from './tally.ts';
import { hostileValues } from './values.ts';
import { complaints, fateOf } from './verdict.ts';

const VALUES = hostileValues();
const DOCUMENT = fullDocument();
const LEAVES = distinct(leavesOf(DOCUMENT));

/** Imports a document over the sample state; returns how that ended, and the state that is there then. */
async function imported(text: string, json: boolean): Promise<{ ran: Ran; state: State }> {
  const state = memoryState(SAMPLE);
  const ports = {
    state,
    stateAdmin: partOf<StateAdmin>({
      compare: async () => [],
      replace: async (decide) => {
        const made = decide(state.current);
        state.current = made.state;
        return made;
      },
      portable: async () => ({
        exportState,
        importState: (document, current) => importState(document, current, specs),
      }),
    }),
    outside: partOf<Outside>({ readInput: async () => Buffer.from(text) }),
    terminal: yesTerminal(),
  };
  try {
    await stateImport({ file: 'document.json', dryRun: false }, ports);
    return { ran: { exit: 0, out: '', err: '' }, state: state.current };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ran: { exit: error.exit, out: '', err: errorText(error, json) }, state: state.current };
  }
}

interface Trial {
  readonly place: string;
  readonly value: string;
  readonly text: string;
  readonly turn: number;
}

async function tryDocument(tally: Tally, { place, value, text, turn }: Trial): Promise<void> {
  const json = turn % 2 === 0;
  const { ran, state } = await imported(text, json);
  const wrong = [...complaints(ran, { json }), ...(state === SAMPLE ? [] : renderedProblems(state))];
  if (ran.exit !== 0 && state !== SAMPLE)
    wrong.push('the state was changed, though the document was refused');
  tally.count(place, fateOf(ran));
  if (wrong.length > 0) tally.fail(place, value, wrong);
}

test('the document that is spoilt is good to begin with', async () => {
  const { ran, state } = await imported(JSON.stringify(DOCUMENT), false);
  expect(ran).toEqual({ exit: 0, out: '', err: '' });
  expect(renderedProblems(state)).toEqual([]);
});

test('every property that an import knows is in the document that is spoilt', () => {
  expect([...new Set(LEAVES.map(wayText))].sort()).toEqual(schemaLeaves());
});

describe('a hostile value in a document', () => {
  const tally = new Tally('values in documents');

  test.each(LEAVES.map((way, place) => ({ way, place, id: wayText(way) })))(
    'does no harm as $id',
    async ({ way, place, id }) => {
      for (const [turn, value] of sampled(VALUES, 160, place).entries()) {
        await tryDocument(tally, { place: id, value, text: textWithValue(DOCUMENT, way, value), turn });
      }
    },
    PATIENCE,
  );

  test('did none anywhere', () => {
    expect([...tally.places].sort()).toEqual(schemaLeaves());
    tally.report(VALUES.length);
  });
});

describe('a hostile name of a property', () => {
  const tally = new Tally('names of properties in documents');
  const objects = distinct(objectsOf(DOCUMENT));

  test(
    'does no harm in any object',
    async () => {
      for (const [place, way] of objects.entries()) {
        for (const [turn, value] of sampled(VALUES, 160, place).entries()) {
          const text = textWithProperty(DOCUMENT, way, value);
          await tryDocument(tally, { place: `${wayText(way)}{}`, value, text, turn });
        }
      }
      tally.report(VALUES.length);
    },
    PATIENCE,
  );
});

/** 10 MB; a tenth of it in a short run, which is still more than a stack holds. */
const LONG = FULL ? 10_000_000 : 1_000_000;

describe('millions of characters', () => {
  const tally = new Tally(`${LONG / 1_000_000} MB in documents`);
  const units = ['a', '1', '.', '-a', '10.', 'a.', ':', '\u001b', '\u0301', '=', 'A'];

  test(
    'do no harm as any value, nor take long',
    async () => {
      for (const [place, way] of LEAVES.entries()) {
        for (const unit of sampled(units, units.length, place)) {
          const value = unit.repeat(Math.ceil(LONG / unit.length));
          const began = performance.now();
          const text = textWithValue(DOCUMENT, way, value);
          await tryDocument(tally, { place: wayText(way), value, text, turn: place });
          expect(performance.now() - began, `${wayText(way)} of ${unit}`).toBeLessThan(10_000);
        }
      }
      tally.report(units.length);
    },
    PATIENCE,
  );

  test('are no more as a hundred thousand lists in each other', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const way of LEAVES) {
      const { ran } = await imported(textWithValue(DOCUMENT, way, 'deep').replace('"deep"', deep), true);
      expect([ran.exit, complaints(ran, { json: true })], wayText(way)).toEqual([3, []]);
    }
  });
});
