/** Processes that outlive the tests which started them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Leftover {
  readonly pid: number;
  readonly command: string;
}

/** Milliseconds in which a process may end by itself. */
const GRACE = 3000;

/**
 * Returns the processes with one of the folders in their environment, as TMPDIR or in another variable: every process
 * that a test starts inherits it. A network namespace of the laboratory has no name and ends with its last process, so
 * none is left where no process is. Returns none on systems without /proc.
 */
export async function processesOf(folders: readonly string[]): Promise<Leftover[]> {
  for (const end = performance.now() + GRACE; ; await sleep(100)) {
    const found = processesNow(folders);
    if (found.length === 0 || performance.now() > end) return found;
  }
}

export function endProcesses(processes: readonly Leftover[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Returns whether another test run, of this copy or of another one, is active on the machine. */
export const isAnotherRunActive = (): boolean =>
  otherProcesses().some((pid) => {
    const command = read(pid, 'cmdline');
    return /\/vitest(\.mjs)?\0/.test(command) && command.includes('\0run\0');
  });

function processesNow(folders: readonly string[]): Leftover[] {
  return otherProcesses().flatMap((pid) => {
    const environment = read(pid, 'environ');
    if (!folders.some((folder) => environment.includes(folder))) return [];
    const command = read(pid, 'cmdline').replaceAll('\0', ' ').trim();
    return isTestWorker(pid, command) ? [] : [{ pid: Number(pid), command }];
  });
}

/** Returns the ids of all processes but this one. */
const otherProcesses = (): string[] =>
  existsSync('/proc/self/environ')
    ? readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    : [];

/** Vitest ends its own workers after the global teardown. */
const isTestWorker = (pid: string, command: string): boolean =>
  command.includes('vitest') &&
  read(pid, 'stat')
    .replace(/^.*\) /, '')
    .split(' ')[1] === String(process.pid);

/** Returns a file of a process, '' for one that has ended or belongs to another user. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
