import type { Context } from '../../context.ts';
import { clientKey } from '../../model/state.ts';
import { deleteClients } from '../../model/transitions/client.ts';
import type { Outcome } from '../../output/outcome.ts';
import { cancelled, deleted } from '../deleted.ts';

/** Takes clients off a gateway. */
export async function clientDelete(
  gateway: string,
  names: readonly string[],
  context: Context,
): Promise<Outcome> {
  const { clients } = deleteClients(await context.read(), gateway, names);
  const what = `Delete ${clients.map(({ name }) => `client ${name} of ${gateway}`).join(', ')}`;
  if (!(await context.confirm(what, []))) return cancelled();
  await context.change((state) => deleteClients(state, gateway, names));
  return deleted(
    clients.map((client) => ({ kind: 'client', name: clientKey(client.gateway, client.name) })),
    { notes: [`render the gateway again: peerway gateway render ${gateway}`] },
  );
}
