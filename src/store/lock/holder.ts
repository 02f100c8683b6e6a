/** The holder of a lock. It is recorded in the lock file, to name it to waiting processes and to detect its exit. */
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { visible } from '../../visible.ts';
import { readText, readWhole } from '../disk.ts';

/** A process that holds the lock. */
export interface Holder {
  readonly pid: number;
  /** Start time of the process in ticks since boot. Distinguishes it from a later process with the same pid. */
  readonly started: string;
  /** The scope of its pid: host, boot id and pid namespace. */
  readonly place: string;
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Distinguishes two locks of one process. */
  readonly nonce: string;
}

function tryRead(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

const currentPlace = (): string =>
  [
    hostname(),
    tryRead(() => readText('/proc/sys/kernel/random/boot_id')),
    tryRead(() => readlinkSync('/proc/self/ns/pid')),
  ].join(' ');

/** Returns the start time of a running process: field 22 of proc(5) stat, counted after the name, which may contain anything. */
function startOf(pid: number): string | undefined {
  const stat = tryRead(() => readText(`/proc/${pid}/stat`));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [status] = fields;
  // A zombie or dead process no longer holds anything.
  return status === '' || status === 'Z' || status === 'X' ? undefined : fields[19];
}

/** Returns this process as the holder of a lock. */
export const thisProcess = (command: string, since: string, nonce: string): Holder => ({
  pid: process.pid,
  started: startOf(process.pid) ?? '',
  place: currentPlace(),
  command,
  since,
  nonce,
});

/** Reads the holder from a lock file. Returns undefined if the file is incomplete, as after a crash. */
export function readHolder(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readWhole(path).bytes.toString('utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, started, place, command, since, nonce } = value as Record<string, unknown>;
    const texts = [started, place, command, since, nonce].every((text) => typeof text === 'string');
    return texts && Number.isSafeInteger(pid) && (pid as number) > 0 ? (value as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns true if the process exists, also if this user cannot signal it. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Returns true if the holder has provably exited. Returns false if unknown, as for a process on another host. */
export function hasExited(holder: Holder): boolean {
  if (holder.place !== currentPlace()) return false;
  if (!isRunning(holder.pid)) return true;
  // Start times can be compared only if /proc has both.
  return (
    holder.started !== '' && startOf(process.pid) !== undefined && startOf(holder.pid) !== holder.started
  );
}

/** Returns the holder as messages name it. */
export function describeHolder(holder: Holder | undefined): string {
  if (!holder || hasExited(holder)) return 'another process';
  const host = holder.place === currentPlace() ? '' : ` on ${visible(holder.place.split(' ')[0] ?? '')}`;
  return `pid ${holder.pid}${host} (${visible(holder.command)}) since ${visible(holder.since)}`;
}
