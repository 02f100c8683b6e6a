import { desiredGateway } from '../../model/desired/gateway.ts';
import { resourcesOf } from '../../model/desired/resources.ts';
import { gatewayNamed } from '../../model/queries.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { partLine, partOf } from '../change-lines.ts';
import { type GatewayView, gatewayLines, gatewayView } from './view.ts';

/** Shows a gateway and the configuration that it needs. */
export async function gatewayShow(name: string, ports: Uses<'state'>): Promise<Result<GatewayView>> {
  const state = await ports.state.read();
  return objectResult(gatewayView(state, gatewayNamed(state, name)), {
    names: (view) => [view.name],
    lines: (view) => [
      ...gatewayLines(view),
      '',
      ...resourcesOf(desiredGateway(state, view.name)).map((resource) =>
        partLine(partOf({ resource, title: resource.title })),
      ),
    ],
  });
}
