/** Gateways that a command selects, and the transports to them. */

import { type Inspection, isInspected, type ManagedGateway } from '../../deploy/inspect.ts';
import type { Failure } from '../../deploy/run-task.ts';
import { type UserError, usage, validationError } from '../../errors.ts';
import { type DesiredGateway, desiredGateway } from '../../model/desired/gateway.ts';
import { deviceOf, deviceText, isDeployable } from '../../model/device.ts';
import { DEFAULT_PORT, endpointText, listenPortOf, sshText } from '../../model/endpoint.ts';
import { throwIfKeysMissing } from '../../model/missing-keys.ts';
import { inNaturalOrder } from '../../model/natural-order.ts';
import { gatewayNamed, gatewaysOnHostOf } from '../../model/queries.ts';
import type { Gateway, State } from '../../model/state.ts';
import type { Uses } from '../../ports/ports.ts';
import { visible } from '../../visible.ts';

export interface ReachIntent {
  readonly names: readonly string[];
  /** Every gateway with an SSH target. */
  readonly all: boolean;
  /** This host is the gateway. */
  readonly local: boolean;
  /** Leave out gateways that peerway does not deploy to, unless all of them are such. */
  readonly skipDevices?: boolean;
  /** The gateways generate their own private keys. */
  readonly keyOnHost?: boolean;
}

/** Returns the selected gateways. Exit 2 if none is named, 3 if one has no SSH target, 4 if one does not exist. */
export function gatewaysMeant(
  state: State,
  { names, all, local, skipDevices = false, keyOnHost = false }: ReachIntent,
  verb: 'deploy' | 'diff' | 'status',
): Gateway[] {
  if (local && names.length !== 1)
    throw usage(
      '--local needs the name of one gateway, which is this host',
      `run \`peerway gateway ${verb} ${names[0] ?? '<gateway>'} --local\``,
    );
  if (all && names.length > 0)
    throw usage('--all cannot be combined with gateway names', 'use only one of them');
  const named = all
    ? inNaturalOrder(state.gateways.values()).filter(({ ssh }) => ssh !== undefined)
    : [...new Set(names)].map((name) => gatewayNamed(state, name));
  const gateways = skipDevices && named.some(isDeployable) ? named.filter(isDeployable) : named;
  if (gateways.length === 0)
    throw all
      ? validationError(
          'nothing-to-deploy',
          'No gateway has an SSH target',
          `run \`peerway gateway update ${inNaturalOrder(state.gateways.values()).find(isDeployable)?.name ?? '<gateway>'} --ssh <[user@]host>\``,
        )
      : usage(
          'missing gateway names',
          `name gateways, or use --all${verb === 'deploy' ? ' or --peering <name>' : ''}`,
        );
  const device = gateways.find((gateway) => !isDeployable(gateway));
  if (device) throw notDeployable(device, verb);
  const mute = gateways.find(({ ssh }) => !local && ssh === undefined);
  if (mute) {
    // With --local, a command is about this one gateway.
    const here =
      names.length === 1 ? `, or \`peerway gateway ${verb} ${mute.name} --local\` on the gateway itself` : '';
    throw validationError(
      'no-ssh-target',
      `Gateway ${mute.name} has no SSH target`,
      `run \`peerway gateway update ${mute.name} --ssh <[user@]host[:port]>\`${here}`,
    );
  }
  throwIfOneHost(state, gateways);
  if (verb !== 'status')
    throwIfKeysMissing(
      state,
      gateways.map(({ name }) => name),
      { ownKeys: !keyOnHost },
    );
  return gateways;
}

/** The error for a gateway that only its operator can configure. */
const notDeployable = (gateway: Gateway, verb: 'deploy' | 'diff' | 'status'): UserError =>
  validationError(
    'not-deployable',
    `peerway ${verb === 'deploy' ? 'deploys only to' : 'inspects only'} Linux gateways, and the device of ${gateway.name} is ${deviceText(deviceOf(gateway))}`,
    verb === 'deploy'
      ? `run \`peerway gateway render ${gateway.name}\`, and apply the result as its first lines say`
      : `check it on the device itself, as the first lines of \`peerway gateway render ${gateway.name}\` say`,
  );

/** Returns the gateways that a command skips because peerway does not deploy to their devices. */
export const skippedDevices = (
  state: State,
  { names, all, skipDevices = false }: Pick<ReachIntent, 'names' | 'all' | 'skipDevices'>,
): Gateway[] => {
  const meant = all
    ? inNaturalOrder(state.gateways.values())
    : names.map((name) => gatewayNamed(state, name));
  return all || skipDevices ? meant.filter((gateway) => !isDeployable(gateway)) : [];
};

