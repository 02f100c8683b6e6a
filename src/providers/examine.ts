/** Finds differences between a peering of VPCs and the plan, with the commands that fix them. */
import type { Instant } from '../model/instant.ts';
import { isAlive, statusOf } from '../model/peering.ts';
import type { ProviderSpec } from '../model/provider.ts';
import type { Finding, ObservedSides, Scene, VpcEngine } from './provider.ts';
import { applyLine, deleteLine, recreateLine } from './recreate.ts';

/** Every finding on the observed sides. */
export function examine(
  { spec, engine }: { readonly spec: ProviderSpec; readonly engine: VpcEngine },
  scene: Scene,
  observed: ObservedSides<unknown>,
  now: Instant,
): Finding[] {
  const over = endFinding(spec, scene);
  if (over) return [over, ...engine.findings(scene, observed, now)];
  const missing = engine
    .diff(scene, engine.desired(scene), observed)
    .filter((change) => observed.has(change.resource.side))
    .flatMap((change): Finding[] => {
      if (change.op === 'wait') return [];
      const { resource, title, blocked, isOccupied } = change;
      const { side } = resource;
      if (blocked)
        return [{ side, code: blocked.code, what: blocked.message, fix: blocked.fix ?? blocked.hint }];
      if (change.op !== 'create' || isOccupied) return [];
      const fix = applyLine(spec, scene);
      return [{ side, code: 'missing', what: `not done: ${title}`, fix, remedy: { by: 'apply' } }];
    });
  return [...missing, ...engine.findings(scene, observed, now)];
}

/** A peering that has ended, or is being deleted, needs nothing at the provider; what is left of it is found there. */
function endFinding(spec: ProviderSpec, scene: Scene): Finding | undefined {
  const { peering } = scene;
  const { name, requester, observed } = peering;
  const side = requester.end.name;
  const status = statusOf(peering);
  if (status === 'deleting') {
    const what = `peering ${name} is being deleted`;
    return { side, code: 'deleting', what, fix: deleteLine(spec, scene) };
  }
  if (isAlive(peering)) return undefined;
  const said = observed?.said ? `: ${observed.said.message}` : '';
  return {
    side,
    code: 'ended',
    what: `peering ${name} is ${status}${said}`,
    fix: recreateLine(spec, scene),
  };
}
