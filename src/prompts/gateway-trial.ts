/** What would come of a gateway while its questions are being answered. */

import { UserError } from '../errors.ts';
import { DEFAULT_TUNNEL_POOL } from '../model/preferences.ts';
import type { Change } from '../model/transitions/change.ts';
import { addNewGateway, type NewGateway } from '../model/transitions/new-gateway.ts';
import type { Owner, PublicKey } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';

/** 32 bytes of ones are nobody's key. */
const TRIAL_KEYS = { publicKey: `${'/'.repeat(42)}8=` as PublicKey };

/**
 * What would come of a gateway, judged by the very transition that makes it. Undefined when all that speaks against it
 * is that it needs a tunnel subnet of its own, since the pool is used up: that is the next question.
 */
export async function trialIn(
  ports: Uses<'state' | 'preferences'>,
): Promise<(wanted: NewGateway) => Change | undefined> {
  const state = await ports.state.read();
  const pool = (await ports.preferences.read())['tunnel-pool'] ?? DEFAULT_TUNNEL_POOL;
  return (wanted) => {
    try {
      return addNewGateway(state, wanted, { owner: 'nobody' as Owner, keys: TRIAL_KEYS, pool });
    } catch (error) {
      if (error instanceof UserError && error.code === 'tunnel-pool-full') return undefined;
      throw error;
    }
  };
}

/** What is worth knowing only since the last answer; the rest was said with the answers before it. */
export const newWarnings = (change: Change | undefined, known: Change | undefined): string[] =>
  (change?.warnings ?? []).filter((warning) => !known?.warnings.includes(warning));
