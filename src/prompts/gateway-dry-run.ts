import { effective } from '../commands/config/effective.ts';
import { UserError } from '../errors.ts';
import { DEFAULT_TUNNEL_POOL } from '../model/preferences.ts';
import { settingOf } from '../model/settings.ts';
import type { Change } from '../model/transitions/change.ts';
import { addNewGateway, type NewGateway } from '../model/transitions/new-gateway.ts';
import type { Owner, PublicKey } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import { specs } from '../providers/registry.ts';

/** A valid public key that no gateway has: 32 bytes of ones. */
const PLACEHOLDER_KEYS = { publicKey: `${'/'.repeat(42)}8=` as PublicKey };
const PLACEHOLDER_OWNER = 'placeholder' as Owner;

/**
 * Returns a function that adds a gateway to a copy of the state, to check the answers given so far. It returns
 * undefined if the tunnel pool is used up: the prompt for a tunnel subnet comes next and solves that.
 */
export async function gatewayDryRun(
  ports: Uses<'state' | 'preferences'> & Partial<Uses<'random'>>,
): Promise<(gateway: NewGateway) => Change | undefined> {
  const state = await ports.state.read();
  const pool = effective(state, await ports.preferences.read(), 'tunnel-pool') ?? DEFAULT_TUNNEL_POOL;
  const { random } = ports;
  return (gateway) => {
    try {
      return addNewGateway(specs, state, gateway, {
        owner: PLACEHOLDER_OWNER,
        keys: PLACEHOLDER_KEYS,
        now: ports.state.now,
        pool,
        ...(random ? { pool6: () => settingOf(state, 'tunnel-pool-ipv6') ?? random.uniqueLocal() } : {}),
      });
    } catch (error) {
      if (error instanceof UserError && error.code === 'tunnel-pool-full') return undefined;
      throw error;
    }
  };
}

/** Returns the warnings of a change that earlier prompts have not shown. */
export const newWarnings = (change: Change | undefined, earlier: Change | undefined): string[] =>
  (change?.warnings ?? []).filter((warning) => !earlier?.warnings.includes(warning));
