/** Who holds a lock: written beside it, so that those who wait can be told, and a dead holder recognised. */
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { visible } from '../../visible.ts';
import { readText } from '../disk.ts';

export interface Holder {
  readonly pid: number;
  /** Ticks since boot when the process began; tells it from a later one with the same number. */
  readonly started: string;
  /** Where its process number means anything: host, boot, process namespace. */
  readonly place: string;
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Tells two locks of one process apart. */
  readonly nonce: string;
}

function textOf(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

const placeOf = (): string =>
  [
    hostname(),
    textOf(() => readText('/proc/sys/kernel/random/boot_id')),
    textOf(() => readlinkSync('/proc/self/ns/pid')),
  ].join(' ');

/** Start time of a living process: field 22 of proc(5) stat, counted after the name, which may hold anything. */
function startOf(pid: number): string | undefined {
  const stat = textOf(() => readText(`/proc/${pid}/stat`));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [status] = fields;
  // A zombie or a dead process holds nothing any more.
  return status === '' || status === 'Z' || status === 'X' ? undefined : fields[19];
}

/** This process, as the holder of a lock. */
export const ourselves = (command: string, since: string, nonce: string): Holder => ({
  pid: process.pid,
  started: startOf(process.pid) ?? '',
  place: placeOf(),
  command,
  since,
  nonce,
});

/** Reads what a holder wrote; undefined for anything else, such as what was cut off by its death. */
export function readHolder(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readText(path));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, started, place, command, since, nonce } = value as Record<string, unknown>;
    const texts = [started, place, command, since, nonce].every((text) => typeof text === 'string');
    return texts && Number.isSafeInteger(pid) && (pid as number) > 0 ? (value as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process with this number is there; one that may not be signalled is. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Whether the holder has provably ended. Not known, as for a process of another host, is no. */
export function isGone(holder: Holder): boolean {
  if (holder.place !== placeOf()) return false;
  if (!isRunning(holder.pid)) return true;
  // Without /proc for either of the two there is nothing to compare.
  return (
    holder.started !== '' && startOf(process.pid) !== undefined && startOf(holder.pid) !== holder.started
  );
}

/** The holder as messages name it. */
export function holderText(holder: Holder | undefined): string {
  if (!holder || isGone(holder)) return 'another process';
  const host = holder.place === placeOf() ? '' : ` on ${visible(holder.place.split(' ')[0] ?? '')}`;
  return `pid ${holder.pid}${host} (${visible(holder.command)}) since ${visible(holder.since)}`;
}
