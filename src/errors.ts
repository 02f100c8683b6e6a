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

/** Something the user can act upon. Everything else that is thrown is a bug of ours. */
export class UserError extends Error {
  readonly exit: ExitStatus;
  readonly code: string;
  readonly problems: readonly Problem[];
  /** What would do, or the command to run next; '' where nothing is left to say. */
  readonly hint: string;

  constructor(
    exit: ExitStatus,
    code: string,
    message: string,
    more: { readonly problems?: readonly Problem[]; readonly hint: string },
  ) {
    super(message);
    this.name = 'UserError';
    this.exit = exit;
    this.code = code;
    this.problems = more.problems ?? [];
    this.hint = more.hint;
  }
}

/** The command line asks for something that cannot be understood: exit 2. */
export const usage = (message: string, hint: string): UserError =>
  new UserError(EXIT.usage, 'usage', message, { hint });

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
