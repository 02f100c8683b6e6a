/** A rule that failed. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** Lines that are printed below the message, indented. */
  readonly details: readonly string[];
}

/** Exit statuses of the command. Scripts rely on them. */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  rejected: 3,
  notFound: 4,
  conflict: 5,
  rolledBack: 6,
  unknown: 7,
  finding: 8,
  interrupted: 130,
} as const;

/** Meaning of each exit status, as in the help topic and in every man page of a command. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done, or nothing to do',
  bug: 'a bug in peerway',
  usage: 'usage: unknown flag, bad value, missing value',
  rejected: 'rejected by validation',
  notFound: 'no such object',
  conflict: 'conflict: the state is locked, damaged or has changed in the meantime, or the name is taken',
  rolledBack: 'a gateway or provider could not be reached or changed; changes were rolled back',
  unknown: 'unknown result: the message says what to check',
  finding:
    'a check found something: `gateway diff`, `plan check`, `peering doctor`, `peering verify`, `state check`',
  interrupted: 'interrupted, or declined at a prompt',
};

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
  /** The owner for whom the same command would be allowed; the hint is then that command. */
  readonly actAs: string | undefined;

  constructor(
    exit: ExitStatus,
    code: string,
    message: string,
    more: Pick<UserError, 'hint'> & Partial<Pick<UserError, 'problems' | 'headline' | 'actAs'>>,
  ) {
    super(message);
    this.name = 'UserError';
    this.exit = exit;
    this.code = code;
    this.problems = more.problems ?? [];
    this.hint = more.hint;
    this.headline = more.headline;
    this.actAs = more.actAs;
  }

  /** Returns the error with the operation that it rejects. */
  withHeadline(headline: string): UserError {
    return new UserError(this.exit, this.code, this.message, { ...this, headline });
  }

  withHint(hint: string): UserError {
    return new UserError(this.exit, this.code, this.message, { ...this, hint });
  }

  /** Returns the error with the owner for whom the same command would be allowed. */
  withActAs(owner: string): UserError {
    return new UserError(this.exit, this.code, this.message, { ...this, actAs: owner });
  }
}

/** Returns a usage error (exit 2). */
export const usage = (message: string, hint: string, details: readonly string[] = []): UserError =>
  new UserError(EXIT.usage, 'usage', message, {
    hint,
    ...(details.length > 0 ? { problems: [{ code: 'usage', message, details }] } : {}),
  });

/** Returns the usage error for a required value that cannot be prompted for. `name` is its flag or argument. */
export const missingValue = (name: string, hint: string): UserError => usage(`missing ${name}`, hint);

/** Returns a validation error (exit 3) with all problems found. It has the code and message of the first one. */
export function validationErrorOf(problems: readonly [Problem, ...Problem[]], hint: string): UserError {
  return new UserError(EXIT.rejected, problems[0].code, problems[0].message, { problems, hint });
}

/** Returns the error of a check that found problems (exit 8). It has the code and message of the first one. */
export function findingsErrorOf(problems: readonly [Problem, ...Problem[]], hint: string): UserError {
  return new UserError(EXIT.finding, problems[0].code, problems[0].message, { problems, hint });
}

/** Returns a validation error (exit 3) with a single problem. */
export const validationError = (
  code: string,
  message: string,
  hint: string,
  details: readonly string[] = [],
) => validationErrorOf([{ code, message, details }], hint);

/** Returns a conflict error (exit 5): a name that exists, or a state that is locked or has changed. */
export const conflict = (code: string, message: string, hint: string): UserError =>
  new UserError(EXIT.conflict, code, message, { hint });
