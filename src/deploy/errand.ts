/** One task on one gateway, from the script that is sent to what came of it. */
import type { InterfaceName } from '../model/values.ts';
import { type Reply, readReply } from './reply.ts';
import { type Order, scriptFor, type Task } from './script.ts';
import type { Transport } from './transport.ts';

/** Something went wrong: on the way there (`unreachable`, `cut-off`, …) or there (`busy`, `bad-firewall`, …). */
export interface Failure {
  readonly code: string;
  readonly why: string;
  /** Whether it is not known if the task was done. */
  readonly unknown: boolean;
}

export type Came = { readonly reply: Reply } | { readonly failure: Failure };

/** A change of one gateway: the same for all of its tasks. */
export interface Change {
  readonly interface: InterfaceName;
  readonly id: string;
  readonly by: string;
  /** Seconds until the gateway takes an unconfirmed change back. */
  readonly secondsToConfirm: number;
  /** Seconds to wait for handshakes. */
  readonly patience: number;
}

/** A look at a gateway, which changes nothing there. */
export const enquiry = (wg: InterfaceName, id: string): Change => ({
  interface: wg,
  id,
  by: '',
  secondsToConfirm: 0,
  patience: 0,
});

/** Seconds for a task beside what it waits for by itself. */
const ROUND_TRIP = 30;

/** What the agent says when a task has been done. */
const DONE: Readonly<Record<Task, readonly string[]>> = {
  look: ['end'],
  stage: ['staged'],
  apply: ['applied'],
  verify: ['verified'],
  commit: ['confirmed'],
  rollback: ['rolled-back', 'ended'],
  make_key: ['public-key'],
  probe: ['end'],
};

/** Does a task. Never throws: another gateway's tasks go on. */
export async function errand(
  transport: Transport,
  task: Task,
  change: Change,
  files: Order['files'] = {},
): Promise<Came> {
  const answer = await transport.run(
    scriptFor({ ...change, task, files }),
    ROUND_TRIP + (task === 'verify' ? change.patience : 0),
  );
  if (!('text' in answer)) {
    return { failure: { code: answer.code, why: answer.why, unknown: leavesOpen(answer.code) } };
  }
  const reply = readReply(answer.text);
  if (reply.error) return { failure: { code: reply.error.code, why: reply.error.text, unknown: false } };
  if (DONE[task].some((name) => reply.sections.has(name))) return { reply };
  return { failure: { code: 'cut-off', why: 'its answer broke off', unknown: true } };
}

/** A connection that never came about has done nothing. */
const leavesOpen = (code: string): boolean => code === 'cut-off' || code === 'timeout';
