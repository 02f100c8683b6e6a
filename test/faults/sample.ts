import type { Fault } from './fault.ts';
import type { Rehearsal } from './oracle.ts';
import type { Scenario } from './scenarios.ts';

export interface Case {
  readonly scenario: Scenario;
  readonly rehearsal: Rehearsal;
  readonly fault: Fault;
}

/** A prime above the length of all lists, so that its multiples reach every index. */
const STRIDE = 10_007;

/**
 * Returns a sample of that many cases, the same in every run: all kinds of fault in turn, with various commands and
 * calls.
 */
export function spread(cases: readonly Case[], count: number): Case[] {
  const kinds = [...new Set(cases.map(({ fault }) => fault.kind))].map((kind) =>
    cases.filter(({ fault }) => fault.kind === kind),
  );
  const rounds = Array.from({ length: Math.ceil(count / kinds.length) }, (_, round) =>
    kinds.flatMap((ofKind, at) =>
      round < ofKind.length ? [ofKind[((round * 5 + at) * STRIDE) % ofKind.length]] : [],
    ),
  );
  return [...new Set(rounds.flat())].filter((each) => each !== undefined).slice(0, count);
}
