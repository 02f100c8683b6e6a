/**
 * Finds chains of foreign firewall tables that drop packets. Every base chain of a hook must accept a packet, so a drop
 * in one table overrides an accept in peerway's (nft(8), "verdict statements").
 */

/** A base chain that drops by default, with the relevant rules of its table. */
export interface DroppingChain {
  /** Family and name, such as `ip filter`. */
  readonly table: string;
  readonly hook: string;
  /** Rules of the table that name the interface, open a UDP port, or apply to every packet. */
  readonly rules: readonly string[];
}

interface Chain {
  readonly table: string;
  hook?: string;
  policyDrops: boolean;
  readonly rules: string[];
}

/** @param lines  of `nft list ruleset`, reduced by the agent to tables, chains, hooks and relevant rules */
export function droppingChains(
  lines: readonly string[],
  families: { readonly ipv4: boolean; readonly ipv6: boolean },
): DroppingChain[] {
  const chains = parseChains(lines).filter(({ table }) => hasFamily(table, families));
  return chains.flatMap((chain) => {
    if (chain.hook === undefined || !dropsByDefault(chain)) return [];
    const rules = chains.filter(({ table }) => table === chain.table).flatMap((each) => each.rules);
    return [{ table: chain.table, hook: chain.hook, rules }];
  });
}

function parseChains(lines: readonly string[]): Chain[] {
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

/** Returns true if packets of the tunnel can pass the table. */
const hasFamily = (
  table: string,
  { ipv4, ipv6 }: { readonly ipv4: boolean; readonly ipv6: boolean },
): boolean =>
  table.startsWith('inet ') || (ipv4 && table.startsWith('ip ')) || (ipv6 && table.startsWith('ip6 '));

/** Chains drop by their policy, or by a final rule for every packet, as firewalld's do. */
function dropsByDefault({ policyDrops, rules }: Chain): boolean {
  const decisive = rules.find((rule) => /^(counter )?(accept|drop|reject.*)$/.test(rule));
  return decisive === undefined ? policyDrops : !decisive.endsWith('accept');
}

/** Returns true if a rule that does not drop names the interface; its other conditions are not examined. */
export const allowsInterface = ({ rules }: DroppingChain, name: string): boolean =>
  rules.some((rule) => rule.includes(`"${name}"`) && !/\b(drop|reject)\b/.test(rule));

/** Returns true if a rule accepts the UDP port, be it alone, in a range or in a set. */
export const allowsUdpPort = ({ rules }: DroppingChain, port: number): boolean =>
  rules.some((rule) => {
    const ports = /udp dport (?:\{ ([^}]*) \}|(\S+)) .*accept/.exec(rule);
    return (ports?.[1] ?? ports?.[2] ?? '').split(', ').some((range) => {
      const [from = Number.NaN, to = from] = range.split('-').map(Number);
      return from <= port && port <= to;
    });
  });
