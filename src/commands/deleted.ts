import type { Outcome } from '../output/outcome.ts';

/** Something that was deleted, by kind and name. */
export interface Deleted {
  readonly kind: 'vpc' | 'gateway' | 'peering' | 'client';
  readonly name: string;
}

const LABELS: Readonly<Record<Deleted['kind'], string>> = {
  vpc: 'VPC',
  gateway: 'gateway',
  peering: 'peering',
  client: 'client',
};

/** `peering seoul-osaka`, as lists of what goes say it. */
export const deletedText = ({ kind, name }: Deleted): string => `${LABELS[kind]} ${name}`;

/** The outcome of a deletion, the objects that were named first and then those that went with them. */
export const deleted = (
  objects: readonly Deleted[],
  more: { readonly lines?: readonly string[]; readonly notes?: readonly string[] } = {},
): Outcome => ({
  kind: 'object',
  value: { deleted: objects },
  names: objects.map(({ name }) => name),
  lines: [...goneLines(objects), ...(more.lines ?? [])],
  brief: goneLines(objects),
  notes: more.notes ?? [],
});

const goneLines = (objects: readonly Deleted[]): string[] =>
  objects.map((object) => `deleted ${deletedText(object)}`);

/** The answer was no. */
export const unchanged = (): Outcome => ({
  kind: 'object',
  value: null,
  names: [],
  lines: [],
  notes: ['nothing was changed'],
});

/** The answer was no: nothing is deleted. */
export const cancelled = (): Outcome => ({ ...unchanged(), value: { deleted: [] } }) as Outcome;
