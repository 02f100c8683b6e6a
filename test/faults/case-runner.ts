/** Runs one case: a command and a fault. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Arranged, Fault, Place } from './fault.ts';
import { type Observed, observe } from './observed.ts';
import { type Disturbed, type Rehearsal, whichState, wrongAfterwards, wrongWith } from './oracle.ts';
import { type Beginning, type Scenario, stateIn } from './scenarios.ts';
import { type Call, touchingCalls, tracing } from './strace.ts';
import { withoutFlock } from './without-flock.ts';
import type { Finished, Workshop } from './workshop.ts';

export interface Result {
  readonly scenario: string;
  readonly fault: Fault;
  /** Such as `old state, exit 5`. */
  readonly outcome: string;
  readonly wrong: readonly string[];
}

const MISSED = 'the fault did not come about';
const TRIALS = 5;
const NEXT = 'afterwards';

export class CaseRunner {
  readonly #workshop: Workshop;
  readonly #begin: (begin: Beginning, home: string) => void;

  constructor(workshop: Workshop, begin: (begin: Beginning, home: string) => void) {
    this.#workshop = workshop;
    this.#begin = begin;
  }

  /** Runs a command without a fault; returns its result and the system calls that touched the state. */
  async rehearse(scenario: Scenario): Promise<{ rehearsal: Rehearsal; calls: Call[] }> {
    const place = this.#place(scenario);
    const before = observe(place.state);
    const traces = join(place.scratch, 'traces');
    const finished = await this.#run(scenario, place, scenario.args, tracing(traces));
    if (finished.exit !== 0) throw new Error(`${scenario.name}: exit ${finished.exit}\n${finished.stderr}`);
    const calls = touchingCalls(traces, place.home);
    const rehearsal = { before, after: observe(place.state), finished };
    clear(place);
    return { rehearsal, calls };
  }

  /**
   * Runs a command with a fault and checks the result. Tries again if the fault hit another call than in the
   * rehearsal, which depends on timing.
   */
  async examine(scenario: Scenario, rehearsal: Rehearsal, fault: Fault): Promise<Result> {
    for (let trial = 1; trial < TRIALS; trial++) {
      const result = await this.#examineOnce(scenario, rehearsal, fault);
      if (!result.wrong.includes(MISSED)) return result;
    }
    return this.#examineOnce(scenario, rehearsal, fault);
  }

  async #examineOnce(scenario: Scenario, rehearsal: Rehearsal, fault: Fault): Promise<Result> {
    const place = this.#place(scenario);
    const arranged = fault.arrange(place);
    try {
      const finished = await this.#run(scenario, place, scenario.args, arranged.prefix);
      const disturbed = { rehearsal, finished, now: observe(place.state) };
      const wrong = [
        ...(arranged.hasHit() ? [] : [MISSED]),
        ...(fault.unconfirmed && finished.exit === 0 ? ['success, but not confirmed by the disk'] : []),
        ...wrongWith(disturbed),
      ];
      arranged.end();
      const afterwards = await this.#afterwards(scenario, place, disturbed, arranged);
      return {
        scenario: scenario.name,
        fault,
        outcome: outcomeOf(disturbed),
        wrong: [...wrong, ...afterwards],
      };
    } finally {
      arranged.clear();
      clear(place);
    }
  }

  /** Runs the next change. A state that was damaged before is restored first. */
  async #afterwards(
    scenario: Scenario,
    place: Place,
    { now }: Disturbed,
    arranged: Arranged,
  ): Promise<string[]> {
    const run = (args: readonly string[]) => this.#run(scenario, place, args, arranged.nextPrefix);
    if (now.revision === undefined) {
      const again = await run(scenario.args);
      if (again.exit !== 0) return [`the same command once more: exit ${again.exit}, ${again.stderr}`];
    }
    const was: Observed = observe(place.state);
    const next = await run(['vpc', 'add', NEXT, '--cidr', '192.168.77.0/24']);
    return wrongAfterwards(place, was, next, observe(place.state), NEXT);
  }

  #run(
    scenario: Scenario,
    place: Place,
    args: readonly string[],
    prefix: readonly string[],
  ): Promise<Finished> {
    const hidden = scenario.withoutFlock ? withoutFlock(this.#workshop.folder) : [];
    return this.#workshop.run(place.state, args, [...hidden, ...prefix]);
  }

  #place({ begin }: Scenario): Place {
    const folder = this.#workshop.newFolder('case');
    const home = join(folder, 'home');
    const scratch = join(folder, 'scratch');
    for (const each of [home, scratch]) mkdirSync(each, { mode: 0o755 });
    this.#begin(begin, home);
    return { home, scratch, state: stateIn(home) };
  }
}

const clear = ({ home }: Place): void => rmSync(join(home, '..'), { recursive: true, force: true });

const outcomeOf = (disturbed: Disturbed): string => {
  const { exit } = disturbed.finished;
  return `${whichState(disturbed)} state, ${exit === undefined ? 'killed' : `exit ${exit}`}`;
};
