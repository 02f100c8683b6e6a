/** Runs one task of the agent on one gateway and reads its reply. */
import type { InterfaceName } from '../model/values.ts';
import { parseReply, type Reply } from './reply.ts';
import { type Task, type TaskContext, type TaskRequest, taskScript } from './task-script.ts';
import type { Transport } from './transport.ts';

/** An error on the connection (`unreachable`, `cut-off`, …) or on the gateway (`busy`, `bad-firewall`, …). */
export interface Failure {
  readonly code: string;
  readonly why: string;
  /** True if the task may have run anyway. */
  readonly unknown: boolean;
}

export type TaskOutcome = { readonly reply: Reply } | { readonly failure: Failure };

/** Returns the context of a task that changes nothing. */
export const readOnlyContext = (wg: InterfaceName, id: string): TaskContext => ({
  interface: wg,
  id,
  lockHolder: '',
  secondsToConfirm: 0,
  handshakeTimeout: 0,
});

/** Seconds allowed for a task, not counting the wait for handshakes; more if the operator expects slow gateways. */
const taskTimeout = ({ secondsToConfirm }: TaskContext): number => Math.max(30, secondsToConfirm / 2);

/** Sections of which at least one is in the reply of a finished task. */
const FINAL_SECTIONS: Readonly<Record<Task, readonly string[]>> = {
  inspect: ['end'],
  stage: ['staged'],
  prepare: ['prepared'],
  apply: ['applied'],
  verify: ['verified'],
  commit: ['confirmed', 'committed'],
  complete: ['confirmed', 'ended'],
  rollback: ['rolled-back', 'ended'],
  make_key: ['public-key'],
  probe: ['end'],
  adopt: ['end'],
};

/** Runs a task. Returns failures instead of throwing them, so that other gateways continue. */
export async function runTask(
  transport: Transport,
  task: Task,
  context: TaskContext,
  files: TaskRequest['files'] = {},
): Promise<TaskOutcome> {
  const answer = await transport.run(
    taskScript({ ...context, task, files }),
    taskTimeout(context) + (task === 'verify' ? context.handshakeTimeout : 0),
  );
  if (!('text' in answer)) {
    return { failure: { code: answer.code, why: answer.why, unknown: mayHaveRun(answer.code) } };
  }
  const reply = parseReply(answer.text);
  if (reply.error) return { failure: { code: reply.error.code, why: reply.error.text, unknown: false } };
  if (FINAL_SECTIONS[task].some((name) => reply.sections.has(name))) return { reply };
  return { failure: { code: 'cut-off', why: 'the connection closed before the reply ended', unknown: true } };
}

/** Returns false if no connection was established: then the task cannot have started. */
const mayHaveRun = (code: string): boolean => code === 'cut-off' || code === 'timeout';
