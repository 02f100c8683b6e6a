/** The system calls of a process and its children, as strace(1) records them. */

/** Calls that write bytes, and calls that create names. */
const WRITES = ['write', 'writev', 'pwrite64', 'pwritev', 'pwritev2', 'sendto', 'sendmsg'];
const NAMES = ['openat', 'mkdir', 'mkdirat', 'rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink'];
/** Calls that write bytes which strace does not show. So does io_uring, unless UV_USE_IO_URING is 0. */
const UNSEEN = ['sendfile', 'splice', 'vmsplice'];

/** Options of strace: whole strings in hexadecimal, descriptors with their paths, and the full environment. */
export const STRACE = [
  ...['-f', '-y', '-v', '-xx', '-s', '100000000', '--seccomp-bpf', '-e', 'signal=none'],
  // A question mark, since not every architecture has all of them.
  ...['-e', `trace=${['execve', ...WRITES, ...NAMES, ...UNSEEN].map((call) => `?${call}`).join()}`],
];

/** A file or folder that was created, and its requested permissions. */
export interface Made {
  readonly path: string;
  readonly mode: number;
}

export interface Trace {
  /** Written bytes by path. Pipes, terminals and sockets are named by their descriptor: `fd 1`. */
  readonly written: ReadonlyMap<string, Buffer>;
  /** Arguments and environment of every started program. */
  readonly started: Buffer;
  /** Every path that was opened, created or renamed. */
  readonly named: Buffer;
  readonly made: readonly Made[];
  /** Calls that write bytes which strace does not show. */
  readonly unseen: readonly string[];
}

const decoded = (hex: string): Buffer => Buffer.from(hex.replaceAll('\\x', ''), 'hex');

const stringsIn = (text: string): Buffer =>
  Buffer.concat(
    [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].flatMap(([, hex = '']) => [
      decoded(hex),
      Buffer.from('\n'),
    ]),
  );

/** Joins the strings of a call: one key may be split over two of them. */
const bytesIn = (text: string): Buffer =>
  Buffer.concat([...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => decoded(hex)));

/** Parses the output of strace. */
export function parseTrace(text: string): Trace {
  const written = new Map<string, Buffer[]>();
  const [started, named, made, unseen]: [Buffer[], Buffer[], Made[], string[]] = [[], [], [], []];
  for (const line of text.split('\n')) {
    const [, call = '', rest = ''] = /^\d+ +(\w+)\((.*)$/.exec(line) ?? [];
    if (call === 'execve') started.push(stringsIn(rest));
    else if (WRITES.includes(call)) {
      const place = placeOf(rest);
      written.set(place, [...(written.get(place) ?? []), bytesIn(rest)]);
    } else if (UNSEEN.includes(call)) unseen.push(call);
    else if (NAMES.includes(call)) {
      named.push(stringsIn(rest));
      made.push(...madeBy(call, rest));
    }
  }
  return {
    written: new Map([...written].map(([place, pieces]) => [place, Buffer.concat(pieces)])),
    started: Buffer.concat(started),
    named: Buffer.concat(named),
    made,
    unseen,
  };
}

/** Returns the path in `19</the/path>, "…"`, which is in hexadecimal. */
function placeOf(call: string): string {
  const [, fd = '?', path = ''] = /^(\d+)(?:<((?:\\x[0-9a-f]{2})*)>)?/.exec(call) ?? [];
  const place = decoded(path).toString();
  return place.startsWith('/') && !place.startsWith('/dev/') ? place : `fd ${fd}`;
}

/** Returns the files that a successful call created. */
function madeBy(call: string, rest: string): Made[] {
  if (/ = -1 /.test(rest) || !(call.startsWith('mkdir') || rest.includes('O_CREAT'))) return [];
  const mode = /, (0[0-7]*)(?:\)| <unfinished)/.exec(rest)?.[1];
  return mode ? [{ path: bytesIn(rest).toString(), mode: Number.parseInt(mode, 8) }] : [];
}
