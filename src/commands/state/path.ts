import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';

/** Prints the path of the state folder. */
export async function statePath(ports: Uses<'stateAdmin'>): Promise<Result<{ readonly path: string }>> {
  const shown = ({ path }: { readonly path: string }) => [path];
  return objectResult({ path: ports.stateAdmin.folder }, { names: shown, lines: shown });
}
