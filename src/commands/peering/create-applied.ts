import type { Context } from '../../context.ts';
import { refusal } from '../../errors.ts';
import type { CloudPeering } from '../../model/cloud-peering.ts';
import { cloudPeeringsOf, isAlive, otherVpc } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import { type ApplyIntent, applied } from './applied.ts';
import { type CloudPeeringIntent, cloudPeeringCreate } from './create-cloud.ts';
import { throwUnlessOfSides } from './reach.ts';

/** Peers two VPCs at their cloud too, or goes on with what an earlier run has begun. */
export async function createApplied(
  intent: CloudPeeringIntent,
  how: ApplyIntent,
  context: Context,
): Promise<Outcome> {
  throwUnlessOfSides(how, [intent.a, intent.b]);
  const begun = begunPeering(await context.read(), intent);
  if (begun) return applied(begun.name, how, context, false);
  const outcome = await cloudPeeringCreate(intent, context);
  const [name] = outcome.kind === 'object' ? outcome.names : [];
  if (intent.dryRun || name === undefined) return outcome;
  return applied(name, how, context, true);
}

/** The peering of these two VPCs that the plan has already. */
function begunPeering(
  state: State,
  { a, b, via, name, dryRun }: CloudPeeringIntent,
): CloudPeering | undefined {
  const known = cloudPeeringsOf(state, a as Name).find(
    (one) => isAlive(one) && one.via === via && otherVpc(one, a as Name) === b,
  );
  if (!known || dryRun || (name !== undefined && name !== known.name)) return undefined;
  if (known.status !== 'deleting') return known;
  throw refusal(
    'being-deleted',
    `Peering ${known.name} is being deleted`,
    `let that come to its end first: peerway peering delete ${known.name} --apply`,
  );
}
