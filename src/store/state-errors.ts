/** What the state's file can be refused for, in words. */
import { basename, dirname, join } from 'node:path';
import { conflict, EXIT, UserError } from '../errors.ts';
import { shellQuoted, visiblePath } from '../visible.ts';
import type { Header, UnusableFile } from './envelope.ts';
import { errnoOf, reasonOf } from './system-errors.ts';

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space for',
  EDQUOT: 'free some of your quota for',
  EROFS: 'mount read-write what holds',
  EACCES: 'see who owns',
  EPERM: 'see who owns',
};

/** Writing stopped before the change took effect. */
export function notWritten(folder: string, error: unknown): UserError {
  const advice = `${ADVICE[errnoOf(error) ?? ''] ?? 'check the disk of'} ${shellQuoted(folder)}`;
  const message = `The state could not be written: ${reasonOf(error)}`;
  return conflict('state-not-written', message, `nothing was changed; ${advice}`);
}

/** The change has taken effect, and whether it would survive a power failure is not known. */
export const notConfirmed = (revision: number, error: unknown): UserError =>
  new UserError(
    EXIT.unknown,
    'state-not-confirmed',
    `Revision ${revision} of the state was written, but the disk did not confirm it: ${reasonOf(error)}`,
    {
      hint: 'the change is made; check the disk, then see with `peerway state check` whether it is still there',
    },
  );

/** The system does not let us read what is there. */
export const unreadable = (path: string, error: unknown): UserError =>
  conflict(
    'state-unreadable',
    `The state file ${visiblePath(path)} cannot be read: ${reasonOf(error)}`,
    `see who owns it: ls -ld ${shellQuoted(path)}`,
  );

export const tooOpen = (path: string, mode: number): UserError =>
  conflict(
    'state-too-open',
    `The state file ${visiblePath(path)} has mode ${mode.toString(8).padStart(4, '0')}: others can get at its keys`,
    `chmod 600 ${shellQuoted(path)}; then replace the keys if others may have read them`,
  );

export const notAFile = (path: string): UserError =>
  conflict(
    'state-not-a-file',
    `The state file ${visiblePath(path)} is a link or something else that is no regular file`,
    'name the folder that holds the file itself with --state',
  );

/** Nothing here can be used any more: an export can, in a folder without what is left of the state. */
const beginAnew = (path: string): string =>
  `no earlier revision is whole; move ${shellQuoted(dirname(path))} away, then begin anew or \`peerway state import\` an export`;

/** An encrypted revision does not say which command made it. */
const restoring = ({ revision, at, command }: Header): string =>
  `revision ${revision} of ${at}${command === undefined ? '' : ` (${command})`} is whole: peerway state restore ${revision}`;

export function unusable(path: string, file: UnusableFile, good: Header | undefined): UserError {
  const way = good ? restoring(good) : beginAnew(path);
  return file.code === 'state-newer-format'
    ? conflict(
        file.code,
        `The state file ${visiblePath(path)} was written by a newer peerway: ${file.message}`,
        `use that version, or lose what it changed: ${way}`,
      )
    : conflict(file.code, `The state file ${visiblePath(path)} is damaged: ${file.message}`, way);
}

export const noSuchRevision = (revision: number, kept: readonly number[]): UserError =>
  new UserError(EXIT.notFound, 'not-found', `Revision ${revision} is not kept`, {
    hint: kept.length === 0 ? 'there is no earlier revision yet' : `kept are ${kept.join(', ')}`,
  });

/** Somebody else wrote while the lock was ours. */
export const changedUnderneath = (): UserError =>
  conflict(
    'state-changed',
    'The state was changed by somebody else in the meantime, without its lock',
    'nothing was written; run the command again',
  );

/** A plain file where the state is encrypted: whoever put it there had no key. */
export const notEncrypted = (path: string, good: Header | undefined): UserError =>
  conflict(
    'state-not-encrypted',
    `The file ${visiblePath(path)} is not encrypted, but this state is: somebody has replaced it`,
    [
      ...(good ? [`to put back the newest encrypted one: peerway state restore ${good.revision}`] : []),
      `to take this file for the state all the same: rm ${shellQuoted(join(stateFolderOf(path), 'encryption.json'))}`,
    ].join('; '),
  );

/** Encrypted, but for a key that is not this state's. */
export const otherKey = (path: string, recipient: string, good: Header | undefined): UserError =>
  conflict(
    'state-other-key',
    `The file ${visiblePath(path)} is encrypted for another key than this state, for ${recipient}: somebody has replaced it`,
    good ? restoring(good) : beginAnew(path),
  );

/** Generations are a folder further down. */
const stateFolderOf = (path: string): string =>
  basename(dirname(path)) === 'generations' ? dirname(dirname(path)) : dirname(path);

/** What says which key the state is encrypted for does not say it. */
export const markerUnusable = (path: string, error?: unknown): UserError =>
  conflict(
    'encryption-unknown',
    error === undefined
      ? `The file ${visiblePath(path)} is not what peerway wrote: it should say for which key the state is encrypted`
      : `The file ${visiblePath(path)} cannot be read: ${reasonOf(error)}`,
    error === undefined
      ? `remove it if state.jsonl beside it is encrypted: rm ${shellQuoted(path)}; the next change writes it anew`
      : `see who owns it: ls -ld ${shellQuoted(path)}`,
  );
