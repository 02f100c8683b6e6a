import { clientNamed, gatewayNamed } from '../../model/queries.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { type ClientView, clientLines, clientView } from './view.ts';

/** Shows a client and how its issued configuration differs from the current one. */
export async function clientShow(
  gateway: string,
  name: string,
  ports: Uses<'state'>,
): Promise<Result<ClientView>> {
  const state = await ports.state.read();
  const client = clientNamed(state, gatewayNamed(state, gateway).name, name);
  return objectResult(clientView(state, client), { names: (view) => [view.name], lines: clientLines });
}
