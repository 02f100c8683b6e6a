/** Imported documents that are no longer what was exported: refused, or a state that everything can be done with. */
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { stateProblems } from '../../src/model/rules/soundness.ts';
import type { State } from '../../src/model/state.ts';
import { specs } from '../../src/providers/registry.ts';
import { exportState, importState } from '../../src/store/state-document.ts';
import { fullDocument, type Loose } from '../hostile/document.ts';
import { renderedProblems } from '../hostile/rendered.ts';
import { FULL, PATIENCE } from '../hostile/size.ts';
import { hostileValues } from '../hostile/values.ts';
import { type Random, randomFor } from '../support/random.ts';
import { revealed, SAMPLE } from '../support/states.ts';
import { MADE } from './texts.ts';

const HOSTILE = hostileValues().filter((value) => value.length < 300);
const PLAIN: readonly Loose[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e21,
  '',
  [],
  {},
  [[]],
  [null],
  { kind: 'aws' },
];

/** Everything in the document that holds something: lists and objects. */
function holdersIn(value: Loose): Loose[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(holdersIn)];
}

const copyOf = (value: Loose): Loose => JSON.parse(JSON.stringify(value));

/** Another value, often one that could stand in some place of the document. */
function valueFor(random: Random, document: Loose): Loose {
  switch (random.below(4)) {
    case 0:
      return random.pick(HOSTILE);
    case 1:
      return copyOf(random.pick(PLAIN));
    case 2:
      return (MADE[random.pick(Object.keys(MADE))] as (random: Random) => string)(random);
    default: {
      const holder = random.pick(holdersIn(document));
      const values = Object.values(holder);
      return values.length === 0 ? [] : copyOf(random.pick(values) as Loose);
    }
  }
}

/** Changes one thing somewhere: replaced, taken away, put in, doubled, exchanged. */
function change(random: Random, document: Loose): void {
  const holder = random.pick(holdersIn(document));
  const keys = Object.keys(holder);
  const key = keys.length === 0 ? 'name' : random.pick(keys);
  const changes = [
    () => {
      holder[key] = valueFor(random, document);
    },
    () => {
      if (Array.isArray(holder)) holder.splice(Number(key) || 0, 1);
      else delete holder[key];
    },
    () => {
      if (Array.isArray(holder)) holder.push(valueFor(random, document));
      else holder[random.pick(HOSTILE)] = 1;
    },
    () => exchange(random, document, holder, key),
  ];
  random.pick(changes)();
}

/** Two values change places, where both have the same name. */
function exchange(random: Random, document: Loose, holder: Loose, key: string): void {
  const other = random.pick(holdersIn(document).filter((one) => Object.hasOwn(one, key)));
  if (other && Object.hasOwn(holder, key))
    [holder[key], other[key]] = [copyOf(other[key]), copyOf(holder[key])];
}

/** The state of the document, if it is taken; any error but a refusal is one of ours. */
function imported(document: Loose): State | undefined {
  try {
    const { state } = importState(document, SAMPLE, specs);
    return stateProblems(specs, state).length === 0 ? state : undefined;
  } catch (error) {
    if (error instanceof UserError && error.exit === 3) return undefined;
    throw error;
  }
}

test(
  'a changed document is refused, or gives a state that is exported as it is and rendered as always',
  () => {
    const random = randomFor('documents');
    const [good, cases] = [fullDocument(), FULL ? 20_000 : 600];
    let taken = 0;
    for (let turn = 0; turn < cases; turn++) {
      const document = copyOf(good);
      for (let changes = 1 + random.below(3); changes > 0; changes--) change(random, document);
      const text = JSON.stringify(document);
      const state = imported(JSON.parse(text));
      if (!state) continue;
      taken++;
      expect(
        revealed(importState(copyOf(exportState(state, { secrets: true })), SAMPLE, specs).state),
        text,
      ).toEqual(revealed(state));
      expect(renderedProblems(state), text).toEqual([]);
    }
    console.log(`documents: ${cases} changed at random, ${taken} taken`);
    expect(taken).toBeGreaterThan(0);
    expect(({} as Loose).vpcs).toBeUndefined();
  },
  PATIENCE,
);
