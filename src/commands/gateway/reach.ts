/** The gateways that a command is about, and the way to each. */

import { type Inspection, isInspected, type ManagedGateway } from '../../deploy/inspect.ts';
import type { Failure } from '../../deploy/run-task.ts';
import { usage, validationError } from '../../errors.ts';
import { type DesiredGateway, desiredGateway } from '../../model/desired/gateway.ts';
import { byName, gatewayNamed } from '../../model/queries.ts';
import type { Gateway, State } from '../../model/state.ts';
import type { Uses } from '../../ports/ports.ts';
import { visible } from '../../visible.ts';

export interface ReachIntent {
  readonly names: readonly string[];
  /** Every gateway with an SSH target. */
  readonly all: boolean;
  /** This very host is the gateway. */
  readonly local: boolean;
}

/** Exit 4 for one that is not there, 2 when there are none or one has no SSH target. */
export function gatewaysMeant(
  state: State,
  { names, all, local }: ReachIntent,
  verb: 'deploy' | 'diff' | 'status',
): Gateway[] {
  if (local && names.length !== 1)
    throw usage(
      '--local is about one gateway, this host',
      `name it: peerway gateway ${verb} <gateway> --local`,
    );
  if (all && names.length > 0) throw usage('--all goes without names', 'leave one of them out');
  const gateways = all
    ? byName(state.gateways.values()).filter(({ ssh }) => ssh !== undefined)
    : [...new Set(names)].map((name) => gatewayNamed(state, name));
  if (gateways.length === 0)
    throw all
      ? validationError(
          'nothing-to-deploy',
          'No gateway has an SSH target',
          'peerway gateway update <gateway> --ssh <[user@]host>',
        )
      : usage(
          'missing the names of gateways',
          `name them, or --all${verb === 'deploy' ? ', or --peering <name>' : ''}`,
        );
  const mute = gateways.find(({ ssh }) => !local && ssh === undefined);
  if (mute) {
    throw validationError(
      'no-ssh-target',
      `Gateway ${mute.name} has no SSH target`,
      `peerway gateway update ${mute.name} --ssh <[user@]host[:port]>, or --local on the gateway itself`,
    );
  }
  throwIfOneHost(state, gateways);
  return gateways;
}

/** There is one firewall table and one of each interface on a host. */
function throwIfOneHost(state: State, gateways: readonly Gateway[]): void {
  const hosts = new Map<string, string>();
  for (const { name, ssh } of byName(state.gateways.values())) {
    if (!ssh) continue;
    const host = `${ssh.host}:${ssh.port ?? 22}`;
    const other = hosts.get(host);
    if (other !== undefined && gateways.some((one) => one.name === name || one.name === other)) {
      throw validationError(
        'same-host',
        `Gateways ${other} and ${name} have the same SSH target, ${host}`,
        'a host is one gateway: give one of them another, peerway gateway update <gateway> --ssh <[user@]host[:port]>',
      );
    }
    hosts.set(host, name);
  }
}

/** Gateways as the plan has them, each with the way to it. */
export const reachable = (
  state: State,
  gateways: readonly Gateway[],
  ports: Uses<'outside'>,
  local: boolean,
): Promise<ManagedGateway[]> =>
  Promise.all(
    gateways.map(async ({ name, ssh }) => ({
      desired: desiredGateway(state, name),
      transport: await ports.outside.transport(local || !ssh ? 'this host' : ssh),
    })),
  );

/**
 * One line for what went wrong.
 * @param desired  the gateway, whose peers are called by their names
 */
export const failureText = ({ code, why }: Failure, desired?: DesiredGateway): string => {
  switch (code) {
    case 'busy':
      return `somebody else is changing it: ${visible(why || 'they have only just begun', 200)}`;
    case 'changed-meanwhile':
      return `it was changed while you looked: ${visible(why, 200)}`;
    case 'no-handshake':
      return `no handshake with ${why
        .split(' ')
        .map((key) => visible(peerName(key, desired), 100))
        .join(', ')}`;
    case 'other-side':
      return `the other side failed: ${visible(why, 200)}`;
    default:
      return visible(why, 200);
  }
};

const peerName = (key: string, desired?: DesiredGateway): string =>
  desired?.peers.find(({ publicKey }) => publicKey === key)?.name ?? key;

/** Why a gateway could not be looked at, with its name; '' for one that was. */
export const failedText = (inspection: Inspection): string =>
  isInspected(inspection)
    ? ''
    : `${inspection.desired.name} (${inspection.transport.name}): ${failureText(inspection.failure)}`;

/** Eight random bytes in hexadecimal. */
export const changeId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 16);
