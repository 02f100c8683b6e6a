/** The shell script that runs one task on a gateway; it is sent over stdin. */
import type { InterfaceName } from '../model/values.ts';
import { AGENT } from './agent.ts';

/** Tasks of the agent; each runs over a connection of its own. */
export type Task =
  | 'inspect'
  | 'stage'
  | 'prepare'
  | 'apply'
  | 'verify'
  | 'commit'
  | 'complete'
  | 'rollback'
  | 'make_key'
  | 'probe'
  | 'adopt';

/** Settings shared by all tasks of one change on one gateway. */
export interface TaskContext {
  readonly interface: InterfaceName;
  /** Unique to the change; hexadecimal. */
  readonly id: string;
  /** One line that names the person who makes the change, for others who find the gateway locked. */
  readonly lockHolder: string;
  /** Seconds until the gateway rolls back an unconfirmed change. */
  readonly secondsToConfirm: number;
  /** Seconds to wait for handshakes. */
  readonly handshakeTimeout: number;
}

export interface TaskRequest extends TaskContext {
  readonly task: Task;
  /** File contents by name. They may hold secrets, so they travel over stdin only. */
  readonly files: Readonly<Record<string, string>>;
}

/** The remote command: the same for every gateway and task, so that nothing in it ever needs quoting. */
export const REMOTE_COMMAND = `sh -c 'test "$(id -u)" = 0 && exec sh; exec sudo -n sh'`;

/**
 * Returns the script for a task. Its last line calls the function that holds everything else, so a script that is cut
 * off does nothing. Values in it are either of a type without quotes and spaces, or inside a here-document.
 */
export function taskScript({ task, id, files, ...context }: TaskRequest): string {
  const end = `PEERWAY_${id}_END`;
  const hereDocument = ([name, text]: [string, string]): string =>
    `cat >"$DATA/${name}" <<'${end}' || no_space\n${text.endsWith('\n') || text === '' ? text : `${text}\n`}${end}\n`;
  return [
    `no_space() { echo '@error no-space no space left in /run'; exit 1; }\n`,
    // Printed first: an error before this line comes from the connection and not from the gateway.
    "main() {\necho @begun\numask 077\ntrap '' HUP INT PIPE TERM\n",
    // /run is in memory, so secrets never reach a disk.
    'DATA=/run/peerway-$$\nrm -rf "$DATA"\nmkdir -m 0700 "$DATA" || no_space\n',
    `trap 'rm -rf "$DATA"' EXIT\n`,
    ...Object.entries({ ...files, agent: AGENT, 'lock-holder': context.lockHolder }).map(hereDocument),
    '. "$DATA/agent"\n',
    `WG='${context.interface}' ID='${id}' HANDSHAKE_TIMEOUT='${context.handshakeTimeout}' SECONDS_TO_CONFIRM='${context.secondsToConfirm}'\n`,
    'LOCK_HOLDER=$(cat "$DATA/lock-holder")\nplaces\n',
    `${task}\n}\nmain\n`,
  ].join('');
}
