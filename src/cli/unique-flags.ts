/** Flags that several providers have: the command line has one flag of each name. */
import { attributeOf } from './flag.ts';

interface FlagSpec {
  readonly flag: string;
  readonly describe: string;
  readonly parse: (text: string) => string;
}

/**
 * Returns the flags of each provider without those that a provider before it has, too. A shared flag takes the values
 * of all its providers; the chosen provider parses the value again.
 */
export function uniqueFlags<One extends FlagSpec>(providers: readonly (readonly One[])[]): One[][] {
  const all = providers.flat();
  const seen = new Set<string>();
  return providers.map((specs) =>
    specs.flatMap((spec) => {
      const name = attributeOf(spec.flag);
      if (seen.has(name)) return [];
      seen.add(name);
      return [
        shared(
          spec,
          all.filter(({ flag }) => attributeOf(flag) === name),
        ),
      ];
    }),
  );
}

const shared = <One extends FlagSpec>(spec: One, all: readonly One[]): One =>
  all.length === 1
    ? spec
    : {
        ...spec,
        describe: [...new Set(all.map(({ describe }) => describe))].join('; or '),
        parse: anyOf(all.map(({ parse }) => parse)),
      };

/** Parses with the first parser that accepts the text; throws the first error if none does. */
const anyOf =
  (parsers: readonly ((text: string) => string)[]) =>
  (text: string): string => {
    let first: unknown;
    for (const parse of parsers) {
      try {
        return parse(text);
      } catch (error) {
        first ??= error;
      }
    }
    throw first;
  };
