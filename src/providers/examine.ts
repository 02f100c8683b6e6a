/** What is wrong with a peering at its provider, and what would mend it. */
import { type CloudPeering, waits } from '../model/cloud-peering.ts';
import type { Instant } from '../model/instant.ts';
import { isAlive } from '../model/queries.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';
import { awsFindings } from './aws/examine.ts';
import { createLine } from './create-line.ts';
import { effectsOf } from './effects.ts';
import type { Finding } from './finding.ts';
import { exportFindings, gcpFindings } from './gcp/examine.ts';
import { ENDED, isDone, type Live } from './live.ts';
import type { Access, Effect, Step } from './step.ts';
import { makingSteps } from './steps.ts';

/** Everything that keeps a peering from being what the plan says, on the sides that were looked at. */
export function examine(
  state: State,
  peering: CloudPeering,
  live: Live,
  { access = {}, now }: { readonly access?: Access; readonly now: Instant },
): Finding[] {
  const over = overFinding(peering);
  if (over) return [over];
  const { requester, accepter, via } = peering;
  const again = `peerway peering create ${requester.vpc} ${accepter.vpc} --via ${via} --apply`;
  const missing = makingSteps(state, peering, access)
    .filter((step) => live.has(step.side) && isMissing(step, live))
    .map(({ side, what }): Finding => ({ side, code: 'missing', what: `not done: ${what}`, fix: again }));
  const wrong = [...live].flatMap(([side, seen]): Finding[] => {
    const effects = effectsOf(state, peering, access).flatMap((one) =>
      one.side === side ? [one.effect] : [],
    );
    if (peering.via === 'aws' && seen.via === 'aws')
      return awsFindings({ state, access, peering, side, seen, effects, again });
    if (peering.via === 'gcp' && seen.via === 'gcp')
      return gcpFindings({ state, access, peering, side, seen, effects, again });
    return [];
  });
  return [
    ...missing,
    ...wrong,
    ...(peering.via === 'gcp' ? exportFindings(state, peering, live, access) : []),
    ...requestFindings(peering, live, now),
  ];
}

/** Of one that has come to its end, or is coming to it, nothing has to be there. */
function overFinding(peering: CloudPeering): Finding | undefined {
  const { name, status, requester, reported } = peering;
  const side = requester.vpc;
  if (status === 'deleting') {
    const fix = `peerway peering delete ${name} --apply`;
    return { side, code: 'deleting', what: `peering ${name} is being deleted`, fix };
  }
  if (isAlive(peering)) return undefined;
  const said = reported ? `: ${reported.message}` : '';
  return { side, code: 'ended', what: `peering ${name} is ${status}${said}`, fix: createLine(peering) };
}

/** That it is not active says nothing that what it lacks does not say. */
const WAITING: readonly Effect['kind'][] = ['aws-exists', 'aws-active', 'gcp-active'];

const isMissing = (step: Step, live: Live): boolean =>
  !WAITING.includes(step.effect.kind) && !isDone(step, live) && !isInPlace(step.side, step.effect, live);

/** Something else is in its place, of which there is a finding. */
function isInPlace(side: Name, effect: Effect, live: Live): boolean {
  const seen = live.get(side);
  if (seen?.via === 'gcp')
    return effect.kind === 'gcp-peering'
      ? seen.half !== undefined
      : effect.kind === 'gcp-firewall' && seen.rules.some(({ rule }) => rule === effect.rule);
  switch (effect.kind) {
    case 'aws-peering':
      return seen?.connection !== undefined;
    case 'aws-accepted':
      return seen?.connection === undefined || ENDED.includes(seen.connection.code);
    case 'aws-route':
      return seen?.routes.some((one) => one.table === effect.table && one.cidr === effect.cidr) === true;
    default:
      return false;
  }
}

const DAY = 86_400_000;

/** How long a request at AWS has until it runs out. */
function requestFindings(peering: CloudPeering, live: Live, now: Instant): Finding[] {
  const connection = [...live.values()]
    .map((seen) => (seen.via === 'aws' ? seen.connection : undefined))
    .find((one) => one?.code === 'pending-acceptance');
  if (!connection) return [];
  const until = connection.expiresAt ?? peering.expiresAt;
  const days = until === undefined ? Number.NaN : Math.floor((Date.parse(until) - Date.parse(now)) / DAY);
  const left = Number.isNaN(days) ? '' : `, and runs out in ${Math.max(0, days)} days`;
  const { accepter, name } = peering;
  return [
    {
      side: accepter.vpc,
      code: 'waits',
      what: `the request waits for ${accepter.owner} to accept it${left}`,
      fix: `peerway peering accept ${name} --apply`,
      isNote: waits(peering),
    },
  ];
}
