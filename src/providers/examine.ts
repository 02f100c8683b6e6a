/** Finds differences between a peering of VPCs and the plan, with the commands that fix them. */
import type { Instant } from '../model/instant.ts';
import { isAlive, type Peering, statusOf } from '../model/peering.ts';
import type { ProviderSpec } from '../model/provider.ts';
import type { Finding, ObservedSides, Scene, VpcEngine } from './provider.ts';
import { applyLine, recreateLine } from './recreate.ts';

/** Every finding on the observed sides. */
export function examine(
  { spec, engine }: { readonly spec: ProviderSpec; readonly engine: VpcEngine },
  scene: Scene,
  observed: ObservedSides<unknown>,
  now: Instant,
): Finding[] {
  const over = endFinding(spec, scene.peering);
  if (over) return [over, ...engine.findings(scene, observed, now)];
  const missing = engine
    .diff(scene, engine.desired(scene), observed)
    .filter((change) => observed.has(change.resource.side))
    .filter((change) => change.op === 'create' && !change.isOccupied)
    .map(
      ({ resource, title }): Finding => ({
        side: resource.side,
        code: 'missing',
        what: `not done: ${title}`,
        fix: applyLine(scene.peering),
      }),
    );
  return [...missing, ...engine.findings(scene, observed, now)];
}

/** A peering that has ended, or is being deleted, needs nothing at the provider; what is left of it is found there. */
function endFinding(spec: ProviderSpec, peering: Peering): Finding | undefined {
  const { name, requester, observed } = peering;
  const side = requester.end.name;
  const status = statusOf(peering);
  if (status === 'deleting') {
    const fix = `peerway peering delete ${name} --apply`;
    return { side, code: 'deleting', what: `peering ${name} is being deleted`, fix };
  }
  if (isAlive(peering)) return undefined;
  const said = observed?.said ? `: ${observed.said.message}` : '';
  return {
    side,
    code: 'ended',
    what: `peering ${name} is ${status}${said}`,
    fix: recreateLine(spec, peering),
  };
}
