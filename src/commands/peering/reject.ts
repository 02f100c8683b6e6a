import { partlyAgreed } from '../../model/agreed.ts';
import { endsOf, isAlive, type Peering } from '../../model/peering.ts';
import { peeringNamed } from '../../model/queries.ts';
import { rejectPeering } from '../../model/transitions/answer-peering.ts';
import { keptText } from '../../model/transitions/widening.ts';
import type { Owner } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs, vpcEngineOf } from '../../providers/registry.ts';
import { partLine } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type PeeringView, peeringView, statusText } from './view.ts';

/** Rejects a request, which frees its addresses, or the new networks of an accepted peering. */
export async function peeringReject(
  name: string,
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<PeeringView> | Declined> {
  const actor = await ports.state.actor();
  const rejected = await confirmAndChange(ports, {
    kind: 'prompted',
    decide: (before) => ({ ...rejectPeering(before, name, actor), request: peeringNamed(before, name) }),
    question: ({ peering }) =>
      `Reject ${isAlive(peering) ? 'the new networks of ' : ''}peering ${peering.name}`,
    lines: ({ peering, request }) => (isAlive(peering) ? keptLines(peering, actor) : freedLines(request)),
  });
  if (!rejected) return declined();
  const { peering } = rejected;
  return rejectedResult(peering, actor, { next: await leftSteps(peering) });
}

/** The steps about a rejected request that the provider may still have. */
async function leftSteps(peering: Peering): Promise<string[]> {
  const { name, via, requester, accepter } = peering;
  if (requester.end.kind !== 'vpc' || isAlive(peering)) return [];
  const { requests } = await vpcEngineOf(via);
  if (!requests.rejection)
    return [
      `${specs.labelOf(via)} cannot reject requests: if the half of ${requester.end.name} exists there, it has no effect until ${requester.owner} deletes it with \`peerway peering delete ${name} --as ${requester.owner} --apply\``,
    ];
  return [
    `if it already exists at the provider, run \`peerway peering render ${name} --undo --side ${accepter.end.name}\` to see how to remove it`,
  ];
}

/** A rejected request, or rejected networks. */
export const rejectedResult = (
  peering: Peering,
  actor: Owner,
  { warnings, next = [] }: { readonly warnings?: readonly string[]; readonly next?: readonly string[] } = {},
): Result<PeeringView> =>
  objectResult(peeringView(peering), {
    names: (view) => [view.name],
    lines: (view) => [
      `Peering ${view.name} is ${isAlive(peering) ? statusText(view) : view.status}`,
      ...keptLines(peering, actor),
    ],
    ...(warnings ? { warnings } : {}),
    next,
  });

/** The networks that stay up where new ones are rejected. */
const keptLines = (peering: Peering, actor: Owner): string[] =>
  partlyAgreed(peering)
    .filter(({ side, by }) => side.widening === 'rejected' && by.owner === actor)
    .map(({ side, by }) => keptText(specs.of(peering.via), side, by));

/** The addresses that a request reserves; nothing else of it exists on any gateway. */
export function freedLines(request: Peering): string[] {
  const { requester, accepter } = request;
  if (requester.end.kind === 'vpc') return [`${endsOf(request).join(' and ')} stay unpeered`];
  return [requester, accepter].flatMap(({ end, tunnelAddresses }) => [
    `${end.name}:`,
    ...tunnelAddresses.map((ip) => `  - ${partLine({ what: 'address', text: `${ip}, reserved for it` })}`),
  ]);
}
