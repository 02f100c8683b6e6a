/** Keys that gateways make themselves, and that never leave them. */

import type { ManagedGateway } from '../../deploy/inspect.ts';
import { mapLimit } from '../../deploy/map-limit.ts';
import { sectionLines } from '../../deploy/reply.ts';
import { type Failure, readOnlyContext, runTask } from '../../deploy/run-task.ts';
import { refusal } from '../../errors.ts';
import { isRendered, peeringsOf, sidesFrom } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import { updateGateway } from '../../model/transitions/gateway.ts';
import { type Name, type PublicKey, parsePublicKey } from '../../model/values.ts';
import { changeId } from './reach.ts';

/** What each gateway has answered when it was asked for a key of its own. */
export interface OwnKeys {
  readonly made: ReadonlyMap<Name, PublicKey>;
  readonly failed: ReadonlyMap<Name, Failure>;
}

export const NO_KEYS: OwnKeys = { made: new Map(), failed: new Map() };

/** A peer that does not learn of a new key is cut off: exit 3 unless all of them are changed along. */
export function throwUnlessPeersNamed(state: State, names: readonly Name[]): void {
  const left = names.flatMap((name) =>
    peeringsOf(state, name)
      .filter(isRendered)
      .map((peering) => sidesFrom(peering, name).remote.gateway)
      .filter((remote) => !names.includes(remote)),
  );
  const missing = [...new Set(left)].sort();
  if (missing.length === 0) return;
  throw refusal(
    'peers-not-named',
    `A new key has to be learnt by the peers, too: ${missing.join(', ')}`,
    `name them along: peerway gateway deploy ${[...names, ...missing].join(' ')} --key-on-host`,
  );
}

/** Has each gateway make a key, where it has none that nobody else has had. Nothing there uses it yet. */
export async function makeOwnKeys(
  gateways: readonly ManagedGateway[],
  concurrency: number,
): Promise<OwnKeys> {
  const made = new Map<Name, PublicKey>();
  const failed = new Map<Name, Failure>();
  await mapLimit(gateways, concurrency, async ({ desired, transport }) => {
    const { name: wg, privateKey, publicKey } = desired.interface;
    // A key that is in the plan has left the host already.
    const spent = privateKey ? `${publicKey}\n` : '';
    const result = await runTask(transport, 'make_key', readOnlyContext(wg, changeId()), { spent });
    if ('failure' in result) failed.set(desired.name, result.failure);
    else made.set(desired.name, parsePublicKey(sectionLines(result.reply, 'public-key')[0] ?? ''));
  });
  return { made, failed };
}

/** The plan with the new public keys; private ones that it holds go. */
export const withKeys = (state: State, made: ReadonlyMap<Name, PublicKey>, names: Iterable<Name>): State =>
  [...names].reduce((all, name) => {
    const publicKey = made.get(name);
    return publicKey && all.gateways.get(name)?.publicKey !== publicKey
      ? updateGateway(all, name, { publicKey }).state
      : all;
  }, state);
