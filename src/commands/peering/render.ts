import { usage, validationError } from '../../errors.ts';
import type { CloudPeering } from '../../model/cloud-peering.ts';
import { desiredForPeering } from '../../model/desired/gateway.ts';
import { anyPeeringNamed, gatewaysOf, isAlive, isRendered, notFound } from '../../model/queries.ts';
import type { Peering, State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import type { Access } from '../../providers/step.ts';
import { CLOUD_FORMAT_NAMES, type CloudFormat, FORMATS_OF } from '../../render/cloud-format-names.ts';
import { FORMAT_NAMES, type Format } from '../../render/format-names.ts';
import type { Rendering } from '../../render/rendering.ts';

export interface PeeringRenderIntent {
  readonly peering: string;
  /** One gateway or VPC of the two; both when left out. */
  readonly side?: string;
  /** Else the first of those that its kind has. */
  readonly format?: Format | CloudFormat;
  /** What takes it away again; of clouds. */
  readonly undo: boolean;
  /** How the operator's programs reach each side of a cloud's peering. */
  readonly access?: Access;
}

/** What a peering puts on each side, one after the other: to be read, or where a cloud carries it to be run. */
export async function peeringRender(intent: PeeringRenderIntent, context: Context): Promise<Outcome> {
  const state = await context.read();
  const peering = anyPeeringNamed(state, intent.peering);
  const renderings =
    peering.via === 'wireguard'
      ? await ofGateways(state, peering, intent)
      : [await ofCloud(state, peering, intent)];
  return {
    kind: 'text',
    text: renderings.flatMap(({ files }) => files.map(({ text }) => text)).join('\n'),
    holdsKeys: false,
    warnings: renderings.flatMap(({ notes }) => notes),
  };
}

/** The sides that are meant. Exit 4 where the one that is named is none of them. */
function sidesOf(name: Name, ends: readonly Name[], side: string | undefined): readonly Name[] {
  const chosen = side === undefined ? ends : ends.filter((end) => end === side);
  if (chosen.length > 0) return chosen;
  throw notFound(`side of peering ${name}`, side ?? '', ends, `peerway peering show ${name}`);
}

const oneOf = <Known extends string>(known: readonly Known[], format: string): format is Known =>
  known.some((one) => one === format);

/** Without keys, which a gateway's own render has. */
async function ofGateways(
  state: State,
  peering: Peering,
  { side, format = 'wg-quick', undo }: PeeringRenderIntent,
): Promise<Rendering[]> {
  const { name, requester, accepter, status } = peering;
  const chosen = sidesOf(name, gatewaysOf([peering]), side);
  if (!oneOf(FORMAT_NAMES, format))
    throw usage(
      `Peering ${name} is via wireguard, which has no format ${format}`,
      `one of ${FORMAT_NAMES.join(', ')}`,
    );
  if (undo)
    throw usage(
      '--undo is for cloud peerings',
      'to render a gateway without the peering, delete the peering and run `peerway gateway render`',
    );
  if (!isRendered(peering)) {
    const hint =
      status === 'pending-acceptance'
        ? `run \`peerway peering accept ${name} --as ${accepter.owner}\``
        : `to create it again, run \`peerway peering create ${requester.gateway} ${accepter.gateway}\``;
    throw validationError(
      'not-active',
      `Peering ${name} is ${status}; only active peerings are rendered`,
      hint,
    );
  }
  const { render } = await import('../../render/formats.ts');
  return chosen.map((gateway) => render(desiredForPeering(state, gateway, name), format, { secrets: false }));
}

/** Also before the other side has accepted: it has to see what it is asked to do. */
async function ofCloud(
  state: State,
  peering: CloudPeering,
  { side, format, undo, access = {} }: PeeringRenderIntent,
): Promise<Rendering> {
  const { name, via, status, requester, accepter } = peering;
  const chosen = sidesOf(name, [requester.vpc, accepter.vpc], side);
  const wanted = format ?? FORMATS_OF[via][0];
  if (!oneOf(CLOUD_FORMAT_NAMES, wanted))
    throw usage(
      `Peering ${name} is via ${via}, which has no format ${wanted}`,
      `one of ${FORMATS_OF[via].join(', ')}`,
    );
  if (!undo && !isAlive(peering)) {
    const hint = `to create it again, run \`peerway peering create ${requester.vpc} ${accepter.vpc} --via ${via}\``;
    throw validationError('not-active', `Peering ${name} is ${status}; there is nothing to create`, hint);
  }
  const [only] = chosen;
  const one = side !== undefined && only ? { side: only } : {};
  const { renderCloud } = await import('../../providers/render/render.ts');
  return renderCloud({ state, peering, access, undo, ...one }, wanted);
}
