/** An ssh that alters the files of a change on their way to the gateway. */
import type { Operator } from './operator.ts';

/** File in which a gateway records the start of the last change, in seconds since the epoch. */
export const STAMP = '/run/lab/stamp';

/**
 * @param edit  sed commands for the script of the task `stage`; by default, nothing is altered
 */
export function alteringSsh(operator: Operator, edit = ''): Promise<string> {
  return operator.program(
    'altering-ssh',
    `
script=$(mktemp) && cat >"$script"
if [ "$(tail -n 3 "$script" | head -n 1)" = stage ]; then
  sed -i -f - "$script" <<'EDIT'
s|^stage$|date +%s.%N >${STAMP}; stage|
${edit}
EDIT
fi
"$SSH" "$@" <"$script"
status=$?
rm -f "$script"
exit $status`,
  );
}

/**
 * Returns an ssh that runs a shell script around each task. The script may use `$task`, `$host` (the address of the
 * gateway), `pass` (which runs the task), and `on_gateway <command>`.
 */
export const taskSsh = (operator: Operator, body: string): Promise<string> =>
  operator.program(
    'task-ssh',
    `
script=$(mktemp) && cat >"$script"
task=$(tail -n 3 "$script" | head -n 1)
for word; do case $word in *@203.0.113.*) host=\${word#*@} ;; esac; done
pass() { "$SSH" "$@" <"$script"; }
on_gateway() { "$SSH" "root@$host" "$@" </dev/null; }
main() { ${body}
}
main "$@"
status=$?
rm -f "$script"
exit $status`,
  );

/** Returns sed commands that insert a line at the start of a file. */
export const insertLine = (file: string, line: string): string => `/^cat >"\\$DATA\\/${file}"/a ${line}`;

/** Returns sed commands that replace the first line of a file. */
export const replaceFirstLine = (file: string, line: string): string =>
  `/^cat >"\\$DATA\\/${file}"/{n;s/.*/${line}/}`;
