import { desiredGateway } from '../../model/desired/gateway.ts';
import { resourcesOf } from '../../model/desired/resources.ts';
import { gatewayNamed } from '../../model/queries.ts';
import type { Resource } from '../../model/resource.ts';
import { foldedLines } from '../../output/folded.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { partLine, partOf } from '../change-lines.ts';
import { gatewayPeeredWith, type PeeredWith, peeredLines } from '../peered-with.ts';
import { type GatewayView, gatewayLines, gatewayView } from './view.ts';

type ShownGateway = GatewayView & { readonly peeredWith: readonly PeeredWith[] };

/** Lines of one kind of resource that are shown; a hub has thousands. */
const SHOWN = 20;

/** Shows a gateway, its peerings, and the configuration that it needs. */
export async function gatewayShow(name: string, ports: Uses<'state'>): Promise<Result<ShownGateway>> {
  const state = await ports.state.read();
  const gateway = gatewayNamed(state, name);
  return objectResult(
    { ...gatewayView(state, gateway), peeredWith: gatewayPeeredWith(state, gateway.name) },
    {
      names: (view) => [view.name],
      lines: (view) => [
        ...gatewayLines(view, [['key since', view.keyCreatedAt?.slice(0, 10) ?? 'not known']]),
        ...peeredLines(view.peeredWith),
        '',
        ...resourceLines(resourcesOf(desiredGateway(state, view.name)), view.name),
      ],
    },
  );
}

function resourceLines(resources: readonly Resource[], gateway: string): string[] {
  const byKind = new Map<string, string[]>();
  for (const resource of resources) {
    const lines = byKind.get(resource.kind) ?? [];
    lines.push(partLine(partOf({ resource, title: resource.title })));
    byKind.set(resource.kind, lines);
  }
  return [...byKind.values()].flatMap((lines) =>
    foldedLines(
      lines,
      (rest) => `and ${rest} more; to see all, run \`peerway gateway render ${gateway}\``,
      SHOWN,
    ),
  );
}
