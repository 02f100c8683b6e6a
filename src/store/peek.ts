/**
 * Fast reads of the state for completion: no lock, no checksum, and only the requested part of the file. Anything
 * unusual throws. The result may be wrong, so no change is ever based on it.
 */
import { constants, fstatSync, openSync, readSync } from 'node:fs';
import { compareNames } from '../model/natural-order.ts';
import type { State } from '../model/state.ts';
import { decodeWithoutSecrets, type Kind } from './codec.ts';
import { closeQuietly } from './disk.ts';
import { FORMAT } from './envelope.ts';
import { generationPath, listGenerations } from './generations.ts';
import { stateFilePath } from './state-file.ts';

/** Returns the objects of these kinds, without secrets. All other maps are empty. */
export function peekState(folder: string, kinds: readonly Kind[]): State {
  const linesOf = readLines(folder);
  return decodeWithoutSecrets(kinds.flatMap(linesOf));
}

/** Returns the sorted names of the objects of these kinds. Decoding the objects would take five times as long. */
export function peekNames(folder: string, kinds: readonly Exclude<Kind, 'client'>[]): string[] {
  const linesOf = readLines(folder);
  return kinds
    .flatMap(linesOf)
    .flatMap((lines) => {
      const named = lines.toString('utf8').matchAll(NAMED_LINE);
      return [...named].map(([line, name]) => name ?? (JSON.parse(line) as { readonly name: string }).name);
    })
    .sort(compareNames);
}

/** A line with its name where the codec writes it; one with the name elsewhere has no group. */
const NAMED_LINE = /^\{"kind":"[a-z-]+","name":"([^"\\]*)".*|^.+/gm;

/** The state as one gateway sees it. */
export interface GatewayView {
  /** The state with only the peerings and clients of this gateway, and the peerings of VPCs. */
  readonly near: State;
  /** Returns true if a gateway has fewer peerings and clients than the limit, ended ones included. */
  hasFewerLinks(gateway: string, limit: number): boolean;
}

/** Returns the objects of these kinds as one gateway sees them. */
export function peekGateway(folder: string, gateway: string, kinds: readonly Kind[]): GatewayView {
  const linesOf = readLines(folder);
  const links = kinds.filter(isLink).flatMap(linesOf);
  const others = kinds.filter((kind) => !isLink(kind)).flatMap(linesOf);
  const name = JSON.stringify(gateway);
  const own = links.flatMap((lines) =>
    [`"gateway":${name}`, `"kind":"gateway","name":${name}`, ...OF_VPCS].flatMap((text) =>
      linesWith(lines, text),
    ),
  );
  const maxLinks = links.reduce((sum, lines) => sum + lines.length, 0) / SHORTEST_LINK;
  let counts: ReadonlyMap<string, number> | undefined;
  const hasFewerLinks = (name: string, limit: number): boolean => {
    if (maxLinks < limit) return true;
    counts ??= linkCounts(links);
    return (counts.get(name) ?? 0) < limit;
  };
  return { near: decodeWithoutSecrets([...own, ...others]), hasFewerLinks };
}

/** Returns true for kinds that belong to a gateway: the state may hold a hundred times more of these than of others. */
const isLink = (kind: Kind): boolean => kind === 'client' || kind === 'peering';
/** Lines of peerings of VPCs, in today's format and in earlier ones. */
const OF_VPCS = ['"requester":{"end":{"kind":"vpc"', '{"kind":"cloud-peering"'];
/** Bytes. Every line of a peering or client is longer: its property names alone take more. */
const SHORTEST_LINK = 200;

/** In the order of their lines in the file. Formats before 4 had a kind of its own for the peerings of clouds. */
const STORED_KINDS = ['client', 'cloud-peering', 'gateway', 'location', 'peering', 'setting', 'vpc'] as const;
const NEWLINE = 0x0a;

/** Returns a function that finds the lines of a kind. Each line starts with its kind, and lines are sorted by kind. */
function readLines(folder: string): (kind: Kind) => Buffer[] {
  const bytes = readStart(stateFilePath(folder), Number.POSITIVE_INFINITY);
  if (bytes.at(-1) !== NEWLINE) throw new Error('the last line is incomplete');
  const header = JSON.parse(bytes.toString('utf8', 0, bytes.indexOf(NEWLINE))) as Record<string, unknown>;
  const { format, encryption } = header;
  if (typeof format !== 'number' || format > FORMAT || encryption !== undefined)
    throw new Error('unsupported format');
  let at = 0;
  const found = STORED_KINDS.map((kind) => {
    const start = bytes.indexOf(`\n{"kind":"${kind}"`, at);
    if (start >= 0) at = start;
    return start;
  });
  const linesOf = (kind: (typeof STORED_KINDS)[number]): Buffer => {
    const index = STORED_KINDS.indexOf(kind);
    const start = found[index] ?? -1;
    const end = found.find((other, at) => at > index && other >= 0) ?? bytes.length;
    return start < 0 ? bytes.subarray(0, 0) : bytes.subarray(start + 1, end + 1);
  };
  return (kind) => (kind === 'peering' ? [linesOf(kind), linesOf('cloud-peering')] : [linesOf(kind)]);
}

/** Returns the lines that contain the text. */
function linesWith(lines: Buffer, text: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = lines.indexOf(text); at >= 0; ) {
    const end = lines.indexOf(NEWLINE, at);
    if (end < 0) throw new Error('the last line is incomplete');
    found.push(lines.subarray(lines.lastIndexOf(NEWLINE, at) + 1, end + 1));
    at = lines.indexOf(text, end);
  }
  return found;
}

function linkCounts(links: readonly Buffer[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const lines of links) {
    for (const [, name = ''] of lines
      .toString('utf8')
      .matchAll(/"(?:gateway":|kind":"gateway","name":)"([^"]*)"/g)) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}

/** An earlier revision, as its header describes it. */
export interface RevisionSummary {
  readonly revision: number;
  readonly at: string;
  /** Absent if the revision is encrypted: its command is part of the ciphertext. */
  readonly command?: string;
}

/** Returns the earlier revisions whose headers can be read, newest first. */
export function peekRevisions(folder: string): RevisionSummary[] {
  return listGenerations(folder).flatMap((revision) => {
    try {
      const { at, command } = JSON.parse(firstLine(generationPath(folder, revision))) as Record<
        string,
        unknown
      >;
      return [{ revision, at: String(at), ...(typeof command === 'string' ? { command } : {}) }];
    } catch {
      return [];
    }
  });
}

/** Bytes. A header with the longest possible command is shorter. */
const MAX_HEADER = 65_536;

function firstLine(path: string): string {
  const bytes = readStart(path, MAX_HEADER);
  return bytes.toString('utf8', 0, bytes.indexOf(NEWLINE));
}

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** Reads up to `limit` bytes of a file. Throws if others can read the file, as everywhere. */
function readStart(path: string, limit: number): Buffer {
  const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile() || (stats.mode & 0o077) !== 0) throw new Error('not a private regular file');
    const bytes = Buffer.allocUnsafe(Math.min(stats.size, limit));
    let done = 0;
    for (let read = -1; read !== 0 && done < bytes.length; done += read) {
      read = readSync(fd, bytes, done, bytes.length - done, done);
    }
    return bytes.subarray(0, done);
  } finally {
    closeQuietly(fd);
  }
}
