/** Errors of the operating system. */

/** Linux errors (errno(3)) that a disk can cause and that Node knows only by number. */
const UNNAMED_IN_NODE: Readonly<Record<number, readonly [name: string, text: string]>> = {
  37: ['ENOLCK', 'no locks available'],
  74: ['EBADMSG', 'the file system is damaged'],
  116: ['ESTALE', 'stale file handle'],
  117: ['EUCLEAN', 'the file system is damaged'],
  122: ['EDQUOT', 'disk quota exceeded'],
  123: ['ENOMEDIUM', 'no medium found'],
  126: ['ENOKEY', 'the key of an encrypted folder is missing'],
};

/** Returns name and text of an error that Node calls UNKNOWN or "Unknown system error -122". */
function unnamedError(error: unknown): readonly [name: string, text: string] | undefined {
  if (!(error instanceof Error && 'errno' in error && 'code' in error)) return undefined;
  const { errno, code } = error;
  if (typeof errno !== 'number' || !/^unknown/i.test(String(code))) return undefined;
  const known = process.platform === 'linux' ? UNNAMED_IN_NODE[-errno] : undefined;
  return known ?? [`errno ${-errno}`, 'unknown system error'];
}

/** Returns the errno name of a system error, such as `ENOENT`, or undefined for any other error. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : unnamedError(error)?.[0];
}

/** Returns "no space left on device (ENOSPC)" for Node's "ENOSPC: no space left on device, write". */
export function reasonOf(error: unknown): string {
  const errno = errnoOf(error);
  if (errno === undefined) return error instanceof Error ? error.message : '';
  const message = error instanceof Error ? error.message : '';
  const text = unnamedError(error)?.[1] ?? message.replace(/^[A-Z0-9]+: /, '').replace(/, .*$/s, '');
  return `${text} (${errno})`;
}
