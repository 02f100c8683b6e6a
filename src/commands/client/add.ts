import { sideChanges } from '../../model/desired/changes.ts';
import { parseExpiry } from '../../model/moment.ts';
import { addClient } from '../../model/transitions/client.ts';
import type { Name, PublicKey } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { agreed } from '../agreed.ts';
import { unchanged } from '../deleted.ts';
import { changeLines } from '../side-lines.ts';
import { clientLines, clientView } from './view.ts';

export interface ClientAddIntent {
  readonly gateway: Name;
  readonly name: Name;
  readonly publicKey?: PublicKey;
  /** A date, a moment or a duration, as it was typed: what it means depends on now. */
  readonly expires?: string;
}

/** Adds a road warrior to a gateway. */
export async function clientAdd({ expires, ...intent }: ClientAddIntent, context: Context): Promise<Outcome> {
  const expiresAt = expires === undefined ? undefined : parseExpiry(expires, context.now);
  const keys = intent.publicKey ? {} : await context.makeKeyPair();
  const presharedKey = await context.makePresharedKey();
  const wanted = {
    ...intent,
    ...(keys as { publicKey: PublicKey }),
    presharedKey,
    createdAt: context.now,
    ...(expiresAt ? { expiresAt } : {}),
  };
  const added = await agreed(context, {
    weight: 'answers',
    decide: (before) => ({ ...addClient(before, wanted), before }),
    question: () => `Add client ${intent.name} to ${intent.gateway}`,
    lines: ({ before, state }) => changeLines(sideChanges(before, state, [intent.gateway])),
  });
  if (!added) return unchanged();
  const { state, client } = added;
  const view = clientView(state, client);
  return {
    kind: 'object',
    value: view,
    names: [view.name],
    lines: [
      `Client ${view.name} is added to ${view.gateway}`,
      ...clientLines(view).map((line) => `  ${line}`),
    ],
    notes: [
      `its configuration: peerway client config ${view.gateway} ${view.name}`,
      `the gateway's: peerway gateway render ${view.gateway}`,
    ],
  };
}
