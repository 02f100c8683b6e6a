/** Rules: each carries its code, its messages, its hint and its reason for prompts in one value. */
import type { Problem } from '../../errors.ts';

/** One thing that breaks a rule. */
export interface Violation {
  readonly message: string;
  /** Computed when read: a caller that only counts violations never searches for a free range. */
  readonly details?: () => readonly string[];
  /** A command that helps in this case; default: the rule's hint. */
  readonly hint?: string | undefined;
}

/**
 * The changes that can break a rule after a peering was created: `addresses` when a CIDR, a tunnel subnet or an
 * endpoint changes; `ends` likewise, for a rule about the two ends alone, which can fail where no addresses conflict;
 * `capacity` only at creation, which is when addresses are taken; `other` in all other cases.
 */
export type Dependence = 'addresses' | 'ends' | 'capacity' | 'other';

/** One condition that must hold. */
export interface Rule<Subject> {
  /** As scripts see it: `vpc-cidrs-overlap`. */
  readonly code: string;
  /** Shown in a prompt beside a choice that breaks the rule: `already peered`. */
  readonly reason: string;
  /** Default: `other`. */
  readonly dependsOn?: Dependence;
  /** True if the object exists already: exit 5 in place of 3. */
  readonly isConflict?: boolean;
  /** The command that helps, ready to be pasted. */
  hint(subject: Subject): string;
  find(subject: Subject): readonly Violation[];
}

/** A problem together with the hint and the reason of the rule that reports it. */
export interface RuleProblem extends Problem {
  readonly hint: string;
  readonly reason: string;
  readonly isConflict?: boolean;
}

/** Every problem that the rules report about the subject, in the order of the rules. */
export const problemsOf = <Subject>(rules: readonly Rule<Subject>[], subject: Subject): RuleProblem[] =>
  rules.flatMap((rule) => rule.find(subject).map((violation) => problemFrom(rule, violation, subject)));

/** True when the subject breaks none of the rules. Stops at the first violation. */
export const passes = <Subject>(rules: readonly Rule<Subject>[], subject: Subject): boolean =>
  rules.every((rule) => rule.find(subject).length === 0);

function problemFrom<Subject>(rule: Rule<Subject>, violation: Violation, subject: Subject): RuleProblem {
  let details: readonly string[] | undefined;
  return {
    code: rule.code,
    message: violation.message,
    get details() {
      details ??= violation.details?.() ?? [];
      return details;
    },
    get hint() {
      return violation.hint ?? rule.hint(subject);
    },
    reason: rule.reason,
    ...(rule.isConflict ? { isConflict: true } : {}),
  };
}
