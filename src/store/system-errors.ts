/** What the operating system said, by its name and in words. */

/** Errors of Linux (errno(3)) that a disk can end in and that Node knows by their number only. */
const NAMELESS: Readonly<Record<number, readonly [name: string, words: string]>> = {
  37: ['ENOLCK', 'no locks available'],
  74: ['EBADMSG', 'the file system is damaged'],
  116: ['ESTALE', 'stale file handle'],
  117: ['EUCLEAN', 'the file system is damaged'],
  122: ['EDQUOT', 'disk quota exceeded'],
  123: ['ENOMEDIUM', 'no medium found'],
  126: ['ENOKEY', 'the key of an encrypted folder is not there'],
};

/** Name and words of an error that Node calls UNKNOWN or "Unknown system error -122"; undefined for any other. */
function nameless(error: unknown): readonly [name: string, words: string] | undefined {
  if (!(error instanceof Error && 'errno' in error && 'code' in error)) return undefined;
  const { errno, code } = error;
  if (typeof errno !== 'number' || !/^unknown/i.test(String(code))) return undefined;
  const known = process.platform === 'linux' ? NAMELESS[-errno] : undefined;
  return known ?? [`errno ${-errno}`, 'unknown system error'];
}

/** `ENOENT` and the like, where the operating system said no; undefined for any other error. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : nameless(error)?.[0];
}

/** "no space left on device (ENOSPC)", from Node's "ENOSPC: no space left on device, write". */
export function reasonOf(error: unknown): string {
  const errno = errnoOf(error);
  const message = error instanceof Error ? error.message : '';
  const words = nameless(error)?.[1] ?? message.replace(/^[A-Z0-9]+: /, '').replace(/, .*$/s, '');
  return errno ? `${words} (${errno})` : words;
}
