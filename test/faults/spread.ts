import type { Fault } from './fault.ts';
import type { Rehearsal } from './oracle.ts';
import type { Scenario } from './scenarios.ts';

export interface Case {
  readonly scenario: Scenario;
  readonly rehearsal: Rehearsal;
  readonly fault: Fault;
}

/** A step that visits a list of any of our lengths from end to end before it comes back: a prime above all of them. */
const STRIDE = 10_007;

/** So many cases, always the same ones: the kinds of fault in turn, each with commands and calls from all over. */
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
