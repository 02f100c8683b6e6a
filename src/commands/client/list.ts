import { byName, clientsOf, gatewayNamed } from '../../model/queries.ts';
import { list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { CLIENT_COLUMNS, clientView } from './view.ts';

/** The clients of a gateway, or of all; those that need their configuration again are marked. */
export async function clientList(gateway: string | undefined, context: Context): Promise<Outcome> {
  const state = await context.read();
  const gateways = gateway === undefined ? byName(state.gateways.values()) : [gatewayNamed(state, gateway)];
  const rows = gateways.flatMap(({ name }) =>
    byName(clientsOf(state, name)).map((client) => clientView(state, client)),
  );
  const stale = rows.filter((row) => row.config === 'stale');
  return list({
    rows,
    columns: CLIENT_COLUMNS,
    nameOf: (row) => row.name,
    empty: 'no client yet: `peerway client add <gateway> <name>`',
    notes: stale.map(
      (row) => `${row.name} needs its configuration again: peerway client config ${row.gateway} ${row.name}`,
    ),
  });
}
