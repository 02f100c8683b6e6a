import { Option } from 'commander';
import type { Source } from '../completion/sources.ts';

/** `--route-table` of `routeTable`, as commander calls its value. */
export const flagName = (key: string): string =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A flag of the command tree: commander's, with what its value is completed to. */
export class Flag extends Option {
  readonly completes: Source;
  /** Whether one value may hold several, separated by commas. */
  readonly commas: boolean;

  constructor(flags: string, describe: string, completes: Source, commas = false) {
    super(flags, describe);
    this.completes = completes;
    this.commas = commas;
  }
}
