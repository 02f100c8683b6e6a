import { sideChanges } from '../../model/desired/changes.ts';
import { clientKey } from '../../model/state.ts';
import { deleteClients } from '../../model/transitions/client.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { agreed } from '../agreed.ts';
import { cancelled, deleted } from '../deleted.ts';
import { changeLines } from '../side-lines.ts';

/** Takes clients off a gateway. */
export async function clientDelete(
  gateway: string,
  names: readonly string[],
  context: Context,
): Promise<Outcome> {
  const removal = await agreed(context, {
    weight: 'destructive',
    decide: (before) => ({ ...deleteClients(before, gateway, names), before }),
    question: ({ clients }) =>
      `Delete ${clients.map(({ name }) => `client ${name} of ${gateway}`).join(', ')}`,
    lines: ({ before, state, clients }) =>
      changeLines(
        sideChanges(
          before,
          state,
          clients.map((client) => client.gateway),
        ),
      ),
  });
  if (!removal) return cancelled();
  return deleted(
    removal.clients.map((client) => ({ kind: 'client', name: clientKey(client.gateway, client.name) })),
    { notes: [`render the gateway again: peerway gateway render ${gateway}`] },
  );
}
