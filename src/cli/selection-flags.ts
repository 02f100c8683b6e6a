import { type Filter, parseFilter, type Selection } from '../output/selection.ts';
import { Flag } from './flag.ts';

const GROUP = 'List flags';

/** Collects the values of a flag that is repeated or separates them by commas. */
const gather = (text: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  ...text.split(','),
];

/** The flags of every command that prints a list. */
export const selectionFlags = (): Flag[] =>
  [
    new Flag('--columns <columns>', 'columns to show, in order: name,status', 'column', true).argParser(
      gather,
    ),
    new Flag('--sort <column>', 'column to sort by; -<column> sorts in descending order', 'sort'),
    new Flag(
      '--filter <column=value...>',
      'rows to show: status=active, or status!=active',
      'filter',
    ).argParser((text: string, before: Filter[] | undefined) => [...(before ?? []), parseFilter(text)]),
    new Flag('--no-headers', 'omit the header line', 'nothing'),
  ].map((option) => option.helpGroup(GROUP));

/** Separates the flags that select from a list from the others. */
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
