/** One rule that failed. `message` is the first line of the problem, `details` the indented lines below it. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly details: readonly string[];
}

/** Exit statuses, as scripts see them. */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  refused: 3,
  notFound: 4,
  conflict: 5,
  rolledBack: 6,
  unknown: 7,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** An error the user can act on. Any other error is a bug in peerway. */
export class UserError extends Error {
  readonly exit: ExitStatus;
  readonly code: string;
  readonly problems: readonly Problem[];
  /** A value that would be accepted, or the command to run next; '' if there is nothing to suggest. */
  readonly hint: string;
  /** The operation that was rejected: `cannot peer tokyo and osaka`. */
  readonly headline: string | undefined;

  constructor(
    exit: ExitStatus,
    code: string,
    message: string,
    more: { readonly problems?: readonly Problem[]; readonly hint: string; readonly headline?: string },
  ) {
    super(message);
    this.name = 'UserError';
    this.exit = exit;
    this.code = code;
    this.problems = more.problems ?? [];
    this.hint = more.hint;
    this.headline = more.headline;
  }

  /** The same error with the operation that it rejected. */
  withHeadline(headline: string): UserError {
    const { exit, code, message, problems, hint } = this;
    return new UserError(exit, code, message, { problems, hint, headline });
  }
}

/** The command line asks for something that cannot be understood: exit 2. */
export const usage = (message: string, hint: string, details: readonly string[] = []): UserError =>
  new UserError(EXIT.usage, 'usage', message, {
    hint,
    ...(details.length > 0 ? { problems: [{ code: 'usage', message, details }] } : {}),
  });

/** A value that the command cannot do without, and that nothing may ask for: exit 2, naming its flag or argument. */
export const missing = (flag: string, hint: string): UserError => usage(`missing ${flag}`, hint);

/** Validation says no: exit 3. The first problem gives the error its code and message. */
export function refused(problems: readonly [Problem, ...Problem[]], hint: string): UserError {
  return new UserError(EXIT.refused, problems[0].code, problems[0].message, { problems, hint });
}

/** One problem, as a refusal of its own. */
export const refusal = (code: string, message: string, hint: string, details: readonly string[] = []) =>
  refused([{ code, message, details }], hint);

/** The name is taken, or the state changed or is held by another: exit 5. */
export const conflict = (code: string, message: string, hint: string): UserError =>
  new UserError(EXIT.conflict, code, message, { hint });
