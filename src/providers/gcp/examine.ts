import { type GcpPeering, waits } from '../../model/cloud-peering.ts';
import { otherVpc } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import type { Finding } from '../finding.ts';
import { type GcpLive, type Live, type LiveRule, optionsOff } from '../live.ts';
import { commandLine } from '../shell.ts';
import type { Access, Effect } from '../step.ts';
import { gcpImporting, gcpUnmaking } from './steps.ts';

/** One side at GCP, and what the plan wants of it. */
export interface GcpExamined {
  readonly state: State;
  readonly access: Access;
  readonly peering: GcpPeering;
  readonly side: Name;
  readonly seen: GcpLive;
  readonly effects: readonly Effect[];
  /** The command that makes what is missing. */
  readonly again: string;
}

/** What is other than planned on this side, or there although the plan does not want it. */
export const gcpFindings = (examined: GcpExamined): Finding[] => [
  ...halfFindings(examined),
  ...examined.seen.rules.flatMap((rule) => ruleFinding(rule, examined)),
];

function halfFindings({ peering, side, seen: { half }, effects, again }: GcpExamined): Finding[] {
  if (!half) return [];
  const off = effects.flatMap((effect) => (effect.kind === 'gcp-peering' ? optionsOff(half, effect) : []));
  return [
    ...(off.length === 0
      ? []
      : [
          {
            side,
            code: 'options-differ',
            what: `set other than planned: ${off.join(', ')}`,
            fix: again,
          } as const,
        ]),
    ...(half.state === 'ACTIVE' ? [] : [oneSided(peering, side, half.details, again)]),
  ];
}

/** Nothing is wrong with it while the other side has not agreed yet. */
const oneSided = (peering: GcpPeering, side: Name, details: string, again: string): Finding => ({
  side,
  code: 'one-sided',
  what: `only this half is there: ${details}`,
  fix: waits(peering) ? `peerway peering accept ${peering.name} --apply` : again,
  isNote: waits(peering),
});

function ruleFinding(
  { rule, sources, flaw }: LiveRule,
  { state, access, side, effects, again, seen, peering }: GcpExamined,
): Finding[] {
  const wanted = effects.find((effect) => effect.kind === 'gcp-firewall' && effect.rule === rule);
  if (wanted?.kind !== 'gcp-firewall') {
    const what = `the firewall rule ${rule} lets ${sources.join(', ')} in, and is not in the plan`;
    const gone = { side, effect: { kind: 'gcp-firewall', rule, cidrs: [] } } as const;
    const step = gcpUnmaking(state, peering, gone, access);
    const fix = step ? commandLine(step) : '';
    // Until both have agreed, rules of an earlier time would be in order, were the peering made again.
    return seen.half || peering.status === 'active' ? [{ side, code: 'stale-rule', what, fix }] : [];
  }
  const stale = sources.filter((source) => !wanted.cidrs.some((cidr) => cidr === source));
  const lacking = wanted.cidrs.filter((cidr) => !sources.includes(cidr));
  const parts = [
    ...(flaw ? [flaw] : []),
    ...(stale.length > 0 ? [`lets ${stale.join(', ')} in, which the peer does not have`] : []),
    ...(lacking.length > 0 ? [`does not let ${lacking.join(', ')} in`] : []),
  ];
  if (parts.length === 0) return [];
  return [
    { side, code: 'stale-rule', what: `the firewall rule ${rule} ${parts.join(', and ')}`, fix: again },
  ];
}

/** Custom routes reach the other side only where it imports what this one exports. */
export function exportFindings(state: State, peering: GcpPeering, live: Live, access: Access): Finding[] {
  return [...live].flatMap(([side, seen]): Finding[] => {
    const other = otherVpc(peering, side);
    const theirs = live.get(other);
    if (seen.via !== 'gcp' || theirs?.via !== 'gcp' || !seen.half || !theirs.half) return [];
    if (!seen.half.options.exportCustomRoutes || theirs.half.options.importCustomRoutes) return [];
    return [
      {
        side: other,
        code: 'export-without-import',
        what: `does not import the custom routes that ${side} exports`,
        fix: commandLine(gcpImporting(state, peering, other, access)),
      },
    ];
  });
}
