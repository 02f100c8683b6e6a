import { usage } from '../../errors.ts';
import { clientNamed } from '../../model/queries.ts';
import { ofGateways } from '../../model/rules/ownership.ts';
import { withClientKeys } from '../../model/transitions/rotate-keys.ts';
import type { Name, PublicKey } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { gatewaysNext } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type ClientView, clientView } from './view.ts';

export interface ClientRotateKeyIntent {
  readonly gateway: Name;
  readonly name: string;
  /** The client's new public key, if it keeps the private one. */
  readonly publicKey?: PublicKey;
}

/** Replaces the keys of a client in the plan: its key pair and its preshared key. */
export async function clientRotateKey(
  { gateway, name, publicKey }: ClientRotateKeyIntent,
  ports: Uses<'state' | 'terminal' | 'random'>,
): Promise<Result<ClientView> | Declined> {
  const old = clientNamed(await ports.state.read(), gateway, name);
  if (!publicKey && !old.privateKey)
    throw usage(
      `The private key of client ${name} is kept by the client`,
      `generate a key pair there, and run \`peerway client rotate-key ${gateway} ${name} --public-key <key>\``,
    );
  const pair = publicKey ? { publicKey } : await ports.random.keyPair();
  const keys = { ...pair, presharedKey: await ports.random.presharedKey() };
  const made = await confirmAndChange(ports, {
    kind: 'destructive',
    subjects: ofGateways([gateway]),
    decide: (before) => withClientKeys(before, [gateway, name], keys, ports.state.now),
    question: () => `Replace the keys of client ${name} of ${gateway}`,
    lines: () => [`once ${gateway} is deployed, ${name} is cut off until it has its new configuration`],
  });
  if (!made) return declined();
  return objectResult(clientView(made.state, made.client), {
    names: ({ name }) => [name],
    lines: (view) => [
      `Client ${view.name} of ${view.gateway} has new keys`,
      `  ~ public key: ${old.publicKey} -> ${view.publicKey}`,
    ],
    next: [
      `to print its configuration, run \`peerway client config ${gateway} ${name}\``,
      gatewaysNext(made.state, [made.client.gateway]),
    ],
  });
}
