import { objectResult, type Result } from '../output/result.ts';

/** A deleted object. */
export interface Deleted {
  readonly kind: 'vpc' | 'gateway' | 'peering' | 'client';
  readonly name: string;
}

/** The value of a deletion: the named objects, then those that were deleted with them. */
export interface Deletion {
  readonly deleted: readonly Deleted[];
}

const LABELS: Readonly<Record<Deleted['kind'], string>> = {
  vpc: 'VPC',
  gateway: 'gateway',
  peering: 'peering',
  client: 'client',
};

/** Returns an object with its kind: `peering seoul-osaka`. */
export const deletedText = ({ kind, name }: Deleted): string => `${LABELS[kind]} ${name}`;

interface DeletionAsides {
  /** Everything else that was deleted or changed along with the objects. */
  readonly lines?: readonly string[];
  readonly warnings?: readonly string[];
  readonly next?: readonly string[];
}

/** Returns the result of a deletion. */
export function deletionResult(
  deleted: readonly Deleted[],
  { lines = [], warnings = [], next = [] }: DeletionAsides = {},
): Result<Deletion> {
  const brief = (deletion: Deletion) => deletion.deleted.map((object) => `deleted ${deletedText(object)}`);
  return objectResult(
    { deleted },
    {
      names: (deletion) => deletion.deleted.map(({ name }) => name),
      lines: (deletion) => [...brief(deletion), ...lines],
      brief,
      warnings,
      next,
    },
  );
}
