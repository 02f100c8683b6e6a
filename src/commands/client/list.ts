import { clientKeyAge, oldClientKeys } from '../../model/key-age.ts';
import { inNaturalOrder } from '../../model/natural-order.ts';
import { clientsOf, gatewayNamed } from '../../model/queries.ts';
import { listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { CLIENT_COLUMNS, clientView, type ListedClient } from './view.ts';

/** Lists the clients of a gateway, or of all gateways, with a hint for each stale configuration. */
export async function clientList(
  gateway: string | undefined,
  ports: Uses<'state'>,
): Promise<Result<readonly ListedClient[]>> {
  const state = await ports.state.read();
  const gateways =
    gateway === undefined ? inNaturalOrder(state.gateways.values()) : [gatewayNamed(state, gateway)];
  const clients = gateways.flatMap(({ name }) => inNaturalOrder(clientsOf(state, name)));
  const rows = clients.map((client) => ({
    ...clientView(state, client),
    keyAge: clientKeyAge(client, ports.state.now),
  }));
  const stale = rows.filter((row) => row.config === 'stale');
  return listResult(rows, {
    columns: CLIENT_COLUMNS,
    nameOf: (row) => row.name,
    empty: 'no clients yet; run `peerway client add`',
    warnings: oldClientKeys(state, clients, ports.state.now),
    next: [
      stale.map(
        (row) =>
          `${row.name} needs a new configuration; run \`peerway client config ${row.gateway} ${row.name}\``,
      ),
    ],
  });
}
