/**
 * Quick looks at the state, for what must answer at once and may be wrong: without a lock, without the checksum,
 * and no more of the file than is asked for. Anything unusual throws. Nothing is decided on what is seen here.
 */
import { constants, fstatSync, openSync, readSync } from 'node:fs';
import type { State } from '../model/state.ts';
import { decodeWithoutSecrets, type Kind } from './codec.ts';
import { closeQuietly } from './disk.ts';
import { FORMAT } from './envelope.ts';
import { generationPath, listGenerations } from './generations.ts';
import { stateFilePath } from './state-file.ts';

/** The objects of some kinds without their secrets; the others seem not to be there. */
export function glanceAt(folder: string, kinds: readonly Kind[]): State {
  const linesOf = readLines(folder);
  return decodeWithoutSecrets(kinds.map(linesOf));
}

/** The state as one gateway sees it. */
export interface Around {
  /** Of peerings and clients only its own. */
  readonly near: State;
  /** Whether a gateway has fewer peerings and clients than so many, ended ones too. */
  hasFewerLinks(gateway: string, limit: number): boolean;
}

/** What there is around a gateway, of some kinds. */
export function glanceAround(folder: string, gateway: string, kinds: readonly Kind[]): Around {
  const linesOf = readLines(folder);
  const links = kinds.filter(isLink).map(linesOf);
  const others = kinds.filter((kind) => !isLink(kind)).map(linesOf);
  const own = links.flatMap((lines) => linesWith(lines, `"gateway":${JSON.stringify(gateway)}`));
  const most = links.reduce((sum, lines) => sum + lines.length, 0) / SHORTEST_LINK;
  let counts: ReadonlyMap<string, number> | undefined;
  const hasFewerLinks = (name: string, limit: number): boolean => {
    if (most < limit) return true;
    counts ??= linkCounts(links);
    return (counts.get(name) ?? 0) < limit;
  };
  return { near: decodeWithoutSecrets([...own, ...others]), hasFewerLinks };
}

/** What belongs to gateways, of which there may be a hundred times more than of anything else. */
const isLink = (kind: Kind): boolean => kind === 'client' || kind === 'peering';
/** Bytes: no line of a peering or client is as short, by the names of its properties alone. */
const SHORTEST_LINK = 200;

/** In the order of their lines. */
const KINDS: readonly Kind[] = ['client', 'cloud-peering', 'gateway', 'location', 'peering', 'vpc'];
const NEWLINE = 0x0a;

/** The lines of each kind. Each begins with its kind, and they are sorted by it. */
function readLines(folder: string): (kind: Kind) => Buffer {
  const bytes = readStart(stateFilePath(folder), Number.POSITIVE_INFINITY);
  const { format } = JSON.parse(bytes.toString('utf8', 0, bytes.indexOf(NEWLINE))) as { format?: unknown };
  if (typeof format !== 'number' || format > FORMAT) throw new Error('not a format to read');
  let at = 0;
  const found = KINDS.map((kind) => {
    const start = bytes.indexOf(`\n{"kind":"${kind}"`, at);
    if (start >= 0) at = start;
    return start;
  });
  return (kind) => {
    const place = KINDS.indexOf(kind);
    const start = found[place] ?? -1;
    const end = found.find((other, later) => later > place && other >= 0) ?? bytes.length;
    return start < 0 ? bytes.subarray(0, 0) : bytes.subarray(start + 1, end + 1);
  };
}

/** The lines that hold a text. */
function linesWith(lines: Buffer, text: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = lines.indexOf(text); at >= 0; ) {
    const end = lines.indexOf(NEWLINE, at);
    if (end < 0) throw new Error('the last line has no end');
    found.push(lines.subarray(lines.lastIndexOf(NEWLINE, at) + 1, end + 1));
    at = lines.indexOf(text, end);
  }
  return found;
}

function linkCounts(links: readonly Buffer[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const lines of links) {
    for (const [, name = ''] of lines.toString('utf8').matchAll(/"gateway":"([^"]*)"/g)) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}

/** What an earlier revision says of itself. */
export interface Revision {
  readonly revision: number;
  readonly at: string;
  readonly command: string;
}

/** The earlier revisions that are kept, the newest first, as far as their first lines can be read. */
export function glanceAtRevisions(folder: string): Revision[] {
  return listGenerations(folder).flatMap((revision) => {
    try {
      const { at, command } = JSON.parse(firstLine(generationPath(folder, revision))) as Record<
        string,
        unknown
      >;
      return [{ revision, at: String(at), command: String(command) }];
    } catch {
      return [];
    }
  });
}

/** Bytes; the header of a state with the longest command is shorter. */
const LONGEST_HEADER = 65_536;

function firstLine(path: string): string {
  const bytes = readStart(path, LONGEST_HEADER);
  return bytes.toString('utf8', 0, bytes.indexOf(NEWLINE));
}

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** Up to so many bytes of a file; one that others may read is refused here as anywhere. */
function readStart(path: string, most: number): Buffer {
  const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile() || (stats.mode & 0o077) !== 0) throw new Error('not a file to read');
    const bytes = Buffer.allocUnsafe(Math.min(stats.size, most));
    let done = 0;
    for (let read = -1; read !== 0 && done < bytes.length; done += read) {
      read = readSync(fd, bytes, done, bytes.length - done, done);
    }
    return bytes.subarray(0, done);
  } finally {
    closeQuietly(fd);
  }
}
