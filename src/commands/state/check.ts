import { stateProblems } from '../../model/rules/soundness.ts';
import { throwAny } from '../../model/transitions/change.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { shellQuoted, visiblePath } from '../../visible.ts';

/**
 * Reads the whole state, which proves the file, and asks every rule about it. Exit 3 when one fails. Earlier revisions
 * that others can get at are none of the state, and yet hold keys: a warning.
 */
export async function stateCheck(context: Context): Promise<Outcome> {
  const state = await context.read();
  throwAny(stateProblems(state));
  const counts = {
    locations: state.locations.size,
    vpcs: state.vpcs.size,
    gateways: state.gateways.size,
    clients: state.clients.size,
    peerings: state.peerings.size + state.cloudPeerings.size,
  };
  const text = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  return {
    kind: 'object',
    value: { sound: true, ...counts },
    names: [],
    lines: [`the state is sound: ${text.join(', ')}`],
    warnings: exposureWarnings(context.stateFolder, await context.exposed()),
  };
}

function exposureWarnings(
  folder: string,
  [first, ...more]: readonly { readonly path: string; readonly mode: number }[],
): string[] {
  if (!first) return [];
  const mode = first.mode.toString(8).padStart(4, '0');
  const rest = more.length > 0 ? ` and ${more.length} more of the state's files` : '';
  return [
    `others can get at ${visiblePath(first.path)} (mode ${mode})${rest}: \`chmod -R go= ${shellQuoted(folder)}\`, then replace the keys if others may have read them`,
  ];
}
