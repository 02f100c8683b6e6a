import { EXIT, UserError } from '../../errors.ts';
import { type CidrList, listOf, readList } from '../../model/plan/list.ts';
import { findOverlaps } from '../../model/plan/overlap.ts';
import { allClaims, holderText } from '../../model/rules/claims.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { quoted, visible } from '../../visible.ts';

export interface PlanCheckIntent {
  /** A file, or `-` for stdin; the state's own plan when left out. */
  readonly file?: string;
  /** Most pairs to list; all are counted. */
  readonly limit: number;
}

/** A network of a list, with its line where the list is a file. */
interface NetworkView {
  readonly cidr: string;
  readonly name: string;
  readonly line?: number;
}

interface OverlapView {
  readonly outer: NetworkView;
  readonly inner: NetworkView;
}

export const OVERLAP_COLUMNS: readonly Column<OverlapView>[] = [
  { header: 'CIDR', cell: ({ outer }) => outer.cidr },
  { header: 'OF', cell: ({ outer }) => placed(outer) },
  { header: 'OVERLAPS', cell: ({ inner }) => inner.cidr },
  { header: 'OF', cell: ({ inner }) => placed(inner) },
];

/** Bytes of a list that take long enough to be told about: some 100,000 networks. */
const LONG = 2_000_000;

/** Every overlapping pair of a plan. Exit 3 when there is any, 2 when lines cannot be read. */
export async function planCheck({ file, limit }: PlanCheckIntent, context: Context): Promise<Outcome> {
  const bytes = file === undefined ? undefined : await context.readInput(file);
  const check = async () => {
    const networks = bytes ? readFileList(bytes, file ?? '') : await planOfState(context);
    return { networks, ...findOverlaps(networks, limit) };
  };
  const { networks, count, pairs } =
    (bytes?.length ?? 0) > LONG
      ? await context.during(`checking ${Math.round((bytes?.length ?? 0) / 1e6)} MB of networks`, check)
      : await check();
  const entry = (at: number): NetworkView => {
    const line = networks.lineAt(at);
    const place = line === undefined ? {} : { line };
    return { cidr: networks.cidrAt(at), name: networks.nameAt(at), ...place };
  };
  return list({
    rows: pairs.map(({ outer, inner }) => ({ outer: entry(outer), inner: entry(inner) })),
    columns: OVERLAP_COLUMNS,
    nameOf: ({ outer, inner }) => `${outer.cidr} ${inner.cidr}`,
    jsonLines: true,
    empty: `no overlaps among ${counted(networks.size, 'network')}`,
    warnings:
      count > 0
        ? [
            `${counted(count, 'overlapping pair')} among ${counted(networks.size, 'network')}${shown(count, pairs.length)}`,
          ]
        : [],
    exit: count > 0 ? EXIT.refused : EXIT.done,
  });
}

const shown = (count: number, listed: number): string =>
  listed < count ? `; the first ${listed} are listed (--limit)` : '';

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function placed({ name, line }: NetworkView): string {
  const place = line === undefined ? '' : `line ${line}`;
  return [visible(name), place].filter((part) => part !== '').join(', ') || '-';
}

async function planOfState(context: Context): Promise<CidrList> {
  const claims = allClaims(await context.read());
  return listOf(claims.map((claim) => ({ cidr: claim.cidr, name: holderText(claim) })));
}

function readFileList(bytes: Uint8Array, file: string): CidrList {
  const { list: networks, bad } = readList(bytes);
  if (bad.size === 0) return networks;
  const problems = [...bad].map(({ line, text, hint }) => ({
    code: 'bad-line',
    message: `line ${line}: ${quoted(text)} is not a CIDR`,
    details: [hint],
  }));
  const where = file === '-' ? 'stdin' : file;
  throw new UserError(
    EXIT.usage,
    'bad-line',
    `${counted(bad.size, 'line')} of ${visible(where)} cannot be read`,
    {
      problems,
      hint: 'one CIDR a line, an optional name after it, # begins a comment',
    },
  );
}
