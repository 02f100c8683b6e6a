import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';

/** The folder that holds the state. */
export async function statePath({ stateFolder }: Context): Promise<Outcome> {
  return { kind: 'object', value: { path: stateFolder }, names: [stateFolder], lines: [stateFolder] };
}
