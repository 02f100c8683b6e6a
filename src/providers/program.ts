/** The operator's own `aws` and `gcloud`, as commands see them. */

export const PROGRAMS = ['aws', 'gcloud'] as const;
export type ProgramName = (typeof PROGRAMS)[number];

/** How a run of it ended. */
export interface Ran {
  /** `missing`: there is no such program; `timeout`: it was ended when its time was up; else it ended by itself. */
  readonly ended: 'done' | 'missing' | 'timeout';
  /** Absent where a signal ended it. */
  readonly exit: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly name: ProgramName;
  /** Runs it with the operator's environment, configuration and credentials. */
  run(words: readonly string[], seconds: number): Promise<Ran>;
}
