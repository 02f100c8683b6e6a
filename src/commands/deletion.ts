import { foldedLines } from '../output/folded.ts';
import { objectResult, type Result } from '../output/result.ts';

/** A deleted object. */
export interface Deleted {
  readonly kind: 'vpc' | 'gateway' | 'peering' | 'client' | 'location';
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
  location: 'location',
};

/** Returns an object with its kind: `peering seoul-osaka`. */
export const deletedText = ({ kind, name }: Deleted): string => `${LABELS[kind]} ${name}`;

/** Returns a line for each object; a long list is folded. */
export const deletedLines = (deleted: readonly Deleted[]): string[] =>
  foldedLines(deleted.map(deletedText), (rest) => `${rest} more; to list all, use -o name`, 20);

interface DeletionAsides {
  /** Everything else that was deleted or changed along with the objects. */
  readonly lines?: readonly string[];
  readonly warnings?: readonly string[];
  readonly next?: Result['next'];
}

/** Returns the result of a deletion. */
export function deletionResult(
  deleted: readonly Deleted[],
  { lines = [], warnings = [], next = [] }: DeletionAsides = {},
): Result<Deletion> {
  const brief = (deletion: Deletion) => deletedLines(deletion.deleted).map((line) => `deleted ${line}`);
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
