import { EXIT, UserError } from '../../errors.ts';
import { type CidrList, listOf, readList } from '../../model/plan/list.ts';
import { findOverlaps } from '../../model/plan/overlap.ts';
import { holderText, plannedNetworks } from '../../model/rules/claims.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { quoted, visible } from '../../visible.ts';

export interface PlanCheckIntent {
  /** File with one CIDR per line, or `-` for stdin (default: the networks of the state). */
  readonly file?: string;
  /** Maximum number of pairs to list; all are counted. */
  readonly limit: number;
}

/** A network as JSON, with its line number if the list is a file. */
interface NetworkView {
  readonly cidr: string;
  readonly name: string;
  readonly line?: number;
}

/** An overlapping pair as JSON. */
interface OverlapRow {
  readonly outer: NetworkView;
  readonly inner: NetworkView;
}

export const OVERLAP_COLUMNS: readonly Column<OverlapRow>[] = [
  { header: 'CIDR', cell: ({ outer }) => outer.cidr },
  { header: 'OF', cell: ({ outer }) => placeText(outer) },
  { header: 'OVERLAPS', cell: ({ inner }) => inner.cidr },
  { header: 'OF', cell: ({ inner }) => placeText(inner) },
];

/** A list of this many bytes, some 100,000 networks, takes long enough for a progress message. */
const LONG = 2_000_000;

/** Lists every overlapping pair of networks. Exit 8 if there are any, 2 if a line is not a CIDR. */
export async function planCheck(
  { file, limit }: PlanCheckIntent,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<Result<readonly OverlapRow[]>> {
  const bytes = file === undefined ? undefined : await ports.outside.readInput(file);
  const size = bytes?.length ?? 0;
  const check = async () => {
    const networks = bytes ? listInFile(bytes, file ?? '') : await listInState(ports);
    return { networks, ...findOverlaps(networks, limit) };
  };
  const { networks, count, pairs } =
    size > LONG
      ? await ports.terminal.during(`checking ${Math.round(size / 1e6)} MB of networks`, check)
      : await check();
  const among = `among ${counted(networks.size, 'network')}`;
  const limited = pairs.length < count ? `; the first ${pairs.length} are listed (--limit)` : '';
  const rows = pairs.map(({ outer, inner }) => ({
    outer: networkView(networks, outer),
    inner: networkView(networks, inner),
  }));
  return listResult(rows, {
    columns: OVERLAP_COLUMNS,
    nameOf: ({ outer, inner }) => `${outer.cidr} ${inner.cidr}`,
    jsonLines: true,
    empty: `no overlaps ${among}`,
    warnings: count > 0 ? [`${counted(count, 'overlapping pair')} ${among}${limited}`] : [],
    exit: count > 0 ? EXIT.finding : EXIT.done,
  });
}

function networkView(networks: CidrList, at: number): NetworkView {
  const line = networks.lineAt(at);
  return {
    cidr: networks.cidrAt(at),
    name: networks.nameAt(at),
    ...(line === undefined ? {} : { line }),
  };
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function placeText({ name, line }: NetworkView): string {
  const place = line === undefined ? '' : `line ${line}`;
  return [visible(name), place].filter((part) => part !== '').join(', ') || '-';
}

async function listInState(ports: Uses<'state'>): Promise<CidrList> {
  const claims = plannedNetworks(await ports.state.read());
  return listOf(claims.map((claim) => ({ cidr: claim.cidr, name: holderText(claim) })));
}

function listInFile(bytes: Uint8Array, file: string): CidrList {
  const { list: networks, bad } = readList(bytes);
  if (bad.size === 0) return networks;
  const problems = [...bad].map(({ line, text, hint }) => ({
    code: 'bad-line',
    message: `line ${line}: ${quoted(text)} is not a CIDR`,
    details: [hint],
  }));
  const source = visible(file === '-' ? 'stdin' : file);
  const message = `${counted(bad.size, 'line')} of ${source} ${bad.size === 1 ? 'is not a CIDR' : 'are not CIDRs'}`;
  throw new UserError(EXIT.usage, 'bad-line', message, {
    problems,
    hint: 'write one CIDR per line, optionally with a name after it; # starts a comment',
  });
}
