/** Errors about the state file. */
import { basename, dirname, join } from 'node:path';
import { conflict, EXIT, UserError } from '../errors.ts';
import { shellQuoted, visiblePath } from '../visible.ts';
import type { Header, UnusableFile } from './envelope.ts';
import { errnoOf, reasonOf } from './system-errors.ts';

const checkOwner = (path: string): string => `check who owns ${path}`;

const ADVICE: Readonly<Record<string, (folder: string) => string>> = {
  ENOSPC: (folder) => `free up disk space for ${folder}`,
  EDQUOT: (folder) => `free up some of your quota for ${folder}`,
  EROFS: (folder) => `remount the file system of ${folder} read-write`,
  EACCES: checkOwner,
  EPERM: checkOwner,
};

/** Writing failed before the change took effect. */
export function notWritten(folder: string, error: unknown): UserError {
  const advise = ADVICE[errnoOf(error) ?? ''] ?? ((path) => `check the disk of ${path}`);
  const message = `The state could not be written: ${reasonOf(error)}`;
  return conflict('state-not-written', message, `nothing was changed; ${advise(shellQuoted(folder))}`);
}

/** The change has taken effect, but might not survive a power failure. */
export const notConfirmed = (revision: number, error: unknown): UserError =>
  new UserError(
    EXIT.unknown,
    'state-not-confirmed',
    `Revision ${revision} of the state was written, but the disk did not confirm it: ${reasonOf(error)}`,
    {
      hint: 'the change was made; check the disk, then run `peerway state check` to see if it is still there',
    },
  );

export const unreadable = (path: string, error: unknown): UserError =>
  conflict(
    'state-unreadable',
    `The state file ${visiblePath(path)} cannot be read: ${reasonOf(error)}`,
    `run \`ls -ld ${shellQuoted(path)}\` to see who owns it`,
  );

export const tooOpen = (path: string, mode: number): UserError =>
  conflict(
    'state-too-open',
    `The state file ${visiblePath(path)} has mode ${mode.toString(8).padStart(4, '0')}: other users can access its keys`,
    `run \`chmod 600 ${shellQuoted(path)}\`, and replace the keys if others may have read them`,
  );

export const notAFile = (path: string): UserError =>
  conflict(
    'state-not-a-file',
    `The state file ${visiblePath(path)} is not a regular file`,
    'set --state to the folder that holds the file itself',
  );

/** A link or pipe in the place of a file that peerway keeps in the state folder. */
export const notPlain = (path: string, kind: string): UserError =>
  conflict(
    'state-not-a-file',
    `${visiblePath(path)} is ${kind}; peerway expects ${/(?:generations|conversion)$/.test(path) ? 'a folder' : 'a regular file'} of its own there`,
    kind === 'a symbolic link'
      ? `set --state to the folder that holds the file itself, or run \`mv ${shellQuoted(path)} ${shellQuoted(`${path}.moved`)}\``
      : `run \`mv ${shellQuoted(path)} ${shellQuoted(`${path}.moved`)}\``,
  );

/** A folder in which every user can replace files. */
export const folderWritable = (folder: string, mode: number): UserError =>
  conflict(
    'state-too-open',
    `The state folder ${visiblePath(folder)} has mode ${mode.toString(8).padStart(4, '0')}: any user can replace its files`,
    `run \`chmod 700 ${shellQuoted(folder)}\``,
  );

const startOver = (path: string): string =>
  `no earlier revision is intact; move ${shellQuoted(dirname(path))} away, then start over or \`peerway state import\` an export`;

/** The header of an encrypted revision does not contain its command. */
const suggestRestore = ({ revision, at, command }: Header): string =>
  `revision ${revision} of ${at}${command === undefined ? '' : ` (${command})`} is intact; run \`peerway state restore ${revision}\``;

/** @param intact  the newest revision that can be restored */
export function unusable(path: string, file: UnusableFile, intact: Header | undefined): UserError {
  const remedy = intact ? suggestRestore(intact) : startOver(path);
  return file.code === 'state-newer-format'
    ? conflict(
        file.code,
        `The state file ${visiblePath(path)} was written by a newer version of peerway: ${file.message}`,
        `use that version, or lose its changes: ${remedy}`,
      )
    : conflict(file.code, `The state file ${visiblePath(path)} is damaged: ${file.message}`, remedy);
}

export const noSuchRevision = (revision: number, kept: readonly number[]): UserError =>
  new UserError(EXIT.notFound, 'not-found', `There is no revision ${revision}`, {
    hint: kept.length === 0 ? 'no earlier revisions exist yet' : `available revisions: ${kept.join(', ')}`,
  });

/** Another process wrote the file while this one held the lock. */
export const changedUnderneath = (): UserError =>
  conflict(
    'state-changed',
    'The state was changed in the meantime, by a process without the lock',
    'nothing was written; run the command again',
  );

/** An unencrypted file in the place of an encrypted state: it was written without the key. */
export const notEncrypted = (path: string, intact: Header | undefined): UserError =>
  conflict(
    'state-not-encrypted',
    `The file ${visiblePath(path)} is not encrypted, but this state is: the file has been replaced`,
    [
      ...(intact
        ? [`to restore the newest encrypted revision, run \`peerway state restore ${intact.revision}\``]
        : []),
      `to use this file anyway, run \`rm ${shellQuoted(join(stateFolderOf(path), 'encryption.json'))}\``,
    ].join('; '),
  );

export const otherKey = (path: string, recipient: string, intact: Header | undefined): UserError =>
  conflict(
    'state-other-key',
    `The file ${visiblePath(path)} is encrypted for a different key than this state, ${recipient}: the file has been replaced`,
    intact ? suggestRestore(intact) : startOver(path),
  );

/** Returns the folder of a state file or of one of its generations. */
const stateFolderOf = (path: string): string =>
  basename(dirname(path)) === 'generations' ? dirname(dirname(path)) : dirname(path);

/** `encryption.json` cannot be read, or peerway did not write it. */
export const markerUnusable = (path: string, error?: unknown): UserError =>
  conflict(
    'encryption-unknown',
    error === undefined
      ? `The file ${visiblePath(path)} was not written by peerway: it should name the key that the state is encrypted for`
      : `The file ${visiblePath(path)} cannot be read: ${reasonOf(error)}`,
    error === undefined
      ? `if state.jsonl beside it is encrypted, run \`rm ${shellQuoted(path)}\`; the next change writes it again`
      : `run \`ls -ld ${shellQuoted(path)}\` to see who owns it`,
  );
