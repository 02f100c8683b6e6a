import type { Cidr } from '../../model/address/cidr.ts';
import type { AwsPeering } from '../../model/cloud-peering.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { createLine } from '../create-line.ts';
import type { Finding } from '../finding.ts';
import { type AwsLive, isStanding, type LiveRoute } from '../live.ts';
import { commandLine } from '../shell.ts';
import type { Access, Effect } from '../step.ts';
import { awsUnmaking, ruleDescription } from './steps.ts';

/** One side at AWS, and what the plan wants of it. */
export interface AwsExamined {
  readonly state: State;
  readonly access: Access;
  readonly peering: AwsPeering;
  readonly side: Name;
  readonly seen: AwsLive;
  readonly effects: readonly Effect[];
  /** The command that makes what is missing. */
  readonly again: string;
}

/** What is broken on this side, or there although the plan does not want it. */
export const awsFindings = (examined: AwsExamined): Finding[] => [
  ...endedConnection(examined),
  ...examined.seen.routes.flatMap((route) => routeFinding(route, examined)),
  ...staleRules(examined),
];

function endedConnection({ peering, side, seen: { connection } }: AwsExamined): Finding[] {
  if (!connection || isStanding(connection)) return [];
  const { id, code, message } = connection;
  return [
    { side, code: 'ended', what: `the connection ${id} is ${code}: ${message}`, fix: createLine(peering) },
  ];
}

function routeFinding({ table, cidr, target, blackhole }: LiveRoute, examined: AwsExamined): Finding[] {
  const { side, peering, seen, effects, again } = examined;
  const isWanted = effects.some(
    (effect) => effect.kind === 'aws-route' && effect.table === table && effect.cidr === cidr,
  );
  const isOurs = target === seen.connection?.id || target === peering.id;
  const route = `the route to ${cidr} in ${table}`;
  const deletion = undoing({ kind: 'aws-route', table, cidr: cidr as Cidr }, examined);
  if (blackhole && (isWanted || isOurs)) {
    const what = `${route} leads nowhere: ${target} is gone`;
    return [{ side, code: 'blackhole', what, fix: isWanted ? again : deletion }];
  }
  if (isWanted && target !== seen.connection?.id) {
    const fix = `${deletion}, if nothing needs it; then ${again}`;
    return [{ side, code: 'route-elsewhere', what: `${route} leads to ${target}`, fix }];
  }
  if (isWanted || !isOurs) return [];
  const what = `${route} goes through the peering, and is not in the plan`;
  return [{ side, code: 'stale-route', what, fix: deletion }];
}

/** The command that takes an effect away, as one that is rendered. */
function undoing(effect: Effect, { state, peering, side, access }: AwsExamined): string {
  const step = awsUnmaking(state, peering, { side, effect }, access);
  return step ? commandLine(step) : '';
}

/** Rules that are ours by their description, for networks that are not the peer's any more. */
const staleRules = (examined: AwsExamined): Finding[] =>
  examined.seen.ingress
    .filter(({ description }) => description === ruleDescription(examined.peering))
    .filter(
      ({ group, cidr }) =>
        !examined.effects.some(
          (effect) => effect.kind === 'aws-ingress' && effect.group === group && effect.cidr === cidr,
        ),
    )
    .map(({ group, cidr }) => ({
      side: examined.side,
      code: 'stale-rule',
      what: `${group} lets ${cidr} in, which is no CIDR of the peer`,
      fix: undoing({ kind: 'aws-ingress', group, cidr: cidr as Cidr }, examined),
    }));
