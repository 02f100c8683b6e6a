/** Counts the outcomes of hostile values for the output of a test, and collects failures. */
import { expect } from 'vitest';
import { visible } from '../../src/visible.ts';
import type { Fate } from './verdict.ts';

export class Tally {
  readonly #title: string;
  readonly #fates: Record<Fate, number> = { refused: 0, escaped: 0, accepted: 0 };
  readonly #places = new Set<string>();
  /** The first failure of each kind at each place. */
  readonly #failures = new Map<string, string>();

  constructor(title: string) {
    this.#title = title;
  }

  count(place: string, fate: Fate): void {
    this.#places.add(place);
    this.#fates[fate]++;
  }

  /** @param line  the command line, if the place does not name it */
  fail(place: string, value: string, complaints: readonly string[], line?: string): void {
    this.#places.add(place);
    for (const found of complaints) {
      const complaint = line === undefined ? found : `${line}: ${found}`;
      const key = `${place}: ${complaint}`;
      if (!this.#failures.has(key))
        this.#failures.set(key, `${place} given "${visible(value)}": ${complaint}`);
    }
  }

  get places(): ReadonlySet<string> {
    return this.#places;
  }

  /** Prints the counts, and fails with the failures. */
  report(values: number): void {
    const { refused, escaped, accepted } = this.#fates;
    const cases = refused + escaped + accepted;
    console.log(
      `${this.#title}: ${cases} cases (${values} values, ${this.#places.size} places): ` +
        `${refused} refused, ${escaped} refused and shown escaped, ${accepted} accepted and harmless`,
    );
    const shown = [...this.#failures.values()].slice(0, 40).join('\n');
    expect(this.#failures.size, `${shown}\n… ${this.#failures.size} in all`).toBe(0);
    expect(cases).toBeGreaterThan(0);
  }
}
