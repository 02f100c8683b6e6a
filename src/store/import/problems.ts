/** What is wrong with a document, said in one error. */
import { EXIT, type Problem, UserError } from '../../errors.ts';

/** Problems that are listed before the rest is only counted. */
const LISTED = 50;

export const importProblem = (message: string, details: readonly string[] = []): Problem => ({
  code: 'import-invalid',
  message,
  details,
});

/** Exit 3 with all of the problems. */
export function failed(
  problems: readonly Problem[],
  hint = 'mend the document; `peerway state export` prints one that is right',
): UserError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const rest = problems.length - LISTED;
  return new UserError(EXIT.rejected, 'import-invalid', `The document cannot be imported: it has ${count}`, {
    problems: [
      ...problems.slice(0, LISTED),
      ...(rest > 0 ? [importProblem(`and ${rest} more, which are not listed`)] : []),
    ],
    hint,
  });
}
