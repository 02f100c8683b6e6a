import { usage, validationError } from '../../errors.ts';
import { endsOf, isAlive, isRendered, type Peering, statusOf } from '../../model/peering.ts';
import { notFound, peeringNamed } from '../../model/queries.ts';
import { type Result, textResult } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { Access, RenderScene } from '../../providers/provider.ts';
import { engineOf, specs } from '../../providers/registry.ts';
import type { Rendering } from '../../render/rendering.ts';

export interface PeeringRenderIntent {
  readonly peering: string;
  /** One gateway or VPC of the two (default: both). */
  readonly side?: string;
  /** Default: the first format of the provider. */
  readonly format?: string;
  /** True to render the removal. */
  readonly undo: boolean;
  /** Account or project of each side. */
  readonly access?: Access;
}

/** Renders the configuration of each side of a peering, one after the other. */
export async function peeringRender(
  { side, undo, access = new Map(), ...intent }: PeeringRenderIntent,
  ports: Uses<'state'>,
): Promise<Result<null>> {
  const state = await ports.state.read();
  const peering = peeringNamed(state, intent.peering);
  const { formats } = specs.of(peering.via);
  const ends = endsOf(peering);
  const chosen = side === undefined ? undefined : ends.find((end) => end === side);
  if (side !== undefined && chosen === undefined)
    throw notFound(`side of peering ${peering.name}`, side, ends, `peerway peering show ${peering.name}`);
  if (intent.format !== undefined && !formats.includes(intent.format))
    throw usage(
      `Peering ${peering.name} is via ${peering.via}, which has no format ${intent.format}`,
      `use one of ${formats.join(', ')}`,
    );
  throwUnlessRenderable(peering, undo);
  const scene = { state, peering, access, undo, ...(chosen ? { side: chosen } : {}) };
  const { files, notes } = await rendered(scene, intent.format);
  return textResult({ text: files.map(({ text }) => text).join('\n'), holdsKeys: false, warnings: notes });
}

async function rendered(scene: RenderScene, format: string | undefined): Promise<Rendering> {
  const { via } = scene.peering;
  const engine = await engineOf(via);
  if (engine.ends === 'gateway') return engine.render(scene, format);
  const { renderPeering } = await import('../../providers/render/peering.ts');
  const spec = specs.of(via);
  return renderPeering({ spec, engine }, scene, format ?? spec.formats[0]);
}

/**
 * Gateways have the files of active peerings only. The commands of VPCs are rendered before acceptance, too: the
 * accepter must see what to run.
 */
function throwUnlessRenderable(peering: Peering, undo: boolean): void {
  const { name, via, requester, accepter } = peering;
  const [one, other] = endsOf(peering);
  const status = statusOf(peering);
  if (requester.end.kind === 'vpc') {
    if (undo || isAlive(peering)) return;
    const hint = `to create it again, run \`peerway peering create ${one} ${other} --via ${via}\``;
    throw validationError('not-active', `Peering ${name} is ${status}; there is nothing to create`, hint);
  }
  if (undo || isRendered(peering)) return;
  const hints: Partial<Record<typeof status, string>> = {
    'pending-acceptance': `run \`peerway peering accept ${name} --as ${accepter.owner}\``,
    disabled: `run \`peerway peering enable ${name}\``,
  };
  throw validationError(
    'not-active',
    `Peering ${name} is ${status}; only active peerings are rendered`,
    hints[status] ?? `to create it again, run \`peerway peering create ${one} ${other}\``,
  );
}
