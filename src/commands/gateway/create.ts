import { DEFAULT_TUNNEL_POOL } from '../../model/preferences.ts';
import { gatewayNamed } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import { addNewGateway, type Given, type NewGateway } from '../../model/transitions/new-gateway.ts';
import type { Owner, PublicKey } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { agreed } from '../agreed.ts';
import { unchanged } from '../deleted.ts';
import { gatewayLines, gatewayView } from './view.ts';

export interface GatewayCreateIntent extends NewGateway {
  readonly owner?: Owner;
  readonly publicKey?: PublicKey;
}

/** Puts a gateway into the plan, with its VPC where that is new. */
export async function gatewayCreate(intent: GatewayCreateIntent, context: Context): Promise<Outcome> {
  const given: Given = {
    owner: intent.owner ?? (await context.actor()),
    keys: intent.publicKey ? { publicKey: intent.publicKey } : await context.makeKeyPair(),
    pool: (await context.preferences.read())['tunnel-pool'] ?? DEFAULT_TUNNEL_POOL,
  };
  const created = await agreed(context, {
    weight: 'answers',
    decide: (before) => addNewGateway(before, intent, given),
    question: () => `Create gateway ${intent.name}`,
    lines: ({ state, warnings }) => [
      ...indentedLines(state, intent),
      ...warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  if (!created) return unchanged();
  const { state, warnings } = created;
  const view = gatewayView(state, gatewayNamed(state, intent.name));
  return {
    kind: 'object',
    value: view,
    names: [view.name],
    lines: [`Gateway ${view.name} is ${view.status}`, ...indentedLines(state, intent)],
    brief: [`Gateway ${view.name} is ${view.status}`],
    warnings,
    notes: [
      ...(intent.publicKey
        ? [`the private key of ${view.name} stays with you; renders leave its line to be filled in`]
        : []),
      ...(view.status === 'pending'
        ? [`it can be peered once its first deploy has made it active: peerway gateway deploy ${view.name}`]
        : []),
    ],
  };
}

const indentedLines = (state: State, { name }: GatewayCreateIntent): string[] =>
  gatewayLines(gatewayView(state, gatewayNamed(state, name))).map((line) => `  ${line}`);
