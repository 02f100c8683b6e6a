import type { Stop } from './walk.ts';

/** Describes a stop, such as `table ip filter drops replies from wg0 to lan0: "policy drop" in chain FORWARD`. */
export const stopLine = ({ table, chain, rule, extent }: Stop, what: string): string => {
  const text = `${what}${extent === 'rest' ? ' other than what earlier rules accept' : ''}`;
  return `table ${table} ${extent === 'unknown' ? 'may drop' : 'drops'} ${text}: "${rule.slice(0, 120)}" in chain ${chain}`;
};
