import { type Filter, parseFilter, type Selection } from '../output/selection.ts';
import { Flag } from './flag.ts';

const GROUP = 'Options of lists:';

/** A list of values separated by commas, in one flag or several. */
const gather = (text: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  ...text.split(','),
];

/** The flags that every list takes. */
export const selectionFlags = (): Flag[] =>
  [
    new Flag('--columns <columns>', 'only these, in this order: name,status', 'column', true).argParser(
      gather,
    ),
    new Flag('--sort <column>', 'by this column; -<column> from the last to the first', 'sort'),
    new Flag(
      '--filter <column=value...>',
      'only rows that have it, or with != that do not',
      'filter',
    ).argParser((text: string, before: Filter[] | undefined) => [...(before ?? []), parseFilter(text)]),
    new Flag('--no-headers', 'leave out the header line', 'nothing'),
  ].map((option) => option.helpGroup(GROUP));

/** What the flags of lists say, and the other flags. */
export function splitSelection({ columns, sort, filter, headers, ...flags }: Record<string, unknown>): {
  selection: Selection;
  flags: Record<string, unknown>;
} {
  return {
    selection: {
      columns: (columns as string[] | undefined) ?? [],
      ...(sort === undefined ? {} : { sort: sort as string }),
      filters: (filter as Filter[] | undefined) ?? [],
      headers: headers !== false,
    },
    flags,
  };
}
