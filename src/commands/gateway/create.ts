import { DEFAULT_TUNNEL_POOL } from '../../model/preferences.ts';
import { gatewayNamed } from '../../model/queries.ts';
import { type Allotment, addNewGateway, type NewGateway } from '../../model/transitions/new-gateway.ts';
import type { Owner, PublicKey } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type GatewayView, gatewayLines, gatewayView } from './view.ts';

export interface GatewayCreateIntent extends NewGateway {
  readonly owner?: Owner;
  readonly publicKey?: PublicKey;
}

/** Creates a gateway in the plan, with its VPC if the intent has CIDRs for a new one. */
export async function gatewayCreate(
  intent: GatewayCreateIntent,
  ports: Uses<'state' | 'preferences' | 'terminal' | 'random'>,
): Promise<Result<GatewayView> | Declined> {
  const allotment: Allotment = {
    owner: intent.owner ?? (await ports.state.actor()),
    keys: intent.publicKey ? { publicKey: intent.publicKey } : await ports.random.keyPair(),
    pool: (await ports.preferences.read())['tunnel-pool'] ?? DEFAULT_TUNNEL_POOL,
  };
  const created = await confirmAndChange(ports, {
    kind: 'prompted',
    decide: (before) => addNewGateway(specs, before, intent, allotment),
    question: () => `Create gateway ${intent.name}`,
    lines: ({ state, warnings }) => [
      ...indentedLines(gatewayView(state, gatewayNamed(state, intent.name))),
      ...warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  if (!created) return declined();
  const { state, warnings } = created;
  const brief = ({ name, status }: GatewayView) => [`Gateway ${name} is ${status}`];
  const value = gatewayView(state, gatewayNamed(state, intent.name));
  return objectResult(value, {
    names: ({ name }) => [name],
    lines: (view) => [...brief(view), ...indentedLines(view)],
    brief,
    warnings,
    notes: intent.publicKey
      ? [`the private key of ${intent.name} is not stored: fill it in where a rendered file leaves it out`]
      : [],
    next:
      value.status === 'pending'
        ? [`to activate the gateway with its first deployment, run \`peerway gateway deploy ${intent.name}\``]
        : [],
  });
}

const indentedLines = (view: GatewayView): string[] => gatewayLines(view).map((line) => `  ${line}`);
