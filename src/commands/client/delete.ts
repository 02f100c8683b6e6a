import { ofGateways } from '../../model/rules/ownership.ts';
import { clientKey } from '../../model/state.ts';
import { deleteClients } from '../../model/transitions/client.ts';
import type { Name } from '../../model/values.ts';
import { type Declined, declined, NOTHING_DELETED, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { changeLines, gatewaySideChanges, gatewaysNext } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type Deletion, deletionResult } from '../deletion.ts';

/** Deletes clients of a gateway. */
export async function clientDelete(
  gateway: string,
  names: readonly string[],
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<Deletion> | Declined> {
  const removal = await confirmAndChange(ports, {
    kind: 'destructive',
    subjects: ofGateways([gateway]),
    decide: (before) => ({ ...deleteClients(before, gateway, names), before }),
    question: ({ clients }) =>
      `Delete ${clients.map(({ name }) => `client ${name} of ${gateway}`).join(', ')}`,
    lines: ({ before, state, clients }) => {
      const gateways = clients.map((client) => client.gateway);
      return changeLines(gatewaySideChanges(before, state, gateways));
    },
  });
  if (!removal) return declined(NOTHING_DELETED);
  return deletionResult(
    removal.clients.map((client) => ({ kind: 'client', name: clientKey(client.gateway, client.name) })),
    { next: [gatewaysNext(removal.state, removal.clients.length > 0 ? [gateway as Name] : [])] },
  );
}
