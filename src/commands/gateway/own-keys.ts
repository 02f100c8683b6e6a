/** Keys that gateways generate themselves and that never leave them. */

import type { ManagedGateway } from '../../deploy/inspect.ts';
import { mapLimit } from '../../deploy/map-limit.ts';
import { sectionLines } from '../../deploy/reply.ts';
import { type Failure, readOnlyContext, runTask } from '../../deploy/run-task.ts';
import { validationError } from '../../errors.ts';
import type { Instant } from '../../model/instant.ts';
import { isRendered, sidesFrom } from '../../model/peering.ts';
import { peeringsOf } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import { updateGateway } from '../../model/transitions/gateway.ts';
import { type Name, type PublicKey, parsePublicKey } from '../../model/values.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';

/** The public key that each gateway generated, or why it could not. */
export interface OwnKeys {
  readonly made: ReadonlyMap<Name, PublicKey>;
  readonly failed: ReadonlyMap<Name, Failure>;
}

export const NO_KEYS: OwnKeys = { made: new Map(), failed: new Map() };

/** Throws exit 3 if a peer of the gateways is not among them: without the new public key, it would be cut off. */
export function throwUnlessPeersNamed(state: State, names: readonly Name[]): void {
  const left = names.flatMap((name) =>
    peeringsOf(state, name)
      .filter(isRendered)
      .map((peering) => sidesFrom(peering, name).remote.end.name)
      .filter((remote) => !names.includes(remote)),
  );
  const missing = [...new Set(left)].sort();
  if (missing.length === 0) return;
  throw validationError(
    'peers-not-named',
    `The peers need the new public key too: ${missing.join(', ')}`,
    `to deploy to them as well, run \`peerway gateway deploy ${[...names, ...missing].join(' ')} --key-on-host\``,
  );
}

/**
 * Has each gateway generate a key, unless it has one that never left it. The gateway does not use it yet.
 * @param isFresh  true for a new key in any case
 */
export async function makeOwnKeys(
  gateways: readonly ManagedGateway[],
  { concurrency, isFresh }: { readonly concurrency: number; readonly isFresh: boolean },
  ports: Uses<'random'>,
): Promise<OwnKeys> {
  const made = new Map<Name, PublicKey>();
  const failed = new Map<Name, Failure>();
  await mapLimit(gateways, concurrency, async ({ desired, transport }) => {
    const { name: wg, privateKey, publicKey } = desired.interface;
    // A private key that is stored in the plan has left its host.
    const plannedKey = privateKey ? `${publicKey}\n` : '';
    const result = await runTask(transport, 'make_key', readOnlyContext(wg, ports.random.changeId()), {
      'planned-key': plannedKey,
      ...(isFresh ? { fresh: '' } : {}),
    });
    if ('failure' in result) failed.set(desired.name, result.failure);
    else made.set(desired.name, parsePublicKey(sectionLines(result.reply, 'public-key')[0] ?? ''));
  });
  return { made, failed };
}

/** Returns the state with the new public keys, and without the private keys that they replace. */
export const withOwnKeys = (
  state: State,
  { made }: Pick<OwnKeys, 'made'>,
  names: Iterable<Name>,
  now: Instant,
): State =>
  [...names].reduce((all, name) => {
    const publicKey = made.get(name);
    return publicKey && all.gateways.get(name)?.publicKey !== publicKey
      ? updateGateway(specs, all, name, { publicKey, keyCreatedAt: now }).state
      : all;
  }, state);
