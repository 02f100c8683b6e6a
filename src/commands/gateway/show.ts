import { partsOf } from '../../model/desired/changes.ts';
import { desiredGateway } from '../../model/desired/gateway.ts';
import { gatewayNamed } from '../../model/queries.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { partLine } from '../side-lines.ts';
import { gatewayLines, gatewayView } from './view.ts';

/** One gateway with everything that is recorded of it, and what it has to do. */
export async function gatewayShow(name: string, context: Context): Promise<Outcome> {
  const state = await context.read();
  const view = gatewayView(state, gatewayNamed(state, name));
  return {
    kind: 'object',
    value: view,
    names: [view.name],
    lines: [...gatewayLines(view), '', ...partsOf(desiredGateway(state, view.name)).map(partLine)],
  };
}
