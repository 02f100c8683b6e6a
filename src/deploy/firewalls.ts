/**
 * Other tables of a gateway's firewall. A packet has to be accepted by the chains of all of them, so that one that
 * drops undoes what ours accepts (nft(8), "verdict statements").
 */

/** A chain with a hook that drops in the end, and all that is known of its table. */
export interface Dropping {
  /** `ip filter`. */
  readonly table: string;
  readonly hook: string;
  /** Rules of the table: those that name the interface, open ports of UDP, or decide about all packets. */
  readonly rules: readonly string[];
}

interface Chain {
  readonly table: string;
  hook?: string;
  policyDrops: boolean;
  readonly rules: string[];
}

/** @param lines  of `nft list ruleset`: tables, chains, hooks, and the rules that matter */
export function droppingChains(
  lines: readonly string[],
  families: { readonly ipv4: boolean; readonly ipv6: boolean },
): Dropping[] {
  const chains = chainsOf(lines).filter(({ table }) => isConcerned(table, families));
  return chains.flatMap((chain) => {
    if (chain.hook === undefined || !drops(chain)) return [];
    const rules = chains.filter(({ table }) => table === chain.table).flatMap((one) => one.rules);
    return [{ table: chain.table, hook: chain.hook, rules }];
  });
}

function chainsOf(lines: readonly string[]): Chain[] {
  const chains: Chain[] = [];
  let table = '';
  for (const line of lines) {
    const last = chains.at(-1);
    if (line.startsWith('table ')) table = line.split(' ').slice(1, 3).join(' ');
    else if (/^\tchain /.test(line)) chains.push({ table, policyDrops: false, rules: [] });
    else if (last && / hook /.test(line)) {
      last.hook = / hook (\w+) /.exec(line)?.[1] ?? '';
      last.policyDrops = line.includes('policy drop');
    } else last?.rules.push(line.trim());
  }
  return chains;
}

/** Tables of the families that packets of the tunnel are of. */
const isConcerned = (
  table: string,
  { ipv4, ipv6 }: { readonly ipv4: boolean; readonly ipv6: boolean },
): boolean =>
  table.startsWith('inet ') || (ipv4 && table.startsWith('ip ')) || (ipv6 && table.startsWith('ip6 '));

/** By its policy, unless it accepts all before; or by its last rule, as firewalld has it. */
function drops({ policyDrops, rules }: Chain): boolean {
  const decisive = rules.find((rule) => /^(counter )?(accept|drop|reject.*)$/.test(rule));
  return decisive === undefined ? policyDrops : !decisive.endsWith('accept');
}

/** Whether a rule is about the interface: what it says is up to whoever wrote it. */
export const namesInterface = ({ rules }: Dropping, name: string): boolean =>
  rules.some((rule) => rule.includes(`"${name}"`) && !/\b(drop|reject)\b/.test(rule));

/** Whether a rule accepts the port of UDP: alone, in a range, in a set. */
export const opensPort = ({ rules }: Dropping, port: number): boolean =>
  rules.some((rule) => {
    const ports = /udp dport (?:\{ ([^}]*) \}|(\S+)) .*accept/.exec(rule);
    return (ports?.[1] ?? ports?.[2] ?? '').split(', ').some((range) => {
      const [from = Number.NaN, to = from] = range.split('-').map(Number);
      return from <= port && port <= to;
    });
  });
