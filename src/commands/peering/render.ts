import type { Context } from '../../context.ts';
import { refusal } from '../../errors.ts';
import { desiredShare } from '../../model/desired/gateway.ts';
import { gatewaysOf, isRendered, notFound, peeringNamed } from '../../model/queries.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Format } from '../../render/format-names.ts';
import { render } from '../../render/formats.ts';

export interface PeeringRenderIntent {
  readonly peering: string;
  /** One gateway of the two; both when left out. */
  readonly side?: string;
  readonly format: Format;
}

/** What a peering puts on each side, one after the other: to be read. Without keys, which a gateway's own render has. */
export async function peeringRender(
  { peering: name, side, format }: PeeringRenderIntent,
  context: Context,
): Promise<Outcome> {
  const state = await context.read();
  const peering = peeringNamed(state, name);
  const gateways = gatewaysOf([peering]);
  const chosen = side === undefined ? gateways : gateways.filter((gateway) => gateway === side);
  if (side !== undefined && chosen.length === 0)
    throw notFound(`side of peering ${peering.name}`, side, gateways, `peerway peering show ${peering.name}`);
  if (!isRendered(peering)) {
    const hint =
      peering.status === 'pending-acceptance'
        ? `peerway peering accept ${peering.name} --as ${peering.accepter.owner}`
        : `make it anew: peerway peering create ${peering.requester.gateway} ${peering.accepter.gateway}`;
    throw refusal(
      'not-active',
      `Peering ${peering.name} is ${peering.status}; only active peerings are rendered`,
      hint,
    );
  }
  const renderings = chosen.map((gateway) =>
    render(desiredShare(state, gateway, peering.name), format, { secrets: false }),
  );
  return {
    kind: 'text',
    text: renderings.flatMap(({ files }) => files.map(({ text }) => text)).join('\n'),
    holdsKeys: false,
    warnings: renderings.flatMap(({ notes }) => notes),
  };
}
