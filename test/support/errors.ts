import type { UserError } from '../../src/errors.ts';

/** Returns the error that ends a run. Throws if the run succeeds or ends with an error that is not meant for users. */
export async function errorOf(run: Promise<unknown>): Promise<UserError> {
  const ended = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (ended instanceof Error && 'exit' in ended) return ended as UserError;
  throw ended ?? new Error('succeeded where an error was expected');
}
