/** Rotation of keys: both sides of each tunnel change to the new key in one deploy. */
import { validationError } from '../../errors.ts';
import { deviceOf, deviceText, isDeployable } from '../../model/device.ts';
import { allOf } from '../../model/listed.ts';
import { isRendered, otherEnd } from '../../model/peering.ts';
import { byName, clientsOf, gatewayNamed, peeringsOf } from '../../model/queries.ts';
import type { Gateway, State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { type Declined, isDeclined, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { gatewayDeploy, type Rekey } from './deploy.ts';
import type { DeployRow } from './deploy-summary.ts';

export interface RotationIntent {
  /** Change only the plan. */
  readonly planOnly: boolean;
  /** Seconds until a gateway rolls back an unconfirmed change. */
  readonly secondsToConfirm: number;
}

/** Returns the gateways that a new key of one concerns, the gateway itself first. */
export const withPeers = (state: State, name: Name): Name[] => [
  name,
  ...byName(peeringsOf(state, name).filter(isRendered)).map((peering) => otherEnd(peering, name)),
];

/**
 * Throws exit 3 if a gateway cannot be deployed to.
 * @param command  the command of the rotation
 * @param keeper  the gateway that keeps the key on its host, so that the plan alone cannot replace it
 */
export function throwUnlessReachable(
  state: State,
  names: readonly Name[],
  command: string,
  keeper?: Name,
): void {
  const inPlan = keeper === undefined ? `run \`${command} --plan-only\`` : ownKeyHint(keeper);
  const mute = names.map((name) => gatewayNamed(state, name)).filter(({ ssh }) => ssh === undefined);
  const [first] = mute;
  if (!first) return;
  const devices = mute.filter((gateway) => !isDeployable(gateway));
  if (devices.length > 0)
    throw validationError(
      'not-deployable',
      `A new key must reach all gateways at once, and peerway does not deploy to ${devices
        .map((gateway) => `${gateway.name} (${deviceText(deviceOf(gateway))})`)
        .join(', ')}`,
      `${inPlan}; then deploy to the others, and configure ${devices
        .map(({ name }) => name)
        .join(' and ')} by hand`,
    );
  throw validationError(
    'no-ssh-target',
    `A new key must reach all gateways at once, and ${allOf(mute.map(({ name }) => name))} ${mute.length === 1 ? 'has' : 'have'} no SSH target`,
    `run \`peerway gateway update ${first.name} --ssh <[user@]host[:port]>\`, or ${keeper === undefined ? `\`${command} --plan-only\` to change only the plan` : inPlan}`,
  );
}

/** Returns the way to a new key of a gateway that keeps its private key. */
export const ownKeyHint = (name: Name): string =>
  `generate a key on the gateway, and run \`peerway gateway update ${name} --public-key <key>\``;

/** Deploys new keys to all gateways or to none, while their sessions continue. */
export async function deployRotation(
  names: readonly Name[],
  rekey: Rekey,
  { secondsToConfirm }: RotationIntent,
  ports: Uses<'state' | 'terminal' | 'outside' | 'random'>,
): Promise<Result<readonly DeployRow[]> | Declined> {
  const intent = {
    names,
    all: false,
    local: false,
    concurrency: Math.min(names.length, 20),
    secondsToConfirm,
    pruneForeignPeers: false,
  };
  const result = await gatewayDeploy(intent, ports, rekey);
  if (isDeclined(result)) return result;
  const isDone = result.value.every(({ outcome }) => outcome === 'confirmed' || outcome === 'as-planned');
  return isDone ? { ...result, next: [...result.next, ...rekey.notes] } : result;
}

/** Returns the consequences of a new key for the clients of a gateway that have a configuration. */
export function clientNotes(state: State, { name }: Pick<Gateway, 'name'>): string[] {
  const clients = byName(clientsOf(state, name)).filter(
    ({ status, issued }) => status === 'active' && issued !== undefined,
  );
  const [first] = clients;
  if (!first) return [];
  const others = clients.length > 1 ? `, and the same for ${clients.length - 1} more` : '';
  return [
    `the clients of ${name} are cut off until they have their new configuration; run \`peerway client config ${name} ${first.name}\`${others}`,
  ];
}
