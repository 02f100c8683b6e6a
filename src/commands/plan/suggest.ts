import { missingValue, usage, validationError } from '../../errors.ts';
import { type Cidr, familyOf, prefixOf } from '../../model/address/cidr.ts';
import { freeNetworks, PRIVATE_IPV4 } from '../../model/address/free.ts';
import { usedNetworks } from '../../model/rules/claims.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';

export interface PlanSuggestIntent {
  readonly prefix?: number;
  /** Range to search (default: the private IPv4 ranges). */
  readonly within?: Cidr;
  readonly count: number;
}

interface FreeRow {
  readonly cidr: Cidr;
}

export const FREE_COLUMNS: readonly Column<FreeRow>[] = [{ header: 'CIDR', cell: (row) => row.cidr }];

/** Lists aligned networks that overlap nothing in the plan, lowest first. Exit 3 if there are none. */
export async function planSuggest(
  { prefix, within, count }: PlanSuggestIntent,
  ports: Uses<'state'>,
): Promise<Result<readonly FreeRow[]>> {
  if (prefix === undefined)
    throw missingValue('--prefix <n>', 'for example --prefix 16 for a VPC, --prefix 24 for a tunnel subnet');
  throwUnlessFitting(prefix, within);
  const used = usedNetworks(await ports.state.read());
  const found: Cidr[] = [];
  for (const range of within ? [within] : PRIVATE_IPV4) {
    for (const free of freeNetworks(used, range, prefix)) {
      if (found.length === count) break;
      found.push(free);
    }
  }
  const searched = within ?? 'the private IPv4 ranges';
  if (found.length === 0) {
    throw validationError(
      'no-free-range',
      `No free /${prefix} is left in ${searched}`,
      'try a longer --prefix, or another --within',
    );
  }
  return listResult(
    found.map((cidr) => ({ cidr })),
    {
      columns: FREE_COLUMNS,
      nameOf: (row) => row.cidr,
      empty: '',
      warnings: found.length < count ? [`only ${found.length} of ${count} are free in ${searched}`] : [],
    },
  );
}

/** Throws exit 2 if the range cannot hold a network of that prefix length. */
function throwUnlessFitting(prefix: number, within: Cidr | undefined): void {
  if (within === undefined) {
    if (prefix <= 32) return;
    throw usage(
      `--prefix ${prefix} needs --within`,
      'IPv6 has no default range: name yours, such as --within fd12:3456:789a::/48',
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
