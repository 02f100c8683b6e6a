/** An ssh that alters what it carries: what stands on the gateway is not what was sent. */
import type { Operator } from './operator.ts';

/** Where a gateway notes when the last change began, in seconds since the epoch. */
export const STAMP = '/run/lab/stamp';

/**
 * @param edit  for sed, applied to what `stage` is sent; nothing is altered without
 */
export function alteringSsh(operator: Operator, edit = ''): Promise<string> {
  return operator.program(
    'altering-ssh',
    `
order=$(mktemp) && cat >"$order"
if [ "$(tail -n 3 "$order" | head -n 1)" = stage ]; then
  sed -i -f - "$order" <<'EDIT'
s|^stage$|date +%s.%N >${STAMP}; stage|
${edit}
EDIT
fi
"$SSH" "$@" <"$order"
status=$?
rm -f "$order"
exit $status`,
  );
}

/** One more line at the beginning of a file that is sent. */
export const lineIn = (file: string, line: string): string => `/^cat >"\\$DATA\\/${file}"/a ${line}`;

/** Another line in place of the first one of a file that is sent. */
export const firstLineOf = (file: string, line: string): string =>
  `/^cat >"\\$DATA\\/${file}"/{n;s/.*/${line}/}`;
