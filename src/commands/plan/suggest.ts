import { missing, refusal, usage } from '../../errors.ts';
import { type Cidr, familyOf, prefixOf } from '../../model/address/cidr.ts';
import { freeNetworks, PRIVATE_IPV4 } from '../../model/address/free.ts';
import { usedNetworks } from '../../model/rules/claims.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';

export interface PlanSuggestIntent {
  readonly prefix?: number;
  /** Where to look; the private IPv4 ranges when left out. */
  readonly within?: Cidr;
  readonly count: number;
}

export const FREE_COLUMNS: readonly Column<{ readonly cidr: Cidr }>[] = [
  { header: 'CIDR', cell: (row) => row.cidr },
];

/** Aligned networks that overlap nothing in the plan, lowest first. Exit 3 when there is none. */
export async function planSuggest(
  { prefix, within, count }: PlanSuggestIntent,
  context: Context,
): Promise<Outcome> {
  if (prefix === undefined) throw missing('--prefix <n>', 'a /16 for a VPC, a /24 for a tunnel: --prefix 16');
  throwIfImpossible(prefix, within);
  const used = usedNetworks(await context.read());
  const found: Cidr[] = [];
  for (const area of within ? [within] : PRIVATE_IPV4) {
    for (const free of freeNetworks(used, area, prefix)) {
      if (found.length === count) break;
      found.push(free);
    }
  }
  const where = within ?? 'the private IPv4 ranges';
  if (found.length === 0) {
    throw refusal(
      'no-free-range',
      `No free /${prefix} is left in ${where}`,
      'try a longer --prefix, or another --within',
    );
  }
  return list({
    rows: found.map((cidr) => ({ cidr })),
    columns: FREE_COLUMNS,
    nameOf: (row) => row.cidr,
    empty: '',
    warnings: found.length < count ? [`only ${found.length} of ${count} are free in ${where}`] : [],
  });
}

function throwIfImpossible(prefix: number, within: Cidr | undefined): void {
  if (within === undefined) {
    if (prefix <= 32) return;
    throw usage(
      `--prefix ${prefix} needs --within`,
      'IPv6 has no range to choose from by default: name yours, such as --within fd12:3456:789a::/48',
    );
  }
  const longest = familyOf(within) === 4 ? 32 : 128;
  if (prefix < prefixOf(within) || prefix > longest) {
    throw usage(
      `A /${prefix} does not fit in ${within}`,
      `give a --prefix from ${prefixOf(within)} to ${longest}`,
    );
  }
}
