/** A program in place of ssh that replies for gateways on which nothing is set up and everything succeeds. */
import { chmodSync, writeFileSync } from 'node:fs';
import { keyFor } from '../plans.ts';

export interface StandIn {
  /** Seconds before each reply. */
  readonly latency?: number;
  /** Name of a gateway at `<name>.example` that cannot be reached. */
  readonly silent?: string;
}

/** Replies by task. Every probe is answered. */
const ANSWERS = `
  inspect) printf '%s\\n' @missing @now 1767323045 @record @pending @link @addresses @routes @host-routes @sysctls @wg @table @planned-table 'table inet peerway {' '}' @foreign-rules @end ;;
  stage) echo @staged ;;
  prepare) echo @prepared ;;
  apply) echo @applied ;;
  verify) echo @verified ;;
  commit) echo @kept-files; echo @confirmed ;;
  rollback) echo @rolled-back ;;
  adopt) printf '%s\\n' @interfaces wg0 @missing @link '5: wg0: <POINTOPOINT,NOARP,UP> mtu 1420 qdisc' @addresses '5: wg0    inet 10.99.2.1/24 scope global wg0' @wg
    printf 'interface\\t${keyFor('live key')}\\t51820\\n'
    printf 'peer\\t${keyFor('live laptop')}\\t(none)\\t203.0.113.50:40000\\t10.99.2.5/32\\toff\\n'
    echo @end ;;
  probe) echo @probes
    sed -n '/DATA\\/probes"/,/_END$/p' <<EOF | awk 'NF == 3 { print $1, $2, 16, "ok", 0.5; print $1, $2, $3, "ok", 0.5 }'
$script
EOF
    echo @end ;;`;

/** Writes the program. The third line from the end of its stdin names the task. */
export function writeStandInSsh(path: string, { latency = 0, silent = 'none' }: StandIn = {}): void {
  const text = `#!/bin/sh
script=$(cat)
task=$(tail -n 3 <<EOF | head -n 1
$script
EOF
)
sleep ${latency}
case "$*" in *' root@${silent}.example '*) echo 'ssh: connect to host ${silent}.example port 22: No route to host' >&2; exit 255 ;; esac
case $task in ${ANSWERS}
esac
`;
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}
