import type { Peering } from '../../model/peering.ts';
import { endsOf } from '../../model/peering.ts';
import { peeringNamed } from '../../model/queries.ts';
import { rejectPeering } from '../../model/transitions/answer-peering.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { partLine } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type PeeringView, peeringView } from './view.ts';

/** Rejects a request, which frees its addresses. */
export async function peeringReject(
  name: string,
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<PeeringView> | Declined> {
  const actor = await ports.state.actor();
  const rejected = await confirmAndChange(ports, {
    kind: 'prompted',
    decide: (before) => ({ ...rejectPeering(before, name, actor), request: peeringNamed(before, name) }),
    question: ({ peering }) => `Reject peering ${peering.name}`,
    lines: ({ request }) => freedLines(request),
  });
  if (!rejected) return declined();
  const { peering } = rejected;
  return objectResult(peeringView(peering), {
    names: (view) => [view.name],
    lines: (view) => [`Peering ${view.name} is ${view.status}`],
    next:
      peering.requester.end.kind === 'vpc'
        ? [
            `if it already exists at the provider, run \`peerway peering render ${peering.name} --undo\` to see how to remove it`,
          ]
        : [],
  });
}

/** The addresses that a request reserves; nothing else of it exists on any gateway. */
function freedLines(request: Peering): string[] {
  const { requester, accepter } = request;
  if (requester.end.kind === 'vpc') return [`${endsOf(request).join(' and ')} stay unpeered`];
  return [requester, accepter].flatMap(({ end, tunnelAddresses }) => [
    `${end.name}:`,
    ...tunnelAddresses.map((ip) => `  - ${partLine({ what: 'address', text: `${ip}, reserved for it` })}`),
  ]);
}
