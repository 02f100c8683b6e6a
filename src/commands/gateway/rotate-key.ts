import { validationError } from '../../errors.ts';
import { gatewayNamed } from '../../model/queries.ts';
import { ofGateways } from '../../model/rules/ownership.ts';
import type { Gateway, State } from '../../model/state.ts';
import { withGatewayKeys } from '../../model/transitions/rotate-keys.ts';
import type { Name, PublicKey } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { KeyPair } from '../../ports/random.ts';
import { gatewaysNext } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { previewChange } from '../own-objects.ts';
import type { Rekey } from './deploy.ts';
import type { DeployRow } from './deploy-summary.ts';
import {
  clientNotes,
  deployRotation,
  ownKeyHint,
  type RotationIntent,
  throwUnlessReachable,
  withPeers,
} from './rotation.ts';

export interface GatewayRotateKeyIntent extends RotationIntent {
  readonly gateway: string;
}

/** A gateway whose key was changed in the plan only. */
interface RotatedInPlan {
  readonly gateway: Name;
  readonly publicKey: PublicKey;
  /** The gateways whose configuration is no longer that of the plan. */
  readonly renderAgain: readonly Name[];
}

/** Replaces the key of a gateway, on the gateway and on all its peers in one deploy. */
export async function gatewayRotateKey(
  intent: GatewayRotateKeyIntent,
  ports: Uses<'state' | 'terminal' | 'outside' | 'random'>,
): Promise<Result<readonly DeployRow[]> | Result<RotatedInPlan> | Declined> {
  const state = await ports.state.read();
  const gateway = gatewayNamed(state, intent.gateway);
  const subjects = ofGateways([gateway.name]);
  // Before a key is made: there may be another problem.
  await previewChange(ports, (before) => ({ state: before }), subjects);
  const names = withPeers(state, gateway.name);
  if (intent.planOnly) throwIfKeyOnHost(gateway);
  else {
    const keeper = gateway.privateKey ? undefined : gateway.name;
    throwUnlessReachable(state, names, `peerway gateway rotate-key ${gateway.name}`, keeper);
  }
  if (ports.state.isDryRun) return previewOf(state, gateway, names, intent);
  if (intent.planOnly) return rotateInPlan(gateway, names, ports);
  const notes = clientNotes(state, gateway);
  const rekey = gateway.privateKey
    ? { ...inState(gateway, await ports.random.keyPair(), ports), onHost: [] }
    : { ...UNCHANGED, onHost: [gateway.name] };
  return deployRotation(names, { subjects, notes, ...rekey }, intent, ports);
}

/** The gateway generates the key itself, and the plan learns of it after the deploy. */
const UNCHANGED: Pick<Rekey, 'change' | 'restore'> = { change: (state) => state, restore: (state) => state };

const inState = (old: Gateway, keys: KeyPair, { state: { now } }: Uses<'state'>) => ({
  change: (state: State) => withGatewayKeys(state, old.name, keys, now),
  restore: (state: State) =>
    state.gateways.get(old.name)?.publicKey === keys.publicKey
      ? withGatewayKeys(state, old.name, old, old.keyCreatedAt)
      : state,
});

/** Returns the gateways that a new key would be deployed to, or that would need it. */
const previewOf = (
  state: State,
  gateway: Gateway,
  names: readonly Name[],
  { planOnly }: RotationIntent,
): Result<RotatedInPlan> =>
  objectResult(
    { gateway: gateway.name, publicKey: gateway.publicKey, renderAgain: names },
    {
      names: ({ renderAgain }) => renderAgain,
      lines: () => [
        `The key of ${gateway.name} would be replaced${planOnly ? ' in the plan only' : ''}`,
        ...names.map(
          (name) => `  ${name} would ${planOnly ? 'need its new configuration' : 'be deployed to'}`,
        ),
      ],
      notes: clientNotes(state, gateway),
    },
  );

async function rotateInPlan(
  gateway: Gateway,
  names: readonly Name[],
  ports: Uses<'state' | 'terminal' | 'random'>,
): Promise<Result<RotatedInPlan> | Declined> {
  const { name, publicKey } = gateway;
  const { change } = inState(gateway, await ports.random.keyPair(), ports);
  const notes = clientNotes(await ports.state.read(), gateway);
  const made = await confirmAndChange(ports, {
    kind: 'destructive',
    subjects: ofGateways([name]),
    decide: (before) => ({ state: change(before) }),
    question: () => `Replace the key of ${name} in the plan only`,
    lines: () => [
      `until all of them have the new configuration, peerings of ${name} are down: ${names.join(', ')}`,
    ],
  });
  if (!made) return declined();
  const value = { gateway: name, publicKey: gatewayNamed(made.state, name).publicKey, renderAgain: names };
  return objectResult(value, {
    names: ({ renderAgain }) => renderAgain,
    lines: (view) => [
      `Gateway ${name} has a new key in the plan`,
      `  ~ public key: ${publicKey} -> ${view.publicKey}`,
    ],
    next: [gatewaysNext(made.state, names), ...notes],
  });
}

/** Throws exit 3 for a gateway that keeps its private key. */
function throwIfKeyOnHost({ name, privateKey }: Gateway): void {
  if (privateKey) return;
  throw validationError(
    'key-on-host',
    `The private key of ${name} is not stored in the plan, so peerway cannot replace it there`,
    ownKeyHint(name),
  );
}
