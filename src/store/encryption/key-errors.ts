/** Errors about the key of an encrypted state. */
import { conflict, EXIT, UserError, usage } from '../../errors.ts';
import { shellQuoted, visiblePath } from '../../visible.ts';
import { reasonOf } from '../system-errors.ts';

const HOW_TO_SET = 'set it with --key-file <path>, PEERWAY_KEY_FILE, or `peerway config set key-file <path>`';

const keyError = (code: string, message: string, hint: string): UserError =>
  new UserError(EXIT.usage, code, message, { hint });

export const keyNeeded = (recipient: string): UserError =>
  keyError('key-needed', `The state is encrypted, and its key file is unknown: ${recipient}`, HOW_TO_SET);

export const keyFileUnreadable = (path: string, error: unknown): UserError =>
  keyError('key-needed', `The key file ${visiblePath(path)} cannot be read: ${reasonOf(error)}`, HOW_TO_SET);

export const noIdentity = (path: string): UserError =>
  keyError(
    'wrong-key',
    `The key file ${visiblePath(path)} does not contain an age key`,
    'expected a line that starts with AGE-SECRET-KEY-1, as `age-keygen` writes',
  );

export const wrongKey = (path: string, recipient: string): UserError =>
  keyError(
    'wrong-key',
    `The key in ${visiblePath(path)} is not the key that the state is encrypted for: ${recipient}`,
    HOW_TO_SET,
  );

export const keyFileTooOpen = (path: string, mode: number): UserError =>
  conflict(
    'key-too-open',
    `The key file ${visiblePath(path)} has mode ${mode.toString(8).padStart(4, '0')}: other users can access it`,
    `run \`chmod 600 ${shellQuoted(path)}\`, and encrypt for a new key if others may have read it`,
  );

export const keyNotCreated = (path: string, error: unknown): UserError =>
  conflict(
    'not-written',
    `The key file ${visiblePath(path)} could not be created: ${reasonOf(error)}`,
    'nothing was changed; choose a path in an existing folder',
  );

export const keyBesideState = (path: string): UserError =>
  usage(
    `The key file ${visiblePath(path)} is inside the folder of the state that it decrypts`,
    'keep it elsewhere: a copy of the folder would contain both',
  );

export const wrongPassphrase = (): UserError =>
  keyError('wrong-passphrase', 'This is not the passphrase of the state', 'nothing was changed; try again');

export const lockedKeyMissing = (path: string): UserError =>
  conflict(
    'state-damaged',
    `The file ${visiblePath(path)} is missing: it contains the key that the passphrase unlocks`,
    'restore it from a copy of the folder; the state cannot be read without it',
  );

/** The conversion has taken effect, but some old files still exist. */
export const notFinished = (folder: string, error: unknown): UserError =>
  new UserError(
    EXIT.unknown,
    'encryption-not-finished',
    `The state was converted, but not all old files could be replaced: ${reasonOf(error)}`,
    { hint: `check the disk of ${shellQuoted(folder)}; the next change finishes the conversion` },
  );
