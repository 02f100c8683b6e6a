/** What strace(1) saw of a process and of all that it started. */

/** The calls that carry bytes out of a process, and those that make names. */
const WRITES = ['write', 'writev', 'pwrite64', 'pwritev', 'pwritev2', 'sendto', 'sendmsg'];
const NAMES = ['openat', 'mkdir', 'mkdirat', 'rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink'];
/** Calls that would get round the above. */
const UNSEEN = ['io_uring_enter', 'sendfile', 'splice', 'vmsplice'];

/** For strace: every string whole and in hexadecimal, descriptors with what they lead to, the environment in full. */
export const STRACE = [
  ...['-f', '-y', '-v', '-xx', '-s', '100000000', '--seccomp-bpf', '-e', 'signal=none'],
  // The question mark: not every architecture has all of them.
  ...['-e', `trace=${['execve', ...WRITES, ...NAMES, ...UNSEEN].map((call) => `?${call}`).join()}`],
];

/** A file or folder that was made, with the permissions that were asked for. */
export interface Made {
  readonly path: string;
  readonly mode: number;
}

export interface Trace {
  /** What was written, by the path that it went to; pipes, terminals and the like by their descriptor: `fd 1`. */
  readonly written: ReadonlyMap<string, Buffer>;
  /** Arguments and environment of every program that was started. */
  readonly started: Buffer;
  /** Every name that was opened, made or given. */
  readonly named: Buffer;
  readonly made: readonly Made[];
  /** Calls whose bytes cannot be seen. */
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

/** Its bytes without anything between: a key may be split over two calls. */
const bytesIn = (text: string): Buffer =>
  Buffer.concat([...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => decoded(hex)));

/** Reads the output of strace. */
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

/** `19</the/path>, "…"`, the path in hexadecimal. */
function placeOf(call: string): string {
  const [, fd = '?', path = ''] = /^(\d+)(?:<((?:\\x[0-9a-f]{2})*)>)?/.exec(call) ?? [];
  const place = decoded(path).toString();
  return place.startsWith('/') && !place.startsWith('/dev/') ? place : `fd ${fd}`;
}

/** What a call made that succeeded. */
function madeBy(call: string, rest: string): Made[] {
  if (/ = -1 /.test(rest) || !(call.startsWith('mkdir') || rest.includes('O_CREAT'))) return [];
  const mode = /, (0[0-7]*)(?:\)| <unfinished)/.exec(rest)?.[1];
  return mode ? [{ path: bytesIn(rest).toString(), mode: Number.parseInt(mode, 8) }] : [];
}
