import { clientNamed, gatewayNamed } from '../../model/queries.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { clientLines, clientView } from './view.ts';

/** One client, and how the configuration it was given has aged. */
export async function clientShow(gateway: string, name: string, context: Context): Promise<Outcome> {
  const state = await context.read();
  const view = clientView(state, clientNamed(state, gatewayNamed(state, gateway).name, name));
  return { kind: 'object', value: view, names: [view.name], lines: clientLines(view) };
}
