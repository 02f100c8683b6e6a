/** What the key of an encrypted state can be refused for, in words. */
import { conflict, EXIT, UserError, usage } from '../../errors.ts';
import { shellQuoted, visiblePath } from '../../visible.ts';
import { reasonOf } from '../system-errors.ts';

const HOW = 'give it with --key-file <path>, PEERWAY_KEY_FILE, or `peerway config set key-file <path>`';

const refusedKey = (code: string, message: string, hint: string): UserError =>
  new UserError(EXIT.usage, code, message, { hint });

export const keyNeeded = (recipient: string): UserError =>
  refusedKey('key-needed', `The state is encrypted, and the file of its key is not known: ${recipient}`, HOW);

export const keyFileUnreadable = (path: string, error: unknown): UserError =>
  refusedKey('key-needed', `The key file ${visiblePath(path)} cannot be read: ${reasonOf(error)}`, HOW);

export const noIdentity = (path: string): UserError =>
  refusedKey(
    'wrong-key',
    `The key file ${visiblePath(path)} holds no key of age`,
    'it has a line that begins with AGE-SECRET-KEY-1, as `age-keygen` writes it',
  );

export const wrongKey = (path: string, recipient: string): UserError =>
  refusedKey(
    'wrong-key',
    `The key in ${visiblePath(path)} is not the one that the state is encrypted for: ${recipient}`,
    HOW,
  );

export const keyFileTooOpen = (path: string, mode: number): UserError =>
  conflict(
    'key-too-open',
    `The key file ${visiblePath(path)} has mode ${mode.toString(8).padStart(4, '0')}: others can get at it`,
    `chmod 600 ${shellQuoted(path)}; then encrypt for a new key if others may have read it`,
  );

export const keyNotMade = (path: string, error: unknown): UserError =>
  conflict(
    'not-written',
    `The key file ${visiblePath(path)} could not be made: ${reasonOf(error)}`,
    'nothing was changed; give a path in a folder that is there',
  );

export const keyBesideState = (path: string): UserError =>
  usage(
    `The key file ${visiblePath(path)} would lie in the folder of the state that it opens`,
    'whoever gets the one would get the other: keep it elsewhere',
  );

export const wrongPassphrase = (): UserError =>
  refusedKey('wrong-passphrase', 'This is not the passphrase of the state', 'nothing was changed; try again');

export const lockedKeyGone = (path: string): UserError =>
  conflict(
    'state-damaged',
    `The file ${visiblePath(path)} is missing: it holds the key that the passphrase opens`,
    'put it back from a copy of the folder; without it nobody can read the state',
  );

/** The change has taken effect; what was there before is not gone yet. */
export const notFinished = (folder: string, error: unknown): UserError =>
  new UserError(
    EXIT.unknown,
    'encryption-not-finished',
    `The state has changed over, but not all that was there before could be replaced: ${reasonOf(error)}`,
    { hint: `check the disk of ${shellQuoted(folder)}; the next change of the state finishes it` },
  );
