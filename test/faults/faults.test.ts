import { afterAll, beforeAll, expect, test } from 'vitest';
import { CaseRunner, type Result } from './case-runner.ts';
import { injections } from './injections.ts';
import { reportOf } from './report.ts';
import { describeFaults, EVERY_FAULT } from './requirements.ts';
import { type Case, spread } from './sample.ts';
import { makeBeginnings, SCENARIOS } from './scenarios.ts';
import { SURROUNDINGS } from './unwritable-hosts.ts';
import { Workshop } from './workshop.ts';

/** How many injections are tried when not all are. */
const SOME = 60;
/** How many run at a time. */
const AT_ONCE = 2;
const HOUR = 3_600_000;

describeFaults('A command that is disturbed', () => {
  let workshop: Workshop;
  const results: Result[] = [];
  let runner: CaseRunner;
  let cases: Case[] = [];

  beforeAll(async () => {
    workshop = new Workshop();
    runner = new CaseRunner(workshop, await makeBeginnings(workshop));
    const all = await inTurns(SCENARIOS, async (scenario): Promise<Case[]> => {
      const { rehearsal, calls } = await runner.rehearse(scenario);
      return [...injections(calls), ...SURROUNDINGS].map((fault) => ({ scenario, rehearsal, fault }));
    });
    cases = EVERY_FAULT ? all.flat() : spread(all.flat(), SOME);
  }, HOUR);

  afterAll(() => {
    console.log(reportOf(results));
    workshop.clear();
  });

  test.each(SCENARIOS.map(({ name }) => name))(
    '%s leaves the old state or the new one',
    async (name) => {
      const mine = cases.filter(({ scenario }) => scenario.name === name);
      const done = await inTurns(mine, ({ scenario, rehearsal, fault }) =>
        runner.examine(scenario, rehearsal, fault),
      );
      results.push(...done);
      const wrong = done.filter((result) => result.wrong.length > 0);
      expect(wrong.map(({ fault, outcome, wrong }) => ({ fault: fault.title, outcome, wrong }))).toEqual([]);
    },
    HOUR,
  );

  test('is tried in all ways', () => {
    expect(results.length).toBeGreaterThanOrEqual(EVERY_FAULT ? 1000 : SOME);
  });
});

/** Does something with each, a few at a time; the outcomes in the order of what they are of. */
async function inTurns<Item, Done>(
  items: readonly Item[],
  act: (item: Item) => Promise<Done>,
): Promise<Done[]> {
  const done: Done[] = [];
  const queue = items.entries();
  const work = async (): Promise<void> => {
    for (const [at, item] of queue) done[at] = await act(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return done;
}