/** Returns a line for each of them, with the command that renders its configuration. */
export const deviceSteps = (gateways: readonly Gateway[]): string[] =>
  gateways.map(
    (gateway) =>
      `to configure ${gateway.name} (${deviceText(deviceOf(gateway))}) by hand, run \`peerway gateway render ${gateway.name} --out ./${gateway.name}\``,
  );

/** Returns a note that names them; none if there are none. */
export const skippedNotes = (gateways: readonly Gateway[]): string[] =>
  gateways.length === 0
    ? []
    : [
        `skipped because peerway does not deploy to their devices: ${gateways
          .map((gateway) => `${gateway.name} (${deviceText(deviceOf(gateway))})`)
          .join(', ')}`,
      ];

/** Rejects gateways that share a host and would also share an interface or a UDP port there. */
function throwIfOneHost(state: State, gateways: readonly Gateway[]): void {
  for (const gateway of gateways) {
    const onHost = gatewaysOnHostOf(state, gateway);
    for (const other of onHost) {
      if (other.name === gateway.name) continue;
      // Rather change a gateway that is not in use yet.
      const [one, two] = inNaturalOrder([gateway, other]) as [Gateway, Gateway];
      const [first, second] = one.status === 'pending' && two.status !== 'pending' ? [two, one] : [one, two];
      if (first.interface === second.interface)
        throw sharedOnHost(
          [first, second],
          `the interface ${first.interface}`,
          `--interface ${freeInterface(onHost)}`,
        );
      if (listenPortOf(first) === listenPortOf(second))
        throw sharedOnHost(
          [first, second],
          `the UDP port ${listenPortOf(first)}`,
          otherPort(second, freePort(onHost)),
        );
    }
  }
}

/** Returns the flag for another port. Without a port forwarded by a router, peers have to send to the new one, too. */
const otherPort = ({ endpoint, listenPort }: Gateway, port: number): string =>
  endpoint && (listenPort === undefined || listenPort === endpoint.port)
    ? `--endpoint ${endpointText({ ...endpoint, port })}${listenPort === undefined ? '' : ` --listen-port ${port}`}`
    : `--listen-port ${port}`;

const sharedOnHost = ([first, second]: readonly [Gateway, Gateway], what: string, flag: string): UserError =>
  validationError(
    'same-host',
    `Gateways ${first.name} and ${second.name} have the same SSH target, ${second.ssh ? sshText(second.ssh) : ''}, and ${what}`,
    `run \`peerway gateway update ${second.name} ${flag}\` first, or \`peerway gateway update ${second.name} --ssh <[user@]host[:port]>\` if it is on another host`,
  );

function freeInterface(gateways: readonly Gateway[]): string {
  const allocated = new Set<string>(gateways.map((gateway) => gateway.interface));
  let number = 0;
  while (allocated.has(`wg${number}`)) number += 1;
  return `wg${number}`;
}

function freePort(gateways: readonly Gateway[]): number {
  const allocated = new Set(gateways.map(listenPortOf));
  let port = DEFAULT_PORT;
  while (allocated.has(port)) port += 1;
  return port;
}

/** Returns the planned gateways with their transports. */
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
 * Formats a failure in one line.
 * @param desired  the gateway, to show its peers by name
 */
export const failureText = ({ code, why }: Failure, desired?: DesiredGateway): string => {
  switch (code) {
    case 'busy':
      return `another deploy is in progress: ${visible(why || 'it has just started', 200)}`;
    case 'changed-meanwhile':
      return `another deploy changed it after the inspection: ${visible(why, 200)}`;
    case 'no-handshake':
      return `no handshake with ${why
        .split(' ')
        .map((key) => visible(peerName(key, desired), 100))
        .join(', ')}`;
    case 'altered':
      return `something else changed it before it was confirmed: ${visible(why, 250)}`;
    case 'other-side':
      return `the other side failed: ${visible(why, 200)}`;
    case 'stops-foreign-peers':
      return visible(why, 2000);
    default:
      return visible(why, 300);
  }
};

const peerName = (key: string, desired?: DesiredGateway): string =>
  desired?.peers.find(({ publicKey }) => publicKey === key)?.name ?? key;

/** Returns why an inspection failed, with the gateway's name; '' if it succeeded. */
export const failedText = (inspection: Inspection): string =>
  isInspected(inspection)
    ? ''
    : `${inspection.desired.name} (${inspection.transport.name}): ${failureText(inspection.failure)}`;
