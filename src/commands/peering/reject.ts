import { anyPeeringNamed, peeringNamed } from '../../model/queries.ts';
import type { Peering } from '../../model/state.ts';
import { rejectPeering } from '../../model/transitions/peering.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { agreed } from '../agreed.ts';
import { unchanged } from '../deleted.ts';
import { partLine } from '../side-lines.ts';
import { peeringView } from './view.ts';

/** Turns a request down; its addresses are free again. */
export async function peeringReject(name: string, context: Context): Promise<Outcome> {
  if (anyPeeringNamed(await context.read(), name).via !== 'wireguard')
    return (await import('./accept-cloud.ts')).cloudPeeringReject(name, context);
  const actor = await context.actor();
  const rejected = await agreed(context, {
    kind: 'prompted',
    decide: (before) => ({ ...rejectPeering(before, name, actor), before }),
    question: ({ peering }) => `Reject peering ${peering.name}`,
    lines: ({ before, peering }) => freedLines(peeringNamed(before, peering.name)),
  });
  if (!rejected) return unchanged();
  const view = peeringView(rejected.peering);
  return {
    kind: 'object',
    value: view,
    names: [view.name],
    lines: [`Peering ${view.name} is ${view.status}`],
  };
}

/** A request is on no gateway yet: all that goes is the addresses that it holds. */
const freedLines = ({ requester, accepter }: Peering): string[] =>
  [requester, accepter].flatMap(({ gateway, tunnelAddresses }) => [
    `${gateway}:`,
    ...tunnelAddresses.map((ip) => `  - ${partLine({ what: 'address', text: `${ip}, held for it` })}`),
  ]);
