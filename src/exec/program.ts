/** The operator's own programs, through which providers are reached, as verbs see them. */

/** The result of one run. */
export interface ProgramRun {
  /** `missing`: there is no such program; `timeout`: it was stopped when its time was up. */
  readonly ended: 'done' | 'missing' | 'timeout';
  /** Exit status; undefined when a signal ended it. */
  readonly exit: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly name: string;
  /** Runs it with the operator's environment, configuration and credentials. */
  run(words: readonly string[], seconds: number): Promise<ProgramRun>;
}
