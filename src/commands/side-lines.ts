import type { SideChange } from '../model/desired/changes.ts';

/** What gateways gain (+) and lose (-), as an indented list below each name. */
export const changeLines = (changes: readonly SideChange[]): string[] =>
  changes.flatMap(({ gateway, gains, loses }) => [
    `${gateway}:`,
    ...gains.map((line) => `  + ${line}`),
    ...loses.map((line) => `  - ${line}`),
  ]);
