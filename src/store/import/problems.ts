/** Problems of an imported document. */
import { EXIT, type Problem, UserError } from '../../errors.ts';

/** Number of problems to list; the others are only counted. */
const MAX_LISTED = 50;

export const importProblem = (message: string, details: readonly string[] = []): Problem => ({
  code: 'import-invalid',
  message,
  details,
});

/** Returns the error with all problems: exit status 3. */
export function importError(
  problems: readonly Problem[],
  hint = 'correct the document; `peerway state export` prints a valid one',
): UserError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const rest = problems.length - MAX_LISTED;
  return new UserError(EXIT.rejected, 'import-invalid', `The document cannot be imported: it has ${count}`, {
    problems: [...problems.slice(0, MAX_LISTED), ...(rest > 0 ? [importProblem(`and ${rest} more`)] : [])],
    hint,
  });
}
