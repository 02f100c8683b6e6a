import { Option } from 'commander';
import type { Source } from '../completion/sources.ts';

/** The attribute under which commander stores a flag: `routeTable` of `--route-table <id...>`. */
export const attributeOf = (flag: string): string =>
  flag
    .replace(/ .*$/, '')
    .replace(/^--(no-)?/, '')
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A flag of the command tree: commander's, with the completion source of its value. */
export class Flag extends Option {
  readonly completes: Source;
  /** Set if one word may hold several values, separated by commas. */
  readonly commas: boolean;

  constructor(flags: string, describe: string, completes: Source, commas = false) {
    super(flags, describe);
    // Commander looks for a letter before the dots: `<name=cidr[@zone]...>` has none.
    this.variadic ||= flags.endsWith('...>');
    this.completes = completes;
    this.commas = commas;
  }

  /** Makes a flag such as `--no-headers` one of its own, which does not turn another flag off. */
  own(): this {
    this.negate = false;
    return this;
  }

  /** The default as help shows it, for a flag whose default is decided elsewhere. */
  describeDefault(text: string): this {
    this.defaultValueDescription = text;
    return this;
  }
}
