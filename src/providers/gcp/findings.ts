import { isAlive, isPending, otherEnd, type Peering, statusOf } from '../../model/peering.ts';
import type { Name } from '../../model/values.ts';
import type { Finding, ObservedSides, Scene } from '../provider.ts';
import { acceptLine, applyLine, updateLine } from '../recreate.ts';
import { commandLine } from '../shell.ts';
import { gcpCommand, peeringsQuery } from './commands.ts';
import { isLogging, unwantedFlowLogs } from './flow-logs.ts';
import type { GcpObserved, ObservedRule } from './observed.ts';
import type { GcpResource } from './resource.ts';
import { differingOptions, gcpDesired, gcpRemovalOf, halfOf, staleRule } from './resources.ts';
import { gcp, gcpAdvice } from './spec.ts';

/** One observed side, with the resources that the plan wants on it. */
interface ObservedSide {
  readonly scene: Scene;
  readonly side: Name;
  readonly seen: GcpObserved;
  readonly desired: readonly GcpResource[];
}

/** Finds differences from the plan on the observed sides, and resources that the plan does not contain. */
export function gcpFindings(scene: Scene, observed: ObservedSides<GcpObserved>): Finding[] {
  const desired = isOver(scene.peering) ? [] : gcpDesired(scene);
  return [
    ...[...observed].flatMap(([side, seen]) => {
      const on = { scene, side, seen, desired: desired.filter((one) => one.side === side) };
      return [
        ...halfFindings(on),
        ...disabledFlowLogs(on),
        ...seen.rules.flatMap((rule) => ruleFinding(rule, on)),
      ];
    }),
    ...staleFlowLogs(scene, observed, desired),
    ...(isOver(scene.peering) ? [] : [...exportFindings(scene, observed), ...quotaFindings(scene, observed)]),
  ];
}

/** peerway's configuration of flow logs, if someone has disabled it. */
const disabledFlowLogs = ({ scene, side, seen, desired }: ObservedSide): Finding[] =>
  desired.flatMap((one) => {
    if (one.kind !== 'gcp-flow-logs' || isLogging(one, seen)) return [];
    const { config } = one.fields;
    if (!seen.flowLogs?.some((logs) => logs.config === config)) return [];
    const what = `the flow logs configuration ${config} is disabled`;
    return [{ side, code: 'flow-logs-off', what, fix: applyLine(gcp, scene), remedy: { by: 'apply' } }];
  });

/** Flow logs that peerway has switched on and that no peering of the network wants. */
const staleFlowLogs = (
  scene: Scene,
  observed: ObservedSides<GcpObserved>,
  desired: readonly GcpResource[],
): Finding[] =>
  unwantedFlowLogs(scene, observed)
    .filter(({ side }) => !desired.some((one) => one.kind === 'gcp-flow-logs' && one.side === side))
    .map((logs) => ({
      side: logs.side,
      code: 'stale-flow-log',
      what: `the flow logs configuration ${logs.fields.config} is not in the plan`,
      ...removing(scene, logs),
    }));

/** Networks with more peerings than GCP usually allows; once the half exists, the quota allowed it. */
const quotaFindings = (scene: Scene, observed: ObservedSides<GcpObserved>): Finding[] =>
  gcpAdvice(scene.state, scene.peering)
    .filter(({ side }) => observed.has(side))
    .map(({ side, code, what }) => ({
      ...{ side, code, what },
      fix: commandLine(peeringsQuery(scene, side)),
      isNote: observed.get(side)?.half !== undefined,
    }));

/** True for a peering that needs nothing at GCP any more: all that is left of it has to go. */
const isOver = (peering: Peering): boolean => !isAlive(peering) || statusOf(peering) === 'deleting';

function halfFindings({ scene, side, seen: { half }, desired }: ObservedSide): Finding[] {
  const { peering } = scene;
  if (!half) return [];
  if (isOver(peering)) {
    const what = `its half of the peering still exists: ${half.state}`;
    return [{ side, code: 'left-behind', what, ...removing(scene, halfOf(side)) }];
  }
  const differing = desired.flatMap((one) =>
    one.kind === 'gcp-peering' ? differingOptions(half, one.fields.options) : [],
  );
  const fix = applyLine(gcp, scene);
  return [
    ...(differing.length === 0
      ? []
      : [
          {
            side,
            code: 'options-differ',
            what: `options differ from the plan: ${differing.join(', ')}`,
            fix,
            remedy: { by: 'apply' as const },
          },
        ]),
    ...(half.state === 'ACTIVE' ? [] : [oneSided(scene, side, half.details)]),
  ];
}

/** The deletion of a resource, as a command to paste and as a change. */
function removing(scene: Scene, resource: GcpResource): Pick<Finding, 'fix' | 'remedy'> {
  const change = gcpRemovalOf(scene, resource);
  return { fix: commandLine(gcpCommand(scene, change)), remedy: { by: 'change', change } };
}

/** Nothing is wrong while the other side has not accepted. */
const oneSided = (scene: Scene, side: Name, details: string): Finding => ({
  side,
  code: 'one-sided',
  what: `only this half exists: ${details}`,
  ...(isPending(scene.peering)
    ? { fix: acceptLine(gcp, scene) }
    : { fix: applyLine(gcp, scene), remedy: { by: 'apply' } }),
  isNote: isPending(scene.peering),
});

function ruleFinding(found: ObservedRule, { scene, side, desired, seen }: ObservedSide): Finding[] {
  const { rule, sources, flaw } = found;
  const wanted = desired.find((one) => one.kind === 'gcp-firewall' && one.fields.rule === rule);
  if (wanted?.kind !== 'gcp-firewall') {
    const what = `the firewall rule ${rule} allows traffic from ${sources.join(', ')} and is not in the plan`;
    // Until both owners have agreed, rules of an earlier peering would be right for the new one.
    const isStale =
      isOver(scene.peering) || seen.half !== undefined || scene.peering.agreement.kind === 'accepted';
    return isStale
      ? [{ side, code: 'stale-rule', what, ...removing(scene, staleRule(scene, side, found)) }]
      : [];
  }
  const { cidrs } = wanted.fields;
  const stale = sources.filter((source) => !cidrs.some((cidr) => cidr === source));
  const lacking = cidrs.filter((cidr) => !sources.includes(cidr));
  const parts = [
    ...(flaw ? [flaw] : []),
    ...(stale.length > 0 ? [`allows traffic from ${stale.join(', ')}, which the peer does not have`] : []),
    ...(lacking.length > 0 ? [`does not allow traffic from ${lacking.join(', ')}`] : []),
  ];
  if (parts.length === 0) return [];
  const what = `the firewall rule ${rule} ${parts.join(', and ')}`;
  return [{ side, code: 'stale-rule', what, fix: applyLine(gcp, scene), remedy: { by: 'apply' } }];
}

/** Custom routes reach the other side only if it imports what this one exports. */
function exportFindings(scene: Scene, observed: ObservedSides<GcpObserved>): Finding[] {
  return [...observed].flatMap(([side, { half }]): Finding[] => {
    const other = otherEnd(scene.peering, side);
    const theirs = observed.get(other)?.half;
    if (!half?.options['exportCustomRoutes'] || !theirs || theirs.options['importCustomRoutes']) return [];
    return [
      {
        side: other,
        code: 'export-without-import',
        what: `does not import the custom routes that ${side} exports`,
        fix: updateLine(gcp, { ...scene, side: other }, ['--import-custom-routes']),
      },
    ];
  });
}
