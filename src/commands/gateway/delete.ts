import { removeTunnelCommand } from '../../deploy/obstacles.ts';
import { desiredGateway } from '../../model/desired/gateway.ts';
import { isRendered } from '../../model/peering.ts';
import { gatewaysOf } from '../../model/queries.ts';
import { ofGateways } from '../../model/rules/ownership.ts';
import { clientKey, type Gateway, type State } from '../../model/state.ts';
import { deleteGateways, type GatewayRemoval } from '../../model/transitions/gateway.ts';
import { isUnused } from '../../model/transitions/vpc.ts';
import type { Name } from '../../model/values.ts';
import { type Declined, declined, NOTHING_DELETED, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { changeLines, gatewaySideChanges } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type Deleted, type Deletion, deletedLines, deletionResult } from '../deletion.ts';
import { followUps } from '../follow-ups.ts';

/** Deletes gateways from the plan, with their peerings on both sides and their clients. */
export async function gatewayDelete(
  names: readonly string[],
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<Deletion> | Declined> {
  const removal = await confirmAndChange(ports, {
    kind: 'destructive',
    subjects: ofGateways(names),
    decide: (before) => ({ ...deleteGateways(before, names), before }),
    question: ({ gateways }) => `Delete ${gateways.map(({ name }) => `gateway ${name}`).join(', ')}`,
    lines: (found) => [
      ...deletedLines(deletedAlong(found)),
      ...changeLines(gatewaySideChanges(found.before, found.state, remotesOf(found))),
    ],
  });
  if (!removal) return declined(NOTHING_DELETED);
  const gateways = removal.gateways.map(({ name }) => ({ kind: 'gateway' as const, name }));
  return deletionResult([...gateways, ...deletedAlong(removal)], {
    next: [
      ...followUps(removal.before, removal.state).next,
      ...removal.gateways.flatMap((gateway) => cleanupNext(removal.before, gateway)),
      vpcsNext(removal),
    ],
  });
}

/** Returns the commands that clean up the host: deleting a gateway from the plan does not touch it. */
const cleanupNext = (before: State, { name, ssh, status, interface: wg }: Gateway): string[] => {
  if (ssh === undefined || status === 'pending') return [];
  const command = removeTunnelCommand(wg, desiredGateway(before, name));
  return [`${name} stays deployed on its host; to remove it, run there: ${command}`];
};

/** Returns the commands that delete the VPCs of the deleted gateways that nothing uses any more. */
const vpcsNext = ({ state, gateways }: GatewayRemoval): string[] =>
  [...new Set(gateways.map(({ vpc }) => vpc))]
    .filter((vpc) => isUnused(state, vpc))
    .map((vpc) => `VPC ${vpc} stays in the plan; to delete it, run \`peerway vpc delete ${vpc}\``);

/** Returns the gateways on the other side of the deleted peerings. */
function remotesOf({ gateways, peerings }: GatewayRemoval): Name[] {
  const deleted = new Set(gateways.map(({ name }) => name));
  return gatewaysOf(peerings.filter(isRendered))
    .filter((name) => !deleted.has(name))
    .sort();
}

const deletedAlong = ({ peerings, clients }: GatewayRemoval): Deleted[] => [
  ...peerings.map(({ name }) => ({ kind: 'peering' as const, name })),
  ...clients.map(({ gateway, name }) => ({ kind: 'client' as const, name: clientKey(gateway, name) })),
];
