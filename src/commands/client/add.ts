import { parseExpiry } from '../../model/instant.ts';
import { addClient } from '../../model/transitions/client.ts';
import type { Name, PublicKey } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { changeLines, gatewaySideChanges } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type ClientView, clientLines, clientView } from './view.ts';

export interface ClientAddIntent {
  readonly gateway: Name;
  readonly name: Name;
  readonly publicKey?: PublicKey;
  /** Date, time or duration from now, as typed. */
  readonly expires?: string;
}

/** Adds a client to a gateway. */
export async function clientAdd(
  { expires, ...intent }: ClientAddIntent,
  ports: Uses<'state' | 'terminal' | 'random'>,
): Promise<Result<ClientView> | Declined> {
  const { now } = ports.state;
  const expiresAt = expires === undefined ? undefined : parseExpiry(expires, now);
  const keys = intent.publicKey ? { publicKey: intent.publicKey } : await ports.random.keyPair();
  const client = {
    ...intent,
    ...keys,
    presharedKey: await ports.random.presharedKey(),
    createdAt: now,
    ...(expiresAt ? { expiresAt } : {}),
  };
  const added = await confirmAndChange(ports, {
    kind: 'prompted',
    decide: (before) => ({ ...addClient(before, client), before }),
    question: () => `Add client ${intent.name} to ${intent.gateway}`,
    lines: ({ before, state }) => changeLines(gatewaySideChanges(before, state, [intent.gateway])),
  });
  if (!added) return declined();
  return objectResult(clientView(added.state, added.client), {
    names: ({ name }) => [name],
    lines: (view) => [
      `Client ${view.name} is added to ${view.gateway}`,
      ...clientLines(view).map((line) => `  ${line}`),
    ],
    next: [
      `to print its configuration, run \`peerway client config ${intent.gateway} ${intent.name}\``,
      `to render the gateway again, run \`peerway gateway render ${intent.gateway}\``,
    ],
  });
}
