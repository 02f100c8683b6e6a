import type { Context } from '../../context.ts';
import { stateProblems } from '../../model/rules/soundness.ts';
import { throwAny } from '../../model/transitions/change.ts';
import type { Outcome } from '../../output/outcome.ts';

/** Reads the whole state, which proves the file, and asks every rule about it. Exit 3 when one fails. */
export async function stateCheck(context: Context): Promise<Outcome> {
  const state = await context.read();
  throwAny(stateProblems(state));
  const counts = {
    locations: state.locations.size,
    vpcs: state.vpcs.size,
    gateways: state.gateways.size,
    clients: state.clients.size,
    peerings: state.peerings.size,
  };
  const text = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  return {
    kind: 'object',
    value: { sound: true, ...counts },
    names: [],
    lines: [`the state is sound: ${text.join(', ')}`],
  };
}
