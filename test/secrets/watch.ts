/** Runs commands and records everything that leaves them. */
import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../support/environment.ts';
import { canRun } from '../support/requirements.ts';
import type { Sandbox } from '../support/sandbox.ts';
import type { Step } from './commands.ts';
import { keysIn, publicKeysOfJournal, unknownKeysIn } from './keys.ts';
import { type Made, parseTrace, STRACE } from './trace.ts';

/** Returns whether processes can be watched, for tests with this title. */
export async function canWatch(title: string): Promise<boolean> {
  const { exit, stderr } = await ran('strace', [...STRACE, '-o', '/dev/null', 'true'], {});
  const said = stderr.toString().trim().split('\n')[0];
  return canRun(title, exit === 0 ? [] : [said ? `strace (${said})` : 'strace']);
}

/** The output of a command by its destination. */
export interface Watched {
  readonly step: Step;
  readonly exit: number | string;
  readonly stderr: string;
  readonly places: ReadonlyMap<string, Buffer>;
  readonly made: readonly Made[];
  readonly unseen: readonly string[];
}

interface Ended {
  readonly exit: number | string;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

function ran(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Record<string, string> },
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      { ...options, encoding: 'buffer', timeout: 60_000, maxBuffer: 1e8 },
      (error, stdout, stderr) => resolve({ exit: error ? (error.code ?? 'killed') : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

/** Runs a command in the sandbox with umask 0, and with strace if `watched`. */
export async function watch(
  box: Sandbox,
  step: Step,
  program: readonly string[],
  watched: boolean,
): Promise<Watched> {
  const log = `${box.folder}.strace`;
  // Preloaded code and similar settings are for the command only, not for strace.
  const settings = Object.entries(step.env ?? {}).map(([name, value]) => `${name}=${value}`);
  const command = ['env', ...settings, ...program, ...wordsOf(step.line)];
  const shell = ['sh', '-c', 'umask 0; exec "$@"', 'sh', ...command];
  const [first = '', ...rest] = watched ? ['strace', ...STRACE, '-o', log, ...shell] : shell;
  // strace does not show writes through io_uring. With 0, libuv uses it to wait for events only.
  const env = environment(box, { UV_USE_IO_URING: '0' });
  const { exit, stdout, stderr } = await ran(first, rest, { cwd: box.folder, env });
  const trace = parseTrace(watched ? readFileSync(log, 'latin1') : '');
  rmSync(log, { force: true });
  const places = new Map([
    ...trace.written,
    ['stdout', stdout],
    ['stderr', stderr],
    ['arguments and environment', trace.started],
    ['names of files', trace.named],
  ]);
  // These descriptors are recorded already.
  for (const fd of ['fd 1', 'fd 2']) places.delete(fd);
  return { step, exit, stderr: stderr.toString(), places, made: trace.made, unseen: trace.unseen };
}

const wordsOf = (line: string): string[] =>
  line === '' ? [] : [...line.split(' '), ...(line.includes('--as') ? [] : ['--as', 'netops'])];

/** A key in the wrong place. */
export interface Leak {
  readonly line: string;
  readonly place: string;
  readonly forms: readonly string[];
}

/** The known keys. */
export interface Keyring {
  readonly secret: ReadonlySet<string>;
  readonly open: ReadonlySet<string>;
}

/**
 * Returns the keys that a command leaked. A key that a failed command made is unknown, so everything that looks like
 * a key and is not a public one counts.
 */
export function leaksOf({ step, places }: Watched, keys: Keyring, box: Sandbox): Leak[] {
  return [...places].flatMap(([place, bytes]) => {
    if (isMeant(step, place, box)) return [];
    const forms = keysIn(bytes, keys.secret).map(({ form }) => form);
    const open = new Set([...keys.open, ...publicKeysOfJournal(bytes.toString('latin1'))]);
    if (unknownKeysIn(bytes, open).length > 0) forms.push('base64');
    return forms.length > 0 ? [{ line: step.line, place, forms: [...new Set(forms)] }] : [];
  });
}

function isMeant(
  { printsKeys, writesKeys, sendsKeys }: Step,
  place: string,
  { folder, state }: Sandbox,
): boolean {
  if (place === 'stdout') return printsKeys === true;
  // A pipe or a socket: files have a path.
  if (sendsKeys && place.startsWith('fd ')) return true;
  if (writesKeys !== undefined && place.startsWith(join(folder, writesKeys, '/'))) return true;
  return isStateFile(place, state);
}

/** Returns true for the file that is later renamed to the state file. */
export const isStateFile = (place: string, state: string): boolean =>
  place.startsWith(join(state, 'state.jsonl.')) && place.endsWith('.tmp');
