/** What goes to a gateway over stdin: the agent, the data of the one thing to do, and the word for it. */
import type { InterfaceName } from '../model/values.ts';
import { AGENT } from './agent.ts';

/** What the agent can do, each in a connection of its own. */
export type Task = 'look' | 'stage' | 'apply' | 'verify' | 'commit' | 'rollback' | 'make_key' | 'probe';

export interface Order {
  readonly task: Task;
  readonly interface: InterfaceName;
  /** Unlike that of any other change; hexadecimal. */
  readonly id: string;
  /** Who changes it, for whoever else tries meanwhile: one line. */
  readonly by: string;
  /** How long the change may stay unconfirmed before the gateway takes it back. */
  readonly secondsToConfirm: number;
  /** How long to wait for handshakes, in seconds. */
  readonly handshakeTimeout: number;
  /** Contents by name. They may hold secrets: they go over stdin and nowhere else. */
  readonly files: Readonly<Record<string, string>>;
}

/** The remote command: the same for every gateway and every task, so that nothing ever has to be quoted in it. */
export const REMOTE_COMMAND = `sh -c 'test "$(id -u)" = 0 && exec sh; exec sudo -n sh'`;

/**
 * The text for the shell. All of it is one function that its last line calls: what is cut off does nothing.
 * Every word in it that is not constant is of a type without quotes and blanks, or stands in a here-document.
 */
export function scriptFor({ task, id, files, ...order }: Order): string {
  const end = `PEERWAY_${id}_END`;
  const document = ([name, text]: [string, string]): string =>
    `cat >"$DATA/${name}" <<'${end}' || full\n${text.endsWith('\n') || text === '' ? text : `${text}\n`}${end}\n`;
  return [
    `full() { echo '@error no-space there is no room in /run'; exit 1; }\n`,
    // Told before anything else, so that whatever else ends the connection is no answer of the gateway's.
    "main() {\necho @begun\numask 077\ntrap '' HUP INT PIPE TERM\n",
    // Where nothing reaches a disk.
    'DATA=/run/peerway-$$\nrm -rf "$DATA"\nmkdir -m 0700 "$DATA" || full\n',
    `trap 'rm -rf "$DATA"' EXIT\n`,
    ...Object.entries({ ...files, agent: AGENT, by: order.by }).map(document),
    '. "$DATA/agent"\n',
    `WG='${order.interface}' ID='${id}' HANDSHAKE_TIMEOUT='${order.handshakeTimeout}' SECONDS_TO_CONFIRM='${order.secondsToConfirm}'\n`,
    'BY=$(cat "$DATA/by")\nplaces\n',
    `${task}\n}\nmain\n`,
  ].join('');
}
